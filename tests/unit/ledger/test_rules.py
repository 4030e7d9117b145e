"""What surely cannot be true of records taken together."""

from datetime import date

import pytest

from node.ledger.derived import RecordView
from node.ledger.language import LANGUAGES
from node.ledger.rules import INCONSISTENCY_LABELS, check_person, check_record
from node.ledger.types import Scalar

TODAY = date(2026, 6, 1)


def view(number: int, kind: str, **fields: Scalar) -> RecordView:
    return RecordView(id=bytes([number]) * 16, kind=kind, fields=fields)


@pytest.mark.parametrize(
    ("kind", "fields", "codes"),
    [
        ("detention", {"arrested_on": "2021-05-01", "ended_on": "2021-04-30"}, {"ends_before_begin"}),
        ("detention", {"arrested_on": "2021-05-01", "ended_on": "2021"}, set()),
        ("detention", {"arrested_on": "2021-05-01", "ended_on": "2021-05-01"}, set()),
        ("detention", {"arrested_on": "2026-06-02"}, {"in_future"}),
        ("detention", {"arrested_on": "2026"}, set()),
        ("detention", {}, set()),
        ("letter", {"sent_on": "2022", "received_on": "2021"}, {"ends_before_begin"}),
        ("person", {"birth_date": "2030"}, {"in_future"}),
        ("person", {"birth_date": "--02-29"}, set()),
        ("pledge", {"due_on": "2030"}, set()),
    ],
)
def test_inside_one_record_only_what_is_certain_is_named(kind: str, fields: dict[str, Scalar], codes: set[str]) -> None:
    assert {found.code for found in check_record(view(1, kind, **fields), TODAY)} == codes


def person(birth: str = "1982") -> RecordView:
    return view(1, "person", birth_date=birth)


@pytest.mark.parametrize(
    ("related", "codes"),
    [
        (
            [view(2, "detention", arrested_on="2021-05"), view(3, "judgment", decided_on="2021-04-30")],
            {"verdict_before_arrest"},
        ),
        ([view(2, "detention", arrested_on="2021-05"), view(3, "judgment", decided_on="2021-05-01")], set()),
        (
            [
                view(2, "detention", arrested_on="2019", ended_on="2019-12-31"),
                view(4, "detention", arrested_on="2021"),
                view(3, "judgment", decided_on="2020"),
            ],
            set(),
        ),
        (
            [view(2, "detention", arrested_on="2019"), view(3, "detention", arrested_on="2021")],
            {"arrest_before_release"},
        ),
        (
            [view(2, "detention", arrested_on="2019", ended_on="2022-01-01"), view(3, "detention", arrested_on="2021")],
            {"arrest_before_release"},
        ),
        (
            [view(2, "detention", arrested_on="2019", ended_on="2021"), view(3, "detention", arrested_on="2021")],
            set(),
        ),
        (
            [
                view(2, "placement", began_on="2021-01-01", ended_on="2021-06-01"),
                view(3, "placement", began_on="2021-05-01"),
            ],
            {"placements_overlap"},
        ),
        (
            [
                view(2, "placement", began_on="2021-01-01", ended_on="2021-06-01"),
                view(3, "placement", began_on="2021-06-01"),
            ],
            set(),
        ),
        ([view(2, "placement", began_on="2021-01-01"), view(3, "placement", began_on="2021-05-01")], set()),
        ([view(2, "detention", arrested_on="1990")], {"birth_after_arrest"}),
        ([view(2, "detention", arrested_on="1993")], set()),
    ],
)
def test_between_records_of_one_person(related: list[RecordView], codes: set[str]) -> None:
    for order in (related, related[::-1]):
        assert {found.code for found in check_person(person(), order)} == codes


def test_what_is_named_points_to_both_records() -> None:
    found = check_person(person("2015"), [view(2, "detention", arrested_on="2021")])
    assert [(one.record, one.path, one.other) for one in found] == [(b"\x02" * 16, "arrested_on", b"\x01" * 16)]


def test_every_inconsistency_has_words() -> None:
    for said in INCONSISTENCY_LABELS.values():
        assert all(said.in_language(language) for language in LANGUAGES)
