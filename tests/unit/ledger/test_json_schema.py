"""JSON Schema derived from the kinds."""

import json
import re

from node.ledger.json_schema import json_schema, json_schemas
from node.ledger.schema import LEDGER
from node.ledger.types import Json, Members


def described(schema: dict[str, Json], path: str) -> Json:
    """The part of a schema that a validator applies to `path`."""
    properties, patterns = schema["properties"], schema["patternProperties"]
    assert isinstance(properties, dict)
    assert isinstance(patterns, dict)
    if path in properties:
        return properties[path]
    return next((part for pattern, part in patterns.items() if re.search(pattern, path)), None)


def test_every_declared_path_is_described_and_nothing_else_is_allowed() -> None:
    for kind in LEDGER:
        schema = json_schema(kind)
        assert schema["additionalProperties"] is False
        for declared in kind.fields:
            item = declared.type.vocabulary.codes[0] if isinstance(declared.type, Members) else "x7"
            found = described(schema, declared.path.replace("*", item))
            assert isinstance(found, dict)
            assert found["title"] == declared.labels.en
            assert found["x-level"] == kind.level_of(declared).value
        assert described(schema, "ghost") is None
        assert described(schema, "names/a b/text") is None


def test_a_set_allows_the_words_of_its_vocabulary_only() -> None:
    schema = json_schema(LEDGER.kind("person"))
    assert described(schema, "groups/medic") is not None
    assert described(schema, "groups/ghost") is None


def test_required_and_second_person_are_marked() -> None:
    schema = json_schema(LEDGER.kind("status_event"), "be")
    assert schema["required"] == ["person", "status", "effective_on"]
    status = described(schema, "status")
    assert isinstance(status, dict)
    assert status["x-second-person"] is True
    assert status["title"] == "Стан"
    assert isinstance(status["enum"], list)
    assert "remand" in status["enum"]


def test_all_schemas_are_plain_json() -> None:
    schemas = json_schemas(LEDGER)
    assert set(schemas) == {kind.name for kind in LEDGER}
    assert json.loads(json.dumps(schemas)) == schemas
