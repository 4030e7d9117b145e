"""X25519: sealing to a public key, and the exchange that Noise needs.

Refuses public keys of wrong length or small order (an all-zero shared secret). The ephemeral key comes from the
caller's `Random`; a weak one repeats no nonce for different text.
"""

import nacl.exceptions
from nacl import bindings

from keys.errors import BadPoint, CannotOpen
from keys.hashing import digest_array
from keys.labels import Label
from keys.limits import BOX_OVERHEAD_BYTES, KEY_BYTES
from keys.randomness import Random
from keys.sealing import open_sealed, seal
from keys.secret import Secret


class BoxKey(Secret):
    """An X25519 private key: a prekey, a channel key or a bundle key."""

    __slots__ = ("_public",)
    SIZE = KEY_BYTES

    def __init__(self, value: bytes) -> None:
        super().__init__(value)
        self._public = bindings.crypto_scalarmult_base(value)

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._public


def exchange(key: BoxKey, public: bytes) -> Secret:
    """Gives the X25519 shared secret (32 bytes) of a private and a public key.

    Raises: BadPoint for a public key of wrong length or small order.
    """
    shared = _shared(key, public)
    if shared is None:
        raise BadPoint
    return shared


def seal_to(public: bytes, plaintext: bytes, *, context: bytes, random: Random) -> bytes:
    """Seals a text to a public key under a fresh key pair: its public key (32 bytes) and the sealed text.

    context: bound, not sent. Adds 72 bytes.
    Raises: BadPoint for a public key of wrong length or small order.
    """
    ephemeral = BoxKey.new(random)
    key = box_key(exchange(ephemeral, public), ephemeral.public, public)
    return ephemeral.public + seal(key, context=context, plaintext=plaintext)


def open_box(key: BoxKey, sealed: bytes, *, context: bytes) -> bytes:
    """Opens what `seal_to` made for this key and context.

    Raises: CannotOpen for a wrong key or context or any altered byte.
    """
    if len(sealed) < BOX_OVERHEAD_BYTES:
        raise CannotOpen
    ephemeral = sealed[:KEY_BYTES]
    shared = _shared(key, ephemeral)
    if shared is None:
        raise CannotOpen
    return open_sealed(box_key(shared, ephemeral, key.public), context=context, ciphertext=sealed[KEY_BYTES:])


def box_key(shared: Secret, ephemeral: bytes, public: bytes) -> Secret:
    """Derives the sealing key of a text for `public` from a shared secret, bound to both public keys."""
    return Secret(digest_array(Label.BOX, shared.reveal(), ephemeral, public))


def _shared(key: BoxKey, public: bytes) -> Secret | None:
    if len(public) != KEY_BYTES:
        return None
    try:
        return Secret(bindings.crypto_scalarmult(key.reveal(), public))
    except nacl.exceptions.RuntimeError:  # libsodium's answer to an all-zero shared secret
        return None
