"""A channel's keys at work: a counted cipher for each direction, the transcript of a handshake (PROTOCOL "Channel").

Refused with the one ProtocolError: a tag that does not fit, a number beyond the last.
"""

from keys.cipher import decrypt_counted, encrypt_counted
from keys.errors import CannotOpen
from keys.limits import COUNTED_NUMBER_MAX, KEY_BYTES, TAG_BYTES
from keys.noise import HASH_BYTES, ChannelKey, expand_three, expand_two, hash_512, next_key
from node.sync.errors import ProtocolError
from node.sync.limits import REKEY_EVERY


class Cipher:
    """One direction under one key: numbers its messages from 0, takes the next key after every `REKEY_EVERY`."""

    __slots__ = ("_key", "_number")

    def __init__(self, key: ChannelKey, *, number: int = 0) -> None:
        self._key = key
        self._number = number

    def seal(self, plaintext: bytes, associated: bytes = b"") -> bytes:
        """Encrypt the next message; adds 16 bytes. Raises: ProtocolError when the numbers are used up."""
        self._refuse_last()
        sealed = encrypt_counted(self._key, self._number, associated=associated, plaintext=plaintext)
        self._advance()
        return sealed

    def open(self, sealed: bytes, associated: bytes = b"") -> bytes:
        """Decrypt the next message. Raises: ProtocolError when it is not that, or when the numbers are used up."""
        self._refuse_last()
        try:
            plaintext = decrypt_counted(self._key, self._number, associated=associated, ciphertext=sealed)
        except CannotOpen:
            raise ProtocolError from None
        self._advance()
        return plaintext

    def _refuse_last(self) -> None:
        if self._number > COUNTED_NUMBER_MAX:
            raise ProtocolError

    def _advance(self) -> None:
        self._number += 1
        if self._number % REKEY_EVERY == 0:
            self._key = next_key(self._key)


class Transcript:
    """The running hash and chaining key of one handshake (the specification's SymmetricState)."""

    __slots__ = ("_chain", "_cipher", "hash")

    def __init__(self, protocol: bytes, prologue: bytes) -> None:
        self.hash = protocol.ljust(HASH_BYTES, b"\0") if len(protocol) <= HASH_BYTES else hash_512(protocol)
        self._chain = self.hash
        self._cipher: Cipher | None = None
        self.mix_hash(prologue)

    def mix_hash(self, data: bytes) -> None:
        """Bind public data into the hash."""
        self.hash = hash_512(self.hash + data)

    def mix_key(self, material: bytes) -> None:
        """Derive the next chaining key and cipher from 32 bytes of material."""
        self._chain, key = expand_two(self._chain, material)
        self._cipher = _cipher(key)

    def mix_key_and_hash(self, material: bytes) -> None:
        """As `mix_key`, and bind what it derives into the hash: for a pre-shared key."""
        self._chain, digest, key = expand_three(self._chain, material)
        self.mix_hash(digest)
        self._cipher = _cipher(key)

    def seal(self, plaintext: bytes) -> bytes:
        """Encrypt under the hash so far and bind the result; adds 16 bytes once a key was mixed in."""
        sealed = plaintext if self._cipher is None else self._cipher.seal(plaintext, self.hash)
        self.mix_hash(sealed)
        return sealed

    def open(self, sealed: bytes) -> bytes:
        """Undo `seal`. Raises: ProtocolError when the tag does not fit."""
        plaintext = sealed if self._cipher is None else self._cipher.open(sealed, self.hash)
        self.mix_hash(sealed)
        return plaintext

    def sealed_bytes(self, plain_bytes: int) -> int:
        """How long `seal` makes so many bytes now."""
        return plain_bytes if self._cipher is None else plain_bytes + TAG_BYTES

    def split(self) -> tuple[Cipher, Cipher]:
        """The ciphers of both directions: first the initiator's, then the responder's."""
        first, second = expand_two(self._chain, b"")
        return _cipher(first), _cipher(second)


def _cipher(derived: bytes) -> Cipher:
    return Cipher(ChannelKey(derived[:KEY_BYTES]))
