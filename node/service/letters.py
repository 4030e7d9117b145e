"""Steps on letters: reserving names for an evening, and entering many letters in one commit.

Refused: a name reserved by somebody meanwhile (it is left out and told), a reservation for too long ahead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from node.crdt.bodies import Body
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.ids import Record
from node.ledger.derived import RecordView, by_reference, is_reserved, is_sent
from node.ledger.limits import RESERVED_DAYS_MAX
from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import Refused
from node.service.limits import ABOUT_ONE_MAX
from node.service.outbox import write_or_wait
from node.service.records import add_records, change_draft, new_draft, require_role
from node.service.space import SpaceState
from node.service.viewing import view_and_marks

SENT: Final = "sent"
ANSWER: Final = "answer"
FREED: Final = "freed"  # not written: the name is free for others again
UNDONE: Final = ("blocked", "returned")  # what became of the last letter
DEEDS: Final = (SENT, ANSWER, *UNDONE, FREED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line of an evening: what was done for whom. `day` is canonical; `reservation` is the letter it fulfils."""

    person: Record
    deed: str
    day: str
    by: str = ""
    channel: str = ""
    topics: str = ""
    reservation: Record | None = None


@dataclass(frozen=True, slots=True)
class Reserved:
    """The letters reserved, and the people somebody had reserved meanwhile."""

    letters: tuple[Record, ...]
    taken: tuple[Record, ...]


def reserve_names(
    space: SpaceState, people: Sequence[Record], *, by: str, until: date, today: date, now: int
) -> Step[Reserved]:
    """Reserve people for letters by somebody until a day, in one commit. Raises: NotAllowed, Refused."""
    if not today <= until <= today + timedelta(days=RESERVED_DAYS_MAX):
        raise Refused(f"names are reserved for at most {RESERVED_DAYS_MAX} days from today; nothing was written")
    letters = yield from read_letters(space, people)
    taken = tuple(one for one in people if any(is_reserved(letter, today) for letter in letters.get(one, ())))
    values: dict[str, Scalar] = {"direction": "to_prisoner", "status": "reserved", "reserved_until": until.isoformat()}
    if by:
        values["written_by"] = by
    free = [one for one in dict.fromkeys(people) if one not in taken]
    drafts = [(Record(space.random(16)), "letter", {"person": person, **values}) for person in free]
    if drafts:
        require_role(space, Role.CONTRIBUTOR, "readers do not write")
        yield from add_records(space, drafts, now=now)
    return Reserved(tuple(record for record, _, _ in drafts), taken)


def enter_letters(space: SpaceState, notes: Sequence[Note], *, today: date, now: int) -> Step[tuple[Record, ...]]:
    """Write the letters of an evening in one commit; return the records written. Raises: LedgerError, NotAllowed."""
    require_role(space, Role.CONTRIBUTOR, "readers do not write")
    letters = yield from read_letters(space, [note.person for note in notes])
    drafts: list[tuple[Record, Body]] = []
    for note in notes:
        held, values = _what_to_write(note, letters.get(note.person, []), today)
        if held is None:
            drafts.append(new_draft(space, "letter", values, now=now))
        else:
            drafts.append((yield from change_draft(space, held, values, now=now)))
    if drafts:
        yield from write_or_wait(space, drafts)
    return tuple(record for record, _ in drafts)


def read_letters(space: SpaceState, people: Iterable[Record]) -> Step[Mapping[Record, list[RecordView]]]:
    """Return the letters to and from people, by person."""
    wanted = tuple(dict.fromkeys(people))
    if not wanted:
        return {}
    limit = ABOUT_ONE_MAX * len(wanted)
    found = yield FindRows(space=space.space, kind="letter", refs_to_any=wanted, path="person", limit=limit)
    assert isinstance(found, FoundRows)
    grouped = by_reference([view_and_marks(row)[0] for row in found.rows], "person")
    return {Record(person): views for person, views in grouped.items()}


def _what_to_write(note: Note, letters: list[RecordView], today: date) -> tuple[Record | None, dict[str, Scalar]]:
    """The letter that is changed (None: a new one) and the values to put."""
    last = _last_sent(letters, note.by, today)
    if note.deed == FREED:
        return note.reservation, {"reserved_until": (today - timedelta(days=1)).isoformat()}
    if note.deed == ANSWER:
        answer: dict[str, Scalar] = {"direction": "from_prisoner", "received_on": note.day}
        named = {"answer_to": last.id} if last is not None else {}
        return None, {"person": note.person, **answer, **named, **_said(note)}
    if note.deed in UNDONE and last is not None:
        return Record(last.id), {"status": note.deed}
    values: dict[str, Scalar] = {"status": note.deed, "sent_on": note.day, **_said(note)}
    if note.by:
        values["written_by"] = note.by
    if note.reservation is not None:
        return note.reservation, values
    return None, {"person": note.person, "direction": "to_prisoner", **values}


def _last_sent(letters: list[RecordView], by: str, today: date) -> RecordView | None:
    """The last letter that left, one by the same writer before others."""
    sent = [letter for letter in letters if is_sent(letter, today)]
    return max(
        sent,
        key=lambda one: (one.text("written_by") == by, one.day("sent_on").latest or date.min, one.id),
        default=None,
    )


def _said(note: Note) -> dict[str, Scalar]:
    return {path: text for path, text in (("channel", note.channel), ("topics", note.topics)) if text}
