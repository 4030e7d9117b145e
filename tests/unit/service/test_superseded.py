"""Membership objects that another took the place of leave the disk."""

from __future__ import annotations

from collections import Counter

from node.service.effects import LoadAll, ObjectType
from node.service.unsealing import publish_prekey
from node.service.wishes import Decide
from tests.sim.nodes import SimNode, sync
from tests.sim.stewards import decide, found_with, sync_all


def stored_objects(node: SimNode) -> Counter[ObjectType]:
    return Counter(item.type for item in node.store.perform(LoadAll()).objects)


def test_replaced_prekeys_leave_the_disk_of_every_node() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    for _ in range(5):
        bob.run(publish_prekey(bob.node.space(space)))
        sync(bob, alice, space)
    for node in (alice, bob):
        assert stored_objects(node)[ObjectType.PREKEY] == 2
        before = set(node.node.space(space).holdings.prekeys.values())
        node.reopen()
        assert set(node.node.space(space).holdings.prekeys.values()) == before


def test_votes_leave_the_disk_once_something_was_decided() -> None:
    space, nodes = found_with("alice", "bob")
    assert decide(nodes, space, Decide(votes_verified=2)).is_certificate
    sync_all(nodes, space)
    for node in nodes:
        assert stored_objects(node)[ObjectType.VOTE] == 0
        assert not node.node.space(space).holdings.votes
        assert node.node.space(space).view.votes_needed == 2
