"""Ed25519 signatures bound to a label. libsodium alone decides what verifies.

Refuses wrong lengths before libsodium sees them (its binding does not), and so leaves one verdict on every node:
S >= L, small-order or non-canonical keys and small-order R never verify.
"""

from collections.abc import Iterable

import nacl.exceptions
from nacl import bindings

from keys.errors import BadPoint, BadSignature
from keys.hashing import domain
from keys.limits import KEY_BYTES, SIGNATURE_BYTES
from keys.secret import Secret


class SigningKey(Secret):
    """A device's or a recovery key's Ed25519 seed."""

    __slots__ = ("_pair", "_public")
    SIZE = KEY_BYTES

    def __init__(self, value: bytes) -> None:
        super().__init__(value)
        self._public, self._pair = bindings.crypto_sign_seed_keypair(value)

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._public

    def sign(self, label: str, packed: bytes) -> bytes:
        """Signs a packed unsigned array for one purpose: 64 bytes over label, zero byte and array.

        Raises: ValueError for an unknown label.
        """
        return bindings.crypto_sign(domain(label) + packed, self._pair)[:SIGNATURE_BYTES]


def check_public(public: bytes) -> None:
    """Checks once that a public key is a canonical point of the main subgroup.

    Raises: BadPoint.
    """
    if len(public) != KEY_BYTES or not bindings.crypto_core_ed25519_is_valid_point(public):
        raise BadPoint


def verify(public: bytes, label: str, packed: bytes, signature: bytes) -> None:
    """Verifies a signature over label, zero byte and packed array.

    Raises: BadSignature for anything wrong with key or signature; ValueError for an unknown label.
    """
    if not _verifies(public, domain(label) + packed, signature):
        raise BadSignature


def verify_many(items: Iterable[tuple[bytes, str, bytes, bytes]]) -> list[bool]:
    """Verifies (public, label, packed, signature) one after another and says of each whether it holds.

    libsodium runs without the interpreter lock, so callers may split a batch between threads.
    Raises: ValueError for an unknown label.
    """
    return [_verifies(public, domain(label) + packed, signature) for public, label, packed, signature in items]


def _verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        bindings.crypto_sign_open(signature + message, public)
    except nacl.exceptions.BadSignatureError:
        return False
    return True
