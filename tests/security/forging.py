"""A member whose program was altered: it signs what an honest one never would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from node.crdt.bodies import Body
from node.crdt.body_codec import encode_body
from node.crdt.entry import Header, Payload, sign_entry, slot_of
from node.crdt.ids import ChangeId, Record
from node.crdt.logs import first_tip
from node.crdt.payload import payload_key, seal_payload
from node.service.admitting import admit_packed
from node.service.effects import Commit, StoredEntry
from node.service.space import own_log_setting
from tests.sim.nodes import SimNode

Forged = tuple[Record, Body | bytes]  # a body, or bytes that are none


def forge(author: SimNode, payloads: Sequence[Forged]) -> StoredEntry:
    """Signs an entry of a node's own log with any payloads and stores it there, without judging it."""
    space = author.space()
    pen = space.pen()
    header = pen._header(pen.tip)
    sealed = tuple(
        Payload(record, _sealed(author, header, index, record, body)) for index, (record, body) in enumerate(payloads)
    )
    entry = sign_entry(replace(header, slots=tuple(slot_of(payload) for payload in sealed)), space.key)
    tip = pen.tip.after(entry) if pen.tip else first_tip(entry)
    stored = StoredEntry(
        space=space.space,
        log=tip.log,
        seq=tip.seq,
        id=entry.id,
        device=space.device,
        packed=entry.packed,
        payloads=sealed,
    )
    dirty = tuple((space.space, record) for record, _ in payloads if record)
    author.store.perform(Commit(entries=(stored,), dirty=dirty, settings=((own_log_setting(space.space), tip.log),)))
    space.tips[tip.log], space.own = tip, tip.log
    space.forget(record for record, _ in payloads)
    return stored


def _sealed(author: SimNode, header: Header, index: int, record: Record, body: Body | bytes) -> bytes:
    packed = body if isinstance(body, bytes) else encode_body(body)
    key = payload_key(author.space().keys.epochs[header.kid], record)
    return seal_payload(key, packed, context=header.context(index, record), random=author.random)


def change_of(entry: StoredEntry, index: int = 0) -> ChangeId:
    """Gives the id of a payload of an entry."""
    return entry.id, index


def take(reader: SimNode, *entries: StoredEntry) -> None:
    """Lets a node receive entries and replay what they concern."""
    reader.run(admit_packed(reader.space(), [(item.packed, item.payloads, item.device) for item in entries]))
    reader.state(reader.space().space)
