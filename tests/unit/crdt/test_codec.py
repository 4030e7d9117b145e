"""Canonical MessagePack: one encoding for every array, and everything else refused."""

from __future__ import annotations

import gc
import tracemalloc

import msgpack
import pytest

from node.crdt.codec import is_packed_set, pack, packed_set, unpack
from node.crdt.errors import Malformed, OverLimit

KIB = 1024
DEPTH_6 = [[[[[[]]]]]]
SAMPLES: tuple[list[object], ...] = (
    [],
    [0, 127, 128, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, 2**63 - 1],
    [-1, -32, -33, -128, -129, -32_768, -32_769, -(2**31), -(2**31) - 1, -(2**63)],
    [b"", b"x" * 255, b"x" * 256, b"x" * 65_535, b"x" * 65_536],
    ["", "x" * 31, "x" * 32, "x" * 255, "x" * 256, "Ў" * 40_000, "a\0b", "\u202e"],
    [True, False, None, 1, 0],
    [[]] * 15,
    [[]] * 16,
    DEPTH_6,
)


@pytest.mark.parametrize("array", SAMPLES, ids=lambda array: repr(array)[:24])
def test_unpack_of_what_was_packed_gives_it_back_in_type_and_value(array: list[object]) -> None:
    again = unpack(pack(array), bytes_max=KIB * KIB)
    assert again == array
    assert [type(item) for item in again] == [type(item) for item in array]


def test_pack_takes_tuples_for_arrays() -> None:
    assert pack((1, (2, b"x"))) == pack([1, [2, b"x"]])


@pytest.mark.parametrize(
    "value", [1.0, {}, {1: 2}, set(), object(), 2**63, -(2**63) - 1, "\ud800", msgpack.ExtType(1, b""), bytearray(b"x")]
)
def test_pack_of_what_canonical_messagepack_lacks_is_refused(value: object) -> None:
    for array in ([value], [[value]]):
        with pytest.raises(Malformed):
            pack(array)


def test_pack_deeper_than_six_is_refused() -> None:
    assert unpack(pack(DEPTH_6), bytes_max=KIB) == DEPTH_6
    with pytest.raises(Malformed):
        pack([DEPTH_6])


BAD = {
    "no bytes": b"",
    "not an array": b"\x01",
    "a map at the root": b"\x80",
    "a map inside": b"\x91\x80",
    "a map of a claimed million": b"\x91\xdf\x00\x0f\x42\x40",
    "a float": b"\x91\xca\x00\x00\x00\x00",
    "a double": b"\x91\xcb" + bytes(8),
    "an extension": b"\x91\xd4\x01x",
    "an empty extension": b"\x91\xc7\x00\x05",
    "a timestamp": b"\x91\xd6\xff" + bytes(4),
    "the unused byte": b"\x91\xc1",
    "bytes after the end": b"\x91\x01\x01",
    "an array cut short": b"\x92\x01",
    "a byte string cut short": b"\x91\xc4\x05abc",
    "text that is not UTF-8": b"\x91\xa2\xff\xfe",
    "half a surrogate pair": b"\x91\xa3\xed\xa0\x80",
    "an overlong slash": b"\x91\xa2\xc0\xaf",
    "an unsigned integer beyond 64 bits signed": b"\x91\xcf" + b"\xff" * 8,
    "a long form of a small integer": b"\x91\xcc\x05",
    "a signed form of a positive integer": b"\x91\xd0\x05",
    "a long form of a short array": b"\x91\xdc\x00\x00",
    "a long root": b"\xdc\x00\x01\x01",
    "a long form of short text": b"\x91\xd9\x01a",
    "a long form of a short byte string": b"\x91\xc5\x00\x01a",
    "seven deep": b"\x91" * 7 + b"\xc0",
    "a hundred thousand deep": b"\x91" * 100_000 + b"\xc0",
    "a claimed length of four billion": b"\x91\xdd\xff\xff\xff\xff",
    "a byte string of a claimed four billion": b"\x91\xc6\xff\xff\xff\xff",
    "text of a claimed four billion": b"\x91\xdb\xff\xff\xff\xff",
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_unpack_of_what_is_not_canonical_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        unpack(data, bytes_max=256 * KIB)


def test_unpack_above_the_ceiling_is_refused_before_it_is_read() -> None:
    with pytest.raises(OverLimit):
        unpack(b"\xc1" * 11, bytes_max=10)


def test_unpack_of_an_array_longer_than_asked_for_is_refused() -> None:
    data = pack([[1] * 16])
    assert unpack(data, bytes_max=KIB, items_max=16) == [[1] * 16]
    with pytest.raises(Malformed):
        unpack(data, bytes_max=KIB, items_max=15)


def test_unpack_of_nested_false_lengths_takes_no_more_memory_than_honest_bytes() -> None:
    claimed = (255 * KIB).to_bytes(4, "big")
    data = (b"\xdd" + claimed) * 500 + b"\x01" * 200 * KIB
    gc.collect()
    tracemalloc.start()
    with pytest.raises(Malformed):
        unpack(data, bytes_max=256 * KIB)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 * KIB * KIB  # without a bound on lengths: a gigabyte


def test_unpack_that_fails_inside_keeps_no_memory() -> None:
    """What the library fixed in 1.2.3: the arrays it was inside of were never freed."""
    data = b"\x9f" * 5 + b"\xc1"
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(1_000):
        with pytest.raises(Malformed):
            unpack(data, bytes_max=KIB)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 100 * KIB


def test_packed_set_sorts_by_packed_bytes_and_drops_duplicates() -> None:
    assert packed_set([b"b", b"a", b"aa", b"b"]) == [b"a", b"b", b"aa"]
    assert packed_set([-1, 1, 200]) == [1, 200, -1]
    assert packed_set([[2, 1], [1, 9], [2, 1]]) == [[1, 9], [2, 1]]


@pytest.mark.parametrize(
    ("items", "is_set"),
    [([], True), ([1], True), ([1, 2], True), ([2, 1], False), ([1, 1], False), ([b"aa", b"b"], False)],
)
def test_is_packed_set_tells_sets_from_other_arrays(items: list[object], is_set: bool) -> None:
    assert is_packed_set(items) is is_set
