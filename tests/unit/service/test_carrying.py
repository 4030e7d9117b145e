"""A carrier: stores and forwards for those with a pass, within quotas, and holds nothing that reads."""

from __future__ import annotations

import pytest

from node.crdt.bodies import Addresses
from node.crdt.ids import NO_RECORD, Kid, Space
from node.crdt.packet import Packet, PacketType
from node.service import carrying
from node.service.addressing import addresses_of, tell_addresses
from node.service.conversation import Conversation
from node.service.deciding import propose, suspend
from node.service.effects import LoadAll, Step
from node.service.enrolling import admit_objects
from node.service.errors import NotAllowed, NotFound, Refused
from node.service.frontier import digest_of
from node.service.inviting import invite
from node.service.joining import ask
from node.service.knowing import known_as
from node.service.node import note_heard, remember_address
from node.service.progress import PeerState, Talking, peer_states
from node.service.records import add_record, read_projection
from node.service.space import SpaceState, write
from node.service.spaces import create_space
from node.service.tending import announce_epoch
from node.service.unsealing import missing_kids, publish_prekey
from node.service.wishes import Expel
from node.sync.errors import ProtocolError
from tests.sim.nodes import NOW, SimNode, connect, join, new_carrier, new_node, sync

NAME = "names/n1/text"


def three(name: str) -> tuple[SimNode, SimNode, SimNode, Space]:
    """Return alice, bob and a carrier of one space; bob and alice never talk to one another again."""
    alice, bob, carrier = new_node(f"alice {name}"), new_node(f"bob {name}"), new_carrier(f"carrier {name}")
    space = alice.run(create_space(alice.node, title="TEST-space", group="TEST-group")).space
    join(carrier, alice, space, None)
    join(bob, alice, space)
    sync(bob, alice, space)
    return alice, bob, carrier, space


def add(author: SimNode, text: str) -> bytes:
    return bytes(author.run(add_record(author.space(), "person", {NAME: text}, now=NOW)))


def around(carrier: SimNode, space: Space, *members: SimNode) -> bool:
    """Let members sync with the carrier in turn, twice; tell whether each held the same as it at the end."""
    ends = [sync(member, carrier, space) for member in (*members, *members)]
    return all(a.is_equal and b.is_equal for a, b, _ in ends[-len(members) :])


def test_e15_c15_two_members_converge_through_a_carrier_that_reads_nothing() -> None:
    alice, bob, carrier, space = three("converge")
    record = add(alice, "TEST-of alice")
    add(bob, "TEST-of bob")
    assert around(carrier, space, alice, bob)
    assert alice.state(space) == bob.state(space)
    assert bob.run(read_projection(bob.space(), record)).values()[NAME] == "TEST-of alice"  # type: ignore[arg-type]
    held = carrier.space()
    assert digest_of(held) == digest_of(alice.space())
    assert not held.keys.epochs
    assert missing_kids(held) == ()
    assert not held.lacking
    assert "carrier" not in " ".join(item.name for item in alice.space().view.membership.members.values()).lower()
    secrets = carrier.store.perform(LoadAll()).secrets
    assert sorted(name.split("/")[0] for name in secrets) == ["bundle", "channel", "device", "prekey", "routing"]
    bytes_held = carrier.store.everything()
    for text in (b"TEST-", b"alice", b"bob"):
        assert text not in bytes_held
    for key in alice.space().keys.epochs.values():
        assert key.reveal() not in bytes_held
    assert alice.space().key.reveal() not in bytes_held


def test_nothing_new_after_a_restart_of_the_carrier_is_said_in_two_messages() -> None:
    alice, bob, carrier, space = three("restart")
    add(alice, "TEST-one")
    assert around(carrier, space, alice, bob)
    before = dict(carrier.space().carried)
    carrier.reopen()
    assert carrier.node.is_carrier
    assert carrier.space().is_carried
    assert carrier.space().carried == before
    assert sum(before.values()) > 0
    a, b, count = sync(alice, carrier, space)
    assert (a.is_equal, b.is_equal, a.tally.sent, b.tally.sent) == (True, True, 0, 0)
    assert count < 300


def test_new_epoch_reaches_a_member_through_the_carrier_alone() -> None:
    alice, bob, carrier, space = three("epoch")
    mallory = new_node("mallory epoch")
    join(mallory, alice, space)
    sync(mallory, alice, space)
    assert around(carrier, space, alice, bob)
    alice.run(suspend(alice.space(), mallory.node.device))
    add(alice, "TEST-after")
    assert around(carrier, space, alice, bob)
    assert alice.space().view.writing_kid() in bob.space().keys.epochs
    assert alice.state(space) == bob.state(space)
    assert not carrying.packets_to_hand(carrier.space(), bob.node.device), "acknowledged by bob's new prekey"


def test_member_that_missed_the_packets_gets_them_sealed_anew() -> None:
    alice, bob, carrier, space = three("missed")
    mallory = new_node("mallory missed")
    join(mallory, alice, space)
    sync(mallory, alice, space)
    alice.run(suspend(alice.space(), mallory.node.device))
    alice.space().holdings.packets.clear()
    assert around(carrier, space, alice, bob)
    assert alice.space().view.writing_kid() in bob.space().keys.epochs


def test_garbage_left_on_a_carrier_gives_way_once_its_device_shows_the_next_prekey() -> None:
    alice, bob, carrier, space = three("garbage")
    assert around(carrier, space, alice, bob)
    kid = Kid(alice.run(announce_epoch(alice.space())))
    prekey = carrier.space().holdings.prekeys[bob.node.device]
    garbage = Packet(
        type=PacketType.EPOCH, space=space, device=bob.node.device, prekey=prekey.id, kid=kid, sealed=b"g" * 143
    )
    carrier.run(admit_objects(carrier.space(), [garbage]))
    add(alice, "TEST-after")
    sync(alice, carrier, space)
    sync(bob, carrier, space)
    assert kid not in bob.space().keys.epochs
    assert bob.space().bad_packets
    bob.run(publish_prekey(bob.space()))
    assert around(carrier, space, bob, alice, bob)
    assert kid in bob.space().keys.epochs
    assert alice.state(space) == bob.state(space)
    alice.reopen()
    assert alice.space().holdings.packets.get((bob.node.device, kid)) is None, "acknowledged, and stored once"


def test_e14_suspended_and_expelled_devices_are_served_no_more_by_a_carrier() -> None:
    alice, bob, carrier, space = three("expelled")
    assert around(carrier, space, alice, bob)
    key = bob.node.channel.public
    assert known_as(carrier.space(), key) is not None
    alice.run(suspend(alice.space(), bob.node.device))
    sync(alice, carrier, space)
    assert known_as(carrier.space(), key) is None
    with pytest.raises(ProtocolError):
        sync(bob, carrier, space)
    alice.run(propose(alice.space(), Expel((bob.node.device,))))
    sync(alice, carrier, space)
    assert bob.node.device in carrier.space().view.roster.head.expelled
    assert known_as(carrier.space(), key) is None


def test_space_after_an_expulsion_comes_whole_to_a_new_carrier() -> None:
    alice, bob, _, space = three("late")
    add(bob, "TEST-honest")
    sync(bob, alice, space)
    alice.run(propose(alice.space(), Expel((bob.node.device,))))
    late = new_carrier("late carrier")
    join(late, alice, space, None)
    a, b, _ = sync(alice, late, space)
    assert a.is_equal
    assert b.is_equal


def test_quota_of_one_device_is_passed_over_and_others_are_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob, carrier, space = three("quota")
    assert around(carrier, space, alice, bob)
    used = carrier.space().carried
    monkeypatch.setattr(carrying, "CARRIED_BYTES_MAX", max(used.values()) + 2_000)
    for number in range(40):
        add(bob, f"TEST-flood {number}")
    a, _, _ = sync(bob, carrier, space)
    assert not a.is_equal
    assert carrier.space().carried[bob.node.device] <= carrying.CARRIED_BYTES_MAX
    add(alice, "TEST-served")
    tip = alice.space().tips[alice.space().own]  # type: ignore[index]
    sync(alice, carrier, space)
    assert carrier.space().tips[tip.log] == tip
    assert not carrier.space().pending


def test_entries_of_a_device_without_a_pass_are_not_stored() -> None:
    alice, _, carrier, space = three("stranger")
    mallory = new_node("mallory stranger")
    join(mallory, alice, space)
    sync(mallory, alice, space)
    add(mallory, "TEST-mallory")
    held = alice.space()
    sync(mallory, alice, space)
    del held.holdings.passes[mallory.node.device, alice.node.device]
    held.holdings._shared = None
    sync(alice, carrier, space)
    assert mallory.node.device not in {tip.device for tip in carrier.space().tips.values()}


def test_carrier_and_member_invitations_are_not_taken_for_one_another() -> None:
    alice, bob, carrier, _ = three("roles")
    other = alice.run(create_space(alice.node, title="TEST-other"))
    group = other.view.group_of(other.device)
    for role, guest in ((None, bob), (1, carrier)):
        made = invite(alice.node, other, role=role, group=group, addresses=(), expires=NOW + 1)  # type: ignore[arg-type]
        with pytest.raises(Refused):
            ask(guest.node, alice.run(made), NOW)


def test_carrier_itself_is_suspended_and_expelled_like_any_device() -> None:
    alice, bob, carrier, space = three("away")
    assert around(carrier, space, alice, bob)
    device, key = carrier.node.device, carrier.node.channel.public
    alice.run(suspend(alice.space(), device))
    assert known_as(alice.space(), key) is None
    alice.run(propose(alice.space(), Expel((device,))))
    sync(bob, alice, space)
    assert known_as(bob.space(), key) is None
    with pytest.raises(NotFound):
        alice.run(suspend(alice.space(), new_node("nobody").node.device))


def test_addresses_travel_inside_the_space_and_only_for_those_who_may_say_them() -> None:
    alice, bob, carrier, space = three("addresses")
    assert alice.run(tell_addresses(alice.space(), carrier.node.device, ("203.0.113.7:4711",)))
    assert alice.run(tell_addresses(alice.space(), alice.node.device, ("wss://node.example/door", "10.0.0.1:1")))
    assert not alice.run(tell_addresses(alice.space(), carrier.node.device, ("203.0.113.7:4711",)))
    with pytest.raises(NotAllowed):
        alice.run(tell_addresses(alice.space(), bob.node.device, ("10.0.0.2:1",)))
    with pytest.raises(NotAllowed):
        bob.run(tell_addresses(bob.space(), carrier.node.device, ("10.0.0.2:1",)))
    with pytest.raises(Refused):
        bob.run(tell_addresses(bob.space(), bob.node.device, tuple(f"10.0.0.{n}:1" for n in range(5))))
    assert around(carrier, space, alice, bob)
    assert addresses_of(bob.node, carrier.node.device) == ("203.0.113.7:4711",)
    assert addresses_of(bob.node, alice.node.device) == ("10.0.0.1:1", "wss://node.example/door")
    bob.run(remember_address(bob.node, alice.node.device, "192.0.2.1:9"))
    assert addresses_of(bob.node, alice.node.device)[0] == "192.0.2.1:9"
    alice.run(tell_addresses(alice.space(), alice.node.device, ()))
    sync(alice, bob, space)
    assert addresses_of(bob.node, alice.node.device) == ("192.0.2.1:9",)
    assert b"203.0.113.7" not in carrier.store.everything()
    held = bob.space()
    forged = Addresses(carrier.node.device, ("198.51.100.66:1",))
    bob.run(write(held, [(NO_RECORD, forged)]))
    sync(bob, alice, space)
    assert addresses_of(alice.node, carrier.node.device) == ("203.0.113.7:4711",), "a member says nothing of a carrier"


def test_peers_are_told_as_done_missing_waiting_and_last_heard() -> None:
    alice, bob, carrier, space = three("states")
    add(alice, "TEST-one")

    def states(node: SimNode, *talks: Conversation) -> dict[bytes, PeerState]:
        talking = [Talking(conversation=talk, began_s=0.0, now_s=2.0) for talk in talks]
        return {bytes(item.device): item for item in peer_states(node.node, talking)}

    assert {item.state for item in states(alice).values()} == {"never heard"}
    a, b, _ = sync(alice, carrier, space)
    told = states(alice, a)[carrier.node.device]
    assert (told.state, told.is_carrier, told.is_connected, told.missing, told.unsent) == ("done", True, True, 0, 0)
    assert states(carrier, b)[alice.node.device].rate == b.tally.received / 2
    alice.run(note_heard(alice.node, [(space, carrier.node.device)], NOW))
    alice.reopen()
    assert (states(alice)[carrier.node.device].state, states(alice)[carrier.node.device].heard) == ("away", NOW)
    bob.space().lacking[Kid(b"k" * 32)] = {}
    assert states(bob)[alice.node.device].state == "waiting for key"
    del bob.space().lacking[Kid(b"k" * 32)]
    c, d = connect(bob, alice, space)
    queue = [(d, alice, body) for body in bob.run(c.start())] + [(c, bob, body) for body in alice.run(d.start())]
    seen: list[tuple[str, int]] = []
    while queue:
        talk, end, body = queue.pop(0)
        back = (c, bob) if talk is d else (d, alice)
        queue += [(*back, answer) for answer in end.run(talk.receive(body))]
        told = states(bob, c).get(alice.node.device, told)
        seen.append((told.state, told.missing))
    assert ("syncing", 1) in seen
    assert seen[-1] == ("done", 0)


def test_fork_that_reaches_two_members_on_different_ways_is_the_same_on_all_through_the_carrier() -> None:
    alice, bob, carrier, space = three("fork")
    mallory = new_node("mallory fork")
    join(mallory, alice, space)
    sync(mallory, alice, space)
    add(mallory, "TEST-before")
    sync(mallory, alice, space)
    assert around(carrier, space, alice, bob)
    twin = SimNode("mallory twin", mallory.random)
    twin.store = mallory.store.restored(mallory.store.snapshot())
    twin.store._state.is_copy = False
    twin.reopen()
    add(mallory, "TEST-one branch")
    add(twin, "TEST-other branch")
    sync(mallory, alice, space)
    sync(twin, bob, space)
    for _ in range(2):
        around(carrier, space, alice, bob)
    assert around(carrier, space, alice, bob)
    assert alice.state(space) == bob.state(space)
    assert len(carrier.space().holdings.proofs) == len(alice.space().holdings.proofs) == 1


def test_key_that_comes_to_the_carrier_after_it_was_lacking_goes_over_the_line_that_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, bob, carrier, space = three("standing")
    mallory = new_node("mallory standing")
    join(mallory, alice, space)
    sync(mallory, alice, space)
    assert around(carrier, space, alice, bob)
    alice.run(suspend(alice.space(), mallory.node.device))

    def nothing(_: SpaceState) -> Step[list[Packet]]:
        yield from ()
        return []

    with monkeypatch.context() as patch:
        patch.setattr("node.service.conversation.packets_to_leave", nothing)
        talk, _, _ = sync(alice, carrier, space)
        assert talk.is_equal
    ours, theirs = connect(bob, carrier, space)

    def pump(queue: list[tuple[Conversation, SimNode, bytes]]) -> None:
        while queue:
            side, end, body = queue.pop(0)
            back = (ours, bob) if side is theirs else (theirs, carrier)
            queue += [(*back, answer) for answer in end.run(side.receive(body))]

    begun = [(theirs, carrier, body) for body in bob.run(ours.start())]
    pump(begun + [(ours, bob, body) for body in carrier.run(theirs.start())])
    kid = alice.space().view.writing_kid()
    assert missing_kids(bob.space()) == (kid,)
    sync(alice, carrier, space)
    pump([(ours, bob, body) for body in carrier.run(theirs.more())])
    assert missing_kids(bob.space()) == ()
    assert kid in bob.space().keys.epochs
