"""What two nodes say to one another inside an open channel: values and their bytes (PROTOCOL "Session").

A message is one canonical array `[type, …]`. `decode_message` is total: any bytes give a message or the one
ProtocolError. Which message may come when is `session.py`; whether what it carries is true is not judged here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from node.crdt import shape
from node.crdt.codec import Value, pack, packed_set, unpack
from node.crdt.entry import Opening, Payload, Pruned
from node.crdt.errors import CrdtError, Malformed
from node.crdt.ids import ID_BYTES, NO_RECORD, Device, EntryId, Head, Kid, Log, Record, Space
from node.crdt.limits import ENTRY_BYTES_MAX, ENTRY_PAYLOADS_MAX, SEQ_MAX
from node.sync.errors import ProtocolError
from node.sync.limits import (
    COUNT_MAX,
    FRONTIER_LOGS_MAX,
    FRONTIER_OBJECTS_MAX,
    MESSAGE_BYTES_MAX,
    OBJECTS_MAX,
    RUN_ITEMS_MAX,
    SPACES_MAX,
    WANTS_MAX,
)

TAG_BYTES: Final = 16
SHORT_BYTES: Final = 16  # of an id in a frontier
OBJECT_TYPE_MAX: Final = 255
SIGNATURE_BYTES: Final = 64
Want = Kid | EntryId  # a key that is missing, or an entry whose payload stayed behind: one of 32 bytes is as good


class MessageType(IntEnum):
    """The first item of a message."""

    HELLO = 1
    FRONTIER = 2
    OBJECTS = 3
    RUN = 4
    STATE = 5
    ACK = 6
    LACK = 7
    WELCOME = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What a hello says of one space: `digest` (32 bytes) of what is held, `wants` what is missing."""

    tag: bytes
    digest: bytes
    wants: tuple[Want, ...]


@dataclass(frozen=True, slots=True)
class Hello:
    """The first message of each side: a greeting for every space the other side is known to share."""

    greetings: tuple[Greeting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """How far each log of a space is held, as (log, seq, 16 bytes of the id), and which objects, as (type, key)."""

    space: int
    logs: tuple[tuple[Log, int, bytes], ...]
    objects: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """Membership objects, as (type, bytes), in the order they are to be judged."""

    space: int
    items: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is sent of one entry; `roster` and `kid` are None where they are as in the entry before."""

    roster: Head | None
    kid: Kid | None
    payloads: tuple[Payload | Pruned, ...]
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Entries of one log that follow one another; `prev` is the id before the first, or the log's opening at seq 0."""

    space: int
    log: Log
    first: int
    prev: EntryId | Opening
    device: Device
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Nothing is left to send: the digest now, what is still wanted, bulk messages sent and taken so far."""

    space: int
    digest: bytes
    wants: tuple[Want, ...]
    sent: int
    taken: int


@dataclass(frozen=True, slots=True)
class Ack:
    """So many bulk messages (objects, runs) of this connection are stored."""

    taken: int


@dataclass(frozen=True, slots=True)
class Lack:
    """These keys and entries are not held, or may not be given: the want is closed on this connection."""

    space: int
    wants: tuple[Want, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """From the inviting side, before the hello: what a newcomer needs to know the space."""

    space: Space
    is_last: bool
    items: tuple[tuple[int, bytes], ...]


Message = Hello | Frontier | Objects | Run | State | Ack | Lack | Welcome


# --- encode -----------------------------------------------------------------------------------------------------------
def encode_message(message: Message) -> bytes:
    """Pack a message: `[type, …]`, its sets in their one order."""
    return pack(_array_of(message))


def _array_of(message: Message) -> list[object]:
    match message:
        case Hello():
            greetings = [[item.tag, item.digest, packed_set(item.wants)] for item in message.greetings]
            return [MessageType.HELLO.value, packed_set(greetings)]
        case Frontier():
            logs = packed_set([list(item) for item in message.logs])
            return [MessageType.FRONTIER.value, message.space, logs, packed_set([list(o) for o in message.objects])]
        case Objects():
            return [MessageType.OBJECTS.value, message.space, [list(item) for item in message.items]]
        case Run():
            prev = message.prev.as_array() if isinstance(message.prev, Opening) else message.prev
            items = [_item_array(item) for item in message.items]
            return [MessageType.RUN.value, message.space, message.log, message.first, prev, message.device, items]
        case State():
            wants = packed_set(message.wants)
            return [MessageType.STATE.value, message.space, message.digest, wants, message.sent, message.taken]
        case Ack():
            return [MessageType.ACK.value, message.taken]
        case Lack():
            return [MessageType.LACK.value, message.space, packed_set(message.wants)]
        case Welcome():
            items = [list(item) for item in message.items]
            return [MessageType.WELCOME.value, message.space, message.is_last, items]


def _item_array(item: Item) -> list[object]:
    payloads = [
        [payload.record, payload.inner_hash, payload.length]
        if isinstance(payload, Pruned)
        else [payload.record, payload.ciphertext]
        for payload in item.payloads
    ]
    return [item.roster, item.kid, payloads, item.signature]


# --- decode -----------------------------------------------------------------------------------------------------------
def decode_message(body: bytes) -> Message:
    """Decode one message (PROTOCOL "Session"). Raises: ProtocolError for any bytes that are none."""
    try:
        items = unpack(body, bytes_max=MESSAGE_BYTES_MAX, items_max=FRONTIER_OBJECTS_MAX)
        if not items or type(items[0]) is not int:
            raise ProtocolError
        read = _READERS.get(items[0])
        if read is None:
            raise ProtocolError
        return read(items)
    except CrdtError as error:
        raise ProtocolError from error


def _hello(items: list[Value]) -> Hello:
    read = shape.sorted_set(shape.array(items, 2)[1], _greeting, SPACES_MAX)
    if len({greeting.tag for greeting in read}) != len(read):
        raise Malformed("one space greeted twice")
    return Hello(read)


def _greeting(value: object) -> Greeting:
    tag, digest, wants = shape.array(value, 3)
    return Greeting(tag=shape.octets(tag, TAG_BYTES), digest=shape.long_id(digest), wants=_wants(wants))


def _wants(value: object) -> tuple[Want, ...]:
    return shape.sorted_set(value, lambda item: Kid(shape.long_id(item)), WANTS_MAX)


def _frontier(items: list[Value]) -> Frontier:
    _, space, logs, objects = shape.array(items, 4)
    return Frontier(
        space=_index(space),
        logs=shape.sorted_set(logs, _log, FRONTIER_LOGS_MAX),
        objects=shape.sorted_set(objects, _object_key, FRONTIER_OBJECTS_MAX),
    )


def _index(value: object) -> int:
    return shape.integer(value, 0, SPACES_MAX - 1)


def _log(value: object) -> tuple[Log, int, bytes]:
    log, seq, entry = shape.array(value, 3)
    return Log(shape.short_id(log)), shape.integer(seq, 0, SEQ_MAX), shape.octets(entry, SHORT_BYTES)


def _object_key(value: object) -> tuple[int, bytes]:
    kind, key = shape.array(value, 2)
    return shape.integer(kind, 0, OBJECT_TYPE_MAX), shape.octets(key, SHORT_BYTES)


def _objects(items: list[Value]) -> Objects:
    _, space, objects = shape.array(items, 3)
    return Objects(space=_index(space), items=_object_list(objects))


def _object_list(value: object) -> tuple[tuple[int, bytes], ...]:
    listed = shape.array(value)
    if len(listed) > OBJECTS_MAX:
        raise Malformed("more objects than one message holds")
    return tuple(_object(item) for item in listed)


def _object(value: object) -> tuple[int, bytes]:
    kind, packed = shape.array(value, 2)
    return shape.integer(kind, 0, OBJECT_TYPE_MAX), shape.octets(packed)


def _run(items: list[Value]) -> Run:
    _, space, log, first, prev, device, listed = shape.array(items, 7)
    entries = shape.array(listed)
    seq = shape.integer(first, 0, SEQ_MAX)
    if not 1 <= len(entries) <= RUN_ITEMS_MAX or seq + len(entries) > SEQ_MAX:
        raise Malformed("a run of no entry or of too many")
    return Run(
        space=_index(space),
        log=Log(shape.short_id(log)),
        first=seq,
        prev=EntryId(shape.long_id(prev)) if seq else _opening(prev),
        device=Device(shape.long_id(device)),
        items=tuple(_item(item) for item in entries),
    )


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


def _item(value: object) -> Item:
    roster, kid, payloads, signature = shape.array(value, 4)
    listed = shape.array(payloads)
    if not 1 <= len(listed) <= ENTRY_PAYLOADS_MAX:
        raise Malformed("an entry of no payload or of too many")
    return Item(
        roster=shape.optional(roster, lambda item: Head(shape.long_id(item))),
        kid=shape.optional(kid, lambda item: Kid(shape.long_id(item))),
        payloads=tuple(_payload(item) for item in listed),
        signature=shape.octets(signature, SIGNATURE_BYTES),
    )


def _payload(value: object) -> Payload | Pruned:
    items = shape.array(value)
    if len(items) == 2:
        ciphertext = shape.octets(items[1])
        if not ciphertext:
            raise Malformed("a payload of no bytes")
        return Payload(_record(items[0]), ciphertext)
    record, inner, length = shape.array(items, 3)
    return Pruned(
        record=_record(record),
        inner_hash=shape.octets(inner, ID_BYTES),
        length=shape.integer(length, 1, ENTRY_BYTES_MAX),
    )


def _record(value: object) -> Record:
    return NO_RECORD if value == b"" else Record(shape.short_id(value))


def _state(items: list[Value]) -> State:
    _, space, digest, wants, sent, taken = shape.array(items, 6)
    return State(
        space=_index(space),
        digest=shape.long_id(digest),
        wants=_wants(wants),
        sent=shape.integer(sent, 0, COUNT_MAX),
        taken=shape.integer(taken, 0, COUNT_MAX),
    )


def _ack(items: list[Value]) -> Ack:
    return Ack(shape.integer(shape.array(items, 2)[1], 0, COUNT_MAX))


def _lack(items: list[Value]) -> Lack:
    _, space, wants = shape.array(items, 3)
    return Lack(_index(space), _wants(wants))


def _welcome(items: list[Value]) -> Welcome:
    _, space, is_last, objects = shape.array(items, 4)
    if type(is_last) is not bool:
        raise Malformed("a truth value was expected")
    return Welcome(space=Space(shape.short_id(space)), is_last=is_last, items=_object_list(objects))


_READERS: Final[dict[int, Callable[[list[Value]], Message]]] = {
    MessageType.HELLO: _hello,
    MessageType.FRONTIER: _frontier,
    MessageType.OBJECTS: _objects,
    MessageType.RUN: _run,
    MessageType.STATE: _state,
    MessageType.ACK: _ack,
    MessageType.LACK: _lack,
    MessageType.WELCOME: _welcome,
}
