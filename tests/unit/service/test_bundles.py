"""Bundles between nodes: what goes in, what comes out, in part, twice, damaged, for somebody else."""

from __future__ import annotations

import pytest

from node.crdt.grants import Role
from node.crdt.ids import Record
from node.service.bundles import known_frontier, write_bundle
from node.service.errors import NotFound, Refused
from node.service.records import add_record, set_values
from node.service.spaces import create_space
from node.service.tending import announce_epoch
from node.sync.errors import NotForUs
from tests.sim.nodes import NOW, SimNode, join, new_node, sync
from tests.support.bundles import bundle_of, chunks_of, emitted, joined, read_bundle

NAME = "names/n1/text"


@pytest.fixture
def alice(request: pytest.FixtureRequest) -> SimNode:
    node = new_node(f"alice {request.node.name}")
    node.run(create_space(node.node, title="TEST-space", group="TEST-group"))
    return node


@pytest.fixture
def bob(alice: SimNode, request: pytest.FixtureRequest) -> SimNode:
    node = new_node(f"bob {request.node.name}")
    join(node, alice, alice.space().space)
    sync(node, alice, alice.space().space)
    return node


def add(node: SimNode, count: int, text: str = "TEST-person") -> list[Record]:
    return [node.run(add_record(node.space(), "person", {NAME: f"{text} {n}"}, now=NOW)) for n in range(count)]


def are_equal(one: SimNode, other: SimNode) -> bool:
    space = one.space().space
    return one.state(space) == other.state(space)


def test_bundle_brings_what_is_new_and_nothing_twice(alice: SimNode, bob: SimNode) -> None:
    add(alice, 5)
    data = bundle_of(alice, alice.space().space, bob)
    reading = read_bundle(bob, data)
    assert (reading.entries, reading.refused, reading.damaged, reading.is_complete) == (5, 0, 0, True)
    assert are_equal(alice, bob)
    again = read_bundle(bob, data)
    assert (again.entries, again.objects, again.refused, again.is_complete) == (0, 0, 0, True)


def test_bundles_alone_carry_edits_both_ways(alice: SimNode, bob: SimNode) -> None:
    space = alice.space().space
    (record,) = add(alice, 1)
    read_bundle(bob, bundle_of(alice, space, bob))
    bob.run(set_values(bob.space(), record, {"sex": "female"}, now=NOW))
    alice.run(set_values(alice.space(), record, {"sex": "male"}, now=NOW))
    read_bundle(alice, bundle_of(bob, space, alice))
    read_bundle(bob, bundle_of(alice, space, bob))
    assert are_equal(alice, bob)


def test_only_what_somebody_lacks_goes_in_unless_everything_is_asked_for(alice: SimNode, bob: SimNode) -> None:
    space = alice.space()
    add(alice, 40)
    sync(bob, alice, space.space)
    add(bob, 20)  # carries a witness: alice learns what bob holds
    sync(bob, alice, space.space)
    held = known_frontier(space, bob.node.device)
    assert held[next(log for log, tip in space.tips.items() if tip.device == alice.node.device)] >= 40
    (new,) = add(alice, 1)
    part = emitted(alice, write_bundle(alice.node, [space], [bob.node.device]))[1]
    whole = emitted(alice, write_bundle(alice.node, [space], [bob.node.device], is_whole=True))[1]
    assert part.entries < 10
    assert whole.entries == sum(tip.seq + 1 for tip in space.tips.values())
    assert new not in bob.space().opened
    read_bundle(bob, bundle_of(alice, space.space, bob))
    assert are_equal(alice, bob)


def test_one_bundle_is_for_several_and_counts_by_who_has_least(alice: SimNode, bob: SimNode) -> None:
    carol = new_node("carol of several")
    space = alice.space().space
    join(carol, alice, space, Role.READER)
    add(alice, 3)
    data = bundle_of(alice, space, bob, carol)
    for reader in (bob, carol):
        assert read_bundle(reader, data).is_complete
        assert are_equal(alice, reader)


def test_bundle_for_somebody_else_is_refused_in_clear_words(alice: SimNode, bob: SimNode) -> None:
    mallory = new_node("mallory")
    with pytest.raises(NotForUs, match="not a bundle for this device"):
        read_bundle(mallory, bundle_of(alice, alice.space().space, bob))
    with pytest.raises(NotFound, match="no pass"):
        bundle_of(alice, alice.space().space, mallory)


def test_member_of_one_of_two_spaces_gets_no_bundle_of_both(alice: SimNode, bob: SimNode) -> None:
    first = alice.space()
    second = alice.run(create_space(alice.node, title="TEST-other", group="TEST-other group"))
    with pytest.raises(NotFound):
        emitted(alice, write_bundle(alice.node, [first, alice.node.space(second.space)], [bob.node.device]))
    with pytest.raises(Refused):
        emitted(alice, write_bundle(alice.node, [first], []))


def test_bundle_of_two_spaces_fills_both(alice: SimNode, bob: SimNode) -> None:
    first = alice.space().space
    second = alice.run(create_space(alice.node, title="TEST-other", group="TEST-other group")).space
    join(bob, alice, second)
    for space in (first, second):
        alice.run(add_record(alice.node.spaces[space], "person", {NAME: "TEST-one"}, now=NOW))
    held = [alice.node.spaces[space] for space in (first, second)]
    data, _ = emitted(alice, write_bundle(alice.node, held, [bob.node.device]))
    reading = read_bundle(bob, data)
    assert reading.refused == 0
    assert {alice.state(space) for space in (first, second)} == {bob.state(space) for space in (first, second)}


def test_keys_of_a_rotation_come_with_the_bundle(alice: SimNode, bob: SimNode) -> None:
    space = alice.space()
    alice.run(announce_epoch(space))
    add(alice, 2)
    reading = read_bundle(bob, bundle_of(alice, space.space, bob))
    assert reading.keys == 1
    assert are_equal(alice, bob)


def test_damaged_parts_are_left_out_and_a_good_copy_fills_the_gap(alice: SimNode, bob: SimNode) -> None:
    space = alice.space().space
    for number in range(60):
        alice.run(add_record(alice.space(), "person", {NAME: "TEST-x", "note": _noise(number)}, now=NOW))
    data = bundle_of(alice, space, bob)
    head, chunks = chunks_of(data)
    assert len(chunks) >= 6
    broken = bytearray(chunks[2])
    broken[5_000] ^= 4
    reading = read_bundle(bob, joined(head, [*chunks[:2], bytes(broken), *chunks[3:]]))
    assert (reading.damaged, reading.is_complete) == (1, True)
    assert 0 < reading.entries < 60
    assert not are_equal(alice, bob)
    mended = read_bundle(bob, data)
    assert mended.damaged == 0
    assert are_equal(alice, bob)


def _noise(number: int) -> str:
    """Return 15 kB that compress to half."""
    return new_node(f"noise {number}").random(7_500).hex()


def test_a07_branches_of_a_forked_log_go_by_bundle_to_whom_no_line_reaches(alice: SimNode, bob: SimNode) -> None:
    space = alice.space().space
    mallory = new_node("mallory of a bundle")
    join(mallory, alice, space)
    sync(mallory, alice, space)
    add(mallory, 1, "TEST-before")
    sync(mallory, alice, space)
    sync(bob, alice, space)
    twin = SimNode("mallory twin of a bundle", mallory.random)
    twin.store = mallory.store.restored(mallory.store.snapshot())
    twin.store._state.is_copy = False
    twin.reopen()
    add(mallory, 2, "TEST-one branch")
    add(twin, 3, "TEST-other branch")
    sync(mallory, alice, space)
    sync(twin, alice, space)
    assert len(alice.space().view.forks) == 1
    data = bundle_of(alice, space, bob)
    assert (read_bundle(bob, data).refused, read_bundle(bob, data).entries) == (0, 0)
    assert len(bob.space().view.forks) == 1
    assert are_equal(alice, bob)
