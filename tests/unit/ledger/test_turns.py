"""Each way in which a day alone changes what follows: foretold to the day, looked at on every day of over a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from node.ledger.derived import RecordView
from node.ledger.derived.marks import Known, Marked, cares, marked
from node.ledger.derived.turns import next_turn
from node.ledger.types import Scalar

FIRST = date(2026, 1, 15)
DAYS = 420
PERSON, PLACE = b"p" * 16, b"l" * 16


def view(kind: str, **fields: Scalar) -> RecordView:
    """Make a record; `__` stands for the slash of a path."""
    paths = {path.replace("__", "/"): value for path, value in fields.items()}
    return RecordView(id=PERSON, kind=kind, fields={"person": PERSON, **paths})


STAY = view("placement", place=PLACE, began_on="2025")
SERVING = view("status_event", status="serving_imprisonment", effective_on="2025")


def told(record: RecordView, near: list[RecordView], known: Known, day: date) -> tuple[Marked, dict[bytes, Marked]]:
    by_kind: dict[str, list[RecordView]] = {}
    for one in near:
        by_kind.setdefault(one.kind, []).append(one)
    return marked(record, by_kind, (), day, known), cares(by_kind.get("guardianship", ()), day)


def changes(record: RecordView, *near: RecordView, months: int | None = None) -> list[date]:
    """Return the days on which what follows changes; fails where one of them was not foretold."""
    rule: dict[str, Scalar] = {"parcel_every_months": months} if months else {}
    place = RecordView(id=PLACE, kind="place", fields={"addresses/a/text": "TEST-street", **rule})
    known, found = Known(places={PLACE: place}), []
    what, care = told(record, list(near), known, FIRST)
    until = what.until
    for at in range(1, DAYS):
        day = FIRST + timedelta(days=at)
        new, of_care = told(record, list(near), known, day)
        is_other = (new.marks, new.due, of_care) != (what.marks, what.due, care)
        assert not is_other or (until is not None and day >= until), f"not foretold: {day}"
        if is_other:
            found.append(day)
        if until is not None and day >= until:
            until = new.until
        what, care = new, of_care
    return found


PRISONER = view("person")


@pytest.mark.parametrize(
    ("near", "days"),
    [
        ([view("letter", direction="to_prisoner", sent_on="2026-01-10")], ["2026-04-10", "2026-07-01"]),
        (  # a letter of the 31st is three months old on the first of May: April has no 31st
            [view("letter", direction="to_prisoner", sent_on="2026-01-31")],
            ["2026-01-31", "2026-05-01", "2026-07-01"],
        ),
        (
            [view("letter", direction="to_prisoner", status="reserved", reserved_until="2026-03-10")],
            ["2026-02-24", "2026-03-11"],
        ),
        ([view("guardianship", state="active", last_contact_on="2026-01-10")], ["2026-02-22"]),
        ([view("guardianship", state="active", began_on="2026-02-01")], ["2026-02-01", "2026-03-16"]),
        ([view("guardianship", last_contact_on="2026-12", ended_on="2026-03-05")], ["2026-03-06"]),
        ([view("delivery", category="parcel", sent_on="2026-01-10")], ["2026-04-10", "2026-07-01"]),
        ([view("lawyer_engagement", began_on="2026-02-01", ended_on="2026-02-20")], ["2026-02-01", "2026-02-21"]),
        ([view("lawyer_engagement", began_on="2025", licence_withdrawn_on="2026-02-20")], ["2026-02-20"]),
        ([view("regime_event", category="parcels_withdrawn", began_on="2026-02-01", ended_on="2026-02-03")],
         ["2026-02-01", "2026-02-04"]),
        ([view("regime_event", category="correspondence_blocked", began_on="2026-02-01")], ["2026-02-01"]),
        ([view("consent", purposes__letters=True, withdrawn_on="2026-02-01")], ["2026-02-01"]),
        ([view("status_event", status="released_pardon", effective_on="2026-02-01")], ["2026-02-01", "2027-02-02"]),
        ([view("recognition", group="TEST-", decision="recognised", decided_on="2026-02")], ["2026-02-01"]),
    ],
)  # fmt: skip
def test_what_follows_for_a_prisoner_changes_on_the_days_foretold(near: list[RecordView], days: list[str]) -> None:
    assert [day.isoformat() for day in changes(PRISONER, SERVING, STAY, *near)] == days


def test_period_of_the_place_says_when_a_parcel_is_lacking() -> None:
    sent = view("delivery", category="parcel", sent_on="2026-01-10")
    assert changes(PRISONER, SERVING, STAY, sent, months=1)[0] == date(2026, 2, 10)
    assert changes(PRISONER, SERVING, STAY, sent, months=4)[0] == date(2026, 5, 10)


def test_word_not_to_write_ends_with_its_day() -> None:
    asked = view("person", letters_stop="harm", letters_stop_until="2026-02-03")
    assert changes(asked, SERVING, STAY) == [date(2026, 2, 4)]


@pytest.mark.parametrize(
    ("need", "near", "days"),
    [
        (view("need", due_on="2026-02-03"), [], ["2026-02-04"]),
        (view("need", repeat="monthly"), [view("delivery", status="accepted", sent_on="2026-01-10")], ["2026-02-10"]),
        (view("need", repeat="monthly"), [view("pledge", status="promised", due_on="2026-01-10")], ["2026-02-11"]),
        (view("need", repeat="monthly"), [view("pledge", status="promised", repeat="monthly")], []),
    ],
)
def test_what_follows_for_a_need_changes_on_the_days_foretold(
    need: RecordView, near: list[RecordView], days: list[str]
) -> None:
    assert [day.isoformat() for day in changes(need, *near)] == days


def test_places_hearings_and_offers_change_on_the_days_foretold() -> None:
    address = {
        "addresses__a__text": "TEST-",
        "addresses__a__valid_from": "2026-02-01",
        "addresses__a__valid_to": "2026-03-10",
    }
    assert changes(view("place", **address)) == [date(2026, 2, 1), date(2026, 3, 10), date(2026, 3, 11)]  # type: ignore[arg-type]
    closed = view("place", addresses__a__text="TEST-", closed_on="2026-02-01")
    assert changes(closed) == [date(2026, 2, 1)]
    assert changes(view("hearing", held_on="2026-02-01")) == [date(2026, 2, 2)]
    assert changes(view("offer", valid_to="2026-02-01")) == [date(2026, 2, 2)]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "9998-12", "9999"])
def test_ends_of_the_calendar_are_no_error(day: str) -> None:
    for kind in ("letter", "delivery", "pledge", "guardianship", "status_event", "place"):
        paths = ("sent_on", "due_on", "last_contact_on", "effective_on", "closed_on", "reserved_until")
        record = view(kind, **dict.fromkeys(paths, day), repeat="yearly")
        assert next_turn(record, [record], 9_000, FIRST) is None or next_turn(record, [record], 2, FIRST) > FIRST  # type: ignore[operator]
