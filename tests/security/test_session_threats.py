"""Threats to what nodes say to one another: strangers, the expelled and suspended, lies about a frontier, floods."""

from __future__ import annotations

import pytest

from keys.box import BoxKey
from keys.secret import RoutingKey
from node.crdt.grants import Role
from node.crdt.ids import Kid
from node.crdt.inforce import free_slot
from node.crdt.suspension import Suspension, encode_suspension, sign_suspension
from node.service.calling import Reception
from node.service.effects import ObjectType
from node.service.enrolling import admit_objects, read_objects
from node.service.frontier import digest_of
from node.service.records import add_record
from node.service.spaces import create_space
from node.service.unsealing import packets_for
from node.sync.channel import Channel
from node.sync.channel_terms import Terms
from node.sync.errors import ProtocolError
from node.sync.messages import Frontier, Lack, Objects, State, decode_message, encode_message
from tests.sim.nodes import NOW, SimNode, connect, join, new_node, sync


def three(name: str) -> tuple[SimNode, SimNode, SimNode]:
    """Return alice, a steward, and bob and mallory in her space, all equal."""
    people = [new_node(f"{person} {name}") for person in ("alice", "bob", "mallory")]
    alice = people[0]
    space = alice.run(create_space(alice.node, title="TEST-space")).space
    for guest in people[1:]:
        join(guest, alice, space, Role.CONTRIBUTOR)
    for _ in range(2):
        for guest in people[1:]:
            sync(guest, alice, space)
    return people[0], people[1], people[2]


def suspend(steward: SimNode, device: SimNode) -> None:
    """Let a steward rest a device from now on."""
    held = steward.space()
    membership = held.view.membership
    slot = free_slot(membership.roster, membership.force, held.device, device.node.device)
    made = sign_suspension(
        Suspension(
            space=held.space,
            head=held.view.head,
            steward=held.device,
            slot=slot,
            device=device.node.device,
            frontier=(),
        ),
        held.key,
    )
    packed = (ObjectType.SUSPENSION.value, encode_suspension(made))
    assert steward.run(admit_objects(held, read_objects([packed]))) == 1


def test_e05_stranger_with_the_routing_key_but_no_pass_gets_silence() -> None:
    alice, _, _ = three("stranger")
    routing = alice.space().routing
    assert routing is not None
    reception = Reception(alice.node, NOW)
    static = BoxKey(b"m" * 32)
    terms = Terms(static=static, random=new_node("draws").random, is_known=lambda _: True)
    caller = Channel.initiate_known(terms, remote_static=alice.node.channel.public, routing_key=routing)
    (frame,) = caller.frames_to_send()
    with pytest.raises(ProtocolError):
        reception.channel.receive_frame(frame)
    assert reception.channel.frames_to_send() == []


def test_e05_member_of_another_space_gets_silence() -> None:
    alice, _, _ = three("other space")
    reception = Reception(alice.node, NOW)
    terms = Terms(static=BoxKey(b"m" * 32), random=new_node("draws").random, is_known=lambda _: True)
    wrong = RoutingKey(b"w" * 32)
    caller = Channel.initiate_known(terms, remote_static=alice.node.channel.public, routing_key=wrong)
    (frame,) = caller.frames_to_send()
    with pytest.raises(ProtocolError):
        reception.channel.receive_frame(frame)


def test_e14_suspended_device_gets_silence_and_an_open_line_is_closed() -> None:
    alice, bob, mallory = three("suspended")
    space = alice.space().space
    ours, theirs = connect(mallory, alice, space)
    hello = mallory.run(ours.start())
    alice.run(theirs.start())
    suspend(alice, mallory)
    with pytest.raises(ProtocolError):
        alice.run(theirs.receive(hello[0]))
    with pytest.raises(ProtocolError):
        connect(mallory, alice, space)
    sync(bob, alice, space)
    with pytest.raises(ProtocolError):
        connect(mallory, bob, space)


def test_e03_peer_that_lies_about_its_frontier_gets_nothing_and_changes_nothing() -> None:
    alice, bob, _ = three("lies")
    space = alice.space().space
    for number in range(5):
        alice.run(add_record(alice.space(), "person", {"names/n1/text": f"TEST-{number}"}, now=NOW))
    ours, theirs = connect(bob, alice, space)
    before = digest_of(alice.space())
    alice.run(theirs.start())
    alice.run(theirs.receive(*bob.run(ours.start())))
    lie = Frontier(space=0, logs=tuple((log, 2**40, b"l" * 16) for log in alice.space().tips), objects=())
    said = alice.run(theirs.receive(encode_message(lie)))
    runs = [message for message in map(decode_message, said) if not isinstance(message, Objects | State | Lack)]
    assert runs == []
    assert alice.space().own is not None, "a claim about the own log makes nobody leave it"
    assert digest_of(alice.space()) == before


def test_c13_key_is_not_given_to_a_suspended_device_nor_an_unknown_one_asked_for() -> None:
    alice, bob, mallory = three("keys")
    held = alice.space()
    kids = list(held.keys.epochs)
    assert len(alice.run(packets_for(held, bob.node.device, kids))) == len(kids)
    suspend(alice, mallory)
    assert alice.run(packets_for(held, mallory.node.device, kids)) == []
    assert alice.run(packets_for(held, bob.node.device, [Kid(b"u" * 32)])) == []
