"""Frames, transport messages and protocol messages: bounds, cuts and what is refused."""

import pytest

from node.sync.errors import Misuse, ProtocolError
from node.sync.frames import PLAIN_BYTES_MAX, Assembler, cut_messages, join_frames, split_frame
from node.sync.limits import (
    FRAME_BYTES_MAX,
    FRAME_FILL_BYTES,
    FRAME_TRANSPORTS_MAX,
    MESSAGE_BYTES_MAX,
    TRANSPORT_BYTES_MAX,
)


def transport(sealed: bytes) -> bytes:
    return len(sealed).to_bytes(2, "big") + sealed


def test_frame_of_several_transport_messages_is_cut_at_their_lengths() -> None:
    sealed = [bytes([number]) * (16 + number) for number in range(5)]
    assert split_frame(b"".join(map(transport, sealed))) == sealed


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\0",
        b"\0\x10",
        transport(b"x" * 15),
        transport(b""),
        transport(b"x" * 16)[:-1],
        transport(b"x" * 16) + b"\0",
        transport(b"x" * 16) * (FRAME_TRANSPORTS_MAX + 1),
        transport(b"x" * TRANSPORT_BYTES_MAX) * 16,
    ],
    ids=[
        "empty",
        "half a length",
        "a length alone",
        "shorter than a tag",
        "of no length",
        "cut short",
        "something behind",
        "too many",
        "above 1 MiB",
    ],
)
def test_frame_that_is_not_whole_transport_messages_is_refused(frame: bytes) -> None:
    with pytest.raises(ProtocolError):
        split_frame(frame)


def test_frame_of_the_largest_size_is_accepted() -> None:
    full = transport(b"x" * TRANSPORT_BYTES_MAX) * 15
    frame = full + transport(b"x" * (FRAME_BYTES_MAX - len(full) - 2))
    assert len(frame) == FRAME_BYTES_MAX
    assert len(split_frame(frame)) == 16
    assert len(split_frame(transport(b"x" * 16) * FRAME_TRANSPORTS_MAX)) == FRAME_TRANSPORTS_MAX


def test_frames_we_make_hold_four_full_transport_messages() -> None:
    frames = join_frames([b"x" * TRANSPORT_BYTES_MAX] * 9)
    assert [len(frame) for frame in frames] == [FRAME_FILL_BYTES, FRAME_FILL_BYTES, TRANSPORT_BYTES_MAX + 2]
    assert join_frames([]) == []


def test_frames_we_make_are_accepted_however_small_their_transport_messages_are() -> None:
    sealed = [b"x" * 16] * (2 * FRAME_TRANSPORTS_MAX + 1)
    assert [part for frame in join_frames(sealed) for part in split_frame(frame)] == sealed


def test_messages_come_back_from_the_chunks_they_were_cut_into() -> None:
    messages = [b"a", b"b" * PLAIN_BYTES_MAX, b"c" * MESSAGE_BYTES_MAX, b"d" * 100]
    assembler = Assembler()
    chunks = list(cut_messages(messages))
    assert all(len(chunk) <= PLAIN_BYTES_MAX for chunk in chunks)
    assert [message for chunk in chunks for message in assembler.feed(chunk)] == messages


def test_message_comes_as_soon_as_its_last_byte_is_there() -> None:
    assembler = Assembler()
    stream = b"\0\0\0\3abc"
    told = [assembler.feed(stream[at : at + 1]) for at in range(len(stream))]
    assert told == [[]] * 6 + [[b"abc"]]


@pytest.mark.parametrize("size", [0, MESSAGE_BYTES_MAX + 1])
def test_message_out_of_bounds_is_not_cut(size: int) -> None:
    with pytest.raises(Misuse):
        cut_messages([b"fine", bytes(size)])


@pytest.mark.parametrize("length", [0, MESSAGE_BYTES_MAX + 1, 2**32 - 1])
def test_message_length_out_of_bounds_is_refused_before_its_bytes_come(length: int) -> None:
    with pytest.raises(ProtocolError):
        Assembler().feed(length.to_bytes(4, "big"))


def test_assembler_refuses_a_second_message_out_of_bounds_behind_a_good_one() -> None:
    with pytest.raises(ProtocolError):
        Assembler().feed(b"\0\0\0\1a" + b"\xff" * 4)
