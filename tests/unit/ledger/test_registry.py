"""The gate for values typed or imported here."""

import pytest

from node.ledger.errors import LedgerError, UnknownField, UnknownKind, ValueRefused
from node.ledger.schema import LEDGER
from node.ledger.types import Scalar

PERSON = b"\x01" * 16


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("person", "names/x7/text", "Тэст Тэставіч"),
        ("person", "groups/medic", True),
        ("person", "birth_date", "--02-29"),
        ("status_event", "person", PERSON),
        ("status_event", "status", "remand"),
        ("judgment", "term", "P4Y6M"),
        ("need", "amount", "BYN:1250"),
        ("recognition", "answers/pace_a/answer", "yes"),
        ("place", "money_details", "TEST\nтэкст"),
    ],
)
def test_check_put_declared_values_are_accepted(kind: str, path: str, value: Scalar) -> None:
    LEDGER.check_put(kind, path, value)


@pytest.mark.parametrize(
    ("kind", "path", "value", "error"),
    [
        ("ghost", "name", "x", UnknownKind),
        ("person", "ghost", "x", UnknownField),
        ("person", "names/x7/ghost", "x", UnknownField),
        ("person", "names/x7", "x", UnknownField),
        ("person", "names/*/text", "x", UnknownField),
        ("person", "kind", "person", UnknownField),
        ("person", "birth_date", "24.04.1982", ValueRefused),
        ("person", "birth_date", 1982, ValueRefused),
        ("person", "groups/ghost", True, ValueRefused),
        ("person", "groups/medic", False, ValueRefused),
        ("person", "note", "a" * 1_000_000, ValueRefused),
        ("person", "names/x/text", "a\x07b", ValueRefused),
        ("person", "names/x/text", 1.5, ValueRefused),
        ("person", "names/x/text", ["a"], ValueRefused),
        ("status_event", "person", PERSON[:15], ValueRefused),
        ("need", "quantity", True, ValueRefused),
    ],
)
def test_check_put_anything_else_is_refused_with_one_clear_line(
    kind: str, path: str, value: object, error: type[LedgerError]
) -> None:
    with pytest.raises(error) as refused:
        LEDGER.check_put(kind, path, value)
    line = str(refused.value)
    assert "\n" not in line
    assert len(line) < 250


def test_a_refusal_names_the_field_and_never_the_value() -> None:
    with pytest.raises(ValueRefused) as refused:
        LEDGER.parse_input("person", "birth_date", "Тэставіч Іван")
    assert refused.value.path == "birth_date"
    for language in ("en", "be", "ru"):
        line = refused.value.text(language)
        assert line.startswith("birth_date: ")
        assert "Тэставіч" not in line


def test_an_unknown_path_is_shown_in_ascii_and_cut() -> None:
    with pytest.raises(UnknownField) as refused:
        LEDGER.field("person", "Ў\n" * 500)
    assert str(refused.value).isascii()
    assert len(str(refused.value)) < 900


def test_parse_input_and_format_value_meet_in_the_stored_text() -> None:
    stored = LEDGER.parse_input("person", "birth_date", "24 красавіка 1982")
    assert stored == "1982-04-24"
    assert LEDGER.format_value("person", "birth_date", stored, "be") == "24.04.1982"
    assert LEDGER.parse_input("person", "groups/medic", "on") is True
    with pytest.raises(ValueRefused):
        LEDGER.parse_input("person", "groups/ghost", "on")


def test_missing_names_the_required_paths_that_are_absent() -> None:
    assert LEDGER.missing("person", {}) == ("names/*/text",)
    assert LEDGER.missing("person", {"names/x/text": "Тэставіч"}) == ()
    assert LEDGER.missing("need", {"person": PERSON}) == ("category",)


def test_get_of_an_undeclared_kind_is_none() -> None:
    assert LEDGER.get("ghost") is None
    with pytest.raises(UnknownKind):
        LEDGER.kind("ghost")
