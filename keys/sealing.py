"""Sealing of texts under a symmetric key: XChaCha20-Poly1305 with a nonce derived from key, context and text.

A weak random source therefore repeats no nonce for different text, and since the reader recomputes the nonce, no
ciphertext opens under two keys. Equal text in equal context under one key gives an equal ciphertext: callers who must
hide that put random bytes into the text. Caches nothing.
"""

import nacl.exceptions
from nacl import bindings

from keys.errors import BadKey, CannotOpen
from keys.framing import EMPTY_ARRAY, array
from keys.hashing import digest
from keys.labels import Label
from keys.limits import KEY_BYTES, NONCE_BYTES, SEAL_OVERHEAD_BYTES
from keys.secret import Secret


def seal(key: Secret, *, context: bytes, plaintext: bytes) -> bytes:
    """Seals a text for one context: nonce (24 bytes), ciphertext, tag (16 bytes).

    key: 32 bytes. context: bound, not sent; the reader must know it.
    Raises: BadKey for a key of another length.
    """
    raw = _checked(key).reveal()
    nonce = _nonce(raw, context, plaintext)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, context, nonce, raw)


def open_sealed(key: Secret, *, context: bytes, ciphertext: bytes) -> bytes:
    """Opens what `seal` made under the same key and context.

    Raises: CannotOpen for a wrong key or context or any altered byte; BadKey for a key of another length.
    """
    plaintext = _opened(_checked(key).reveal(), context, ciphertext)
    if plaintext is None:
        raise CannotOpen
    return plaintext


def _checked(key: Secret) -> Secret:
    if len(key.reveal()) != KEY_BYTES:
        raise BadKey("a sealing key has 32 bytes")
    return key


def _nonce(raw: bytes, context: bytes, plaintext: bytes) -> bytes:
    nonce_key = digest(Label.NONCE_KEY, EMPTY_ARRAY, key=raw)
    return digest(Label.NONCE, array(context, plaintext), key=nonce_key, size=NONCE_BYTES)


# Returns None instead of raising, so that no exception carries a frame that holds key or plaintext.
def _opened(raw: bytes, context: bytes, ciphertext: bytes) -> bytes | None:
    if len(ciphertext) < SEAL_OVERHEAD_BYTES:
        return None
    nonce = ciphertext[:NONCE_BYTES]
    try:
        plaintext = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext[NONCE_BYTES:], context, nonce, raw)
    except nacl.exceptions.CryptoError:
        return None
    return plaintext if _nonce(raw, context, plaintext) == nonce else None
