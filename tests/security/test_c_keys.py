"""Threats to keys (docs/THREAT_MODEL.md, C), over whole nodes: each test carries the row it answers."""

from __future__ import annotations

from keys.box import BoxKey
from node.crdt.errors import Sealed
from node.crdt.ids import Record, Space
from node.crdt.packet import Packet, open_packet
from node.service.records import add_record, read_projection
from node.service.tending import announce_epoch
from node.service.unsealing import missing_kids, packets_for
from tests.sim.nodes import NOW, SimNode, sync
from tests.sim.stewards import found_with

NAME = "names/n1/text"


def rotate(alice: SimNode, space: Space, count: int) -> list[Record]:
    """Let alice announce so many epochs, one after another, with a person written under each."""
    made: list[Record] = []
    for number in range(count):
        alice.run(announce_epoch(alice.node.space(space)))
        values = {NAME: f"TEST-person {number}"}
        made.append(alice.run(add_record(alice.node.space(space), "person", values, now=NOW)))
    return made


def read(node: SimNode, space: Space, record: Record) -> object:
    return node.run(read_projection(node.node.space(space), record)).values().get(NAME)


def opens(packet: Packet, key: BoxKey) -> bool:
    try:
        open_packet(packet, key)
    except Sealed:
        return False
    return True


def test_c06_member_that_missed_three_rotations_catches_up_in_one_session() -> None:
    space, (alice, bob, carol) = found_with("alice", guests=("bob", "carol"))
    made = rotate(alice, space, 3)
    sync(carol, alice, space)
    one, _, _ = sync(bob, carol, space)
    assert one.is_equal
    assert [read(bob, space, item) for item in made] == [f"TEST-person {number}" for number in range(3)]
    assert bob.state(space) == alice.state(space)


def test_c14_laptop_that_missed_a_hundred_rotations_catches_up_in_one_session() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    made = rotate(alice, space, 100)
    one, other, _ = sync(bob, alice, space)
    assert one.is_equal
    assert other.is_equal
    assert missing_kids(bob.node.space(space)) == ()
    assert not bob.node.space(space).lacking
    assert read(bob, space, made[0]) == "TEST-person 0"
    assert read(bob, space, made[-1]) == "TEST-person 99"
    assert bob.state(space) == alice.state(space)


def test_c03_channel_and_bundle_keys_of_a_member_open_no_key_packet() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    alice.run(announce_epoch(alice.node.space(space)))
    held = alice.node.space(space)
    packets = alice.run(packets_for(held, bob.node.device, sorted(held.keys.epochs)))
    assert packets
    for packet in packets:
        for stolen in (bob.node.channel, bob.node.bundle):
            assert not opens(packet, stolen)
        assert opens(packet, bob.node.space(space).prekeys[packet.prekey])
