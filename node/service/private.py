"""What never leaves this node: private notes that expire, and names of helpers that must not be written down.

N1  Notes stand in this node's own encrypted store, outside every log: no entry, bundle, backup, export or state hash
    holds anything of them, and no other node learns that there are any.
N2  A note past its day is not shown; it goes when notes are next written and when the node does what the days ask for.
N3  A note may name a record, so that the page leads there; the record knows nothing of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.ids import SHORT_ID_BYTES, Record, Space
from node.crdt.limits import OBJECT_BYTES_MAX
from node.ledger.text import tidy_line, tidy_lines
from node.service.effects import Commit, Step
from node.service.errors import NotFound, Refused
from node.service.limits import GUARDED_NAMES_MAX, NOTE_BYTES_MAX, NOTES_MAX
from node.service.node import GUARDED, NOTE, Node

_NAME_BYTES_MAX = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateNote:
    """One note. `until` is its last day; `about` names a record of a space, or nothing."""

    id: bytes
    text: str
    until: date
    about: tuple[Space, Record] | None


def notes_of(node: Node, today: date) -> list[PrivateNote]:
    """Return the notes that hold today, those that go first at the top (N2)."""
    held = [one for one in map(_read, node.notes.items()) if one.until >= today]
    return sorted(held, key=lambda one: (one.until, one.id))


def keep_note(
    node: Node, text: str, until: date, *, today: date, about: tuple[Space, Record] | None = None
) -> Step[bytes]:
    """Keep a note until a day; return its id. Raises: Refused for an empty or long text, a past day, too many notes."""
    said = tidy_lines(text)
    if not said or len(said.encode()) > NOTE_BYTES_MAX:
        raise Refused(f"a private note has at most {NOTE_BYTES_MAX} bytes, and says something; nothing was kept")
    if until < today:
        raise Refused("the last day of a private note lies in the past; nothing was kept")
    gone = _expired(node, today)
    if len(node.notes) - len(gone) >= NOTES_MAX:
        raise Refused(f"there are {NOTES_MAX} private notes already: throw some away first; nothing was kept")
    id = node.random(SHORT_ID_BYTES)
    packed = pack([said, until.toordinal(), list(about) if about is not None else None])
    yield from _commit(node, {id: packed, **dict.fromkeys(gone)})
    return id


def throw_note(node: Node, id: bytes, today: date) -> Step[None]:
    """Throw a note away. Raises: NotFound."""
    if id not in node.notes:
        raise NotFound("there is no private note of that id")
    yield from _commit(node, dict.fromkeys((id, *_expired(node, today))))


def drop_expired(node: Node, today: date) -> Step[int]:
    """Throw away what is past its day; return how many (N2)."""
    gone = _expired(node, today)
    if gone:
        yield from _commit(node, dict.fromkeys(gone))
    return len(gone)


def guard_names(node: Node, names: Iterable[str]) -> Step[tuple[str, ...]]:
    """Keep the names that must not be written down: of two words or more, each once; return them. Raises: Refused."""
    told = tuple(dict.fromkeys(tidy_line(name) for name in names if len(tidy_line(name).split()) > 1))
    if len(told) > GUARDED_NAMES_MAX or any(len(name.encode()) > _NAME_BYTES_MAX for name in told):
        raise Refused(f"at most {GUARDED_NAMES_MAX} names, each below {_NAME_BYTES_MAX} bytes; nothing was changed")
    yield Commit(settings=((GUARDED, pack(list(told)) if told else None),))
    node.guarded = told
    return told


def _commit(node: Node, changed: Mapping[bytes, bytes | None]) -> Step[None]:
    yield Commit(settings=tuple((NOTE + id.hex(), packed) for id, packed in changed.items()))
    for id, packed in changed.items():
        if packed is None:
            node.notes.pop(id, None)
        else:
            node.notes[id] = packed


def _expired(node: Node, today: date) -> list[bytes]:
    return [one.id for one in map(_read, node.notes.items()) if one.until < today]


def _read(kept: tuple[bytes, bytes]) -> PrivateNote:
    id, packed = kept
    text, until, about = shape.array(unpack(packed, bytes_max=OBJECT_BYTES_MAX), 3)
    named = shape.array(about, 2) if about is not None else None
    return PrivateNote(
        id=id,
        text=shape.text(text, NOTE_BYTES_MAX),
        until=date.fromordinal(shape.integer(until, 1, date.max.toordinal())),
        about=(Space(shape.short_id(named[0])), Record(shape.short_id(named[1]))) if named is not None else None,
    )
