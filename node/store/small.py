"""Small values that the database holds as one packed column: waiting payloads, references of a row."""

from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.entry import Payload, Pruned
from node.crdt.ids import Record
from node.crdt.limits import ENTRY_BYTES_MAX, HEADER_BYTES_MAX
from node.store.limits import REFS_BYTES_MAX

Payloads = tuple[Payload | Pruned, ...]
Refs = tuple[tuple[str, Record], ...]
Due = tuple[tuple[str, str], ...]


def payload_of(record: Record, pruned: int | None, body: bytes) -> Payload | Pruned:
    """Return a payload from its columns: `pruned` is the length of what was destroyed, `body` then its inner hash."""
    return Payload(record, body) if pruned is None else Pruned(record=record, inner_hash=body, length=pruned)


def pack_payloads(payloads: Payloads) -> bytes:
    """Pack payloads as `[record, ciphertext]` or `[record, inner hash, length]`."""
    return pack(
        [
            [item.record, item.inner_hash, item.length] if isinstance(item, Pruned) else [item.record, item.ciphertext]
            for item in payloads
        ]
    )


def unpack_payloads(packed: bytes) -> Payloads:
    """Undo `pack_payloads`."""
    payloads = []
    for item in unpack(packed, bytes_max=ENTRY_BYTES_MAX + HEADER_BYTES_MAX):
        record, body, *length = shape.array(item)
        pruned = shape.integer(length[0], 1, ENTRY_BYTES_MAX) if length else None
        payloads.append(payload_of(Record(shape.octets(record)), pruned, shape.octets(body)))
    return tuple(payloads)


def pack_refs(refs: Refs) -> bytes:
    """Pack references as `[path, target]`."""
    return pack(refs)


def unpack_refs(packed: bytes) -> Refs:
    """Undo `pack_refs`."""
    refs = []
    for item in unpack(packed, bytes_max=REFS_BYTES_MAX):
        path, target = shape.array(item, 2)
        refs.append((shape.text(path, REFS_BYTES_MAX), Record(shape.octets(target))))
    return tuple(refs)


def pack_due(due: Due) -> bytes:
    """Pack the lists and days under which a record stands."""
    return pack(due)


def unpack_due(packed: bytes) -> Due:
    """Undo `pack_due`."""
    pairs = (shape.array(item, 2) for item in unpack(packed, bytes_max=REFS_BYTES_MAX))
    return tuple((shape.text(name, REFS_BYTES_MAX), shape.text(day, REFS_BYTES_MAX)) for name, day in pairs)
