"""What follows for one record today from it and the records around it, as short words and keys: lists filter by the
words and sort by the keys.

A word is a code or a code, `=` and a code of this program, an id, or a hash of what somebody typed: never a text of a
record. Keys are made of ranks, days, codes and ids. Computed at reading, like all of `derived`; kept until something
around the record or the day changes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Final

from node.ledger.calendars.sittings import court_of_hearing, listed_court
from node.ledger.derived.aid import state_of_need, urgency_rank
from node.ledger.derived.guardians import double_guardians, last_contact, state_of_care
from node.ledger.derived.letters import address_on, double_letters, is_reserved
from node.ledger.derived.offers import is_open_offer
from node.ledger.derived.release import expected_release
from node.ledger.derived.standing import current_recognitions
from node.ledger.derived.status import Liberty, Status, current_status
from node.ledger.derived.support import Support, given_of, support_of
from node.ledger.derived.turns import next_turn
from node.ledger.derived.view import RecordView
from node.ledger.text import folded
from node.ledger.values.article_text import article_numbers
from node.ledger.vocabulary.aid import AREA_OF, CARE_SILENT, GAP
from node.ledger.vocabulary.recognition import RECOGNISED

SUBJECTS: Final = (
    "person",
    "need",
    "hearing",
    "offer",
    "guardianship",
    "place",
    "court",
)  # for which something follows
NEAR_PATHS: Final = ("person", "need")  # by which others refer to them
PERSON_NEAR: Final = frozenset(  # what else decides what follows for a person
    (
        *("status_event", "placement", "regime_event", "consent", "letter", "guardianship", "delivery", "need"),
        *("lawyer_engagement", "recognition", "judgment", "charge", "detention"),
    )
)
NEED_NEAR: Final = frozenset(("pledge", "delivery"))
BIRTHDAYS, RELEASES, HEARINGS, NEEDS = "birthday", "release", "hearing", "need"  # the lists sorted by key
LETTERS, GAPS, HELD, CARES = "letter", "gap", "held", "care"
NO_DAY, LAST_DAY = "0000-00-00", "9999-99-99"  # before and after every day in a key
CONFINED: Final = frozenset((Liberty.IMPRISONED, Liberty.RESTRICTED))
CARE_OVER: Final = frozenset(("ended", "handed_over"))
CARE_WATCHED: Final = frozenset((CARE_SILENT, "lost_contact", "offered"))  # somebody has to look into it
_CARE_RANK: Final = {
    code: rank
    for rank, code in enumerate(
        ("lost_contact", CARE_SILENT, "offered", "active", "paused", "handed_over", "ended")
    )
}  # fmt: skip
_GONE: Final = frozenset((Liberty.FREE, Liberty.DEAD))
_HASH_BYTES: Final = 6  # a few hundred different texts: no two collide
_FULL: Final = 100  # per cent
_PERCENT_MAX: Final = 999  # that a key tells apart
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the records around one another name: places of stays and courts of hearings, by id."""

    places: Mapping[bytes, RecordView] = field(default_factory=dict)
    courts: Mapping[bytes, RecordView] = field(default_factory=dict)


def text_code(text: str) -> str:
    """Return what stands for a typed text in a mark: the same for any case and spacing."""
    return blake2b(folded(text).encode(), digest_size=_HASH_BYTES).hexdigest()


def own_marks(kind: str, values: Mapping[str, object]) -> Iterator[str]:
    """Yield the marks a record has by its own values, beside those of doubt and conflict."""
    group, category = values.get("group"), values.get("category")
    if kind == "letter" and values.get("status") == "reserved":
        yield f"reserved={text_code(str(values.get('written_by', '')))}"
    if kind == "recognition" and isinstance(group, str):
        yield f"group={text_code(group)}"
    if isinstance(category, str) and _MARK.fullmatch(category):
        yield f"category={category}"


def marked(record: RecordView, near: Near, open_needs: Iterable[str], today: date, known: Known) -> Marked:
    """Return what follows for a record of a kind of SUBJECTS other than a guardianship.

    `near`: what refers to it, by kind. `open_needs`: `open` or `urgent` for each need of a person that waits for
    somebody.
    """
    months: int | None = None
    match record.kind:
        case "person":
            support = support_of(given_of(record, near), known.places, today)
            months = support.parcel_months
            marks, due = _of_person(record, near, support, today)
            marks += [f"need={word}" for word in dict.fromkeys(open_needs)]
        case "need":
            marks, due = _of_need(record, near, today)
        case "hearing":
            marks, due = _of_hearing(record, known, today)
        case "offer":
            marks, due = ["open"] if is_open_offer(record, today) else [], []
        case "place":
            marks, due = list(_of_place(record, today)), []
        case _:
            marks, due = [f"folds={text_code(listed_court(record)[0])}"], []
    around = [one for some in near.values() for one in some]
    return Marked(marks=_fit(marks), due=tuple(due), until=next_turn(record, around, months, today))


def cares(guardianships: Sequence[RecordView], today: date) -> dict[bytes, Marked]:
    """Return what follows for the guardianships of one person; they are looked at whenever that person is."""
    doubles = {one.id for several in double_guardians(guardianships, today).values() for one in several}
    return {one.id: _of_care(one, one.id in doubles, today) for one in guardianships}


def _fit(marks: Iterable[str]) -> tuple[str, ...]:
    return tuple(mark for mark in dict.fromkeys(marks) if _MARK.fullmatch(mark))


# --- a person ---------------------------------------------------------------------------------------------------------
def _of_person(
    person: RecordView, near: Near, support: Support, today: date
) -> tuple[list[str], list[tuple[str, str]]]:
    status = current_status(near.get("status_event", ()), today)
    reserved = sum(is_reserved(letter, today) for letter in near.get("letter", ()))
    marks = [f"liberty={support.liberty.value}", *_statuses(status)]
    if support.liberty not in _GONE:
        marks += [f"place={place.hex()}" for place in support.writing.places]
    marks += [f"article={number}" for number in _articles(near)]
    marks += [f"article=@{target.hex()}" for charge in near.get("charge", ()) if (target := charge.ref("article"))]
    marks += [f"is={path.removeprefix('groups/')}" for path in person.fields if path.startswith("groups/")]
    marks += [*_recognised(near, today), *_of_own(person), *_gaps(person, support), *_writing(support, reserved)]
    if double_letters(near.get("letter", ()), today):
        marks.append("double-letter")
    if support.parcels_now > 1:
        marks.append(f"parcels={support.parcels_now}")
    return marks, list(_keys_of_person(person, near, support, "reserved" in marks or "double-letter" in marks, today))


def _of_own(person: RecordView) -> Iterator[str]:
    if person.text("sex"):
        yield f"sex={person.text('sex')}"
    if person.value("identity_withheld") is True:
        yield "withheld"
    born = person.day("birth_date").month_day
    if born is not None:
        yield f"born={born[0]:02d}"


def _writing(support: Support, reserved: int) -> Iterator[str]:
    """Whether nobody is to write and why, what to take care of, and whether a name is reserved."""
    yield from (f"unwritten={reason}" for reason in support.writing.reasons)
    if support.writing.may:
        yield "may-write"
    elif support.liberty not in _GONE:
        yield "stop-write"
    yield from (f"caution={caution}" for caution in support.writing.cautions)
    if reserved:
        yield "reserved"
    if reserved > 1:
        yield "reserved-twice"


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


def _gaps(person: RecordView, support: Support) -> Iterator[str]:
    """What nobody gives (`support.gaps`), and what nobody knows."""
    yield from (f"gap={code}" for code in support.gaps)
    if support.liberty is not Liberty.DEAD and person.text("care_stage") != "closed":
        if support.liberty is Liberty.UNKNOWN:
            yield "gap=status"
        if support.liberty is Liberty.IMPRISONED and not support.writing.places:
            yield "gap=place"
    if any(code != "lawyer" for code in support.gaps):
        yield "lacks"


def _keys_of_person(
    person: RecordView, near: Near, support: Support, stands: bool, today: date
) -> Iterator[tuple[str, str]]:
    last = _day_key(support.last_letter)
    is_reserved_now = any(is_reserved(letter, today) for letter in near.get("letter", ()))
    if support.liberty not in _GONE or stands:
        yield LETTERS, f"{int(is_reserved_now)} {last}"
    if support.gaps:
        is_free, gaps, _last = support.order
        yield GAPS, f"{int(is_free)} {len(GAP.codes) + gaps} {last}"
    if support.liberty in CONFINED:
        yield HELD, _held_key(support, today)
    if support.liberty in _GONE:
        return
    born = person.day("birth_date").month_day
    if born is not None and person.value("identity_withheld") is not True:
        yield BIRTHDAYS, f"{born[0]:02d}-{born[1]:02d}"
    release = expected_release(near.get("judgment", ()), near.get("detention", ()), today)
    if release is not None and support.liberty in CONFINED and release.when.earliest:
        yield RELEASES, release.when.earliest.isoformat()


def _day_key(last: date | None) -> str:
    if last is None:
        return NO_DAY
    return LAST_DAY if last == date.max else last.isoformat()


def day_of_key(text: str) -> date | None:
    """Return the day of the last letter that a key names; see `last_letter_on`."""
    if text == NO_DAY:
        return None
    return date.max if text == LAST_DAY else date.fromisoformat(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One person in prison as lists by place count them: gaps by code, months (year * 12 + month - 1) with a letter
    that passed, and with a parcel.
    """

    place: bytes | None
    gaps: tuple[str, ...]
    letters: frozenset[int]
    parcels: frozenset[int]


def _held_key(support: Support, today: date) -> str:
    place = support.writing.places[0].hex() if support.writing.places else "~"
    gaps = "".join(str(GAP.codes.index(code)) for code in support.gaps)
    this = today.year * 12 + today.month - 1
    told = [",".join(str(this - back) for back, count in enumerate(counts) if count) for counts in
            (support.letters, support.parcels)]  # fmt: skip
    return "/".join((place, gaps, *told))


def read_held(key: str) -> Held:
    """Return what a key of the list HELD tells."""
    place, gaps, letters, parcels = key.split("/")
    return Held(
        place=None if place == "~" else bytes.fromhex(place),
        gaps=tuple(GAP.codes[int(digit)] for digit in gaps),
        letters=frozenset(int(month) for month in letters.split(",") if month),
        parcels=frozenset(int(month) for month in parcels.split(",") if month),
    )


# --- a guardianship ---------------------------------------------------------------------------------------------------
def _of_care(care: RecordView, is_double: bool, today: date) -> Marked:
    state = state_of_care(care, today)
    marks = [f"care={state}", f"who={text_code(care.text('guardian'))}"]
    if state not in CARE_OVER:
        marks.append("live")
    if is_double:
        marks.append("double")
    if is_double or state in CARE_WATCHED:
        marks.append("watched")
    last = last_contact(care).latest
    key = f"{int(not is_double)} {_CARE_RANK.get(state, len(_CARE_RANK))} {last.isoformat() if last else NO_DAY}"
    return Marked(marks=_fit(marks), due=((CARES, key),))


# --- a need -----------------------------------------------------------------------------------------------------------
def _of_need(need: RecordView, near: Near, today: date) -> tuple[list[str], list[tuple[str, str]]]:
    state = state_of_need(need, near.get("pledge", ()), near.get("delivery", ()), today)
    marks = [f"state={state.status}", f"area={AREA_OF.get(need.text('category'), 'other')}"]
    if state.is_open:
        marks += ["open"] if need.text("urgency") != "urgent" else ["open", "urgent"]
    if state.is_over_pledged or state.is_over_sent:
        marks.append("over")
    due = need.day("due_on").earliest
    if due is not None:
        marks.append(f"due={due:%Y-%m}")
    day, percent = due.isoformat() if due else LAST_DAY, min(state.pledged_percent, _PERCENT_MAX)
    return marks, [(NEEDS, f"{int(not state.is_open)} {urgency_rank(need)} {day} {percent:03d}")]


# --- a hearing, a place -----------------------------------------------------------------------------------------------
def _of_hearing(hearing: RecordView, known: Known, today: date) -> tuple[list[str], list[tuple[str, str]]]:
    day = hearing.day("held_on")
    if day.earliest is None:
        return [], []
    listed = {id: listed_court(court) for id, court in known.courts.items()}
    court = court_code(court_of_hearing(hearing, listed)[0])
    is_late = not hearing.text("outcome") and day.has_ended(today)
    marks = [*(["late"] if is_late else []), f"court={court}"]
    return marks, [(HEARINGS, f"{day.earliest.isoformat()} {hearing.text('starts_at')}/{court}")]


def court_code(key: str) -> str:
    """Return what stands for a court in marks and keys; the same for all spellings that fold together."""
    return text_code(key) if key else "none"


def _of_place(place: RecordView, today: date) -> Iterator[str]:
    """What decides about the people held there."""
    address = address_on(place, today)
    if address is not None:
        yield "address" if address.is_sure else "address-unsure"
    months = place.number("parcel_every_months")
    if months is not None:
        yield f"parcel-months={months}"
