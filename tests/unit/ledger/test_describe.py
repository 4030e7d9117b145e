"""Titles, search keys and references of a record."""

import pytest

from node.ledger.describe import refs_of, sort_key, title_of, tokens_of, withheld_title
from node.ledger.errors import UnknownKind
from node.ledger.names import matches
from node.ledger.schema import LEDGER
from node.ledger.types import Scalar

NAMES: dict[str, Scalar] = {
    "names/a/text": "Тест Тестович",
    "names/a/language": "ru",
    "names/b/text": "Тэст Тэставіч",
    "names/b/language": "be",
    "names/c/text": "Testuś",
    "names/c/language": "be",
    "names/c/preferred": True,
}


def test_title_takes_the_name_in_the_language_and_preferred() -> None:
    assert title_of(LEDGER, "person", NAMES, "be") == "Testuś"
    assert title_of(LEDGER, "person", NAMES, "ru") == "Тест Тестович"
    assert title_of(LEDGER, "person", NAMES, "en") == "Testuś"
    assert title_of(LEDGER, "person", {"names/z/text": "Z", "names/y/text": "Y"}, "en") == "Y"


def test_title_leaves_out_what_is_empty_and_references() -> None:
    assert title_of(LEDGER, "detention", {"arrested_on": "2021-05"}, "be") == "05.2021"
    assert title_of(LEDGER, "detention", {"arrested_on": "2021", "ended_on": "2022"}, "be") == "2021 – 2022"
    assert title_of(LEDGER, "placement", {"place": b"\x01" * 16, "began_on": "2021"}, "en") == "2021"
    assert title_of(LEDGER, "need", {"category": "medicine", "description": "TEST"}, "ru") == "лекарства · TEST"
    assert title_of(LEDGER, "need", {}, "ru") == ""


def test_title_keeps_the_bracket_that_ends_a_piece() -> None:
    judged: dict[str, Scalar] = {"penalty": "open_facility", "term": "P2Y"}
    assert title_of(LEDGER, "judgment", judged, "en") == "open facility (“khimiya”) · 2 years"


def test_title_is_inert_bounded_and_shows_what_does_not_fit() -> None:
    assert title_of(LEDGER, "source", {"title": "a\u202eb" + "c" * 500}, "en") == "ab" + "c" * 198
    assert title_of(LEDGER, "judgment", {"term": "nonsense"}, "en") == "nonsense"
    with pytest.raises(UnknownKind):
        title_of(LEDGER, "ghost", {}, "en")


def test_a_withheld_name_is_replaced_by_the_reason_and_the_code() -> None:
    values: dict[str, Scalar] = {"identity_withheld": True, "withhold_reason": "family_request", "code": "BY-TEST-7QK"}
    assert withheld_title(values, "en") == "Name withheld at the family's request · BY-TEST-7QK"
    assert withheld_title({"identity_withheld": True}, "be") == "Імя не называецца"
    assert withheld_title({"identity_withheld": False}, "be") is None
    assert withheld_title({}, "be") is None


def test_keys_find_a_record_by_every_side_of_a_conflict_and_by_text() -> None:
    keys = tokens_of(
        LEDGER,
        "person",
        {
            "names/a/text": ["Тэст Тэставіч", "Тэст Узораў"],
            "bios/a/text": ["Жыве ў Тэставічах, настаўніца"],
            "external/a/id": ["TEST-17"],
            "birth_date": ["1982-04-24"],
            "ghost": ["Прывід"],
        },
    ).split()
    for found in ("Testovich", "Узоров", "настаўніца", "TEST-17", "test 17"):
        assert matches(found, keys), found
    for absent in ("1982", "Прывід", "Кацярына"):
        assert not matches(absent, keys), absent


def test_keys_of_a_long_text_are_bounded() -> None:
    long = " ".join(f"слова{number}" for number in range(5_000))
    assert len(tokens_of(LEDGER, "person", {"bios/a/text": [long]}).split()) == 2_000


def test_refs_are_those_of_the_same_space() -> None:
    values: dict[str, Scalar] = {
        "person": b"\x01" * 16,
        "place": b"\x02" * 32,
        "began_on": "2021",
        "ghost": b"\x03" * 16,
    }
    assert list(refs_of(LEDGER, "placement", values)) == [("person", b"\x01" * 16)]


def test_sort_key_follows_the_alphabets() -> None:
    ordered = ["Łabanaŭ", "Łabanok", "Еліна", "Ёлкавіч", "Ігар", "Йонаў", "Кац", "Ўзорава", "Узрава", "Фокін", "Яма"]
    assert sorted(set(ordered), key=sort_key) == ordered
