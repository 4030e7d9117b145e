"""The channel under altered, cut, regrouped, repeated and random bytes: events, or the one error and silence."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from node.sync.channel_steps import State
from node.sync.channel_terms import Message, Opened
from node.sync.errors import ProtocolError
from node.sync.frames import cut_messages
from node.sync.limits import FRAME_TRANSPORTS_MAX
from tests.unit.sync.conversation import Side, alice_calling, alice_pairing, bob, open_pair

Start = Callable[..., Side]
STARTS = pytest.mark.parametrize("start", [alice_pairing, alice_calling], ids=["pair", "known"])
LETTERS = st.lists(st.binary(min_size=1, max_size=400), min_size=1, max_size=12)


def up_to(start: Start, step: int) -> tuple[Side, bytes]:
    """Plays a handshake to its frame number `step`; gives the side that waits for it and the frame."""
    sides = start(payload=b"alice's pass"), bob(payload=b"bob's answer")
    for number in range(step):
        sides[1 - number % 2].receive(sides[number % 2].frames())
    [frame] = sides[step % 2].frames()
    return sides[1 - step % 2], frame


def refuses(side: Side, frame: bytes) -> None:
    told = list(side.events)
    with pytest.raises(ProtocolError):
        side.receive([frame])
    assert side.events == told
    assert side.frames() == []
    assert side.channel.state is State.CLOSED


@pytest.mark.parametrize("step", [0, 1, 2])
@STARTS
def test_handshake_frame_with_any_byte_altered_is_refused_in_silence(start: Start, step: int) -> None:
    _, frame = up_to(start, step)
    for place in range(len(frame)):
        side, frame = up_to(start, step)
        mask = 1 << (place % 8) if place != 31 else 0x80  # the bit of an X25519 key that the exchange ignores
        refuses(side, frame[:place] + bytes([frame[place] ^ mask]) + frame[place + 1 :])


@pytest.mark.parametrize("step", [0, 1, 2])
@STARTS
@given(data=st.data())
@settings(max_examples=60)
def test_handshake_frame_with_any_bits_altered_is_refused_in_silence(
    start: Start, step: int, data: st.DataObject
) -> None:
    side, frame = up_to(start, step)
    noise = data.draw(st.binary(min_size=len(frame), max_size=len(frame)).filter(any))
    refuses(side, bytes(a ^ b for a, b in zip(frame, noise, strict=True)))


@pytest.mark.parametrize("step", [0, 1, 2])
@STARTS
def test_handshake_frame_cut_or_lengthened_is_refused_in_silence(start: Start, step: int) -> None:
    _, frame = up_to(start, step)
    for size in range(len(frame)):
        side, frame = up_to(start, step)
        refuses(side, frame[:size])
    for more in (b"\0", frame):
        side, frame = up_to(start, step)
        refuses(side, frame + more)


@STARTS
@given(garbage=st.binary(max_size=300))
@settings(max_examples=60)
def test_garbage_in_any_state_is_refused_in_silence(start: Start, garbage: bytes) -> None:
    for step in (0, 1, 2):
        side, _ = up_to(start, step)
        refuses(side, garbage)
    for side in open_pair(start):
        refuses(side, garbage)


def test_frame_of_an_open_channel_with_any_byte_altered_is_refused() -> None:
    alice, _ = open_pair()
    frame = b"".join(alice.channel.send(b"first")) + b"".join(alice.channel.send(b"second"))
    for place in range(len(frame)):
        _, answering = open_pair()
        refuses(answering, frame[:place] + bytes([frame[place] ^ (1 << place % 8)]) + frame[place + 1 :])


@given(letters=LETTERS, data=st.data())
@settings(max_examples=60)
def test_frame_altered_repeated_dropped_or_swapped_is_refused(letters: list[bytes], data: st.DataObject) -> None:
    alice, answering = open_pair()
    frames = [frame for letter in letters for frame in alice.channel.send(letter)]
    place = data.draw(st.integers(0, len(frames) - 1))
    answering.receive(frames[:place])
    what = data.draw(st.sampled_from(["repeat", "drop", "alter"]))
    if what == "repeat" and place > 0:
        refuses(answering, frames[place - 1])
    elif what == "drop" and place + 1 < len(frames):
        refuses(answering, frames[place + 1])
    else:
        at = data.draw(st.integers(0, len(frames[place]) - 1))
        refuses(answering, frames[place][:at] + bytes([frames[place][at] ^ 0x10]) + frames[place][at + 1 :])
    assert [event.body for event in answering.events if isinstance(event, Message)] == letters[:place]


def pieces(data: st.DataObject, stream: bytes, count: int) -> list[bytes]:
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=count - 1).map(sorted))
    return [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


@given(letters=LETTERS, data=st.data())
@settings(max_examples=100)
def test_messages_come_whole_however_they_are_spread_over_transport_messages_and_frames(
    letters: list[bytes], data: st.DataObject
) -> None:
    alice, answering = open_pair()
    sending, _ = alice.channel._ready_ciphers()
    sealed = [sending.seal(piece) for piece in pieces(data, b"".join(cut_messages(letters)), FRAME_TRANSPORTS_MAX)]
    transports = [len(one).to_bytes(2, "big") + one for one in sealed]
    while transports:
        count = data.draw(st.integers(1, len(transports)))
        answering.receive([b"".join(transports[:count])])
        transports = transports[count:]
    assert isinstance(answering.events[0], Opened)
    assert [event.body for event in answering.events[1:] if isinstance(event, Message)] == letters


@given(letters=st.lists(st.binary(min_size=1, max_size=70_000), min_size=1, max_size=6), data=st.data())
@settings(max_examples=40)
def test_messages_come_whole_however_the_sender_groups_them(letters: list[bytes], data: st.DataObject) -> None:
    alice, answering = open_pair()
    waiting = list(letters)
    while waiting:
        count = data.draw(st.integers(1, len(waiting)))
        answering.receive(alice.channel.send(*waiting[:count]))
        waiting = waiting[count:]
    assert [event.body for event in answering.events if isinstance(event, Message)] == letters


@given(data=st.data())
@settings(max_examples=60)
def test_frame_that_ends_inside_a_transport_message_is_refused(data: st.DataObject) -> None:
    alice, answering = open_pair()
    [frame] = alice.channel.send(data.draw(st.binary(min_size=1, max_size=200)))
    refuses(answering, frame[: data.draw(st.integers(0, len(frame) - 1))])
