"""Argon2id: a passphrase becomes a key at a stated cost.

Refuses costs out of bounds, and passphrases that are empty, longer than 1,024 characters or not valid text. The form of
a passphrase that is stretched is NFKC with spaces folded, so that keyboards and copied line breaks make no difference;
upper and lower case do.
"""

import unicodedata
from dataclasses import dataclass

import nacl.exceptions
from nacl import bindings

from keys.errors import BadPassphrase, NotEnoughMemory
from keys.hashing import digest_array
from keys.labels import Label
from keys.limits import (
    CHEAP_MEMORY_KIB,
    CHEAP_OPERATIONS,
    KEY_BYTES,
    MEMORY_KIB_MAX,
    MEMORY_KIB_MIN,
    NORMAL_MEMORY_KIB,
    NORMAL_OPERATIONS,
    OPERATIONS_MAX,
    OPERATIONS_MIN,
    PASSPHRASE_CHARS_MAX,
    SALT_BYTES,
)
from keys.secret import Secret


@dataclass(frozen=True, slots=True)
class Cost:
    """What stretching costs: passes over the memory, and the memory in KiB; one lane."""

    operations: int
    memory_kib: int

    def __post_init__(self) -> None:
        if not is_cost(self.operations, self.memory_kib):
            raise ValueError("stretching parameters are out of bounds")


def is_cost(operations: int, memory_kib: int) -> bool:
    """Says whether these parameters lie in the bounds this program is willing to work for."""
    return OPERATIONS_MIN <= operations <= OPERATIONS_MAX and MEMORY_KIB_MIN <= memory_kib <= MEMORY_KIB_MAX


NORMAL = Cost(NORMAL_OPERATIONS, NORMAL_MEMORY_KIB)
"""For every key file and backup people use."""

CHEAP = Cost(CHEAP_OPERATIONS, CHEAP_MEMORY_KIB)
"""For tests only: protects nothing."""


def normalise(passphrase: str) -> str:
    """Gives the form of a passphrase that is stretched.

    Raises: BadPassphrase.
    """
    if len(passphrase) > PASSPHRASE_CHARS_MAX:
        raise BadPassphrase(f"a passphrase has at most {PASSPHRASE_CHARS_MAX} characters")
    folded = " ".join(unicodedata.normalize("NFKC", passphrase).split())
    if not folded:
        raise BadPassphrase("the passphrase is empty")
    if any(unicodedata.category(sign) == "Cs" for sign in folded):
        raise BadPassphrase("the passphrase is not valid text")
    return folded


def stretch(passphrase: str, *, salt: bytes, cost: Cost) -> Secret:
    """Stretches a passphrase with a salt (16 bytes) into a wrapping key (32 bytes).

    Raises: BadPassphrase; NotEnoughMemory; ValueError for a salt of another length.
    """
    stretched = argon2id(normalise(passphrase).encode(), salt=salt, cost=cost)
    return Secret(digest_array(Label.WRAP, key=stretched.reveal()))


def argon2id(text: bytes, *, salt: bytes, cost: Cost) -> Secret:
    """Gives 32 bytes of Argon2id version 1.3 with one lane.

    Raises: NotEnoughMemory; ValueError for a salt that is not 16 bytes long.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 16 bytes")
    stretched = _argon2id(text, salt, cost)
    if stretched is None:
        raise NotEnoughMemory(cost.memory_kib)
    return stretched


def _argon2id(text: bytes, salt: bytes, cost: Cost) -> Secret | None:
    try:
        return Secret(
            bindings.crypto_pwhash_alg(
                KEY_BYTES,
                text,
                salt,
                cost.operations,
                cost.memory_kib * 1024,
                bindings.crypto_pwhash_ALG_ARGON2ID13,
            )
        )
    except nacl.exceptions.RuntimeError:  # libsodium's only failure inside the bounds: no memory
        return None
