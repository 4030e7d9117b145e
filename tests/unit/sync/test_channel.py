"""The channel from call to letters: both patterns, payloads, decisions, bounds, misuse, silence."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from keys.noise import ChannelKey
from keys.secret import RoutingKey, Secret
from node.sync.channel import HANDSHAKE_FRAME_BYTES_MAX, Channel
from node.sync.channel_steps import STEPS, Frame, State
from node.sync.channel_terms import Hello, Message, Opened
from node.sync.ciphers import Cipher
from node.sync.errors import Misuse, ProtocolError
from node.sync.limits import CANDIDATES_MAX, FRAME_BYTES_MAX, HANDSHAKE_PAYLOAD_BYTES_MAX, MESSAGE_BYTES_MAX
from node.sync.noise import IK_PSK0, PATTERNS, Handshake, Identity
from tests.unit.sync.conversation import (
    INVITATION,
    ROUTING_KEY,
    Side,
    alice_calling,
    alice_pairing,
    bob,
    box_key,
    counted_random,
    made,
    open_pair,
    talk,
    terms,
)

ALICE, BOB = box_key("alice").public, box_key("bob").public
STARTS = pytest.mark.parametrize("start", [alice_pairing, alice_calling], ids=["pair", "known"])
Start = Callable[..., Side]


def bodies(side: Side) -> list[bytes]:
    return [event.body for event in side.events if isinstance(event, Message)]


@STARTS
def test_channel_opens_on_both_sides_with_payloads_and_one_hash(start: Start) -> None:
    alice, answering = start(payload=b"alice's pass"), bob(payload=b"bob's answer")
    talk(alice, answering)
    is_pairing = start is alice_pairing
    [told_alice], [told_bob] = alice.events, answering.events
    assert isinstance(told_alice, Opened)
    assert isinstance(told_bob, Opened)
    assert (told_alice.hello.static, told_alice.hello.payload) == (BOB, b"bob's answer")
    assert (told_bob.hello.static, told_bob.hello.payload) == (ALICE, b"alice's pass")
    assert told_alice.hello.is_pairing is told_bob.hello.is_pairing is is_pairing
    assert alice.channel.state is answering.channel.state is State.OPEN
    assert (alice.channel.remote_static, answering.channel.remote_static) == (BOB, ALICE)
    assert alice.channel.handshake_hash == answering.channel.handshake_hash
    assert len(alice.channel.handshake_hash) == 64


def test_first_message_of_a_pairing_has_48_bytes_and_no_other_has() -> None:
    [pairing] = alice_pairing(payload=b"sent later").frames()
    [calling] = alice_calling().frames()
    assert (len(pairing), len(calling)) == (48, 96)
    assert len(alice_calling(payload=b"p").frames()[0]) == 97


def test_handshakes_take_the_documented_sizes() -> None:
    assert [len(frame) for frame in talk(alice_pairing(), bob())] == [48, 96, 64]
    assert [len(frame) for frame in talk(alice_calling(), bob())] == [96, 48, 18]


@STARTS
def test_handshake_hash_differs_in_every_run(start: Start) -> None:
    runs = []
    for run in ("first", "second"):
        alice, answering = start(run=run), bob(run=run)
        talk(alice, answering)
        runs.append(alice.channel.handshake_hash)
    assert runs[0] != runs[1]


@STARTS
def test_messages_travel_both_ways_in_order(start: Start) -> None:
    alice, answering = open_pair(start)
    answering.receive(alice.channel.send(b"one", b"two"))
    alice.receive(answering.channel.send(b"three"))
    answering.receive(alice.channel.send(b"four"))
    assert bodies(answering) == [b"one", b"two", b"four"]
    assert bodies(alice) == [b"three"]


def test_message_of_one_mebibyte_spans_transport_messages_and_frames() -> None:
    alice, answering = open_pair()
    large = made("large") * (MESSAGE_BYTES_MAX // 32)
    frames = alice.channel.send(large, b"small")
    assert len(frames) > 1
    assert max(map(len, frames)) <= FRAME_BYTES_MAX
    answering.receive(frames)
    assert bodies(answering) == [large, b"small"]


def test_send_takes_the_confirming_frame_along() -> None:
    alice, answering = alice_calling(), bob()
    answering.receive(alice.frames())
    alice.receive(answering.frames())
    frames = alice.channel.send(b"hello")
    assert len(frames) == 2
    answering.receive(frames)
    assert isinstance(answering.events[0], Opened)
    assert bodies(answering) == [b"hello"]


def test_channel_opens_for_the_accepting_side_only_when_the_call_is_confirmed() -> None:
    alice, answering = alice_calling(), bob()
    answering.receive(alice.frames())
    assert answering.events == []
    assert answering.channel.state is State.CALL_ANSWERED
    with pytest.raises(Misuse):
        answering.channel.send(b"too early")
    alice.receive(answering.frames())
    answering.receive(alice.frames())
    assert [type(event) for event in answering.events] == [Opened]


@pytest.mark.parametrize("place", [0, 1, CANDIDATES_MAX - 1])
@STARTS
def test_call_is_tried_under_every_candidate(start: Start, place: int) -> None:
    right = INVITATION if start is alice_pairing else ROUTING_KEY
    keys = [Secret(made(f"other {number}")) for number in range(CANDIDATES_MAX)]
    keys[place] = Secret(right.reveal())
    alice, answering = start(), Side(Channel.accept(terms("bob"), invitations=keys, routing_keys=keys))
    talk(alice, answering)
    [told] = answering.events
    assert isinstance(told, Opened)
    assert told.hello.candidate == place


def test_more_than_32_candidates_are_misuse() -> None:
    many = [RoutingKey(made(str(number))) for number in range(CANDIDATES_MAX + 1)]
    for invitations, routing_keys in ((many, []), ([], many)):
        with pytest.raises(Misuse):
            Channel.accept(terms("bob"), invitations=invitations, routing_keys=routing_keys)


def test_candidate_of_another_length_is_misuse() -> None:
    with pytest.raises(Misuse):
        Channel.accept(terms("bob"), invitations=[Secret(bytes(16))], routing_keys=[])


def test_is_known_sees_the_hello_before_anything_is_answered() -> None:
    asked: list[Hello] = []
    answering = bob(is_known=lambda hello: bool(asked.append(hello)) or True)
    [frame] = alice_calling(payload=b"pass").frames()
    answering.receive([frame])
    assert asked == [
        Hello(is_pairing=False, candidate=0, static=ALICE, ephemeral=frame[:32], payload=b"pass"),
    ]


def test_unknown_caller_gets_silence() -> None:
    answering = bob(is_known=lambda hello: hello.static != ALICE)
    with pytest.raises(ProtocolError):
        answering.receive(alice_calling().frames())
    assert answering.frames() == []
    assert answering.channel.state is State.CLOSED


def test_unknown_joiner_gets_silence_after_its_key_is_read() -> None:
    alice, answering = alice_pairing(), bob(is_known=lambda hello: False)
    with pytest.raises(ProtocolError):
        talk(alice, answering)
    assert answering.events == []
    assert answering.frames() == []


def test_joiner_keeps_its_key_and_payload_from_an_inviter_it_does_not_know() -> None:
    alice, answering = alice_pairing(is_known=lambda hello: hello.static != BOB), bob()
    with pytest.raises(ProtocolError):
        talk(alice, answering)
    assert alice.frames() == []
    assert alice.channel.state is State.CLOSED


def test_error_of_is_known_closes_the_channel_and_is_not_hidden() -> None:
    def broken(hello: Hello) -> bool:
        raise LookupError

    answering = bob(is_known=broken)
    with pytest.raises(LookupError):
        answering.receive(alice_calling().frames())
    assert answering.channel.state is State.CLOSED
    assert answering.frames() == []


@STARTS
def test_wrong_shared_secret_gets_silence_and_draws_no_key(start: Start) -> None:
    def undrawn(size: int) -> bytes:
        raise AssertionError("an ephemeral key was made for a stranger")

    answering = Side(
        Channel.accept(
            replace(terms("bob"), random=undrawn),
            invitations=[Secret(made("another invitation"))],
            routing_keys=[RoutingKey(made("another routing key"))],
        )
    )
    with pytest.raises(ProtocolError):
        answering.receive(start().frames())
    assert answering.frames() == []


@STARTS
def test_node_that_expects_no_call_of_this_kind_is_silent(start: Start) -> None:
    answering = Side(Channel.accept(terms("bob"), invitations=[], routing_keys=[]))
    with pytest.raises(ProtocolError):
        answering.receive(start().frames())
    assert answering.frames() == []


def test_routing_key_does_not_pair_and_invitation_does_not_call() -> None:
    crossed = Channel.accept(terms("bob"), invitations=[ROUTING_KEY], routing_keys=[INVITATION])
    for start in (alice_pairing, alice_calling):
        with pytest.raises(ProtocolError):
            crossed.receive_frame(start().frames()[0])


def test_call_meant_for_another_node_gets_silence() -> None:
    carol = Side(Channel.accept(terms("carol"), invitations=[INVITATION], routing_keys=[ROUTING_KEY]))
    with pytest.raises(ProtocolError):
        carol.receive(alice_calling().frames())
    assert carol.frames() == []


def test_payload_above_the_limit_cannot_be_offered() -> None:
    largest = terms("alice", payload=bytes(HANDSHAKE_PAYLOAD_BYTES_MAX))
    assert len(largest.payload) == HANDSHAKE_PAYLOAD_BYTES_MAX
    with pytest.raises(Misuse):
        terms("alice", payload=bytes(HANDSHAKE_PAYLOAD_BYTES_MAX + 1))


@STARTS
def test_largest_payloads_are_accepted(start: Start) -> None:
    alice = start(payload=bytes(HANDSHAKE_PAYLOAD_BYTES_MAX))
    answering = bob(payload=bytes(HANDSHAKE_PAYLOAD_BYTES_MAX))
    frames = talk(alice, answering)
    assert max(map(len, frames)) == HANDSHAKE_FRAME_BYTES_MAX
    assert [type(event) for event in (*alice.events, *answering.events)] == [Opened, Opened]


@pytest.mark.parametrize("above", [1, 48])
@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_larger_payload_of_a_peer_is_refused(pattern: object, above: int) -> None:
    payload = bytes(HANDSHAKE_PAYLOAD_BYTES_MAX + above)
    psk = ROUTING_KEY if pattern is IK_PSK0 else INVITATION
    identity = Identity(static=box_key("bob"), psk=psk, random=counted_random("bob"))
    alice = alice_calling() if pattern is IK_PSK0 else alice_pairing()
    generous = Handshake(PATTERNS[pattern.name], identity, initiator=False)  # type: ignore[attr-defined]
    generous.read(alice.frames()[0])
    with pytest.raises(ProtocolError):
        alice.receive([generous.write(payload)])
    assert alice.frames() == []


def test_decision_is_not_asked_about_a_call_with_too_large_a_payload() -> None:
    identity = Identity(static=box_key("alice"), psk=ROUTING_KEY, random=counted_random("alice"))
    calling = Handshake(IK_PSK0, identity, initiator=True, remote_static=BOB)
    asked: list[Hello] = []
    answering = bob(is_known=lambda hello: bool(asked.append(hello)) or True)
    with pytest.raises(ProtocolError):
        answering.receive([calling.write(bytes(HANDSHAKE_PAYLOAD_BYTES_MAX + 1))])
    assert asked == []


@pytest.mark.parametrize("size", [0, 1, 31, 32, 47, 49, 95, HANDSHAKE_FRAME_BYTES_MAX + 1, FRAME_BYTES_MAX])
def test_first_message_of_an_impossible_length_is_refused_before_any_key_is_tried(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def untried(*arguments: object, **more: object) -> None:
        raise AssertionError("a key was tried")

    answering = bob()
    monkeypatch.setattr("node.sync.channel.Handshake.read", untried)
    with pytest.raises(ProtocolError):
        answering.receive([bytes(size)])


@STARTS
def test_bad_message_inside_the_cipher_closes_the_channel(start: Start) -> None:
    for stream in (b"\0\0\0\0", (MESSAGE_BYTES_MAX + 1).to_bytes(4, "big"), b"\xff" * 4):
        alice, answering = open_pair(start)
        sealed = alice.channel._ready_ciphers()[0].seal(stream)
        with pytest.raises(ProtocolError):
            answering.receive([len(sealed).to_bytes(2, "big") + sealed])
        assert answering.channel.state is State.CLOSED


def test_frame_counts_whole_or_not_at_all() -> None:
    alice, answering = open_pair()
    good, other = alice.channel.send(b"good"), alice.channel.send(b"altered")
    altered = other[0][:-1] + bytes([other[0][-1] ^ 1])
    with pytest.raises(ProtocolError):
        answering.receive([good[0] + altered])
    assert bodies(answering) == []


@STARTS
def test_closed_channel_refuses_everything(start: Start) -> None:
    alice, answering = open_pair(start)
    frames = alice.channel.send(b"late")
    answering.channel.close()
    answering.channel.close()
    for frame in (*frames, b"", bytes(48)):
        with pytest.raises(ProtocolError):
            answering.receive([frame])
    with pytest.raises(Misuse):
        answering.channel.send(b"late")
    with pytest.raises(Misuse):
        _ = answering.channel.handshake_hash
    with pytest.raises(Misuse):
        _ = answering.channel.remote_static
    assert answering.frames() == []


@STARTS
def test_closed_channel_forgets_what_was_still_to_be_sent(start: Start) -> None:
    alice = start()
    alice.channel.close()
    assert alice.frames() == []


@pytest.mark.parametrize("make", [alice_pairing, alice_calling, bob])
def test_channel_that_is_not_open_sends_and_names_nothing(make: Start) -> None:
    side = make()
    with pytest.raises(Misuse):
        side.channel.send(b"letter")
    with pytest.raises(Misuse):
        _ = side.channel.handshake_hash
    with pytest.raises(Misuse):
        _ = side.channel.remote_static


@pytest.mark.parametrize("size", [0, MESSAGE_BYTES_MAX + 1])
def test_message_out_of_bounds_is_misuse_and_leaves_the_channel_whole(size: int) -> None:
    alice, answering = open_pair()
    with pytest.raises(Misuse):
        alice.channel.send(b"fine", bytes(size))
    answering.receive(alice.channel.send(b"fine"))
    assert bodies(answering) == [b"fine"]


def test_channel_whose_cipher_counted_to_its_end_closes() -> None:
    alice, answering = open_pair()
    for side in (alice, answering):
        key = ChannelKey(made("worn"))
        side.channel._ciphers = (Cipher(key, number=2**64 - 2), Cipher(key, number=2**64 - 2))
    answering.receive(alice.channel.send(b"the last"))
    assert bodies(answering) == [b"the last"]
    with pytest.raises(ProtocolError):
        alice.channel.send(b"one more")
    assert alice.channel.state is State.CLOSED


def test_every_error_says_the_same() -> None:
    said = set()
    for frame in (b"", bytes(48), bytes(96), bytes(HANDSHAKE_FRAME_BYTES_MAX + 1)):
        for side in (bob(), alice_calling(), alice_pairing()):
            side.frames()
            with pytest.raises(ProtocolError) as caught:
                side.receive([frame])
            said.add((str(caught.value), caught.value.args, caught.value.__cause__))
    assert len(said) == 1


def test_every_step_of_the_table_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = set()
    walked = Channel._step

    def noting(self: Channel, frame: bytes) -> object:
        step = walked(self, frame)
        taken.add((step.state, step.receives))
        return step

    monkeypatch.setattr(Channel, "_step", noting)
    for start in (alice_pairing, alice_calling):
        alice, answering = open_pair(start)
        answering.receive(alice.channel.send(b"letter"))
    assert taken == set(STEPS)
    assert {receives for _, receives in taken} == set(Frame)
