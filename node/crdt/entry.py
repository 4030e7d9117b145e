"""Entries: the signed items of a log (docs/FORMATS, "Entries").

`decode_entry` refuses wrong bytes and broken ceilings, `verify_entry` a wrong signature. Neither looks at anything but
the entry itself; how it fits its log is `logs.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from keys.errors import BadSignature as KeyBadSignature
from keys.hashing import digest
from keys.labels import Label
from keys.signing import SigningKey, verify
from node.crdt import shape
from node.crdt.codec import pack, pack_known, unpack
from node.crdt.errors import BadSignature, Malformed, OverLimit
from node.crdt.ids import Device, EntryId, Head, Kid, Log, Record, Space
from node.crdt.limits import ENTRY_BYTES_MAX, ENTRY_PAYLOADS_MAX, HEADER_BYTES_MAX, SEQ_MAX

FORMAT: Final = 1
SIGNATURE_BYTES: Final = 64
_SIGNATURE_PACKED: Final = SIGNATURE_BYTES + 2  # with its two bytes of MessagePack before it
_CONTEXT_HEAD: Final = b"\x99"  # an array of nine: the seven fixed items of a header, and two of the payload
_UNSIGNED_HEAD: Final = b"\x98"  # an array of eight, of which a signed header is the same array with a ninth item


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What stands in the place of `prev` at seq 0: whose log this is, and which of its own it continues after."""

    device: Device
    nonce: bytes  # 16 random bytes
    previous: Log | None
    tip: EntryId | None

    def log_in(self, space: Space) -> Log:
        """Return the id of the log this opens in a space."""
        return Log(digest(Label.LOG, pack([self.device, space, self.nonce]), size=16))

    def as_array(self) -> list[object]:
        """Return the opening as it stands in a header."""
        return [self.device, self.nonce, self.previous, self.tip]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What a header says of one payload: its hash and the length of its ciphertext in bytes."""

    hash: bytes
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The signed part of an entry. `prev` is the id of the entry before, or the opening at seq 0."""

    space: Space
    log: Log
    seq: int
    prev: EntryId | Opening
    roster: Head
    kid: Kid
    slots: tuple[Slot, ...]

    def packed(self) -> bytes:
        """Return the canonical bytes the signature covers."""
        return pack([*self._fixed(), [[slot.hash, slot.length] for slot in self.slots]])

    def context(self, index: int, record: Record) -> bytes:
        """Return the associated data that binds the payload at `index` to this place."""
        return pack([*self._fixed(), index, record])

    def contexts(self, records: Iterable[Record]) -> Iterator[bytes]:
        """Yield the context of each payload in turn, given their records in order."""
        fixed = pack(self._fixed())[1:]
        for index, record in enumerate(records):
            yield _CONTEXT_HEAD + fixed + pack_known((index, record))[1:]

    def _fixed(self) -> list[object]:
        prev = self.prev.as_array() if isinstance(self.prev, Opening) else self.prev
        return [FORMAT, self.space, self.log, self.seq, prev, self.roster, self.kid]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A header with its signature; `packed` are the bytes of both and `id` their hash."""

    header: Header
    signature: bytes
    packed: bytes
    id: EntryId


@dataclass(frozen=True, slots=True)
class Payload:
    """A sealed payload and the record it concerns (empty for control payloads)."""

    record: Record
    ciphertext: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What is left of an erased payload: enough to check the chain, nothing to read."""

    record: Record
    inner_hash: bytes
    length: int


# --- payload hashes ---------------------------------------------------------------------------------------------------
def slot_of(payload: Payload | Pruned) -> Slot:
    """Return what a header says of this payload."""
    if isinstance(payload, Pruned):
        inner, length = payload.inner_hash, payload.length
    else:
        inner, length = digest(Label.CIPHERTEXT, pack_known([payload.ciphertext])), len(payload.ciphertext)
    return Slot(hash=digest(Label.PAYLOAD, pack_known([payload.record, inner])), length=length)


def prune(payload: Payload) -> Pruned:
    """Return what is kept of a payload when it is erased."""
    inner = digest(Label.CIPHERTEXT, pack([payload.ciphertext]))
    return Pruned(record=payload.record, inner_hash=inner, length=len(payload.ciphertext))


# --- sign and check ---------------------------------------------------------------------------------------------------
def sign_entry(header: Header, key: SigningKey) -> Entry:
    """Sign a header with the device's key. Raises: OverLimit above the ceilings of an entry."""
    unsigned = header.packed()
    if len(unsigned) > HEADER_BYTES_MAX:
        raise OverLimit("a header above its ceiling")
    signature = key.sign(Label.ENTRY, unsigned)
    return _entry(header, signature, _join(unsigned, signature))


def restore_entry(header: Header, signature: bytes) -> Entry:
    """Put a header and the signature (64 bytes) that came without it together again. The signature is not checked here.

    Raises: OverLimit, Malformed for a header that `decode_entry` would refuse.
    """
    unsigned = header.packed()
    if len(unsigned) > HEADER_BYTES_MAX or not 1 <= len(header.slots) <= ENTRY_PAYLOADS_MAX:
        raise OverLimit("an entry above its ceilings")
    if sum(slot.length for slot in header.slots) > ENTRY_BYTES_MAX:
        raise OverLimit("an entry whose payloads are larger than an entry may be")
    if isinstance(header.prev, Opening) != (header.seq == 0):
        raise Malformed("an opening that is not at the beginning, or a beginning without one")
    if isinstance(header.prev, Opening) and header.prev.log_in(header.space) != header.log:
        raise Malformed("a log id that its opening does not give")
    return _entry(header, signature, _join(unsigned, signature))


def verify_entry(entry: Entry, device: Device) -> None:
    """Check the signature of an entry against the device that opened its log. Raises: BadSignature."""
    try:
        verify(device, Label.ENTRY, unsigned_part(entry), entry.signature)
    except KeyBadSignature as error:
        raise BadSignature("an entry whose signature does not verify") from error


def unsigned_part(entry: Entry) -> bytes:
    """Return the bytes the signature of an entry covers."""
    return _UNSIGNED_HEAD + entry.packed[1:-_SIGNATURE_PACKED]


def _join(unsigned: bytes, signature: bytes) -> bytes:
    return b"\x99" + unsigned[1:] + b"\xc4\x40" + signature


def _entry(header: Header, signature: bytes, packed: bytes) -> Entry:
    return Entry(header=header, signature=signature, packed=packed, id=EntryId(digest(Label.ENTRY, packed)))


# --- decode -----------------------------------------------------------------------------------------------------------
def decode_entry(data: bytes) -> Entry:
    """Decode a signed header. Raises: Malformed, OverLimit. The signature is not checked here."""
    items = unpack(data, bytes_max=HEADER_BYTES_MAX + _SIGNATURE_PACKED, items_max=2 * ENTRY_PAYLOADS_MAX)
    version, space, log, seq, prev, roster, kid, slots, signature = shape.array(items, 9)
    if type(version) is not int or version != FORMAT:  # `true` equals 1
        raise Malformed("an entry of another format")
    number = shape.integer(seq, 0, SEQ_MAX)
    header = Header(
        space=Space(shape.short_id(space)),
        log=Log(shape.short_id(log)),
        seq=number,
        prev=EntryId(shape.long_id(prev)) if number else _opening(prev),
        roster=Head(shape.long_id(roster)),
        kid=Kid(shape.long_id(kid)),
        slots=_slots(slots),
    )
    if isinstance(header.prev, Opening) and header.prev.log_in(header.space) != header.log:
        raise Malformed("a log id that its opening does not give")
    return _entry(header, shape.octets(signature, SIGNATURE_BYTES), data)


def _opening(value: object) -> Opening:
    device, nonce, previous, tip = shape.array(value, 4)
    if (previous is None) != (tip is None):
        raise Malformed("a previous log without its tip, or a tip without its log")
    return Opening(
        device=Device(shape.long_id(device)),
        nonce=shape.short_id(nonce),
        previous=shape.optional(previous, lambda item: Log(shape.short_id(item))),
        tip=shape.optional(tip, lambda item: EntryId(shape.long_id(item))),
    )


def _slots(value: object) -> tuple[Slot, ...]:
    items = shape.array(value)
    if not 1 <= len(items) <= ENTRY_PAYLOADS_MAX:
        raise OverLimit(f"an entry without payloads or with more than {ENTRY_PAYLOADS_MAX}")
    slots = []
    for item in items:
        payload_hash, length = shape.array(item, 2)
        slots.append(Slot(hash=shape.long_id(payload_hash), length=shape.integer(length, 1, ENTRY_BYTES_MAX)))
    if sum(slot.length for slot in slots) > ENTRY_BYTES_MAX:
        raise OverLimit("an entry whose payloads are larger than an entry may be")
    return tuple(slots)
