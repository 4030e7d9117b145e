"""Threats E5 to E7 and what a listener on the line sees of the channel."""

from collections.abc import Callable

import pytest

from keys.secret import RoutingKey, Secret
from node.sync.channel import Channel
from node.sync.channel_steps import State
from node.sync.channel_terms import Hello, Opened
from node.sync.errors import ProtocolError
from tests.unit.sync.conversation import (
    INVITATION,
    ROUTING_KEY,
    Side,
    alice_calling,
    alice_pairing,
    bob,
    box_key,
    made,
    open_pair,
    talk,
    terms,
)

Start = Callable[..., Side]
STARTS = pytest.mark.parametrize("start", [alice_pairing, alice_calling], ids=["pair", "known"])


def silent(side: Side, frame: bytes) -> None:
    with pytest.raises(ProtocolError):
        side.receive([frame])
    assert side.frames() == []
    assert side.channel.state is State.CLOSED
    assert not any(isinstance(event, Opened) for event in side.events)


def mallory_calls(*, knows_bob: bool, routing_key: Secret) -> bytes:
    remote = box_key("bob" if knows_bob else "nobody").public
    called = Channel.initiate_known(terms("mallory"), remote_static=remote, routing_key=routing_key)
    return called.frames_to_send()[0]


def test_e05_probe_without_the_routing_key_gets_silence() -> None:
    for knows_bob in (True, False):
        silent(bob(), mallory_calls(knows_bob=knows_bob, routing_key=RoutingKey(made("guessed"))))


def test_e05_probe_with_the_routing_key_but_without_the_nodes_key_gets_silence() -> None:
    silent(bob(), mallory_calls(knows_bob=False, routing_key=ROUTING_KEY))


def test_e05_expelled_member_who_knows_every_key_gets_silence() -> None:
    known = {box_key("alice").public}
    silent(bob(is_known=lambda hello: hello.static in known), mallory_calls(knows_bob=True, routing_key=ROUTING_KEY))


def test_e05_probe_with_a_guessed_invitation_gets_silence() -> None:
    guess = Channel.initiate_pair(terms("mallory"), invitation=Secret(made("guess")))
    silent(bob(), guess.frames_to_send()[0])


@pytest.mark.parametrize(
    "probe",
    [
        b"",
        b"\0",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + bytes(100),
        bytes(48),
        bytes(96),
        bytes(4096),
        b"\xff" * 1024 * 1024,
        b"\xff" * (1024 * 1024 + 1),
    ],
    ids=["empty", "one byte", "web", "TLS", "48", "96", "4096", "1 MiB", "above 1 MiB"],
)
def test_e05_probe_with_other_protocols_gets_silence(probe: bytes) -> None:
    silent(bob(), probe)


@STARTS
def test_e06_replayed_first_message_opens_nothing(start: Start) -> None:
    captured = start(payload=b"alice's pass"), bob()
    frames = talk(*captured)
    frames += captured[0].channel.send(b"letter")
    again = bob(run="again")
    again.receive(frames[:1])
    [answer] = again.frames()
    assert answer != frames[1]
    assert again.events == []
    for later in frames[2:]:
        refused = bob(run="again")
        refused.receive(frames[:1])
        refused.frames()
        silent(refused, later)
        assert refused.events == []


def test_e06_replay_gets_silence_where_the_decision_remembers_ephemeral_keys() -> None:
    seen: set[bytes] = set()

    def fresh(hello: Hello) -> bool:
        return hello.ephemeral not in seen and not seen.add(hello.ephemeral)

    [frame] = alice_calling().frames()
    bob(is_known=fresh).receive([frame])
    silent(bob(is_known=fresh, run="again"), frame)


@STARTS
def test_e06_replayed_answer_is_refused(start: Start) -> None:
    frames = talk(start(), bob())
    alice = start(run="again")
    alice.frames()
    silent(alice, frames[1])


@STARTS
def test_e06_message_of_another_run_is_refused(start: Start) -> None:
    alice, _ = open_pair(start)
    other, answering = start(run="again"), bob(run="again")
    talk(other, answering)
    [frame] = alice.channel.send(b"letter")
    with pytest.raises(ProtocolError):
        answering.receive([frame])
    assert answering.channel.state is State.CLOSED


@STARTS
def test_e07_first_message_sent_back_is_refused_by_the_caller(start: Start) -> None:
    alice = start()
    silent(alice, alice.frames()[0])


@STARTS
def test_e07_first_message_sent_back_is_refused_by_the_callers_own_node(start: Start) -> None:
    alice = start()
    listening = Side(
        Channel.accept(terms("alice", run="listens"), invitations=[INVITATION], routing_keys=[ROUTING_KEY])
    )
    [first] = alice.frames()
    if start is alice_calling:
        silent(listening, first)
        return
    # A node that holds its own invitation meets its own key in the answer.
    listening.receive([first])
    silent(alice, listening.frames()[0])


@STARTS
def test_e07_messages_sent_back_are_refused(start: Start) -> None:
    for sender in (0, 1):
        sides = open_pair(start)
        [frame] = sides[sender].channel.send(b"letter")
        with pytest.raises(ProtocolError):
            sides[sender].receive([frame])
        assert sides[sender].channel.state is State.CLOSED


@STARTS
def test_captured_bytes_hold_no_key_secret_payload_or_letter_in_clear(start: Start) -> None:
    alice, answering = start(payload=b"alice's pass"), bob(payload=b"bob's answer")
    captured = talk(alice, answering)
    captured += alice.channel.send(b"TEST-letter of alice") + answering.channel.send(b"TEST-letter of bob")
    line = b"".join(captured)
    hidden = [
        *(box_key(name).public for name in ("alice", "bob")),
        *(box_key(name).reveal() for name in ("alice", "bob")),
        INVITATION.reveal(),
        ROUTING_KEY.reveal(),
        alice.channel.handshake_hash,
        b"pass",
        b"answer",
        b"TEST-",
        b"apieka",
        b"Noise",
    ]
    assert [secret for secret in hidden if secret in line or secret[:8] in line] == []


def test_captured_first_message_does_not_tell_to_whom_it_goes() -> None:
    [frame] = alice_calling().frames()
    for stranger in ("carol", "mallory"):
        listening = Channel.accept(terms(stranger), invitations=[], routing_keys=[ROUTING_KEY])
        with pytest.raises(ProtocolError):
            listening.receive_frame(frame)
        assert listening.frames_to_send() == []


def test_same_caller_sends_other_bytes_each_time() -> None:
    first, second = (alice_calling(run=run).frames()[0] for run in ("one", "two"))
    assert len(first) == len(second)
    assert [at for at in range(len(first) - 3) if first[at : at + 4] == second[at : at + 4]] == []
