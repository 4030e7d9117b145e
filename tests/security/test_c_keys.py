"""Threats to keys (docs/THREAT_MODEL.md, C), over whole nodes: each test carries the row it answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keys.box import BoxKey, seal_to
from keys.randomness import Random
from node.crdt.codec import pack
from node.crdt.errors import Sealed
from node.crdt.ids import Record, Space
from node.crdt.packet import EpochContents, Packet, PacketType, open_packet
from node.crdt.passes import Prekey
from node.service.records import add_record, read_projection
from node.service.tending import announce_epoch
from node.service.unsealing import missing_kids, packets_for
from node.service.upkeep import read_all_upkeep
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


def test_c05_garbage_key_is_noticed_its_sender_flagged_and_another_member_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    space, (alice, mallory, bob) = found_with("alice", guests=("mallory", "bob"))
    kid = alice.run(announce_epoch(alice.node.space(space)))
    record = alice.run(add_record(alice.node.space(space), "person", {NAME: "TEST-after"}, now=NOW))
    sync(mallory, alice, space)

    def garbage(prekey: Prekey, contents: EpochContents, random: Random) -> Packet:
        plain = pack([b"g" * 32, contents.routing.reveal(), contents.routing_number])
        named = Packet(type=PacketType.EPOCH, space=space, device=prekey.device, prekey=prekey.id, kid=kid, sealed=b"")
        return replace(named, sealed=seal_to(prekey.key, plain, context=named.context, random=random))

    with monkeypatch.context() as patched:
        patched.setattr("node.service.unsealing.seal_epoch", garbage)
        sync(bob, mallory, space)
    held = bob.node.space(space)
    assert kid not in held.keys.epochs
    assert held.bad_givers == {mallory.node.device}
    (told,) = bob.run(read_all_upkeep(bob.node, NOW))
    assert told.bad_givers == (held.view.membership.members[mallory.node.device].name,)
    sync(bob, alice, space)
    bob.reopen()
    (told,) = bob.run(read_all_upkeep(bob.node, NOW))
    assert told.bad_givers == (bob.node.space(space).view.membership.members[mallory.node.device].name,)
    assert read(bob, space, record) == "TEST-after"
    assert bob.state(space) == alice.state(space)
