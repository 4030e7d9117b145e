"""What the Noise specification asks of BLAKE2b and ChaCha20-Poly1305 beyond `keys.box` and `keys.cipher`.

These hashes carry no label of ours: Noise separates their uses by its own protocol name and prologue. Nothing but the
channel between two nodes uses them. Keys of another length than 32 bytes are refused.
"""

from hashlib import blake2b
from hmac import HMAC
from typing import Final

from nacl import bindings

from keys.errors import BadKey
from keys.limits import KEY_BYTES
from keys.secret import Secret

HASH_BYTES: Final = 64  # BLAKE2b in full, as the suite `25519_ChaChaPoly_BLAKE2b` names it
_REKEY_NONCE: Final = bytes(4) + b"\xff" * 8  # 2^64 - 1, the number that no message may have


class ChannelKey(Secret):
    """Encrypts one direction of a channel, or one stretch of its handshake."""

    __slots__ = ()
    SIZE = KEY_BYTES


def hash_512(data: bytes) -> bytes:
    """Gives BLAKE2b-512 of the data, 64 bytes, without label or key."""
    return blake2b(data).digest()


def expand_two(chain: bytes, material: bytes) -> tuple[bytes, bytes]:
    """Gives Noise's HKDF with two outputs of 64 bytes; chain: 64 bytes, material: 0, 32 or 64 bytes."""
    secret = _hmac(chain, material)
    first = _hmac(secret, b"\x01")
    return first, _hmac(secret, first + b"\x02")


def expand_three(chain: bytes, material: bytes) -> tuple[bytes, bytes, bytes]:
    """Gives Noise's HKDF with three outputs of 64 bytes; sizes as `expand_two`."""
    secret = _hmac(chain, material)
    first = _hmac(secret, b"\x01")
    second = _hmac(secret, first + b"\x02")
    return first, second, _hmac(secret, second + b"\x03")


def next_key(key: Secret) -> ChannelKey:
    """Gives the key after this one by Noise's REKEY; the old one cannot be computed back.

    Raises: BadKey for a key that is not 32 bytes long.
    """
    if len(key.reveal()) != KEY_BYTES:
        raise BadKey("a cipher key has 32 bytes")
    sealed = bindings.crypto_aead_chacha20poly1305_ietf_encrypt(bytes(KEY_BYTES), b"", _REKEY_NONCE, key.reveal())
    return ChannelKey(sealed[:KEY_BYTES])


def _hmac(key: bytes, data: bytes) -> bytes:
    return HMAC(key, data, blake2b).digest()
