"""Bytes between the ciphers and the line: frames, transport messages, protocol messages (PROTOCOL "Channel").

A frame is one or more whole transport messages, each after its 2-byte length; a protocol message stands after its
4-byte length in the stream of what they hold and may span them. Refused with the one ProtocolError: an empty or too
large frame, a length that the frame does not hold or no tag fits into, too many transport messages, an empty or too
large protocol message.
"""

from collections.abc import Iterable, Iterator

from keys.limits import TAG_BYTES
from node.sync.errors import Misuse, ProtocolError
from node.sync.limits import (
    FRAME_BYTES_MAX,
    FRAME_FILL_BYTES,
    FRAME_TRANSPORTS_MAX,
    MESSAGE_BYTES_MAX,
    TRANSPORT_BYTES_MAX,
)

TRANSPORT_LENGTH_BYTES = 2
MESSAGE_LENGTH_BYTES = 4
PLAIN_BYTES_MAX = TRANSPORT_BYTES_MAX - TAG_BYTES  # what one transport message holds


def split_frame(frame: bytes) -> list[bytes]:
    """Cut a frame into its sealed transport messages (1 to 64, each 16 to 65,535 bytes).

    Raises: ProtocolError for any other bytes.
    """
    if not 0 < len(frame) <= FRAME_BYTES_MAX:
        raise ProtocolError
    transports: list[bytes] = []
    at = 0
    while at < len(frame):
        start = at + TRANSPORT_LENGTH_BYTES
        at = start + int.from_bytes(frame[at:start], "big")
        if at - start < TAG_BYTES or at > len(frame) or len(transports) == FRAME_TRANSPORTS_MAX:
            raise ProtocolError
        transports.append(frame[start:at])
    return transports


def join_frames(transports: Iterable[bytes]) -> list[bytes]:
    """Put sealed transport messages, in order, into frames of at most 64 of them and `FRAME_FILL_BYTES`."""
    frames: list[list[bytes]] = []
    size = FRAME_FILL_BYTES
    for sealed in transports:
        part = len(sealed).to_bytes(TRANSPORT_LENGTH_BYTES, "big") + sealed
        size += len(part)
        if size > FRAME_FILL_BYTES or len(frames[-1]) == FRAME_TRANSPORTS_MAX:
            frames.append([])
            size = len(part)
        frames[-1].append(part)
    return [b"".join(parts) for parts in frames]


def cut_messages(messages: Iterable[bytes]) -> Iterator[bytes]:
    """Cut protocol messages (1 byte to `MESSAGE_BYTES_MAX` each) into what single transport messages hold.

    Raises: Misuse for an empty or too large message, before anything is cut.
    """
    parts: list[bytes] = []
    for message in messages:
        if not 0 < len(message) <= MESSAGE_BYTES_MAX:
            raise Misuse(f"a protocol message has 1 to {MESSAGE_BYTES_MAX} bytes")
        parts += (len(message).to_bytes(MESSAGE_LENGTH_BYTES, "big"), message)
    stream = b"".join(parts)
    return (stream[at : at + PLAIN_BYTES_MAX] for at in range(0, len(stream), PLAIN_BYTES_MAX))


class Assembler:
    """Puts protocol messages together again; holds at most one unfinished message and one transport message."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, plain: bytes) -> list[bytes]:
        """Take what one transport message held and give the protocol messages it completes, in order.

        Raises: ProtocolError as soon as a length is 0 or above `MESSAGE_BYTES_MAX`, before its bytes are waited for.
        """
        self._held += plain
        messages: list[bytes] = []
        at = 0
        while (start := at + MESSAGE_LENGTH_BYTES) <= len(self._held):
            length = int.from_bytes(self._held[at:start], "big")
            if not 0 < length <= MESSAGE_BYTES_MAX:
                raise ProtocolError
            if start + length > len(self._held):
                break
            at = start + length
            messages.append(bytes(self._held[start:at]))
        del self._held[:at]
        return messages
