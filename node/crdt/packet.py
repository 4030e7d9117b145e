"""Key packets (docs/FORMATS, "Key packet"): an epoch key, or the keys of some records of an epoch, sealed to one
prekey.

Unsigned: a packet is judged by what it opens to. Refused when opened: an epoch key that is not the one its kid names.
Record keys cannot be judged alone; whoever holds one keeps it only after it opened a payload.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from keys.box import BoxKey, open_box, seal_to
from keys.epoch import kid as name_of
from keys.errors import BadPoint, CannotOpen
from keys.hashing import digest
from keys.labels import Label
from keys.randomness import Random
from keys.secret import EpochKey, RecordKey, RoutingKey
from node.crdt import shape
from node.crdt.codec import pack, packed_set, unpack
from node.crdt.errors import Malformed, OverLimit, Sealed
from node.crdt.ids import Device, Kid, Record, Space
from node.crdt.limits import NUMBER_MAX, OBJECT_BYTES_MAX, PACKET_RECORDS_MAX
from node.crdt.passes import Prekey
from node.crdt.signed import read_array


class PacketType(IntEnum):
    """What a packet carries."""

    EPOCH = 1
    RECORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """Keys of the epoch `kid`, sealed to the prekey of a device."""

    type: PacketType
    space: Space
    device: Device
    prekey: bytes
    kid: Kid
    sealed: bytes

    @property
    def id(self) -> bytes:
        """The hash of the whole packet."""
        return digest(Label.PACKET, encode_packet(self))

    @property
    def context(self) -> bytes:
        """The bytes that the sealed box is bound to: all the others."""
        return pack([int(self.type), self.space, self.device, self.prekey, self.kid])


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochContents:
    """An epoch key with the space's newest routing key and that one's number."""

    epoch: EpochKey
    routing: RoutingKey
    routing_number: int


@dataclass(frozen=True, slots=True)
class RecordContents:
    """Keys of records in the packet's epoch."""

    keys: Mapping[Record, RecordKey]


# --- seal -------------------------------------------------------------------------------------------------------------
def seal_epoch(prekey: Prekey, contents: EpochContents, random: Random) -> Packet:
    """Seal an epoch key to a device's prekey. Raises: Malformed where that is no usable key."""
    plain = [contents.epoch.reveal(), contents.routing.reveal(), contents.routing_number]
    return _seal(PacketType.EPOCH, prekey, Kid(name_of(contents.epoch)), pack(plain), random)


def seal_records(prekey: Prekey, kid: Kid, keys: Mapping[Record, RecordKey], random: Random) -> Packet:
    """Seal the keys of 1 to PACKET_RECORDS_MAX records of an epoch to a device's prekey.

    Raises: OverLimit for another number, Malformed where the prekey is no usable key.
    """
    if not 1 <= len(keys) <= PACKET_RECORDS_MAX:
        raise OverLimit(f"a packet holds 1 to {PACKET_RECORDS_MAX} record keys")
    plain = packed_set([record, key.reveal()] for record, key in keys.items())
    return _seal(PacketType.RECORDS, prekey, kid, pack(plain), random)


def _seal(kind: PacketType, prekey: Prekey, kid: Kid, plain: bytes, random: Random) -> Packet:
    packet = Packet(type=kind, space=prekey.space, device=prekey.device, prekey=prekey.id, kid=kid, sealed=b"")
    try:
        sealed = seal_to(prekey.key, plain, context=packet.context, random=random)
    except BadPoint as error:
        raise Malformed("a prekey that is no usable key") from error
    return Packet(type=kind, space=prekey.space, device=prekey.device, prekey=prekey.id, kid=kid, sealed=sealed)


# --- open -------------------------------------------------------------------------------------------------------------
def open_packet(packet: Packet, key: BoxKey) -> EpochContents | RecordContents:
    """Open a packet with the private half of the prekey it names.

    Raises: Sealed for another key or altered bytes, Malformed for contents of another shape or for an epoch key that
    its kid does not name.
    """
    try:
        plain = open_box(key, packet.sealed, context=packet.context)
    except CannotOpen as error:
        raise Sealed("a packet that this prekey does not open") from error
    items = unpack(plain, bytes_max=OBJECT_BYTES_MAX)
    if packet.type is PacketType.RECORDS:
        return RecordContents(dict(shape.sorted_set(items, _record_key, PACKET_RECORDS_MAX)))
    epoch, routing, number = shape.array(items, 3)
    contents = EpochContents(
        epoch=EpochKey(shape.long_id(epoch)),
        routing=RoutingKey(shape.long_id(routing)),
        routing_number=shape.integer(number, 0, NUMBER_MAX),
    )
    if name_of(contents.epoch) != packet.kid:
        raise Malformed("an epoch key that is not the one its packet names")
    return contents


def _record_key(value: object) -> tuple[Record, RecordKey]:
    record, key = shape.array(value, 2)
    return Record(shape.short_id(record)), RecordKey(shape.long_id(key))


# --- bytes ------------------------------------------------------------------------------------------------------------
def encode_packet(packet: Packet) -> bytes:
    """Pack a packet: [type, space, device, prekey hash, kid, sealed box]."""
    return pack([int(packet.type), packet.space, packet.device, packet.prekey, packet.kid, packet.sealed])


def decode_packet(data: bytes) -> Packet:
    """Decode a packet. Raises: Malformed, OverLimit."""
    kind, space, device, prekey, kid, sealed = read_array(data, 6)
    try:
        known = PacketType(shape.integer(kind, 0, 255))
    except ValueError as error:
        raise Malformed("a packet of an unknown type") from error
    return Packet(
        type=known,
        space=Space(shape.short_id(space)),
        device=Device(shape.long_id(device)),
        prekey=shape.long_id(prekey),
        kid=Kid(shape.long_id(kid)),
        sealed=shape.octets(sealed),
    )
