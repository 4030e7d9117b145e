"""The OpenAPI 3.1 document, made from the same declarations that route and check."""

from typing import Final

from node.api.v1 import schemas
from node.api.v1.operations import Operation, Table
from node.api.v1.problems import every_problem
from node.api.v1.shapes import Many, Param
from node.ledger.json_schema import json_schema
from node.ledger.registry import Registry
from node.ledger.types import Json

_ANY: Final = (400, 403, 500)  # what every operation may answer
_KEPT: Final = (401, 423, 429)  # what every operation behind a token may answer
_WITH_BODY: Final = (408, 413, 415)
_CREATES: Final = "createRecord"


def make_document(table: Table, registry: Registry) -> dict[str, Json]:
    """Return the document for a node with these kinds of records."""
    paths: dict[str, Json] = {}
    for operation in table.operations:
        at = paths.setdefault(operation.path, {})
        assert isinstance(at, dict)
        at[operation.method.lower()] = _operation(operation, registry)
    kinds: dict[str, Json] = {f"fields-{kind.name}": _fields(json_schema(kind)) for kind in registry}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Apieka",
            "version": "1",
            "description": "The ledger of one node, for programs of the same computer. docs/API.md says how to use it.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**kinds, "error": schemas.ERROR},
        },
    }


def _operation(operation: Operation, registry: Registry) -> Json:
    params: list[Json] = [_param(param, "path") for param in operation.params]
    params += [_param(param, "query") for param in operation.query]
    told: dict[str, Json] = {
        "operationId": operation.name,
        "summary": operation.words,
        "parameters": params,
        "responses": _responses(operation),
    }
    if operation.body is not None:
        schema = operation.body.schema()
        schema = _new_record(schema, registry) if operation.name == _CREATES else schema
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if operation.is_open:
        told["security"] = []
    else:
        told["x-scope"] = "write" if operation.writes else "read"
    return told


def _new_record(schema: dict[str, Json], registry: Registry) -> dict[str, Json]:
    """A new record is one of the kinds, with that kind's fields."""
    properties = schema["properties"]
    assert isinstance(properties, dict)
    choices: list[Json] = [
        {
            **schema,
            "properties": {
                **properties,
                "kind": {"const": kind.name},
                "fields": {"$ref": f"#/components/schemas/fields-{kind.name}"},
            },
        }
        for kind in registry
    ]
    return {"oneOf": choices}


def _fields(schema: dict[str, Json]) -> Json:
    return {name: value for name, value in schema.items() if name != "$schema"}


def _param(param: Param[object], place: str) -> Json:
    told: dict[str, Json] = {
        "name": param.name,
        "in": place,
        "required": param.is_required,
        "description": param.words,
        "schema": param.shape.schema(),
    }
    return {**told, "style": "form", "explode": True} if isinstance(param.shape, Many) else told


def _responses(operation: Operation) -> Json:
    content: dict[str, Json] = (
        {name: {"schema": _FILE} for name in operation.files}
        if operation.files
        else {"application/json": {"schema": operation.answer}}
    )
    told: dict[str, Json] = {str(operation.status): {"description": "Done.", "content": content}}
    statuses = [*_ANY, *operation.refusals]
    statuses += _KEPT if not operation.is_open else ()
    statuses += _WITH_BODY if operation.body is not None else ()
    for status in sorted({*statuses, 503} if not operation.is_open else set(statuses)):
        codes = [f"`{one.code}`: {one.says}" for one in every_problem() if one.status == status]
        error: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}
        told[str(status)] = {"description": " ".join(codes), "content": error}
    return told


_FILE: Final[Json] = {}
