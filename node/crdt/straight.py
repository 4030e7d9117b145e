"""A record told by one straight line of changes, as nearly every record is: its projection without a graph.

Each change depends on exactly the one before it, so nothing stands beside a value and the last operation of a path says
what it holds. Given up, to be projected as every other record, as soon as anything is out of the ordinary: an operation
that is refused or that waits for a second person, a re-statement, a deletion of nothing, an entry that does not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from node.crdt.bodies import Op, Put, RecordChange
from node.crdt.claims import KIND_PATH
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.graph import Verdict, same_value
from node.crdt.ids import ChangeId, Record
from node.crdt.projection import Authority, Origin, RecordContents, judge_field, judge_kind, kinds_named, shown_hash
from node.crdt.schema import Schema

Told = dict[str, tuple[ChangeId, Scalar]]


@dataclass(frozen=True, slots=True)
class Writer:
    """As whom an entry that counts was written: the role, and the kinds it may write (none: all)."""

    role: Role
    scope: frozenset[str]


@dataclass(frozen=True, slots=True)
class StraightTold:
    """The record's kind, the value of every path and what said it, paths sorted, the hash of its projection."""

    record: Record
    kind: str
    values: dict[str, Scalar]
    hash: bytes
    said_in: dict[str, ChangeId]


def writer_of(authority: Authority, origin: Origin) -> Writer | None:
    """Return as whom an entry was written, None where it does not count at once."""
    if authority.verdict(origin) is not Verdict.ACCEPTED or authority.is_disputed(origin):
        return None
    role = authority.role_at(origin)
    return None if role is None else Writer(role, authority.scope_of(origin.device))


def project_straight(contents: RecordContents, *, authority: Authority, schema: Schema) -> StraightTold | None:
    """Return what `project` shows of a record told in a straight line, or None where `project` has to say it."""
    line: list[_Said] = []
    for id, change in _straight_line(contents):
        writer = writer_of(authority, contents.origins[id[0]])
        if writer is None:
            return None
        line.append((id, change, writer))
    return _project(contents.record, line, schema)


def project_first(
    record: Record, id: ChangeId, change: RecordChange, *, writer: Writer, schema: Schema
) -> StraightTold | None:
    """Return what `project` shows of a record of which one change is all there is, or None as `project_straight`."""
    return None if change.deps else _project(record, [(id, change, writer)], schema)


_Said = tuple[ChangeId, RecordChange, Writer]


def _project(record: Record, line: Sequence[_Said], schema: Schema) -> StraightTold | None:
    kinds = kinds_named(line[0][1]) if line else []
    if len(kinds) != 1:
        return None
    told: Told = {}
    if not all(_tell(told, said, kinds, schema) for said in line):
        return None
    paths = sorted(told)
    fields = [[path, [[*told[path][0], told[path][1], 0, None]]] for path in paths]
    told_hash = shown_hash(record, kinds[0], fields)
    values, said_in = {path: told[path][1] for path in paths}, {path: told[path][0] for path in paths}
    return StraightTold(record, kinds[0], values, told_hash, said_in)


def _straight_line(contents: RecordContents) -> list[tuple[ChangeId, RecordChange]]:
    """Return the changes of a record, each depending on the one before alone; nothing where that is not so."""
    if contents.verdicts or contents.hidings or contents.unreadable or contents.void or contents.newer:
        return []
    after: dict[ChangeId | None, tuple[ChangeId, RecordChange]] = {}
    for id, change in contents.changes.items():
        if len(change.deps) > 1:
            return []
        after[change.deps[0] if change.deps else None] = (id, change)
    line: list[tuple[ChangeId, RecordChange]] = []
    while (following := after.get(line[-1][0] if line else None)) is not None:
        line.append(following)
    return line if len(line) == len(contents.changes) else []


def _tell(told: Told, said: _Said, kinds: Sequence[str], schema: Schema) -> bool:
    """Add what one change puts, drop what it deletes; tell whether all of it stands at once (P1 to P3)."""
    id, change, writer = said
    if writer.scope and kinds[0] not in writer.scope:
        return False
    for op in change.ops:
        before = told.pop(op.path, None)
        if before and before[0] == id:
            return False
        if op.path == KIND_PATH:
            stands = judge_kind(op, change, schema, writer.role, writer.scope) is Verdict.ACCEPTED
        elif isinstance(op, Put):
            stands = schema.takes(kinds[0], op.path, op.value, writer.role)
        else:
            stands = before is not None and _drops(op, kinds, writer, schema)
        if not stands:
            return False
        if isinstance(op, Put):
            if before and same_value(before[1], op.value):
                return False
            told[op.path] = (id, op.value)
    return True


def _drops(op: Op, kinds: Sequence[str], writer: Writer, schema: Schema) -> bool:
    """Tell whether a deletion stands at once."""
    is_whole = not schema.needs_second(kinds[0], op.path, None)
    return is_whole and judge_field(op, kinds, schema, writer.role, writer.scope) is Verdict.ACCEPTED
