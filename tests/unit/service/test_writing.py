"""From bodies to signed entries: batches, ceilings, keys, and what stands in memory afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from keys.epoch import kid as name_of
from keys.secret import EpochKey
from keys.signing import SigningKey
from node.crdt.bodies import BlobChunk, Dispute, GroupName, Op, Put, RecordChange, Target
from node.crdt.body_codec import decode_body
from node.crdt.entry import Opening, decode_entry, slot_of, verify_entry
from node.crdt.errors import Malformed, OverLimit
from node.crdt.ids import NO_RECORD, Device, EntryId, Group, Head, Kid, Log, Record, Space
from node.crdt.limits import ENTRY_BYTES_MAX, ENTRY_PAYLOADS_MAX
from node.crdt.logs import LogTip
from node.crdt.payload import open_payload, payload_key
from node.service.errors import NoKey
from node.service.keyring import KeyRing
from node.service.writing import Draft, Pen, Written

Random = Callable[[int], bytes]
KEY, EPOCH = SigningKey(b"a" * 32), EpochKey(b"e" * 32)
KID = Kid(name_of(EPOCH))


@pytest.fixture
def pen(random: Random) -> Pen:
    keys = KeyRing()
    keys.add_epoch(KID, EPOCH)
    return Pen(
        space=Space(b"s" * 16),
        key=KEY,
        tip=None,
        previous=None,
        head=Head(b"h" * 32),
        kid=KID,
        keys=keys,
        random=random,
    )


def change(number: int = 0, *ops: Op) -> Draft:
    """Gives a draft that changes one record."""
    body = RecordChange(deps=(), time=0, source=None, ops=ops or (Put("a", number),))
    return Record(number.to_bytes(16, "big")), body


def test_first_entry_opens_a_log_and_the_next_follow(pen: Pen) -> None:
    (first,) = pen.write([change(1)])
    header = first.entry.header
    assert isinstance(header.prev, Opening)
    assert (header.prev.device, header.prev.previous, header.seq) == (KEY.public, None, 0)
    assert first.tip.id == first.entry.id
    (second,) = replace(pen, tip=first.tip).write([change(1)])
    assert (second.entry.header.prev, second.entry.header.seq) == (first.entry.id, 1)
    assert second.tip.log == first.tip.log


def test_log_after_a_previous_one_names_it(pen: Pen) -> None:
    tip = LogTip(
        space=pen.space, log=Log(b"l" * 16), device=Device(KEY.public), seq=7, id=EntryId(b"t" * 32), roster=pen.head
    )
    (first,) = replace(pen, previous=tip).write([change()])
    opening = first.entry.header.prev
    assert isinstance(opening, Opening)
    assert (opening.previous, opening.tip) == (tip.log, tip.id)


def test_entry_verifies_and_its_payloads_open(pen: Pen) -> None:
    drafts = [change(1), (NO_RECORD, GroupName(Group(b"g" * 16), "TEST-group"))]
    (written,) = pen.write(drafts)
    entry = decode_entry(written.entry.packed)
    verify_entry(entry, Device(KEY.public))
    assert tuple(slot_of(payload) for payload in written.payloads) == entry.header.slots
    for index, (payload, (record, body)) in enumerate(zip(written.payloads, drafts, strict=True)):
        opened = open_payload(
            payload_key(EPOCH, record), payload.ciphertext, header=entry.header, index=index, record=record
        )
        assert decode_body(opened) == body == written.drafts[index][1]


def shapes(written: list[Written]) -> list[int]:
    return [len(item.payloads) for item in written]


def test_many_drafts_are_split_at_the_ceiling_of_payloads(pen: Pen) -> None:
    written = pen.write([change(number) for number in range(2 * ENTRY_PAYLOADS_MAX + 1)])
    assert shapes(written) == [ENTRY_PAYLOADS_MAX, ENTRY_PAYLOADS_MAX, 1]
    assert [item.tip.seq for item in written] == [0, 1, 2]
    assert written[2].entry.header.prev == written[1].entry.id


def test_one_entry_changes_a_record_once(pen: Pen) -> None:
    assert shapes(pen.write([change(1), change(2), change(1), change(1)])) == [2, 1, 1]


def test_control_payloads_share_an_entry(pen: Pen) -> None:
    name = (NO_RECORD, GroupName(Group(b"g" * 16), "TEST-group"))
    assert shapes(pen.write([name, name, change(1)])) == [3]


def test_large_drafts_are_split_before_the_entry_exceeds_its_ceiling(pen: Pen, random: Random) -> None:
    chunks = [(Record(bytes([n]) * 16), BlobChunk(blob=b"b" * 16, index=n, data=random(60_000))) for n in range(9)]
    written = pen.write(chunks)
    assert sum(shapes(written)) == 9
    for item in written:
        assert sum(slot.length for slot in item.entry.header.slots) <= ENTRY_BYTES_MAX
        decode_entry(item.entry.packed)


@pytest.mark.parametrize("size", [1, 200, 1_000, 1_003, 5_000, 30_000])
def test_estimate_of_a_batch_is_never_below_what_sealing_makes_of_it(pen: Pen, random: Random, size: int) -> None:
    """Noise does not deflate: the worst a body of this size can become."""
    chunks = [(Record(bytes([n]) * 16), BlobChunk(blob=b"b" * 16, index=n, data=random(size))) for n in range(64)]
    for item in pen.write(chunks):
        assert sum(slot.length for slot in item.entry.header.slots) <= ENTRY_BYTES_MAX


TARGET = Target(change=(EntryId(b"e" * 32), 0), path="a", value_hash=b"v" * 16)
LONG_STEP = Dispute(targets=(TARGET,), step="x" * 41, source=None, evidence=(), time=0)
NO_BODIES: dict[str, tuple[Draft, type[Exception]]] = {
    "a step too long": ((Record(b"r" * 16), LONG_STEP), OverLimit),
    "a value too long": (change(1, Put("a", "x" * 70_000)), OverLimit),
    "no operation": ((Record(b"r" * 16), RecordChange(deps=(), time=0, source=None, ops=())), OverLimit),
    "a path twice": (change(1, Put("a", 1), Put("a", 2)), Malformed),
    "half a surrogate": (change(1, Put("a", "\ud800")), Malformed),
    "a body too large": ((Record(b"r" * 16), BlobChunk(blob=b"b" * 16, index=0, data=bytes(300_000))), OverLimit),
}  # fmt: skip


@pytest.mark.parametrize(("draft", "error"), NO_BODIES.values(), ids=NO_BODIES)
def test_body_that_no_reader_would_accept_is_not_signed(pen: Pen, draft: Draft, error: type[Exception]) -> None:
    with pytest.raises(error):
        pen.write([change(2), draft])


def test_written_bodies_are_in_the_order_every_reader_sees(pen: Pen) -> None:
    (written,) = pen.write([change(1, Put("b", 1), Put("a", 2))])
    body = written.drafts[0][1]
    assert isinstance(body, RecordChange)
    assert [op.path for op in body.ops] == ["a", "b"]


def test_without_the_key_nothing_is_written(pen: Pen) -> None:
    with pytest.raises(NoKey):
        replace(pen, keys=KeyRing()).write([change(1)])


def test_nothing_to_write_is_no_entry(pen: Pen) -> None:
    assert pen.write([]) == []
