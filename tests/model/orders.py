"""Every delivery order of a small set of operations, without trying the orders one by one.

A node's state is the set of operations it holds and the anchor it stored, so the orders of n operations are walked as
the 2^n sets they pass through, each with every anchor that some order reaches it with.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from node.crdt.certificate import Endorsed
from node.crdt.ids import Head
from node.crdt.inforce import in_force
from node.crdt.roster import Roster, build_roster
from node.crdt.suspension import Suspension
from tests.model.histories import SPACE

Operation = Endorsed | Suspension
View = tuple[object, ...]


@dataclass(frozen=True)
class Walk:
    """What all orders of a set of operations lead to.

    `finals`: the views of nodes that hold everything, `anchors` what they stored; `accepted`: every certificate some
    node accepted on the way; `states`: sets and anchors walked through.
    """

    finals: frozenset[View]
    anchors: frozenset[Head]
    accepted: frozenset[Head]
    states: int


def walk(genesis: Endorsed, operations: Sequence[Operation]) -> Walk:
    """Deliver operations in every order, each step under the anchor of the one before."""
    reached: dict[int, set[Head]] = {0: {genesis.id}}
    accepted: set[Head] = set()
    finals: set[View] = set()
    anchors: set[Head] = set()
    states = 0
    full = (1 << len(operations)) - 1
    for held in range(full + 1):  # a set comes after all its parts, because its number is higher
        for anchor in reached.get(held, ()):
            states += 1
            roster, view = _look(genesis, [op for n, op in enumerate(operations) if held >> n & 1], anchor)
            _check_move(roster, anchor)
            accepted.update(stage.id for stage in roster.chain)
            if held == full:
                finals.add(view)
                anchors.add(roster.anchor)
            for number in range(len(operations)):
                if not held >> number & 1:
                    reached.setdefault(held | 1 << number, set()).add(roster.anchor)
    return Walk(frozenset(finals), frozenset(anchors), frozenset(accepted), states)


def _look(genesis: Endorsed, held: Iterable[Operation], anchor: Head) -> tuple[Roster, View]:
    items = list(held)
    roster = build_roster(SPACE, [genesis, *(item for item in items if isinstance(item, Endorsed))], anchor)
    force = in_force(roster, [item for item in items if isinstance(item, Suspension)])
    view = (
        tuple(stage.id for stage in roster.chain),
        frozenset(stage.id for stage in roster.siblings),
        frozenset(roster.stewards),
        frozenset(roster.head.expelled),
        frozenset(force.by_id),
        frozenset(force.resting),
        force.settled,
    )
    return roster, view


def _check_move(roster: Roster, anchor: Head) -> None:
    """A node goes forward, or recovery keys moved it."""
    assert (
        roster.descends(roster.anchor, anchor)
        or roster.stages[roster.anchor].is_recovered
        or any(stage.is_recovered and not roster.descends(anchor, stage.id) for stage in roster.chain)
    )


def sets_up_to_symmetry(
    operations: Sequence[object], sizes: Iterable[int], rename: Callable[[object, Sequence[int]], object], people: int
) -> list[tuple[int, ...]]:
    """Give one of each class of sets that differ only by who is who, as numbers of operations."""
    number = {operation: index for index, operation in enumerate(operations)}
    tables = [[number[rename(op, order)] for op in operations] for order in permutations(range(people))]
    return [
        chosen
        for size in sizes
        for chosen in combinations(range(len(operations)), size)
        if all(tuple(sorted(table[index] for index in chosen)) >= chosen for table in tables)
    ]
