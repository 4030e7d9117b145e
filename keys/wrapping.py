"""A secret wrapped under a passphrase: the bytes of a key file, and the head of a backup file.

The parameters of stretching stand inside, bound by the seal, so that an old file opens after the cost has risen. An
open checksum over everything before it is compared first: damage is told apart from a wrong passphrase, and no work is
done for a damaged file. Refuses unknown versions and algorithms, parameters out of bounds, and any length but the
stated one.
"""

import struct
from dataclasses import dataclass

from keys.errors import BadKeyFile, CannotOpen, KeyFileProblem, WrongPassphrase
from keys.hashing import digest
from keys.labels import Label
from keys.limits import (
    DIGEST_BYTES,
    KEY_FILE_BYTES_MAX,
    SALT_BYTES,
    SEAL_OVERHEAD_BYTES,
    WRAPPED_SECRET_BYTES_MAX,
)
from keys.randomness import Random
from keys.sealing import open_sealed, seal
from keys.secret import Secret
from keys.stretch import Cost, is_cost, stretch

_MAGIC = b"apiekakf"
_VERSION = 1
_ARGON2ID13 = 1
_HEAD = struct.Struct(f">8sBBII{SALT_BYTES}sH")  # magic, version, algorithm, operations, KiB, salt, sealed length
_WHOLE_BYTES_MIN = _HEAD.size + SEAL_OVERHEAD_BYTES + DIGEST_BYTES

WRAPPED_OVERHEAD_BYTES = _WHOLE_BYTES_MIN
"""What wrapping adds to a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """The parts of a wrapped secret whose checksum, version and bounds hold."""

    version: int
    cost: Cost
    salt: bytes
    head: bytes
    sealed: bytes


def wrap(secret: bytes, passphrase: str, *, random: Random, cost: Cost) -> bytes:
    """Wraps a secret (1-1,024 bytes) under a passphrase; draws a 16-byte salt; adds 108 bytes.

    Raises: BadPassphrase; NotEnoughMemory; ValueError for a secret out of bounds.
    """
    held = Secret(secret)
    del secret  # a traceback that shows locals must not show it
    if not 0 < len(held.reveal()) <= WRAPPED_SECRET_BYTES_MAX:
        raise ValueError("a wrapped secret has 1 to 1,024 bytes")
    salt = random(SALT_BYTES)
    head = _HEAD.pack(
        _MAGIC,
        _VERSION,
        _ARGON2ID13,
        cost.operations,
        cost.memory_kib,
        salt,
        len(held.reveal()) + SEAL_OVERHEAD_BYTES,
    )
    whole = head + seal(stretch(passphrase, salt=salt, cost=cost), context=head, plaintext=held.reveal())
    return whole + digest(Label.CHECKSUM, whole)


def unwrap(wrapped: bytes, passphrase: str) -> bytes:
    """Opens what `wrap` made.

    Raises: BadKeyFile before any stretching; WrongPassphrase; BadPassphrase; NotEnoughMemory.
    """
    parts = parse(wrapped)
    key = stretch(passphrase, salt=parts.salt, cost=parts.cost)
    try:
        return open_sealed(key, context=parts.head, ciphertext=parts.sealed)
    except CannotOpen:
        pass
    raise WrongPassphrase


def parse(wrapped: bytes) -> Wrapped:
    """Checks everything about a wrapped secret that needs no passphrase.

    Raises: BadKeyFile.
    """
    if len(wrapped) < _WHOLE_BYTES_MIN:
        raise BadKeyFile(KeyFileProblem.TOO_SHORT)
    if len(wrapped) > KEY_FILE_BYTES_MAX:
        raise BadKeyFile(KeyFileProblem.TOO_LONG)
    magic, version, algorithm, operations, memory_kib, salt, length = _HEAD.unpack_from(wrapped)
    if magic != _MAGIC:
        raise BadKeyFile(KeyFileProblem.NOT_A_KEY_FILE)
    if digest(Label.CHECKSUM, wrapped[:-DIGEST_BYTES]) != wrapped[-DIGEST_BYTES:]:
        raise BadKeyFile(KeyFileProblem.CHECKSUM)
    if version != _VERSION:
        raise BadKeyFile(KeyFileProblem.VERSION)
    if algorithm != _ARGON2ID13:
        raise BadKeyFile(KeyFileProblem.ALGORITHM)
    if not is_cost(operations, memory_kib):
        raise BadKeyFile(KeyFileProblem.COST)
    sealed = wrapped[_HEAD.size : -DIGEST_BYTES]
    if len(sealed) != length:
        raise BadKeyFile(KeyFileProblem.LENGTH)
    return Wrapped(
        version=version,
        cost=Cost(operations, memory_kib),
        salt=salt,
        head=wrapped[: _HEAD.size],
        sealed=sealed,
    )
