"""The operation graph of one record: which values stand, which conflict, which wins.

A pure function of the set of changes. Each change applies at exactly the changes it depends on, so neither arrival
order nor batching matters. The rules, in the order they are applied:

 1. A change that depends on an entry not held, or on a change that waits, waits.
 2. A dependency on another record or on a void payload is ignored.
 3. Operations that are not accepted (role, schema, quarantine) are left out; a change without accepted operations is
    transparent: whoever depends on it depends on what it depends on.
 4. A put of the one value that already stands there is a re-statement, and a delete of nothing is nothing: neither
 counts.
 5. Any other accepted operation gets the next counter after the highest among the change's ancestors, and replaces the
    values of its path that stand at its dependencies, and the deletions that stand there in place of values.
 6. A put of the winner's value where several stand counts twice: it deletes them all and sets the value anew. (By
    itself Automerge would only delete the others: whether a choice makes a new value would hang on who happens to win.)
 7. Of the values that stand together the winner has the highest (counter, actor), Automerge's rule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from keys.hashing import digest
from keys.labels import Label
from node.crdt.bodies import Delete, Op, Put, RecordChange
from node.crdt.codec import Scalar, pack
from node.crdt.ids import ChangeId

ACTOR_BYTES = 16


class Verdict(Enum):
    """What becomes of one operation of a change."""

    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"  # off the prefix that a certificate keeps
    HELD = "held"  # past the frontier of an unsettled suspension
    NOT_ALLOWED = "not allowed"  # the author's role may not write this
    BAD = "bad"  # wrong type or bound
    UNKNOWN = "unknown"  # a kind or field for a newer program


class Dep(Enum):
    """What a dependency that is not a change of this record is."""

    ABSENT = "absent"  # an entry not held, or a payload not yet readable: the change waits
    VOID = "void"  # another record, another type, bad content: ignored


Judge = Callable[[ChangeId, Op], Verdict]


def actor_of(change: ChangeId) -> bytes:
    """Return the 16-byte Automerge actor of a change."""
    return digest(Label.ACTOR, pack(list(change)), size=ACTOR_BYTES)


@dataclass(slots=True, eq=False)
class Operation:
    """An operation that took effect. `replaced_by` grows as later changes are added; both name deletions, too."""

    change: ChangeId
    position: int  # of its change in the graph
    path: str
    value: Scalar
    is_delete: bool
    counter: int
    clears: bool  # it counts twice: the counter before its own deletes what stands
    actor: bytes
    replaces: tuple["Operation", ...]
    replaced_by: list["Operation"] = field(default_factory=list)

    @property
    def rank(self) -> tuple[int, bytes]:
        """Return what the winner is chosen by."""
        return self.counter, self.actor


@dataclass(frozen=True, slots=True)
class Restatement:
    """A put of the value that already stood: it says who else says so."""

    change: ChangeId
    operation: Operation


@dataclass(frozen=True, slots=True)
class Refusal:
    """An operation that was left out, and why."""

    change: ChangeId
    path: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A change at its place. `ancestors` is a bit set of positions, itself included; `heads` the positions it applies
    at.
    """

    id: ChangeId
    change: RecordChange
    position: int
    ancestors: int
    heads: tuple[int, ...]
    counter: int  # the highest among the ancestors, its own operations included
    operations: tuple[Operation, ...]


class RecordGraph:
    """The changes of one record: a set that grows. What cannot be placed yet is in `waiting`."""

    def __init__(self, *, judge: Judge, status: Callable[[ChangeId], Dep]) -> None:
        """Start empty. `status` says of a dependency that is no change of this record whether it is absent or void."""
        self._judge = judge
        self._status = status
        self.nodes: list[Node] = []
        self.positions: dict[ChangeId, int] = {}
        self.by_path: dict[str, list[Operation]] = {}
        self.restatements: list[Restatement] = []
        self.refusals: list[Refusal] = []
        self.waiting: dict[ChangeId, RecordChange] = {}
        self._unreferenced: set[int] = set()
        self._unreplaced: dict[str, list[Operation]] = {}  # by path, what no operation replaces

    @property
    def heads(self) -> list[ChangeId]:
        """Return the changes no other change depends on, sorted by id."""
        return sorted(self.nodes[position].id for position in self._unreferenced)

    def newest(self, count_max: int) -> list[ChangeId]:
        """Return what a new change names as its dependencies: the heads, or of too many those that hold values.

        So changes without effect, however many somebody writes, do not keep an edit from replacing what it should.
        """
        if len(self._unreferenced) <= count_max:
            return self.heads
        holding = sorted((self.nodes[p] for p in self._effective(self._unreferenced)), key=_newest_first)
        return sorted(node.id for node in holding[:count_max])

    def extend(self, changes: Mapping[ChangeId, RecordChange]) -> None:
        """Add readable changes in any order, and those that waited for them. What is there already changes nothing."""
        pool = {**self.waiting, **{id: change for id, change in changes.items() if id not in self.positions}}
        wanted = {id: [dep for dep in change.deps if self._is_wanted(dep, pool)] for id, change in pool.items()}
        for id in _dependencies_first(wanted, self.positions):
            self._add(id, pool.pop(id), wanted[id])
        self.waiting = pool

    def _is_wanted(self, dep: ChangeId, pool: Mapping[ChangeId, RecordChange]) -> bool:
        return dep in self.positions or dep in pool or self._status(dep) is Dep.ABSENT

    def _add(self, id: ChangeId, change: RecordChange, deps: Iterable[ChangeId]) -> None:
        positions = [self.positions[dep] for dep in deps]
        position = len(self.nodes)
        seen = 0
        for dep in positions:
            seen |= self.nodes[dep].ancestors
        heads = self._effective(positions)
        counter = max((self.nodes[dep].counter for dep in positions), default=0)
        operations = self._apply(id, change, position, seen, counter)
        self.nodes.append(
            Node(
                id=id,
                change=change,
                position=position,
                ancestors=seen | 1 << position,
                heads=heads,
                counter=operations[-1].counter if operations else counter,
                operations=operations,
            )
        )
        self.positions[id] = position
        self._unreferenced.difference_update(positions)
        self._unreferenced.add(position)

    def _effective(self, positions: Iterable[int]) -> tuple[int, ...]:
        """Return the changes with operations that these stand for, without those that are ancestors of others."""
        found: set[int] = set()
        for position in positions:
            node = self.nodes[position]
            found.update((position,) if node.operations else node.heads)
        return tuple(sorted(p for p in found if not any(q != p and self.nodes[q].ancestors >> p & 1 for q in found)))

    def _apply(
        self, id: ChangeId, change: RecordChange, position: int, seen: int, counter: int
    ) -> tuple[Operation, ...]:
        actor = actor_of(id)
        made: list[Operation] = []
        for op in change.ops:
            verdict = self._judge(id, op)
            if verdict is not Verdict.ACCEPTED:
                self.refusals.append(Refusal(id, op.path, verdict))
                continue
            newest = self._newest(op.path, seen)
            standing = _by_rank(newest)
            is_winning = isinstance(op, Put) and bool(standing) and same_value(standing[0].value, op.value)
            if is_winning and len(standing) == 1:
                self.restatements.append(Restatement(id, standing[0]))
                continue
            if not standing and isinstance(op, Delete):
                continue
            counter += 1 + is_winning
            operation = Operation(
                change=id,
                position=position,
                path=op.path,
                value=op.value if isinstance(op, Put) else None,
                is_delete=isinstance(op, Delete),
                counter=counter,
                clears=is_winning,
                actor=actor,
                replaces=tuple(newest),
            )
            made.append(operation)
            self._insert(operation)
        return tuple(made)

    def _insert(self, operation: Operation) -> None:
        path = operation.path
        for earlier in operation.replaces:
            earlier.replaced_by.append(operation)
        self.by_path.setdefault(path, []).append(operation)
        left = [earlier for earlier in self._unreplaced.get(path, ()) if not earlier.replaced_by]
        self._unreplaced[path] = [*left, operation]

    def standing(self, path: str, seen: int | None = None) -> list[Operation]:
        """Return the values of a path at a set of changes (all, if None), the winner first."""
        found = self._unreplaced.get(path, ()) if seen is None else self._newest(path, seen)
        return _by_rank(found)

    def parting(self, path: str) -> Operation | None:
        """Return the one value of a path that all authors of those that stand saw; None where none or several stood."""
        seen = -1
        for op in self.standing(path):
            seen &= self.nodes[op.position].ancestors & ~(1 << op.position)
        stood = self.standing(path, seen) if seen != -1 else []
        return stood[0] if len(stood) == 1 else None

    def _newest(self, path: str, seen: int) -> list[Operation]:
        """Return the operations of a path at a set of changes that nothing in that set replaces, deletions included."""
        unreplaced = self._unreplaced.get(path, [])
        if all(seen >> op.position & 1 for op in unreplaced):  # then all that they replaced is in the set, too
            return list(unreplaced)
        return [
            op
            for op in self.by_path[path]
            if seen >> op.position & 1 and not any(seen >> later.position & 1 for later in op.replaced_by)
        ]

    def paths(self) -> Iterator[str]:
        """Yield the paths that hold a value now."""
        return (path for path in self.by_path if self.standing(path))


def _by_rank(operations: Iterable[Operation]) -> list[Operation]:
    """Return the values among operations, the winner first."""
    return sorted((op for op in operations if not op.is_delete), key=lambda op: op.rank, reverse=True)


def _newest_first(node: Node) -> tuple[int, ChangeId]:
    return -node.counter, node.id


def same_value(a: Scalar, b: Scalar) -> bool:
    """Tell whether two scalars are equal in type and bytes (so that 1 is not true)."""
    return type(a) is type(b) and a == b


def _dependencies_first(wanted: Mapping[ChangeId, list[ChangeId]], placed: Mapping[ChangeId, int]) -> list[ChangeId]:
    """Return the changes that need not wait, each after those it depends on."""
    dependants: dict[ChangeId, list[ChangeId]] = {}
    missing: dict[ChangeId, int] = {}
    for id, deps in wanted.items():
        open_deps = [dep for dep in deps if dep not in placed]
        missing[id] = len(open_deps)
        for dep in open_deps:
            dependants.setdefault(dep, []).append(id)
    ready = sorted(id for id, count in missing.items() if count == 0)
    for id in ready:  # grows while it is walked; each change enters once
        for dependant in dependants.get(id, ()):
            missing[dependant] -= 1
            if missing[dependant] == 0:
                ready.append(dependant)
    return ready
