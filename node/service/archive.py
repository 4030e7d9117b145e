"""Backup files: everything one node needs to be made again elsewhere, sealed (docs/FORMATS, "Backup").

    version (1 byte) | key wrapped under the passphrase | key sealed to the recovery secret | chunks

A chunk is a 4-byte length and a sealed packed array of frames; its place and whether it is the last are bound into the
seal, so nothing can be cut off, swapped or spliced in. Refused: another version, a chunk above its ceiling, a file
that ends early or goes on after its last chunk. A file says nothing of what is in it but its size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keys.errors import CannotOpen
from keys.framing import array
from keys.labels import Label
from keys.sealing import open_sealed, seal
from keys.secret import Secret
from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.entry import Payload, Pruned
from node.crdt.errors import Malformed
from node.crdt.ids import Device, Log, Record, Space
from node.crdt.limits import ENTRY_BYTES_MAX
from node.service.effects import Emit, ObjectType, Step, StoredObject, Take
from node.service.errors import Refused

VERSION = b"\x01"
CHUNK_BYTES = 256 * 1024  # frames are gathered up to this many bytes
CHUNK_BYTES_MAX = 2 * CHUNK_BYTES + ENTRY_BYTES_MAX  # one frame more than that, and what sealing adds
NAME_BYTES_MAX = 400  # of a secret or setting: the longest holds a space, an epoch and a record in hexadecimal digits
CHUNKS_MAX = 2**20  # 256 GiB; beyond it the file is not ours


class ArchiveKey(Secret):
    """The key of one archive."""

    __slots__ = ()
    SIZE = 32


@dataclass(frozen=True, slots=True)
class Named:
    """A secret or a setting by its name."""

    is_secret: bool
    name: str
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFrame:
    """An entry with its payloads and the device that wrote it; `line` as `StoredEntry` has it."""

    device: Device
    packed: bytes
    payloads: tuple[Payload | Pruned, ...]
    line: Log | None = None


Frame = Named | StoredObject | EntryFrame


# --- frames -----------------------------------------------------------------------------------------------------------
def encode_frame(frame: Frame) -> bytes:
    """Pack a frame."""
    match frame:
        case Named():
            return pack([1, frame.is_secret, frame.name, frame.value])
        case StoredObject():
            return pack([2, frame.space, frame.type.value, frame.id, frame.packed])
        case EntryFrame():
            payloads = [_payload_array(payload) for payload in frame.payloads]
            return pack([3, frame.device, frame.packed, payloads, *([frame.line] if frame.line else ())])


def decode_frame(data: bytes) -> Frame:
    """Unpack a frame. Raises: Malformed, OverLimit."""
    items = unpack(data, bytes_max=CHUNK_BYTES_MAX)
    kind = shape.integer(items[0] if items else None, 1, 3)
    if kind == 1:
        _, is_secret, name, value = shape.array(items, 4)
        if type(is_secret) is not bool:
            raise Malformed("a truth value was expected")
        return Named(is_secret, shape.text(name, NAME_BYTES_MAX), shape.octets(value))
    if kind == 2:
        _, space, type_, id, packed = shape.array(items, 5)
        return StoredObject(
            space=Space(shape.short_id(space)),
            type=_object_type(type_),
            id=shape.octets(id),
            packed=shape.octets(packed),
        )
    if not 4 <= len(items) <= 5:
        raise Malformed("a frame of an entry with too few or too many parts")
    _, device, packed, payloads, *line = items
    return EntryFrame(
        device=Device(shape.long_id(device)),
        packed=shape.octets(packed),
        payloads=tuple(_read_payload(item) for item in shape.array(payloads)),
        line=Log(shape.short_id(line[0])) if line else None,
    )


def _object_type(value: object) -> ObjectType:
    try:
        return ObjectType(shape.integer(value, 0, 255))
    except ValueError as error:
        raise Malformed("an object of an unknown type") from error


def _payload_array(payload: Payload | Pruned) -> list[object]:
    if isinstance(payload, Pruned):
        return [payload.record, payload.inner_hash, payload.length]
    return [payload.record, payload.ciphertext]


def _read_payload(value: object) -> Payload | Pruned:
    items = shape.array(value)
    record = Record(shape.octets(items[0] if items else None))
    if len(items) == 2:
        return Payload(record, shape.octets(items[1]))
    _, inner, length = shape.array(items, 3)
    return Pruned(record=record, inner_hash=shape.long_id(inner), length=shape.integer(length, 1, ENTRY_BYTES_MAX))


# --- writing ----------------------------------------------------------------------------------------------------------
class ArchiveWriter:
    """Gathers frames into chunks and emits them."""

    def __init__(self, key: ArchiveKey) -> None:
        self._key = key
        self._index = 0
        self._frames: list[bytes] = []
        self._size = 0

    def add(self, frame: Frame) -> Step[None]:
        """Add a frame."""
        packed = encode_frame(frame)
        if self._frames and self._size + len(packed) > CHUNK_BYTES:
            yield from self._flush(is_last=False)
        self._frames.append(packed)
        self._size += len(packed)

    def finish(self) -> Step[None]:
        """Emit what is left as the last chunk."""
        yield from self._flush(is_last=True)

    def _flush(self, *, is_last: bool) -> Step[None]:
        sealed = seal(self._key, context=_context(self._index, is_last), plaintext=pack(self._frames))
        yield Emit(len(sealed).to_bytes(4, "big") + sealed)
        self._index, self._frames, self._size = self._index + 1, [], 0


def _context(index: int, is_last: bool) -> bytes:
    return array(Label.BACKUP.encode(), index.to_bytes(8, "big"), bytes([is_last]))


# --- reading ----------------------------------------------------------------------------------------------------------
class ArchiveReader:
    """Takes chunks and opens them in order."""

    def __init__(self, key: ArchiveKey) -> None:
        self._key = key
        self._index = 0
        self.is_done = False

    def next_frames(self) -> Step[list[Frame]]:
        """Return the frames of the next chunk. Raises: Refused for a damaged or incomplete file."""
        length = int.from_bytes((yield from take_exactly(4)), "big")
        if length > CHUNK_BYTES_MAX or self._index >= CHUNKS_MAX:
            raise Refused("this backup is damaged: a part of it claims an impossible size")
        sealed = yield from take_exactly(length)
        plain = self._open(sealed)
        self._index += 1
        if self.is_done and (yield Take(1)):
            raise Refused("this backup is damaged: it goes on after its end")
        return list(_frames(unpack(plain, bytes_max=CHUNK_BYTES_MAX, items_max=len(plain))))

    def _open(self, sealed: bytes) -> bytes:
        for is_last in (False, True):
            try:
                plain = open_sealed(self._key, context=_context(self._index, is_last), ciphertext=sealed)
            except CannotOpen:
                continue
            self.is_done = is_last
            return plain
        raise Refused(f"this backup is damaged: part {self._index + 1} of it does not open")


def _frames(items: Sequence[object]) -> Iterator[Frame]:
    return (decode_frame(shape.octets(item)) for item in items)


def take_exactly(count: int) -> Step[bytes]:
    """Return the next `count` bytes of the file. Raises: Refused where it ends before."""
    data: bytes = yield Take(count)
    if len(data) != count:
        raise Refused("this backup is cut off: the file ends too early; nothing was changed")
    return data
