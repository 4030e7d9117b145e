"""Suspensions: one encoding, one signature."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.crdt.codec import pack, unpack
from node.crdt.errors import BadSignature, CrdtError, Malformed
from node.crdt.suspension import decode_suspension, encode_suspension, verify_suspension
from tests.support.people import device_of, new_world, place_of

SUSPENSION = new_world(("alice", "bob")).suspend("alice", "mallory", slot=7, frontier=(place_of("mallory", 3),))


def test_suspension_survives_encoding_and_verifies() -> None:
    again = decode_suspension(encode_suspension(SUSPENSION))
    assert again == SUSPENSION
    assert again.id == SUSPENSION.id
    verify_suspension(again)


def test_id_does_not_depend_on_the_signature() -> None:
    assert replace(SUSPENSION, signature=bytes(64)).id == SUSPENSION.id
    assert replace(SUSPENSION, slot=6).id != SUSPENSION.id


@pytest.mark.parametrize("change", [{"steward": device_of("bob")}, {"slot": 1}, {"frontier": ()}, {"reason": 2}])
def test_changed_suspension_does_not_verify(change: dict[str, object]) -> None:
    with pytest.raises(BadSignature):
        verify_suspension(replace(SUSPENSION, **change))


@pytest.mark.parametrize(("index", "value"), [(0, bytes(15)), (3, 8), (3, -1), (3, True), (6, 256), (7, bytes(63))])
def test_suspension_of_another_shape_is_malformed(index: int, value: object) -> None:
    items: list[object] = [*unpack(encode_suspension(SUSPENSION), bytes_max=4096)]
    items[index] = value
    with pytest.raises(Malformed):
        decode_suspension(pack(items))


@given(st.binary(max_size=300))
def test_decoding_any_bytes_gives_a_suspension_or_one_error(data: bytes) -> None:
    try:
        decode_suspension(data)
    except CrdtError:
        return
