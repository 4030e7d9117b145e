"""ChaCha20-Poly1305 with a counted nonce: the cipher of the Noise channel.

The caller counts; the same number must never be used twice under one key. For stored or exchanged objects use
`keys.sealing`, which needs no counting.
"""

import nacl.exceptions
from nacl import bindings

from keys.errors import BadKey, CannotOpen
from keys.limits import COUNTED_NUMBER_MAX, KEY_BYTES, TAG_BYTES
from keys.secret import Secret


def encrypt_counted(key: Secret, number: int, *, associated: bytes, plaintext: bytes) -> bytes:
    """Encrypts message `number` (0 to 2^64 - 2): ciphertext and 16-byte tag, as Noise's ENCRYPT.

    Raises: ValueError for a number out of bounds; BadKey for a key that is not 32 bytes long.
    """
    nonce = _nonce(number)
    return bindings.crypto_aead_chacha20poly1305_ietf_encrypt(plaintext, associated, nonce, _checked(key).reveal())


def decrypt_counted(key: Secret, number: int, *, associated: bytes, ciphertext: bytes) -> bytes:
    """Decrypts message `number`, as Noise's DECRYPT.

    Raises: CannotOpen; ValueError for a number out of bounds; BadKey for a key that is not 32 bytes long.
    """
    plaintext = _decrypted(_checked(key), _nonce(number), associated, ciphertext)
    if plaintext is None:
        raise CannotOpen
    return plaintext


def _checked(key: Secret) -> Secret:
    if len(key.reveal()) != KEY_BYTES:
        raise BadKey("a cipher key has 32 bytes")
    return key


def _nonce(number: int) -> bytes:
    if not 0 <= number <= COUNTED_NUMBER_MAX:
        raise ValueError("this key has counted to its end")
    return bytes(4) + number.to_bytes(8, "little")


def _decrypted(key: Secret, nonce: bytes, associated: bytes, ciphertext: bytes) -> bytes | None:
    if len(ciphertext) < TAG_BYTES:
        return None
    try:
        return bindings.crypto_aead_chacha20poly1305_ietf_decrypt(ciphertext, associated, nonce, key.reveal())
    except nacl.exceptions.CryptoError:
        return None
