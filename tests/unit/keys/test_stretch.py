"""Passphrases and what stretching them costs."""

import nacl.exceptions
import pytest
from nacl import bindings

from keys.errors import BadPassphrase, NotEnoughMemory
from keys.limits import MEMORY_KIB_MAX, MEMORY_KIB_MIN, OPERATIONS_MAX, OPERATIONS_MIN, PASSPHRASE_CHARS_MAX
from keys.stretch import CHEAP, NORMAL, Cost, argon2id, normalise, stretch

SALT = b"s" * 16


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("one two", "one two"),
        ("  one\t\n two  ", "one two"),
        ("one\u00a0two\u3000three", "one two three"),
        ("\ufb01ne", "fine"),
        ("и\u0306", "й"),
        ("One", "One"),
        ("ЎСЁ", "ЎСЁ"),
    ],
)
def test_normalise_gives_the_form_that_is_stretched(typed: str, form: str) -> None:
    assert normalise(typed) == form
    assert normalise(form) == form


@pytest.mark.parametrize("unusable", ["", " ", "\n\t\u00a0", "x" * (PASSPHRASE_CHARS_MAX + 1), "one \ud800"])
def test_normalise_unusable_passphrase_is_refused_without_repeating_it(unusable: str) -> None:
    with pytest.raises(BadPassphrase) as refused:
        normalise(unusable)
    assert "xx" not in str(refused.value)
    assert "one" not in str(refused.value).split()


def test_normalise_longest_passphrase_is_taken() -> None:
    assert normalise("x" * PASSPHRASE_CHARS_MAX) == "x" * PASSPHRASE_CHARS_MAX


@pytest.mark.parametrize(
    ("operations", "memory_kib"),
    [
        (OPERATIONS_MIN - 1, 8),
        (OPERATIONS_MAX + 1, 8),
        (1, MEMORY_KIB_MIN - 1),
        (1, MEMORY_KIB_MAX + 1),
        (-1, -1),
    ],
)
def test_cost_out_of_bounds_cannot_be_built(operations: int, memory_kib: int) -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        Cost(operations, memory_kib)


def test_cost_at_its_bounds_can_be_built() -> None:
    assert Cost(OPERATIONS_MIN, MEMORY_KIB_MIN) == CHEAP
    assert Cost(OPERATIONS_MAX, MEMORY_KIB_MAX).memory_kib == MEMORY_KIB_MAX


def test_cost_bounds_are_those_of_libsodium_or_narrower() -> None:
    assert bindings.crypto_pwhash_argon2id_OPSLIMIT_MIN <= OPERATIONS_MIN
    assert bindings.crypto_pwhash_argon2id_MEMLIMIT_MIN <= MEMORY_KIB_MIN * 1024
    assert bindings.crypto_pwhash_argon2id_MEMLIMIT_MAX >= MEMORY_KIB_MAX * 1024


def test_cost_normal_is_at_least_what_libsodium_calls_moderate() -> None:
    assert NORMAL.operations >= bindings.crypto_pwhash_argon2id_OPSLIMIT_MODERATE
    assert NORMAL.memory_kib * 1024 >= bindings.crypto_pwhash_argon2id_MEMLIMIT_MODERATE


def test_stretch_depends_on_passphrase_salt_and_cost() -> None:
    stretched = [
        stretch("one", salt=SALT, cost=CHEAP),
        stretch("One", salt=SALT, cost=CHEAP),
        stretch("one", salt=b"t" * 16, cost=CHEAP),
        stretch("one", salt=SALT, cost=Cost(2, 8)),
        stretch("one", salt=SALT, cost=Cost(1, 16)),
    ]
    assert len({key.reveal() for key in stretched}) == 5


@pytest.mark.parametrize("length", [0, 15, 17])
def test_argon2id_salt_of_wrong_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        argon2id(b"text", salt=bytes(length), cost=CHEAP)


def test_stretch_without_memory_says_how_much_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_: object) -> bytes:
        raise nacl.exceptions.RuntimeError("Unexpected failure in key derivation")

    monkeypatch.setattr(bindings, "crypto_pwhash_alg", no_memory)
    with pytest.raises(NotEnoughMemory, match="256 MiB") as refused:
        stretch("one", salt=SALT, cost=NORMAL)
    assert refused.value.__context__ is None
