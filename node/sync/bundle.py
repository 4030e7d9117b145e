"""A bundle: the messages of a session as one file for chosen devices (docs/FORMATS, "Bundle").

    ephemeral key | slots | chunk | chunk | …

Every chunk has one size and is sealed with its number and whether it is the last; a message begins where the chunk
says, so each chunk that opens can be read on from there, whatever became of those before it. The bytes show nothing
but their number. Refused: a file none of whose slots opens; a chunk that was altered, moved or put in gives nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from keys.box import BoxKey
from keys.errors import CannotOpen
from keys.framing import array
from keys.hashing import digest_array
from keys.labels import Label
from keys.limits import KEY_BYTES, SEAL_OVERHEAD_BYTES
from keys.randomness import Random
from keys.sealing import open_sealed, seal
from keys.secret import Secret
from keys.slots import open_slot, seal_slots
from node.sync.errors import Misuse, NotForUs
from node.sync.limits import (
    BUNDLE_CHUNK_BYTES,
    BUNDLE_CHUNKS_MAX,
    BUNDLE_RECIPIENTS_MAX,
    BUNDLE_SLOTS_STEP,
    MESSAGE_BYTES_MAX,
)
from node.sync.messages import TAG_BYTES

COUNT_BYTES = 2  # of the number of slots, beside the file key in each
SLOT_BYTES = KEY_BYTES + COUNT_BYTES + SEAL_OVERHEAD_BYTES
HEAD_BYTES_MAX = KEY_BYTES + BUNDLE_RECIPIENTS_MAX * SLOT_BYTES
PLAIN_BYTES = BUNDLE_CHUNK_BYTES - SEAL_OVERHEAD_BYTES  # what one chunk holds, sealed
START_BYTES = 4  # where the first message of a chunk begins, at the front of it
LENGTH_BYTES = 4  # of a message; zero: nothing but padding follows
NO_START = 2**32 - 1
_CONTEXT = Label.BUNDLE.encode()


class BundleKey(Secret):
    """The key of one bundle."""

    __slots__ = ()
    SIZE = KEY_BYTES


# --- head -------------------------------------------------------------------------------------------------------------
def seal_head(key: BundleKey, recipients: Sequence[bytes], random: Random) -> bytes:
    """Return the head of a bundle for these bundle keys (1 to 512). Raises: Misuse, BadPoint."""
    if not 0 < len(recipients) <= BUNDLE_RECIPIENTS_MAX:
        raise Misuse(f"a bundle is for 1 to {BUNDLE_RECIPIENTS_MAX} devices")
    count = -(-len(recipients) // BUNDLE_SLOTS_STEP) * BUNDLE_SLOTS_STEP
    plain = key.reveal() + count.to_bytes(COUNT_BYTES, "big")
    return seal_slots(recipients, plain, count=count, context=_CONTEXT, random=random)


def open_head(key: BoxKey, beginning: bytes) -> tuple[BundleKey, int]:
    """Return the key of a bundle and how long its head is, from its first `HEAD_BYTES_MAX` bytes. Raises: NotForUs."""
    places = range(KEY_BYTES, min(len(beginning), HEAD_BYTES_MAX) - SLOT_BYTES + 1, SLOT_BYTES)
    slots = [beginning[at : at + SLOT_BYTES] for at in places]
    try:
        plain = open_slot(key, beginning[:KEY_BYTES], slots, context=_CONTEXT)
    except CannotOpen:
        raise NotForUs from None
    count = int.from_bytes(plain[KEY_BYTES:], "big")
    return BundleKey(plain[:KEY_BYTES]), KEY_BYTES + count * SLOT_BYTES


def space_tag(key: BundleKey, space: bytes) -> bytes:
    """Return what names a space inside a bundle (16 bytes): it says nothing to a reader who does not know the space."""
    return digest_array(Label.BUNDLE, b"space", space, key=key.reveal(), size=TAG_BYTES)


# --- writing ----------------------------------------------------------------------------------------------------------
def padded_count(count: int) -> int:
    """Return to how many chunks a bundle of so many is padded: at most 12 % more, so that its size says little."""
    exponent = count.bit_length() - 1
    step = 1 << max(exponent - exponent.bit_length(), 0)
    return -(-count // step) * step


class BundleWriter:
    """Puts messages into chunks. `opening` is a message that stands before the first that begins in each chunk."""

    def __init__(self, key: BundleKey, opening: bytes = b"") -> None:
        self.opening = opening
        self._key = key
        self._index = 0
        self._plain = bytearray()
        self._start: int | None = None  # where in the chunk being filled the first message begins

    def add(self, message: bytes) -> list[bytes]:
        """Return the chunks that are full with this message (1 byte to `MESSAGE_BYTES_MAX`). Raises: Misuse."""
        if not 0 < len(message) <= MESSAGE_BYTES_MAX:
            raise Misuse(f"a message of a bundle has 1 to {MESSAGE_BYTES_MAX} bytes")
        if self._start is None:
            self._start = len(self._plain)
            if self.opening:
                self._plain += _framed(self.opening)
        self._plain += _framed(message)
        return self._cut()

    def finish(self) -> list[bytes]:
        """Return the chunks that are left, the last one marked so. Raises: Misuse for a bundle above its ceiling."""
        left = [self._fill()]  # something is always left: a chunk is cut only when more than it holds came
        total = padded_count(self._index + 1)
        left += [_NOTHING] * (total - self._index - 1)
        if total > BUNDLE_CHUNKS_MAX:
            raise Misuse("so much does not go into one bundle")
        return [self._seal(plain, is_last=self._index + 1 == total) for plain in left]

    def _cut(self) -> list[bytes]:
        chunks: list[bytes] = []
        while len(self._plain) > PLAIN_BYTES - START_BYTES:
            chunks.append(self._seal(self._fill(), is_last=False))
        return chunks

    def _fill(self) -> bytes:
        """Take what one chunk holds off the front."""
        room = PLAIN_BYTES - START_BYTES
        start = NO_START if self._start is None or self._start >= room else self._start
        plain = bytes(self._plain[:room])
        del self._plain[:room]
        if start != NO_START:
            self._start = None
        elif self._start is not None:
            self._start -= room
        return (start.to_bytes(START_BYTES, "big") + plain).ljust(PLAIN_BYTES, b"\0")

    def _seal(self, plain: bytes, *, is_last: bool) -> bytes:
        sealed = seal(self._key, context=_place(self._index, is_last), plaintext=plain)
        self._index += 1
        return sealed


_NOTHING = NO_START.to_bytes(START_BYTES, "big") + bytes(PLAIN_BYTES - START_BYTES)


def _framed(message: bytes) -> bytes:
    return len(message).to_bytes(LENGTH_BYTES, "big") + message


def _place(index: int, is_last: bool) -> bytes:
    return array(_CONTEXT, index.to_bytes(8, "big"), bytes([is_last]))


# --- reading ----------------------------------------------------------------------------------------------------------
class Part(Enum):
    """What became of one chunk."""

    GOOD = "good"
    LAST = "last"
    DAMAGED = "damaged"


@dataclass(slots=True)
class BundleReader:
    """Takes the chunks of a bundle in order and gives the messages that are whole."""

    key: BundleKey
    index: int = 0
    _held: bytearray = field(default_factory=bytearray)
    _is_whole: bool = False  # what is held begins with a message
    _is_over: bool = False  # a length of zero was read

    def take(self, chunk: bytes) -> tuple[Part, list[bytes]]:
        """Return what became of the next chunk and the messages it completes.

        After a damaged one reading goes on at the first message that begins in a later one.
        """
        part, plain = self._open(chunk)
        self.index += 1
        if plain is None:
            self._held.clear()
            self._is_whole = False
            return part, []
        start = int.from_bytes(plain[:START_BYTES], "big")
        body = plain[START_BYTES:]
        if not self._is_whole:
            if start > len(body):
                return part, []
            body = body[start:]
            self._is_whole = True
        self._held += body
        return part, self._messages()

    def _open(self, chunk: bytes) -> tuple[Part, bytes | None]:
        for is_last in (False, True):
            try:
                plain = open_sealed(self.key, context=_place(self.index, is_last), ciphertext=chunk)
            except CannotOpen:
                continue
            return (Part.LAST if is_last else Part.GOOD), plain if len(plain) == PLAIN_BYTES else None
        return Part.DAMAGED, None

    def _messages(self) -> list[bytes]:
        found: list[bytes] = []
        at = 0
        while not self._is_over and at + LENGTH_BYTES <= len(self._held):
            length = int.from_bytes(self._held[at : at + LENGTH_BYTES], "big")
            self._is_over = not 0 < length <= MESSAGE_BYTES_MAX
            if self._is_over or at + LENGTH_BYTES + length > len(self._held):
                break
            at += LENGTH_BYTES
            found.append(bytes(self._held[at : at + length]))
            at += length
        del self._held[: len(self._held) if self._is_over else at]
        return found
