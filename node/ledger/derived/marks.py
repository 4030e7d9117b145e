"""What follows for one record today from it and the records around it, as short words and days: lists filter by the
words and sort by the days.

A word is a code or a code, `=` and a code of this program, an id, or a hash of what somebody typed: never a text of a
record. Computed at reading, like all of `derived`; kept until something around the record or the day changes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from typing import Final

from node.ledger.derived.aid import NEED_PERIOD_DAYS, state_of_need, urgency_rank
from node.ledger.derived.guardians import is_caring
from node.ledger.derived.release import expected_release
from node.ledger.derived.standing import current_placements, current_recognitions
from node.ledger.derived.status import Liberty, Status, current_status, liberty_of
from node.ledger.derived.view import RecordView
from node.ledger.text import tidy_line
from node.ledger.values.article_text import article_numbers
from node.ledger.values.partial_date import PartialDate
from node.ledger.vocabulary.recognition import RECOGNISED

SUBJECTS: Final = ("person", "need", "hearing")  # what something follows for
NEAR_PATHS: Final = ("person", "need")  # by which others refer to them
DATES: Final[Mapping[str, tuple[str, ...]]] = {  # on which what follows may change
    "need": ("due_on",),
    "delivery": ("sent_on", "arrived_on"),
    "guardianship": ("began_on", "ended_on"),
    "status_event": ("effective_on",),
    "placement": ("began_on", "ended_on"),
    "recognition": ("decided_on",),
    "judgment": ("decided_on",),
    "letter": ("sent_on", "received_on"),
    "hearing": ("held_on",),
}
LETTER_DAYS: Final = 90  # without a letter for so long somebody should write
BIRTHDAYS, RELEASES, HEARINGS, NEEDS = "birthday", "release", "hearing", "need"  # the lists sorted by day
CONFINED: Final = frozenset((Liberty.IMPRISONED, Liberty.RESTRICTED))
_GONE: Final = frozenset((Liberty.FREE, Liberty.DEAD))
_HASH_BYTES: Final = 6  # a few hundred different texts: no two collide
_NO_DAY: Final = "9999"
_MARK: Final = re.compile(
    r"[a-z_-]{1,64}(?:=[@a-z0-9_.-]{1,64})?"
)  # what is stored may be of a newer program, or worse

Near = Mapping[str, Sequence[RecordView]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """`due` holds (list, key); `until` the day from which it may be other, None where no day changes it."""

    marks: tuple[str, ...] = ()
    due: tuple[tuple[str, str], ...] = ()
    until: date | None = None


def text_code(text: str) -> str:
    """Return what stands for a typed text in a mark: the same for any case and spacing."""
    return blake2b(tidy_line(text).casefold().encode(), digest_size=_HASH_BYTES).hexdigest()


def own_marks(kind: str, values: Mapping[str, object]) -> Iterator[str]:
    """Yield the marks a record has by its own values, beside those of doubt and conflict."""
    group, category = values.get("group"), values.get("category")
    if kind == "recognition" and isinstance(group, str):
        yield f"group={text_code(group)}"
    if isinstance(category, str) and _MARK.fullmatch(category):
        yield f"category={category}"


def marked(record: RecordView, near: Near, open_needs: Iterable[str], today: date) -> Marked:
    """Return what follows for a record of a kind of SUBJECTS.

    `near`: what refers to it, by kind. `open_needs`: `open` or `urgent` for each need of a person that waits for
    somebody.
    """
    if record.kind == "person":
        status = current_status(near.get("status_event", ()), today)
        marks = list(_of_person(record, near, status, today))
        due = tuple(_days_of_person(record, near, status, today))
        marks += [f"need={word}" for word in dict.fromkeys(open_needs)]
    elif record.kind == "need":
        marks, due = _of_need(record, near, today)
    else:
        day = record.day("held_on").earliest
        marks, due = [], ((HEARINGS, f"{day.isoformat()} {record.text('starts_at')}".strip()),) if day else ()
    return Marked(
        marks=tuple(mark for mark in dict.fromkeys(marks) if _MARK.fullmatch(mark)),
        due=due,
        until=_until(record, near, today),
    )


# --- a person ---------------------------------------------------------------------------------------------------------
def _of_person(person: RecordView, near: Near, status: Status | None, today: date) -> Iterator[str]:
    liberty = _liberty(status)
    yield f"liberty={liberty.value}"
    yield from _statuses(status)
    places = [place for stay in current_placements(near.get("placement", ()), today) if (place := stay.ref("place"))]
    if liberty not in _GONE:
        yield from (f"place={place.hex()}" for place in places)
    yield from (f"article={number}" for number in _articles(near))
    yield from (f"article=@{target.hex()}" for charge in near.get("charge", ()) if (target := charge.ref("article")))
    yield from (f"is={path.removeprefix('groups/')}" for path in person.fields if path.startswith("groups/"))
    yield from _recognised(near, today)
    if person.text("sex"):
        yield f"sex={person.text('sex')}"
    if person.value("identity_withheld") is True:
        yield "withheld"
    if liberty is not Liberty.DEAD and person.text("care_stage") != "closed":
        yield from _gaps(near, liberty, bool(places), today)


def _liberty(status: Status | None) -> Liberty:
    return liberty_of(status.code) if status else Liberty.UNKNOWN


def _statuses(status: Status | None) -> Iterator[str]:
    if status is not None:
        yield f"status={status.code}"
        if status.others:
            yield "status-conflict"
        yield from (f"status={other.text('status')}" for other in status.others)


def _articles(near: Near) -> Iterator[str]:
    for charge in near.get("charge", ()):
        yield from article_numbers(charge.text("article_text"))
    for judgment in near.get("judgment", ()):
        for path in judgment.fields:
            if path.startswith("articles/") and path.endswith("/text"):
                yield from article_numbers(judgment.text(path))


def _recognised(near: Near, today: date) -> Iterator[str]:
    decided = current_recognitions(near.get("recognition", ()), today)
    groups = [group for group, told in decided.items() if any(one.text("decision") in RECOGNISED for one in told)]
    yield from (f"recognised={text_code(group)}" for group in groups)
    if not groups:
        yield "recognised=none"


def _gaps(near: Near, liberty: Liberty, has_place: bool, today: date) -> Iterator[str]:
    if not any(is_caring(one, today) for one in near.get("guardianship", ())):
        yield "gap=guardian"
    if liberty is Liberty.UNKNOWN:
        yield "gap=status"
    if liberty is Liberty.IMPRISONED:
        if not has_place:
            yield "gap=place"
        if not any(_is_recent(letter, today) for letter in near.get("letter", ())):
            yield "gap=letter"


def _is_recent(letter: RecordView, today: date) -> bool:
    last = letter.day("received_on").latest or letter.day("sent_on").latest
    return last is not None and last > today - timedelta(days=LETTER_DAYS)


def _days_of_person(person: RecordView, near: Near, status: Status | None, today: date) -> Iterator[tuple[str, str]]:
    liberty = _liberty(status)
    if liberty in _GONE:
        return
    born = person.day("birth_date").month_day
    if born is not None and person.value("identity_withheld") is not True:
        yield BIRTHDAYS, f"{born[0]:02d}-{born[1]:02d}"
    release = expected_release(near.get("judgment", ()), near.get("detention", ()), today)
    if release is not None and liberty in CONFINED and release.when.earliest:
        yield RELEASES, release.when.earliest.isoformat()


# --- a need -----------------------------------------------------------------------------------------------------------
def _of_need(need: RecordView, near: Near, today: date) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    state = state_of_need(need, near.get("pledge", ()), near.get("delivery", ()), today)
    marks = [f"state={state.status}"]
    if not state.is_open:
        return marks, ()
    marks += ["open"] if need.text("urgency") != "urgent" else ["open", "urgent"]
    due = need.day("due_on").earliest
    key = f"{urgency_rank(need)} {due.isoformat() if due else _NO_DAY} {min(state.pledged_percent, 999):03d}"
    return marks, ((NEEDS, key),)


# --- the day ----------------------------------------------------------------------------------------------------------
def _until(record: RecordView, near: Near, today: date) -> date | None:
    """Return the next day on which something begins, ends or becomes old."""
    days = [day for view in (record, *(one for some in near.values() for one in some)) for day in _turns(view, record)]
    return min((day for day in days if day > today), default=None)


def _turns(view: RecordView, record: RecordView) -> Iterator[date]:
    rests = _rests(view, record)
    for path in DATES.get(view.kind, ()):
        day: PartialDate = view.day(path)
        if day.earliest is not None:
            yield day.earliest
        if day.latest is not None and day.latest < date.max:
            yield day.latest + timedelta(days=1)
            if rests and day.latest.year < date.max.year:
                yield day.latest + timedelta(days=rests)


def _rests(view: RecordView, record: RecordView) -> int:
    """Return how many days something counts as recent."""
    if view.kind == "letter":
        return LETTER_DAYS
    return NEED_PERIOD_DAYS.get(record.text("repeat"), 0) if view.kind == "delivery" else 0
