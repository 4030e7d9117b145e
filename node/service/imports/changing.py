"""What an import writes into a record that stands: changes, and what each of them changes.

The rules, for each field that the list tells:

 1. What stands already is not written again.
 2. Where nothing stands, or only what this list said before, the list's value takes its place.
 3. Where a person's value stands, or one that was attested, the list's value is written beside it, never over it: both
    stand as a conflict until a person settles it.
 4. A conflict that a person has settled against this very value is not raised again.
 5. What a person deleted stays deleted.
 6. Items that this list wrote and no longer tells are deleted, as long as it still tells others of the same kind.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from node.crdt.bodies import Delete, Op, Put, RecordChange
from node.crdt.claims import Projection
from node.crdt.codec import Scalar
from node.crdt.graph import Node, Operation, RecordGraph, same_value
from node.crdt.ids import ChangeId, Record
from node.crdt.limits import PROFILE_1


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field in which a list differs from what stands. `after` is None where an item is taken away."""

    path: str
    before: Scalar
    after: Scalar
    is_conflict: bool = False
    is_written: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What becomes of a record: changes to write, and every difference."""

    changes: tuple[RecordChange, ...]
    differences: tuple[Difference, ...]


def merge(
    graph: RecordGraph, projection: Projection, told: Mapping[str, Scalar], *, source: Record, now: int
) -> Merged:
    """Return what the values a list tells make of a record. `source` is the record of the list."""
    merging = _Merging(graph, projection, source)
    for path, value in told.items():
        merging.compare(path, value)
    merging.drop_items(told)
    return merging.merged(now)


class _Merging:
    """One record while it is compared."""

    def __init__(self, graph: RecordGraph, projection: Projection, source: Record) -> None:
        self._graph = graph
        self._source = source
        self._attested = {
            (claim.id, path) for path, claims in projection.fields.items() for claim in claims if claim.attested_by
        }
        self._ops: list[Op] = []
        self._beside: dict[tuple[ChangeId, ...], list[Op]] = {}
        self._differences: list[Difference] = []

    def compare(self, path: str, value: Scalar) -> None:
        """Apply rules 1 to 5 to one field."""
        standing = self._graph.standing(path)
        if len(standing) == 1 and same_value(standing[0].value, value):
            return
        if not standing:
            self._fill(path, value)
            return
        human = [op for op in standing if not self._is_listed(op)]
        if not human:
            self._ops.append(Put(path, value))
            self._differences.append(Difference(path=path, before=standing[0].value, after=value))
        elif any(same_value(op.value, value) for op in standing):
            self._differences.append(_conflict(path, human, value, is_written=False))
        elif not any(_has_settled(op, value) for op in human):
            self._beside.setdefault(self._apart(path, human, value), []).append(Put(path, value))
            self._differences.append(_conflict(path, human, value, is_written=True))

    def drop_items(self, told: Mapping[str, Scalar]) -> None:
        """Apply rule 6."""
        lists = {path.partition("/")[0] for path in told if "/" in path}
        for path in list(self._graph.paths()):
            standing = self._graph.standing(path)
            if path in told or path.partition("/")[0] not in lists or not standing:
                continue
            if all(self._is_listed(op) for op in standing):
                self._ops.append(Delete(path))
                self._differences.append(Difference(path=path, before=standing[0].value, after=None))

    def merged(self, now: int) -> Merged:
        """Return the changes for all that was found."""
        heads = tuple(self._graph.newest(PROFILE_1.deps_max))
        written = [(heads, self._ops)] if self._ops else []
        changes = (
            RecordChange(deps=deps, time=now, source=self._source, ops=tuple(ops))
            for deps, ops in (*written, *self._beside.items())
        )
        return Merged(changes=tuple(changes), differences=tuple(self._differences))

    def _fill(self, path: str, value: Scalar) -> None:
        deleted = [op for op in self._graph.by_path.get(path, ()) if op.is_delete and not op.replaced_by]
        was_said = any(same_value(old.value, value) for op in deleted for old in op.replaces)
        if was_said and not any(self._is_ours(op) for op in deleted):
            self._differences.append(
                Difference(path=path, before=None, after=value, is_conflict=True, is_written=False)
            )
            return
        self._ops.append(Put(path, value))
        self._differences.append(Difference(path=path, before=None, after=value))

    def _is_ours(self, op: Operation) -> bool:
        return self._graph.nodes[op.position].change.source == self._source

    def _is_listed(self, op: Operation) -> bool:
        """Whether a value came from this list and nobody vouched for it."""
        return self._is_ours(op) and (op.change, op.path) not in self._attested

    def _apart(self, path: str, human: Iterable[Operation], value: Scalar) -> tuple[ChangeId, ...]:
        """The newest changes that do not build on a person's value: what is written after them stands beside it.

        Where the list's value stands among those already, they are left out too: else it would only be said again.
        """
        nodes = self._without(human)
        seen = 0
        for node in nodes:
            seen |= node.ancestors
        standing = self._graph.standing(path, seen)
        if any(same_value(op.value, value) for op in standing):
            nodes = self._without((*human, *standing))
        return tuple(sorted(node.id for node in nodes))[: PROFILE_1.deps_max]

    def _without(self, operations: Iterable[Operation]) -> list[Node]:
        """The newest of the changes that do not build on these operations."""
        mask = 0
        for op in operations:
            mask |= 1 << op.position
        apart = [node for node in self._graph.nodes if not node.ancestors & mask]
        covered = 0
        for node in apart:
            covered |= node.ancestors & ~(1 << node.position)
        return [node for node in apart if not covered >> node.position & 1]


def _conflict(path: str, human: list[Operation], value: Scalar, *, is_written: bool) -> Difference:
    return Difference(path=path, before=human[0].value, after=value, is_conflict=True, is_written=is_written)


def _has_settled(op: Operation, value: Scalar) -> bool:
    """Whether a value was chosen over several of which `value` was one."""
    replaced = [old for old in op.replaces if not old.is_delete]
    return len(replaced) > 1 and any(same_value(old.value, value) for old in replaced)
