"""JSON Schema (2020-12) of each kind as the API carries it: one flat object, paths as names, bytes as hexadecimal."""

from typing import Final

from node.ledger.declare import Kind
from node.ledger.limits import ITEM_CHARS_MAX
from node.ledger.registry import Registry
from node.ledger.types import Json, Members

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ITEM: Final = f"[A-Za-z0-9_-]{{1,{ITEM_CHARS_MAX}}}"


def json_schema(kind: Kind, language: str = "en") -> dict[str, Json]:
    """The schema of a record's `fields`. Lists appear as patterns; what is not declared is refused."""
    fixed: dict[str, Json] = {}
    patterns: dict[str, Json] = {}
    for declared in kind.fields:
        described: dict[str, Json] = {
            **declared.type.json_schema(),
            "title": declared.labels.in_language(language),
            "x-level": kind.level_of(declared).value,
        }
        if declared.second_person:
            described["x-second-person"] = True
        if not declared.is_item:
            fixed[declared.path] = described
            continue
        codes = declared.type.vocabulary.codes if isinstance(declared.type, Members) else ()
        item = f"({'|'.join(codes)})" if codes else _ITEM
        patterns[f"^{declared.path.replace('*', item)}$"] = described
    return {
        "$schema": _DIALECT,
        "title": kind.labels.in_language(language),
        "type": "object",
        "properties": fixed,
        "patternProperties": patterns,
        "required": [declared.path for declared in kind.fields if declared.is_required and not declared.is_item],
        "additionalProperties": False,
    }


def json_schemas(registry: Registry, language: str = "en") -> dict[str, dict[str, Json]]:
    """The schema of every kind by its name."""
    return {kind.name: json_schema(kind, language) for kind in registry}
