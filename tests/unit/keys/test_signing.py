"""Signatures; the edge cases stand in the vectors."""

from types import ModuleType

import pytest

from keys.errors import BadPoint, BadSignature
from keys.labels import Label
from keys.signing import SigningKey, check_public, verify, verify_many

ALICE = SigningKey(b"a" * 32)
BOB = SigningKey(b"b" * 32)


def test_sign_agrees_with_the_reference(reference: ModuleType) -> None:
    for length in (0, 1, 64, 300):
        packed = bytes(range(256))[:length] * 2
        assert ALICE.sign("entry", packed) == reference.sign(b"a" * 32, b"apieka/entry/v1\x00" + packed)


def test_a03_signature_for_one_label_verifies_under_no_other() -> None:
    signature = ALICE.sign(Label.ENTRY, b"\x90")
    verify(ALICE.public, Label.ENTRY, b"\x90", signature)
    for label in set(Label) - {Label.ENTRY}:
        with pytest.raises(BadSignature):
            verify(ALICE.public, label, b"\x90", signature)


def test_a01_signature_with_any_flipped_bit_is_refused() -> None:
    signature = ALICE.sign("entry", b"\x90")
    for place in range(len(signature) * 8):
        altered = bytearray(signature)
        altered[place // 8] ^= 1 << place % 8
        with pytest.raises(BadSignature):
            verify(ALICE.public, "entry", b"\x90", bytes(altered))


def test_a05_public_key_with_any_flipped_bit_is_refused() -> None:
    signature = ALICE.sign("entry", b"\x90")
    for place in range(256):
        altered = bytearray(ALICE.public)
        altered[place // 8] ^= 1 << place % 8
        with pytest.raises(BadSignature):
            verify(bytes(altered), "entry", b"\x90", signature)


def test_verify_many_says_of_each_whether_it_holds() -> None:
    good = ALICE.sign("entry", b"\x90")
    items = [
        (ALICE.public, "entry", b"\x90", good),
        (BOB.public, "entry", b"\x90", good),
        (ALICE.public, "pass", b"\x90", good),
        (ALICE.public, "entry", b"\x91", good),
        (ALICE.public, "entry", b"\x90", good[:-1]),
        (b"", "entry", b"\x90", good),
        (ALICE.public, "entry", b"\x90", good),
    ]
    assert verify_many(items) == [True, False, False, False, False, False, True]
    assert verify_many([]) == []


def test_sign_and_verify_under_an_unknown_label_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown label"):
        ALICE.sign("entries", b"")
    with pytest.raises(ValueError, match="unknown label"):
        verify(ALICE.public, "entries", b"", bytes(64))
    with pytest.raises(ValueError, match="unknown label"):
        verify_many([(ALICE.public, "entries", b"", bytes(64))])


def test_check_public_accepts_made_keys_and_refuses_every_length_but_32() -> None:
    check_public(ALICE.public)
    for length in (0, 31, 33, 64):
        with pytest.raises(BadPoint):
            check_public((ALICE.public * 2)[:length])
