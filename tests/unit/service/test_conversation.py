"""What a conversation says of itself, and what ends it at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from node.crdt.grants import Role
from node.crdt.ids import Space
from node.crdt.passes import decode_pass, encode_pass
from node.service.conversation import Conversation
from node.service.knowing import own_pass_in
from node.service.records import add_record
from node.service.spaces import create_space
from node.sync.errors import ProtocolError
from node.sync.messages import Hello, State, Welcome, encode_message
from tests.sim.nodes import NOW, SimNode, connect, join, new_node, sync


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> tuple[Space, SimNode, SimNode]:
    """Alice and bob, equal, in one space."""
    alice, bob = (new_node(f"{name} {request.node.name}") for name in ("alice", "bob"))
    space = alice.run(create_space(alice.node, title="TEST-space", group="TEST-group")).space
    join(bob, alice, space, Role.VERIFIER)
    for _ in range(2):
        sync(bob, alice, space)
    return space, alice, bob


def called_by(alice: SimNode, bob: SimNode, shown: bytes) -> Conversation:
    """The conversation of alice that bob calls, showing some bytes as his pass."""
    return Conversation(
        alice.node, channel_key=bob.node.channel.public, handshake_hash=b"h" * 64, is_caller=False, shown=shown
    )


def test_conversation_tells_what_it_misses_until_it_came(pair: tuple[Space, SimNode, SimNode]) -> None:
    space, alice, bob = pair
    alice.run(add_record(alice.space(), "person", {"names/n1/text": "TEST-one"}, now=NOW))
    ours, theirs = connect(bob, alice, space)
    assert (ours.spaces, ours.is_equal, ours.is_done) == ((), False, False)
    first, second = bob.run(ours.start()), alice.run(theirs.start())
    shown = alice.run(theirs.receive(first[0]))
    said = bob.run(ours.receive(second[0]))
    assert ours.spaces == (space,)
    assert ours.is_receiving
    assert not ours.is_equal
    answers = [answer for body in shown for answer in bob.run(ours.receive(body))]
    for body in said:
        for answer in alice.run(theirs.receive(body)):
            assert ours.missing == 1
            answers += bob.run(ours.receive(answer))
    while answers:
        back = [item for body in answers for item in alice.run(theirs.receive(body))]
        answers = [item for body in back for item in bob.run(ours.receive(body))]
    assert (ours.missing, ours.is_receiving, ours.is_equal, ours.is_done) == (0, False, True, True)


@pytest.mark.parametrize("why", ["no pass", "not signed"])
def test_call_that_shows_bytes_which_are_no_pass_is_ended(pair: tuple[Space, SimNode, SimNode], why: str) -> None:
    space, alice, bob = pair
    mine = decode_pass(own_pass_in(bob.node.spaces[space], bob.node.channel.public))
    forged = encode_pass(replace(mine, number=mine.number + 1))
    conversation = called_by(alice, bob, b"TEST" if why == "no pass" else forged)
    with pytest.raises(ProtocolError):
        alice.run(conversation.start())


def test_pass_of_another_channel_key_or_space_is_passed_over(pair: tuple[Space, SimNode, SimNode]) -> None:
    space, alice, bob = pair
    before = dict(alice.space().holdings.passes)
    conversation = called_by(alice, bob, own_pass_in(alice.node.spaces[space], alice.node.channel.public))
    assert len(alice.run(conversation.start())) == 1
    assert alice.space().holdings.passes == before


def test_message_about_a_space_that_was_not_greeted_ends_the_talk(pair: tuple[Space, SimNode, SimNode]) -> None:
    _, alice, bob = pair
    conversation = called_by(alice, bob, b"")
    alice.run(conversation.start())
    alice.run(conversation.receive(encode_message(Hello(()))))
    for message in (
        State(space=0, digest=bytes(32), wants=(), sent=0, taken=0),
        Welcome(space=alice.space().space, is_last=True, items=()),
    ):
        with pytest.raises(ProtocolError):
            alice.run(conversation.receive(encode_message(message)))
