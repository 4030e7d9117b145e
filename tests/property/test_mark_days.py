"""What follows for a record stays as it is from the day it was worked out until the day it foretold: every day between
is tried.
"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from node.ledger.derived import RecordView
from node.ledger.derived.marks import Known, cares, marked
from node.ledger.derived.turns import DATES
from node.ledger.types import Scalar

FIRST = date(2026, 1, 15)
DAYS = 130
PERSON, PLACE = b"p" * 16, b"l" * 16

days = st.integers(-400, DAYS).map(lambda at: FIRST + timedelta(days=at))
dates = st.one_of(
    days.map(date.isoformat),
    days.map(lambda day: f"{day:%Y-%m}"),
    days.map(lambda day: f"{day.isoformat()}~"),
    st.sampled_from(("2025", "2026", "unknown", "2025/..", "../2026-02-03")),
)
WORDS = {
    "status_event": {"status": ("remand", "serving_imprisonment", "released_served", "released_pardon")},
    "letter": {
        "direction": ("to_prisoner", "from_prisoner"),
        "status": ("sent", "reserved", "blocked", "draft"),
        "written_by": ("alice", "bob"),
    },
    "regime_event": {
        "category": ("correspondence_blocked", "parcels_withdrawn", "incommunicado_started", "incommunicado_ended")
    },
    "consent": {"purposes/letters": (True,), "given_on": ("2025-06-01", "2026-02-01")},
    "delivery": {"category": ("parcel", "money"), "status": ("sent", "accepted", "refused"), "quantity": (1, 2)},
    "guardianship": {"state": ("active", "paused", "ended"), "guardian": ("Carol", "bob")},
    "placement": {"place": (PLACE,), "whereabouts": ("presumed", "in_transfer")},
    "judgment": {"penalty": ("imprisonment",), "term": ("P2Y",)},
    "recognition": {"decision": ("recognised", "not_recognised"), "group": ("TEST-a", "TEST-b")},
    "lawyer_engagement": {},
    "need": {"category": ("job", "medicine")},
    "pledge": {"status": ("promised",), "repeat": ("monthly", "once"), "quantity": (1, 2)},
}
MORE_DATES = {"guardianship": ("last_contact_on",)}


@st.composite
def records(draw: st.DrawFn, kind: str, number: int) -> RecordView:
    """Draw a record of a kind with some of the values that decide something."""
    fields: dict[str, Scalar] = {"person": PERSON}
    for path, words in WORDS.get(kind, {}).items():
        if draw(st.integers(0, 5)):
            fields[path] = draw(st.sampled_from(words))
    for path in (*DATES.get(kind, ()), *MORE_DATES.get(kind, ())):
        if draw(st.booleans()):
            fields[path] = draw(dates)
    return RecordView(id=bytes([number]) * 16, kind=kind, fields=fields)


@st.composite
def surroundings(draw: st.DrawFn, kinds: tuple[str, ...], most: int) -> dict[str, list[RecordView]]:
    """Draw what refers to one record."""
    near: dict[str, list[RecordView]] = {}
    for number in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(kinds))
        near.setdefault(kind, []).append(draw(records(kind, number + 1)))
    return near


def told(record: RecordView, near: dict[str, list[RecordView]], known: Known, day: date) -> object:
    what = marked(record, near, (), day, known)
    around = cares(near.get("guardianship", ()), day) if record.kind == "person" else {}
    return what.marks, what.due, around


def check_days(record: RecordView, near: dict[str, list[RecordView]], known: Known) -> None:
    """Look at a record again on no day but those foretold: on every day the answer is the same as looking anew."""
    until: date | None = FIRST
    kept: object = None
    for at in range(DAYS):
        day = FIRST + timedelta(days=at)
        if until is not None and until <= day:
            kept, until = told(record, near, known, day), marked(record, near, (), day, known).until
            assert until is None or until > day
        assert told(record, near, known, day) == kept, f"{day}, foretold for {until}"


@given(
    near=surroundings(tuple(kind for kind in WORDS if kind != "pledge"), 5),
    held=st.sampled_from(("placement", "")),
    months=st.sampled_from((None, 1, 2, 4)),
    stop=st.one_of(st.none(), dates),
)
def test_person_changes_on_no_day_that_was_not_foretold(
    near: dict[str, list[RecordView]], held: str, months: int | None, stop: str | None
) -> None:
    if held:
        stay = RecordView(id=b"s" * 16, kind=held, fields={"person": PERSON, "place": PLACE, "began_on": "2025"})
        near.setdefault(held, []).append(stay)
    fields: dict[str, Scalar] = {"birth_date": "1980-02-03"}
    if stop is not None:
        fields |= {"letters_stop": "harm", "letters_stop_until": stop}
    place = {"addresses/a/text": "TEST-street", **({"parcel_every_months": months} if months else {})}
    known = Known(places={PLACE: RecordView(id=PLACE, kind="place", fields=place)})
    check_days(RecordView(id=PERSON, kind="person", fields=fields), near, known)


@given(
    near=surroundings(("pledge", "delivery"), 4),
    repeat=st.sampled_from(("", "once", "monthly", "quarterly")),
    due=st.one_of(st.none(), dates),
)
def test_need_changes_on_no_day_that_was_not_foretold(
    near: dict[str, list[RecordView]], repeat: str, due: str | None
) -> None:
    fields: dict[str, Scalar] = {"quantity": 2, "urgency": "urgent"}
    fields |= {path: value for path, value in (("repeat", repeat), ("due_on", due)) if value}
    check_days(RecordView(id=PERSON, kind="need", fields=fields), near, Known())


@given(begins=dates, ends=dates, closed=st.one_of(st.none(), dates), held=dates)
def test_place_hearing_and_offer_change_on_no_day_that_was_not_foretold(
    begins: str, ends: str, closed: str | None, held: str
) -> None:
    fields: dict[str, Scalar] = {
        "addresses/a/text": "TEST-street",
        "addresses/a/valid_from": begins,
        "addresses/a/valid_to": ends,
    }
    if closed is not None:
        fields["closed_on"] = closed
    check_days(RecordView(id=PLACE, kind="place", fields=fields), {}, Known())
    check_days(RecordView(id=PLACE, kind="hearing", fields={"held_on": held}), {}, Known())
    check_days(RecordView(id=PLACE, kind="offer", fields={"valid_to": ends}), {}, Known())
