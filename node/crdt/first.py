"""A record told by one first change, as nearly every record of an import is: its projection without a graph.

Nothing stands beside such a change, above it or under it, so each of its values stands alone. Given up, to be projected
as every other record, as soon as anything is out of the ordinary: an operation that is refused or that waits for a
second person, a deletion, an entry that does not count.
"""

from dataclasses import dataclass

from node.crdt.bodies import Put, RecordChange
from node.crdt.claims import KIND_PATH
from node.crdt.codec import Scalar
from node.crdt.graph import Verdict
from node.crdt.ids import ChangeId, Record
from node.crdt.projection import Authority, Origin, RecordContents, judge_field, judge_kind, kinds_named, shown_hash
from node.crdt.schema import Schema


@dataclass(frozen=True, slots=True)
class FirstTold:
    """The record's kind, the value of every path, paths sorted, and the hash of its projection."""

    record: Record
    kind: str
    values: dict[str, Scalar]
    hash: bytes


def project_first(contents: RecordContents, *, authority: Authority, schema: Schema) -> FirstTold | None:
    """Return what `project` shows of a record that one first change tells, or None where `project` has to say it."""
    alone = _only_change(contents)
    if alone is None:
        return None
    id, change = alone
    values = _values(change, contents.origins[id[0]], authority, schema)
    if values is None:
        return None
    kind = values[KIND_PATH]
    assert isinstance(kind, str)
    entry, index = id
    fields = [[path, [[entry, index, value, 0, None]]] for path, value in values.items()]
    return FirstTold(contents.record, kind, values, shown_hash(contents.record, kind, fields))


def _only_change(contents: RecordContents) -> tuple[ChangeId, RecordChange] | None:
    """Return the change of a record that has one and nothing else."""
    if len(contents.changes) != 1 or contents.verdicts or contents.hidings:
        return None
    if contents.unreadable or contents.void or contents.newer:
        return None
    return next(iter(contents.changes.items()))


def _values(change: RecordChange, origin: Origin, authority: Authority, schema: Schema) -> dict[str, Scalar] | None:
    """Return the values of a first change by path, sorted; None unless all of them stand at once (P1 to P3)."""
    kinds = kinds_named(change)
    if len(kinds) != 1 or authority.verdict(origin) is not Verdict.ACCEPTED:
        return None
    role, scope = authority.role_at(origin), authority.scope_of(origin.device)
    values: dict[str, Scalar] = {}
    for op in change.ops:
        if not isinstance(op, Put) or schema.needs_second(kinds[0], op.path, op.value):
            return None
        if op.path == KIND_PATH:
            verdict = judge_kind(op, change, schema, role, scope)
        else:
            verdict = judge_field(op, kinds, schema, role, scope)
        if verdict is not Verdict.ACCEPTED:
            return None
        values[op.path] = op.value
    return dict(sorted(values.items())) if len(values) == len(change.ops) else None
