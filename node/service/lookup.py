"""Steps that only read: lists, search, a record's document, the state hash."""

from dataclasses import dataclass

from node.crdt.document import RecordDocument
from node.crdt.ids import Record, Space
from node.crdt.projection import state_hash
from node.ledger.names.keys import query_keys
from node.service.effects import FindRows, FoundRows, RecordHashes, Step
from node.service.errors import NotFound
from node.service.space import SpaceState, graph_of_record, load_record


def find_records(
    *,
    space: Space | None = None,
    kind: str | None = None,
    search: str = "",
    marks: tuple[str, ...] = (),
    limit: int = 100,
    offset: int = 0,
    refs_to: Record | None = None,
    path: str | None = None,
) -> Step[FoundRows]:
    """Return rows by kind, by words in any spelling, by marks, or by the record they refer to."""
    tokens = tuple(query_keys(search))
    if search and not tokens:
        return FoundRows((), 0)
    found = yield FindRows(
        space=space, kind=kind, tokens=tokens, marks=marks, refs_to=refs_to, path=path, limit=limit, offset=offset
    )
    assert isinstance(found, FoundRows)
    return found


def export_document(space: SpaceState, record: Record) -> Step[bytes]:
    """Return the bytes of the record's `.automerge` file. Raises: NotFound, DocumentFailed."""
    opened = yield from load_record(space, record)
    if not opened.origins:
        raise NotFound("there is no record of that id here")
    return RecordDocument(graph_of_record(space, opened)).save()


@dataclass(frozen=True, slots=True)
class StateHash:
    """The state hash of a space; `is_partial` where keys or entries are lacking."""

    hash: bytes
    is_partial: bool


def read_state_hash(space: SpaceState) -> Step[StateHash]:
    """Return the state hash of a space."""
    hashes = yield RecordHashes(space.space)
    partial = bool(space.view.unreadable)
    return StateHash(state_hash(space.view.head, space.view.members_array(), hashes), partial)
