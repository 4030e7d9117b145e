"""Whatever the order in which the entries of a forked log come, every node keeps and shows the same."""

from __future__ import annotations

from itertools import permutations
from random import Random as Dice

import pytest

from node.crdt.forks import Tree, Twig
from node.crdt.ids import Device, EntryId, Log
from node.crdt.limits import FORK_CHILDREN_MAX, FORK_DEPTH_MAX
from node.service.admitting import admit_packed
from node.service.branching import Growth
from tests.sim.nodes import SimNode
from tests.sim.stewards import found_with, sync_all
from tests.sim.twins import twin_of, write_on

ORDERS = 24


def kept_by(node: SimNode) -> object:
    """Gives what a node keeps of forked logs and shows; of several proofs nodes agree on one when they talk."""
    forks = node.space().view.forks
    kept = {log: frozenset(id for id in tree.twigs if tree.holds(id)) for log, tree in forks.items()}
    assert forks.keys() == node.space().holdings.proofs.keys()
    return frozenset(kept.items()), node.state(node.space().space)


def test_entries_of_nested_branches_in_any_order_give_one_state() -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    write_on(mallory, 1)
    sync_all([alice, bob, mallory], space)
    mark, entries = mallory.store.snapshot(), []
    for number in range(6):
        branch = twin_of(mallory, mark, f"branch {number}")
        entries += write_on(branch, 2, f"{number}")
        inner = branch.store.snapshot()
        entries += write_on(twin_of(branch, inner, "inner"), 1, f"{number} inner")
        entries += write_on(branch, 1, f"{number} outer")
    start, dice = bob.store.snapshot(), Dice(7)
    seen: set[object] = set()
    for order in range(ORDERS):
        reader: SimNode = twin_of(bob, start, "same draws")
        shuffled = dice.sample(entries, len(entries))
        size = dice.choice((1, 3, len(entries)))
        for _ in range(2):  # what came before its parent and was let go comes again, as from any peer that has it
            for first in range(0, len(shuffled), size):
                part = shuffled[first : first + size]
                reader.run(admit_packed(reader.space(), [(i.packed, i.payloads, i.device) for i in part]))
        seen.add(kept_by(reader))
        reader.reopen()
        seen.add(kept_by(reader))
        assert len(seen) == 1, f"order {order}"


def numbered(parent: EntryId | None, number: int) -> EntryId:
    return EntryId(bytes([number]) + (parent or bytes(32))[:31])


@pytest.mark.parametrize("named", [False, True])
def test_what_is_kept_of_six_siblings_is_the_same_in_all_orders(named: bool) -> None:
    root = EntryId(bytes(32))
    ids = [numbered(root, number) for number in range(1, 7)]
    wanted = frozenset([ids[5]]) if named else frozenset[EntryId]()
    results = set()
    for order in permutations(ids):
        twigs: dict[EntryId, Twig] = {}
        for id in order:
            twigs[id] = Twig(1, root, Log(id[:16]))
            tree = Tree(Log(bytes(16)), Device(bytes(32)), 1, root, twigs)
            kept = tree.kept(wanted)
            twigs = {one: twig for one, twig in twigs.items() if one in kept}
        results.add(frozenset(twigs))
    expected = frozenset(ids[:FORK_CHILDREN_MAX]) | wanted
    assert results == {expected}


def test_forks_behind_forks_keep_a_bounded_number_of_branches() -> None:
    root = EntryId(bytes(32))
    level, twigs = [root], dict[EntryId, Twig]()
    for depth in range(1, FORK_DEPTH_MAX + 2):
        following = []
        for parent in level:
            for number in range(1, 6):
                id = numbered(parent, number)
                twigs[id] = Twig(depth, parent, Log(id[:16]))
                following.append(id)
        level = following
    tree = Tree(Log(bytes(16)), Device(bytes(32)), 1, root, twigs)
    settled = Growth(tree).settle(frozenset())
    assert len(settled.tree.leaves()) == FORK_CHILDREN_MAX**FORK_DEPTH_MAX
