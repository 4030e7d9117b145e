"""Entries: signed headers, their canonical bytes, their payload hashes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from keys.signing import SigningKey
from node.crdt.codec import pack, unpack
from node.crdt.entry import (
    Header,
    Opening,
    Payload,
    Slot,
    decode_entry,
    prune,
    restore_entry,
    sign_entry,
    slot_of,
    unsigned_part,
    verify_entry,
)
from node.crdt.errors import BadSignature, CrdtError, Malformed, OverLimit
from node.crdt.ids import NO_RECORD, Device, EntryId, Head, Kid, Log, Record, Space
from node.crdt.limits import ENTRY_BYTES_MAX, ENTRY_PAYLOADS_MAX, SEQ_MAX

KEY = SigningKey(b"k" * 32)
DEVICE = Device(KEY.public)
SPACE = Space(b"s" * 16)
OPENING = Opening(device=DEVICE, nonce=b"n" * 16, previous=None, tip=None)
FIRST = Header(
    space=SPACE,
    log=OPENING.log_in(SPACE),
    seq=0,
    prev=OPENING,
    roster=Head(b"h" * 32),
    kid=Kid(b"e" * 32),
    slots=(Slot(hash=b"p" * 32, length=104),),
)
LATER = replace(FIRST, seq=7, prev=EntryId(b"b" * 32))


def resigned(change: Callable[[list[object]], None], header: Header = FIRST) -> bytes:
    """Gives the bytes of an entry whose header array was changed and signed anew by its author."""
    items: list[object] = list(unpack(header.packed(), bytes_max=10_000))
    change(items)
    signature = KEY.sign("entry", pack(items))
    return pack([*items, signature])


def put(place: int, value: object) -> Callable[[list[object]], None]:
    """Gives a change that puts a value in place of an item."""

    def change(items: list[object]) -> None:
        items[place] = value

    return change


@pytest.mark.parametrize("header", [FIRST, LATER, replace(LATER, seq=SEQ_MAX)])
def test_entry_signed_decodes_to_its_header_and_verifies(header: Header) -> None:
    entry = sign_entry(header, KEY)
    again = decode_entry(entry.packed)
    assert again == entry
    assert again.header == header
    assert unsigned_part(again) == header.packed()
    verify_entry(again, DEVICE)


def test_entry_signed_by_another_key_does_not_verify() -> None:
    entry = sign_entry(FIRST, SigningKey(b"m" * 32))
    with pytest.raises(BadSignature):
        verify_entry(entry, DEVICE)


def test_entry_that_continues_after_a_previous_log_names_its_tip() -> None:
    opening = replace(OPENING, previous=Log(b"l" * 16), tip=EntryId(b"t" * 32))
    header = replace(FIRST, prev=opening, log=opening.log_in(SPACE))
    assert decode_entry(sign_entry(header, KEY).packed).header.prev == opening


def test_entry_log_id_does_not_depend_on_the_previous_log() -> None:
    assert replace(OPENING, previous=Log(b"l" * 16), tip=EntryId(b"t" * 32)).log_in(SPACE) == OPENING.log_in(SPACE)


MANY = [[b"p" * 32, 104]] * (ENTRY_PAYLOADS_MAX + 1)
BAD: dict[str, tuple[Callable[[list[object]], None], Header, type[CrdtError]]] = {
    "another format": (put(0, 2), FIRST, Malformed),
    "the format as a boolean": (put(0, True), FIRST, Malformed),
    "a short space": (put(1, b"s" * 15), FIRST, Malformed),
    "a long log": (put(2, b"l" * 17), FIRST, Malformed),
    "a negative number": (put(3, -1), LATER, Malformed),
    "a number above the ceiling": (put(3, SEQ_MAX + 1), LATER, Malformed),
    "a boolean number": (put(3, True), LATER, Malformed),
    "an opening later on": (put(3, 1), FIRST, Malformed),
    "no opening at 0": (put(3, 0), LATER, Malformed),
    "a log that the opening does not give": (put(2, b"l" * 16), FIRST, Malformed),
    "an opening of another device": (put(4, [b"d" * 32, b"n" * 16, None, None]), FIRST, Malformed),
    "a previous log without its tip": (put(4, [DEVICE, b"n" * 16, b"l" * 16, None]), FIRST, Malformed),
    "a tip without its log": (put(4, [DEVICE, b"n" * 16, None, b"t" * 32]), FIRST, Malformed),
    "a short roster": (put(5, b"h" * 31), FIRST, Malformed),
    "a kid that is text": (put(6, "e" * 32), FIRST, Malformed),
    "no payload": (put(7, []), FIRST, OverLimit),
    "a payload too many": (put(7, MANY), FIRST, OverLimit),
    "a payload of no length": (put(7, [[b"p" * 32, 0]]), FIRST, Malformed),
    "a payload without length": (put(7, [[b"p" * 32]]), FIRST, Malformed),
    "payloads above the ceiling": (put(7, [[b"p" * 32, ENTRY_BYTES_MAX], [b"q" * 32, 1]]), FIRST, OverLimit),
    "a missing item": (lambda items: items.pop(), FIRST, Malformed),
    "an item too many": (lambda items: items.append(0), FIRST, Malformed),
}


@pytest.mark.parametrize(("change", "header", "error"), BAD.values(), ids=BAD)
def test_entry_of_wrong_shape_is_refused_although_its_author_signed_it(
    change: Callable[[list[object]], None], header: Header, error: type[CrdtError]
) -> None:
    with pytest.raises(error):
        decode_entry(resigned(change, header))


def test_entry_of_the_most_and_largest_payloads_fits_its_ceilings() -> None:
    length = ENTRY_BYTES_MAX // ENTRY_PAYLOADS_MAX
    opening = replace(OPENING, previous=Log(b"l" * 16), tip=EntryId(b"t" * 32))
    header = replace(
        FIRST,
        prev=opening,
        log=opening.log_in(SPACE),
        slots=tuple(Slot(hash=bytes([number]) * 32, length=length) for number in range(ENTRY_PAYLOADS_MAX)),
    )
    assert decode_entry(sign_entry(header, KEY).packed).header == header


def test_entry_above_the_header_ceiling_is_not_signed() -> None:
    header = replace(FIRST, slots=(Slot(hash=b"p" * 32, length=104),) * 300)
    with pytest.raises(OverLimit):
        sign_entry(header, KEY)


def test_entry_id_covers_the_signature() -> None:
    entry = sign_entry(FIRST, KEY)
    other = decode_entry(entry.packed[:-1] + bytes([entry.packed[-1] ^ 1]))
    assert other.id != entry.id


def test_context_binds_place_index_and_record() -> None:
    changed = [
        FIRST.context(0, Record(b"r" * 16)),
        FIRST.context(1, Record(b"r" * 16)),
        FIRST.context(0, Record(b"q" * 16)),
        FIRST.context(0, NO_RECORD),
        LATER.context(0, Record(b"r" * 16)),
        replace(FIRST, kid=Kid(b"f" * 32)).context(0, Record(b"r" * 16)),
        replace(FIRST, roster=Head(b"g" * 32)).context(0, Record(b"r" * 16)),
    ]
    assert len(set(changed)) == len(changed)
    assert replace(FIRST, slots=()).context(0, NO_RECORD) == FIRST.context(0, NO_RECORD)


@pytest.mark.parametrize("header", [FIRST, LATER], ids=["opening", "later"])
def test_contexts_of_all_payloads_are_those_of_each(header: Header) -> None:
    records = [NO_RECORD, *(Record(bytes([index]) * 16) for index in range(ENTRY_PAYLOADS_MAX - 1))]
    assert list(header.contexts(records)) == [header.context(index, record) for index, record in enumerate(records)]


@pytest.mark.parametrize("record", [NO_RECORD, Record(b"r" * 16)])
def test_pruned_payload_keeps_the_hash_and_length_that_were_signed(record: Record) -> None:
    payload = Payload(record, b"c" * 104)
    assert slot_of(prune(payload)) == slot_of(payload)
    assert slot_of(payload).length == 104


def test_payload_hash_names_record_and_ciphertext() -> None:
    slots = {slot_of(Payload(record, text)).hash for record in (NO_RECORD, Record(b"r" * 16)) for text in (b"a", b"b")}
    assert len(slots) == 4


def test_decode_entry_cut_anywhere_is_refused() -> None:
    packed = sign_entry(FIRST, KEY).packed
    for end in range(len(packed)):
        with pytest.raises(CrdtError):
            decode_entry(packed[:end])


# --- put together again from what a run says --------------------------------------------------------------------------
def test_restored_entry_is_the_one_that_was_signed() -> None:
    for header in (FIRST, LATER):
        entry = sign_entry(header, KEY)
        assert restore_entry(header, entry.signature) == entry


@pytest.mark.parametrize(
    "header",
    [
        replace(LATER, slots=()),
        replace(LATER, slots=FIRST.slots * (ENTRY_PAYLOADS_MAX + 1)),
        replace(LATER, slots=(Slot(hash=b"p" * 32, length=ENTRY_BYTES_MAX), *FIRST.slots)),
        replace(FIRST, seq=7),
        replace(LATER, seq=0),
        replace(FIRST, log=Log(b"o" * 16)),
    ],
    ids=["no payload", "65 payloads", "too large", "an opening later", "no opening at first", "another log"],
)
def test_header_that_no_entry_may_have_is_not_restored(header: Header) -> None:
    with pytest.raises((OverLimit, Malformed)):
        restore_entry(header, b"x" * 64)
