"""A secret sealed to several keys at once."""

import pytest

from keys.box import BoxKey
from keys.errors import BadPoint, CannotOpen
from keys.randomness import Random
from keys.slots import open_slot, seal_slots

ALICE, BOB, CAROL = (BoxKey(letter * 32) for letter in (b"a", b"b", b"c"))
TEXT = b"TEST-" + b"k" * 29
SLOT = len(TEXT) + 40


def cut(sealed: bytes) -> tuple[bytes, list[bytes]]:
    return sealed[:32], [sealed[at : at + SLOT] for at in range(32, len(sealed), SLOT)]


def test_every_reader_opens_its_slot_and_nobody_else(counted_random: Random) -> None:
    shown, slots = cut(seal_slots([ALICE.public, BOB.public], TEXT, count=8, context=b"c", random=counted_random))
    assert len(slots) == 8
    assert open_slot(ALICE, shown, slots, context=b"c") == open_slot(BOB, shown, slots, context=b"c") == TEXT
    with pytest.raises(CannotOpen):
        open_slot(CAROL, shown, slots, context=b"c")
    with pytest.raises(CannotOpen):
        open_slot(ALICE, shown, slots, context=b"another")


def test_highest_bit_of_the_ephemeral_key_varies_and_says_nothing(counted_random: Random) -> None:
    sealed = [seal_slots([ALICE.public], TEXT, count=8, context=b"", random=counted_random) for _ in range(16)]
    assert {item[31] & 0x80 for item in sealed} == {0, 0x80}
    for item in sealed:
        shown, slots = cut(item)
        flipped = shown[:31] + bytes([shown[31] ^ 0x80])
        assert open_slot(ALICE, flipped, slots, context=b"") == TEXT


def test_wrong_ephemeral_keys_open_nothing(counted_random: Random) -> None:
    _, slots = cut(seal_slots([ALICE.public], TEXT, count=8, context=b"", random=counted_random))
    for shown in (b"", bytes(32), b"\x01" + bytes(31), BOB.public):
        with pytest.raises(CannotOpen):
            open_slot(ALICE, shown, slots, context=b"")


def test_unusable_reader_and_more_readers_than_slots_are_refused(counted_random: Random) -> None:
    with pytest.raises(BadPoint):
        seal_slots([bytes(32)], TEXT, count=8, context=b"", random=counted_random)
    with pytest.raises(ValueError, match="more readers"):
        seal_slots([ALICE.public, BOB.public], TEXT, count=1, context=b"", random=counted_random)
