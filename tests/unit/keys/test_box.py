"""Sealing to public keys; the edge cases stand in the vectors."""

from types import ModuleType

import nacl.exceptions
import pytest
from nacl import bindings

from keys.box import BoxKey, exchange, open_box, seal_to
from keys.errors import BadKey, CannotOpen
from keys.limits import BOX_OVERHEAD_BYTES
from keys.randomness import Random

BOB = BoxKey(b"b" * 32)
CAROL = BoxKey(b"c" * 32)


def test_exchange_gives_both_sides_the_same(reference: ModuleType) -> None:
    assert exchange(BOB, CAROL.public) == exchange(CAROL, BOB.public)
    assert exchange(BOB, CAROL.public).reveal() == reference.x25519(b"b" * 32, CAROL.public)


def test_seal_to_opens_for_its_reader_alone(counted_random: Random) -> None:
    sealed = seal_to(BOB.public, b"TEST", context=b"context", random=counted_random)
    assert len(sealed) == 4 + BOX_OVERHEAD_BYTES
    assert open_box(BOB, sealed, context=b"context") == b"TEST"
    with pytest.raises(CannotOpen):
        open_box(CAROL, sealed, context=b"context")


def test_seal_to_twice_shows_nothing_in_common(counted_random: Random) -> None:
    one, two = (seal_to(BOB.public, b"TEST", context=b"", random=counted_random) for _ in range(2))
    assert one[:32] != two[:32]
    assert one[32:56] != two[32:56]


def test_open_box_with_any_flipped_bit_cannot_open(counted_random: Random) -> None:
    sealed = seal_to(BOB.public, b"TEST", context=b"", random=counted_random)
    for place in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[place // 8] ^= 1 << place % 8
        with pytest.raises(CannotOpen):
            open_box(BOB, bytes(altered), context=b"")


def test_seal_to_from_a_short_random_source_is_refused() -> None:
    with pytest.raises(BadKey):
        seal_to(BOB.public, b"", context=b"", random=lambda size: b"")


def test_libsodium_refuses_an_all_zero_shared_secret_by_an_error() -> None:
    with pytest.raises(nacl.exceptions.RuntimeError):
        bindings.crypto_scalarmult(b"b" * 32, bytes(32))
