"""Threats A to single entries: what an entry shows by itself decides whether it is taken."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import pytest

from keys.labels import Label
from keys.signing import SigningKey
from node.crdt.body_codec import decode_body
from node.crdt.codec import pack
from node.crdt.entry import (
    Entry,
    Header,
    Opening,
    Payload,
    Pruned,
    Slot,
    decode_entry,
    prune,
    sign_entry,
    slot_of,
    unsigned_part,
    verify_entry,
)
from node.crdt.errors import BadSignature, BrokenChain, CrdtError
from node.crdt.ids import Device, EntryId, Head, Kid, Log, Record, Space
from node.crdt.payload import decode_plaintext
from node.service.admitting import admit_packed
from node.service.deciding import propose
from node.service.effects import LoadRecords
from node.service.records import add_record, read_projection
from node.service.spaces import create_space
from node.service.wishes import Erase
from tests.security.forging import forge
from tests.sim.nodes import NOW, join, new_node, sync

KEY, MALLORY = SigningKey(b"a" * 32), SigningKey(b"m" * 32)
ALICE = Device(KEY.public)
SPACE = Space(b"s" * 16)
OPENING = Opening(device=ALICE, nonce=b"n" * 16, previous=None, tip=None)
FIRST = Header(
    space=SPACE,
    log=OPENING.log_in(SPACE),
    seq=0,
    prev=OPENING,
    roster=Head(b"h" * 32),
    kid=Kid(b"e" * 32),
    slots=(Slot(hash=b"p" * 32, length=104), Slot(hash=b"q" * 32, length=168)),
)
LATER = replace(FIRST, seq=7, prev=EntryId(b"b" * 32))
L = 2**252 + 27742317777372353535851937790883648493  # the order of Ed25519's group


def accepted(data: bytes, device: Device = ALICE) -> Entry | None:
    """Gives the entry that bytes are, None where they are refused."""
    try:
        entry = decode_entry(data)
        verify_entry(entry, device)
    except CrdtError:
        return None
    return entry


@pytest.mark.parametrize("header", [FIRST, LATER])
def test_a01_entry_with_any_flipped_bit_is_refused(header: Header) -> None:
    packed = sign_entry(header, KEY).packed
    assert accepted(packed)
    for place in range(len(packed)):
        for bit in range(8):
            broken = bytearray(packed)
            broken[place] ^= 1 << bit
            assert accepted(bytes(broken)) is None, (place, bit)


ELSEWHERE: dict[str, Header] = {
    "space": replace(LATER, space=Space(b"t" * 16)),
    "log": replace(LATER, log=Log(b"l" * 16)),
    "place": replace(LATER, seq=8),
    "entry before": replace(LATER, prev=EntryId(b"c" * 32)),
    "roster": replace(LATER, roster=Head(b"i" * 32)),
    "kid": replace(LATER, kid=Kid(b"f" * 32)),
    "payloads": replace(LATER, slots=LATER.slots[::-1]),
}


@pytest.mark.parametrize("header", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a02_signature_of_an_entry_holds_nowhere_else(header: Header) -> None:
    signature = sign_entry(LATER, KEY).signature
    moved = sign_entry(header, KEY).packed[:-64] + signature
    assert decode_entry(moved).signature == signature
    assert accepted(moved) is None


def test_a02_entry_of_one_device_is_refused_in_the_log_of_another() -> None:
    assert accepted(sign_entry(LATER, KEY).packed, Device(MALLORY.public)) is None
    opening = replace(OPENING, device=Device(MALLORY.public))
    stolen = replace(FIRST, prev=opening, log=opening.log_in(SPACE))
    assert accepted(sign_entry(stolen, KEY).packed, Device(MALLORY.public)) is None


def test_a02_opening_of_another_space_gives_another_log() -> None:
    moved = replace(FIRST, space=Space(b"t" * 16))
    with pytest.raises(CrdtError):
        decode_entry(sign_entry(moved, KEY).packed)


@pytest.mark.parametrize("label", [label for label in Label if label is not Label.ENTRY])
def test_a03_signature_made_for_anything_else_is_no_entrys(label: Label) -> None:
    entry = sign_entry(FIRST, KEY)
    other = KEY.sign(label, unsigned_part(entry))
    assert accepted(entry.packed[:-64] + other) is None


HUGE: dict[str, bytes] = {
    "100,000 deep": b"\x91" * 100_000 + b"\xc0",
    "100,000 deep in the ninth item": sign_entry(FIRST, KEY).packed[:-66] + b"\x91" * 100_000,
    "a claimed four billion": b"\xdd\xff\xff\xff\xff",
    "500 claimed 8,000": b"\xdd\x00\x00\x1f\x40" * 500,
    "500 claimed 250,000": b"\xdd\x00\x03\xd0\x90" * 500 + bytes(250_000),
    "a map of four billion": b"\x91\xdf\xff\xff\xff\xff",
    "an extension of four billion": b"\x91\xc9\xff\xff\xff\xff\x01",
    "floats": pack([1, 2, 3])[:1] + b"\xca\x00\x00\x00\x00" * 3,
    "bytes after the end": sign_entry(FIRST, KEY).packed + b"\0",
    "a megabyte": bytes(1_000_000),
}


@pytest.mark.parametrize("decode", [decode_entry, decode_body, decode_plaintext])
@pytest.mark.parametrize("data", HUGE.values(), ids=HUGE)
def test_a04_bytes_not_canonical_deep_or_huge_are_refused_in_bounded_memory(
    decode: Callable[[bytes], object], data: bytes
) -> None:
    gc.collect()
    tracemalloc.start()
    with pytest.raises(CrdtError):
        decode(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 24 * 1024 * 1024


def test_a05_signature_with_s_above_the_order_is_refused() -> None:
    entry = sign_entry(FIRST, KEY)
    s = int.from_bytes(entry.signature[32:], "little")
    for raised in (s + L, s + 2 * L, 2**256 - 1, 0, L):
        if raised < 2**256:
            assert accepted(entry.packed[:-32] + raised.to_bytes(32, "little")) is None


@pytest.mark.parametrize("low", [bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f", b"\xff" * 32])
def test_a05_device_key_of_small_order_signs_nothing(low: bytes) -> None:
    opening = replace(OPENING, device=Device(low))
    header = replace(FIRST, prev=opening, log=opening.log_in(SPACE))
    packed = sign_entry(header, KEY).packed
    for signature in (bytes(64), low + bytes(32), b"\1" + bytes(63)):
        entry = decode_entry(packed[:-64] + signature)
        with pytest.raises(BadSignature):
            verify_entry(entry, Device(low))


def test_a12_payload_that_is_not_the_one_signed_is_told_by_hash_and_length() -> None:
    payload = Payload(Record(b"r" * 16), b"c" * 104)
    slot = slot_of(payload)
    others = [
        replace(payload, ciphertext=b"d" * 104),
        replace(payload, ciphertext=b"c" * 105),
        replace(payload, record=Record(b"q" * 16)),
        replace(prune(payload), length=105),
        replace(prune(payload), inner_hash=b"x" * 32),
    ]
    assert all(slot_of(other) != slot for other in others)
    assert slot_of(prune(payload)) == slot


def test_a12_e13_entry_without_a_payload_that_nobody_erased_is_refused_and_taken_whole_from_another() -> None:
    alice, bob = new_node("alice a12"), new_node("bob a12")
    space = alice.run(create_space(alice.node, title="TEST-space")).space
    join(bob, alice, space)
    sync(bob, alice, space)
    record = bob.run(add_record(bob.space(), "person", {"names/n1/text": "TEST-one"}, now=NOW))
    entry = next(item for item in bob.store.entries().values() if item.payloads[0].record == record)
    before = dict(alice.space().tips)
    bare = tuple(prune(payload) for payload in entry.payloads if isinstance(payload, Payload))
    with pytest.raises(BrokenChain):
        alice.run(admit_packed(alice.space(), [(entry.packed, bare, entry.device)]))
    assert alice.space().tips == before, "what is not whole does not make the tips equal"
    sync(alice, bob, space)
    assert alice.run(read_projection(alice.space(), record)).values()["names/n1/text"] == "TEST-one"
    assert alice.state(space) == bob.state(space)


def test_a12_entry_with_a_payload_that_a_certificate_erased_keeps_its_place() -> None:
    alice, bob = new_node("alice a12c"), new_node("bob a12c")
    space = alice.run(create_space(alice.node, title="TEST-space")).space
    record = alice.run(add_record(alice.space(), "person", {"names/n1/text": "TEST-one"}, now=NOW))
    assert alice.run(propose(alice.space(), Erase({record: ()}))).is_certificate
    join(bob, alice, space)
    sync(bob, alice, space)
    (stored,) = bob.store.perform(LoadRecords(space, (record,)))[record]
    assert isinstance(stored.payload, Pruned)
    assert bob.state(space) == alice.state(space)


def test_a12_entries_with_payloads_that_do_not_match_store_nothing() -> None:
    alice, bob = new_node("alice a12b"), new_node("bob a12b")
    space = alice.run(create_space(alice.node, title="TEST-space")).space
    join(bob, alice, space)
    sync(bob, alice, space)
    record = bob.run(add_record(bob.space(), "person", {"names/n1/text": "TEST-one"}, now=NOW))
    entry = forge(bob, [(record, b"\x91\x09")])
    wrong = Payload(record, b"x" * len(entry.payloads[0].ciphertext))  # type: ignore[union-attr]
    before = dict(alice.space().tips)
    for payloads in ((wrong,), (), (wrong, wrong)):
        with pytest.raises(CrdtError):
            alice.run(admit_packed(alice.space(), [(entry.packed, payloads, entry.device)]))
    assert alice.space().tips == before
