"""Undoing an import: every value it wrote and nobody has touched since gives way to what stood before.

What people wrote over it, or beside it, stays. A record of which nothing is left appears in no list. History keeps both
the import and its undoing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from node.crdt.bodies import Delete, Op, Put, RecordChange
from node.crdt.claims import KIND_PATH
from node.crdt.codec import Scalar
from node.crdt.graph import Operation, RecordGraph, same_value
from node.crdt.ids import ChangeId, EntryId, Log, Record
from node.crdt.limits import PROFILE_1
from node.crdt.straight import project_straight
from node.service.bulk import Bulk
from node.service.contents import OpenRecord
from node.service.effects import Commit, LoadEntries, Step
from node.service.errors import Refused
from node.service.imports.importing import Tell
from node.service.imports.notes import ImportNote, find_import, list_imports, undone
from node.service.limits import ENTRIES_PER_READ, RECORDS_PER_COMMIT
from node.service.space import SpaceState, graph_of_record, load_records
from node.service.writing import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What an undoing did: records it changed, and values it left because people had written since."""

    note: ImportNote
    records: int
    left: int


def touched_records(space: SpaceState, note: ImportNote) -> Step[dict[Record, set[EntryId]]]:
    """Return the records an import wrote into, in the order written, each with the entries it stands in."""
    return (yield from _records_in(note.log, note.first, note.count))


def _records_in(log: Log, first: int, number: int) -> Step[dict[Record, set[EntryId]]]:
    found: dict[Record, set[EntryId]] = {}
    for at in range(first, first + number, ENTRIES_PER_READ):
        for entry in (yield LoadEntries(log=log, first=at, count=min(ENTRIES_PER_READ, first + number - at))):
            for payload in entry.payloads:
                if payload.record:
                    found.setdefault(payload.record, set()).add(entry.id)
    return found


def _reverting(space: SpaceState) -> Step[frozenset[EntryId]]:
    """The entries of this node that undid imports: what they put back was said earlier."""
    found: set[EntryId] = set()
    for note in (yield from list_imports(space)):
        entries = (yield from _records_in(*note.undoing)) if note.undone else {}
        found.update(*entries.values())
    return frozenset(found)


def undo_import(space: SpaceState, id: str, *, now: int, tell: Tell) -> Step[Undone]:
    """Undo an import in one commit. Raises: NotFound, Refused where it was undone already, NotAllowed, NoKey."""
    note = yield from find_import(space, id)
    if note.undone:
        raise Refused("this import was undone already; nothing was changed")
    touched = yield from touched_records(space, note)
    reverting = yield from _reverting(space)
    records = [record for record in touched if not space.view.membership.is_erased(record)]
    bulk = Bulk(space)
    yield from bulk.begin()
    changed = left = 0
    for at in range(0, len(records), RECORDS_PER_COMMIT):
        part = records[at : at + RECORDS_PER_COMMIT]
        opened = yield from load_records(space, part)
        drafts: list[Draft] = []
        for record in part:
            changes, kept = _taken_back(space, opened[record], touched[record], reverting, now)
            drafts += [(record, change) for change in changes]
            changed += bool(changes)
            left += kept
        yield from bulk.write(drafts, finishes=lambda _record: True)
        tell(at + len(part), len(records))
    if changed:
        yield from bulk.store(lambda tip, first: undone(note, now, (tip.log, first, tip.seq - first + 1)))
    else:
        yield Commit(settings=undone(note, now))
    return Undone(note=note, records=changed, left=left)


def _taken_back(
    space: SpaceState, opened: OpenRecord, entries: set[EntryId], reverting: frozenset[EntryId], now: int
) -> tuple[list[RecordChange], int]:
    """Return the changes that take an import out of a record, and how many values are left to those who wrote since."""
    if len(opened.changes) == 1:  # nobody wrote after the import made it, as for nearly every record
        ((id, made),) = opened.changes.items()
        contents = opened.contents(space.view.hidings_of(opened.record))
        told = project_straight(contents, authority=space.view, schema=space.schema)
        if told is not None and id[0] in entries:
            ops = tuple(Delete(path) for path in told.values if path != KIND_PATH)
            return [RecordChange(deps=(id,), time=now, source=made.source, ops=ops)] if ops else [], 0
    undoing = _Undoing(graph_of_record(space, opened), entries, reverting)
    return undoing.changes(now), undoing.left


class _Undoing:
    """One record while an import is taken out of it."""

    def __init__(self, graph: RecordGraph, entries: Iterable[EntryId], reverting: frozenset[EntryId]) -> None:
        self._graph = graph
        self._entries = frozenset(entries)
        self._reverting = reverting
        self.left = 0

    def changes(self, now: int) -> list[RecordChange]:
        """Return the changes that take the import's values back."""
        own = [node for node in self._graph.nodes if node.id[0] in self._entries]
        if not own:
            return []
        heads = tuple(self._graph.newest(PROFILE_1.deps_max))
        own_ids = tuple(sorted(node.id for node in own))
        ops: dict[tuple[tuple[ChangeId, ...], int], list[Op]] = {}
        for path in dict.fromkeys(op.path for node in own for op in node.operations if op.path != KIND_PATH):
            for number, (alone, op) in enumerate(self._restored(path)):
                ops.setdefault((own_ids if alone else heads, number), []).append(op)
        source = own[0].change.source
        return [RecordChange(deps=deps, time=now, source=source, ops=tuple(each)) for (deps, _), each in ops.items()]

    def _restored(self, path: str) -> list[tuple[bool, Op]]:
        """What brings a path back: whether it applies beside later values, and the operation. Several stand alike."""
        standing = self._graph.standing(path)
        ours = [op for op in standing if self._is_ours(op)]
        last = [op for op in self._graph.by_path[path] if self._is_ours(op) and not op.replaced_by]
        if not ours and (standing or not last):
            self.left += bool(standing)
            return []
        if len(ours) < len(standing):
            return [(True, Delete(path))]
        before = list(dict.fromkeys(self._before(last)))
        return [(False, Put(path, value)) for value in before] or [(False, Delete(path))] * bool(ours)

    def _before(self, operations: Iterable[Operation]) -> Iterable[Scalar]:
        for op in operations:
            for earlier in self._first_said(op).replaces:
                if self._is_ours(earlier):
                    yield from self._before([earlier])
                elif not earlier.is_delete:
                    yield earlier.value

    def _is_ours(self, op: Operation) -> bool:
        return self._first_said(op).change[0] in self._entries

    def _first_said(self, op: Operation) -> Operation:
        """The operation whose value the undoing of a later import put back; any other operation itself."""
        while op.change[0] in self._reverting:
            gone = (old for taken in op.replaces for old in taken.replaces if same_value(old.value, op.value))
            earlier = next(gone, None)
            if earlier is None:
                return op
            op = earlier
        return op
