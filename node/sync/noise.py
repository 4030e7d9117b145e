"""The Noise handshakes of the channel, without any input or output (PROTOCOL "Channel").

`25519_ChaChaPoly_BLAKE2b` in the patterns of `PATTERNS`, each a table of tokens that one interpreter walks for both
roles. Refused with the one ProtocolError: a message too short for its tokens, a tag that does not fit, a point of low
order, our own key coming back. A handshake that refused a message is spent and is thrown away.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from keys.box import BoxKey, exchange
from keys.errors import BadPoint
from keys.limits import KEY_BYTES
from keys.randomness import Random
from keys.secret import Secret
from node.sync.ciphers import Cipher, Transcript
from node.sync.errors import Misuse, ProtocolError
from node.sync.limits import TRANSPORT_BYTES_MAX

PROLOGUE: Final = b"apieka/noise/v1"
SUITE: Final = "25519_ChaChaPoly_BLAKE2b"


class Token(Enum):
    """One step of a handshake message, as the Noise specification names it."""

    E = "e"
    S = "s"
    EE = "ee"
    ES = "es"
    SE = "se"
    SS = "ss"
    PSK = "psk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One handshake: its name, whether the initiator knows the responder's key before, the tokens of each message."""

    name: str
    is_responder_known: bool
    messages: tuple[tuple[Token, ...], ...]


XX_PSK0: Final = Pattern(
    name="XXpsk0",
    is_responder_known=False,
    messages=(
        (Token.PSK, Token.E),
        (Token.E, Token.EE, Token.S, Token.ES),
        (Token.S, Token.SE),
    ),
)
IK_PSK0: Final = Pattern(
    name="IKpsk0",
    is_responder_known=True,
    messages=(
        (Token.PSK, Token.E, Token.ES, Token.S, Token.SS),
        (Token.E, Token.EE, Token.SE),
    ),
)
PATTERNS: Final = {pattern.name: pattern for pattern in (XX_PSK0, IK_PSK0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What one side brings to a handshake: its channel key, the pre-shared key, a source of ephemeral keys."""

    static: BoxKey
    psk: Secret
    random: Random

    def __post_init__(self) -> None:
        if len(self.psk.reveal()) != KEY_BYTES:
            raise Misuse("a pre-shared key has 32 bytes")


class Handshake:
    """One run of a pattern in one role: `write` and `read` take turns until `is_done`, then `split` once."""

    __slots__ = (
        "_ephemeral",
        "_identity",
        "_initiator",
        "_remote_ephemeral",
        "_step",
        "_transcript",
        "pattern",
        "remote_static",
    )

    def __init__(
        self,
        pattern: Pattern,
        identity: Identity,
        *,
        initiator: bool,
        remote_static: bytes | None = None,
        prologue: bytes = PROLOGUE,
    ) -> None:
        """Begin a handshake; `remote_static` (32 bytes) is for the initiator of a pattern that knows the responder.

        Raises: Misuse when `remote_static` is missing, superfluous, of another length or our own key.
        """
        if (remote_static is not None) != (initiator and pattern.is_responder_known):
            raise Misuse("only the initiator of a pattern that knows the responder names its key")
        if remote_static is not None and (len(remote_static) != KEY_BYTES or remote_static == identity.static.public):
            raise Misuse("the other side's key has 32 bytes and is not our own")
        self.pattern = pattern
        self._identity = identity
        self._initiator = initiator
        self._ephemeral: BoxKey | None = None
        self._remote_ephemeral: bytes | None = None
        self._step = 0
        self._transcript = Transcript(f"Noise_{pattern.name}_{SUITE}".encode(), prologue)
        self.remote_static = remote_static
        if pattern.is_responder_known:
            self._transcript.mix_hash(remote_static or identity.static.public)

    @property
    def is_done(self) -> bool:
        """Whether every message of the pattern was written or read."""
        return self._step == len(self.pattern.messages)

    @property
    def hash(self) -> bytes:
        """The hash over everything said so far, 64 bytes; equal on both sides and final once `is_done`."""
        return self._transcript.hash

    @property
    def remote_ephemeral(self) -> bytes | None:
        """The other side's ephemeral key of this run, 32 bytes, once a message with it was read."""
        return self._remote_ephemeral

    def write(self, payload: bytes) -> bytes:
        """Make the next message with its payload.

        Raises: Misuse out of turn or above 65,535 bytes; ProtocolError when the other side's key is of low order.
        """
        self._take_turn(writing=True)
        parts = [self._write_token(token) for token in self.pattern.messages[self._step]]
        parts.append(self._transcript.seal(payload))
        message = b"".join(parts)
        if len(message) > TRANSPORT_BYTES_MAX:
            raise Misuse("a handshake message has at most 65,535 bytes")
        self._step += 1
        return message

    def read(self, message: bytes) -> bytes:
        """Open the next message and give its payload.

        Raises: Misuse out of turn; ProtocolError when the message does not fit.
        """
        self._take_turn(writing=False)
        if len(message) > TRANSPORT_BYTES_MAX:
            raise ProtocolError
        at = 0
        for token in self.pattern.messages[self._step]:
            at += self._read_token(token, message[at:])
        payload = self._transcript.open(message[at:])
        self._step += 1
        return payload

    def split(self) -> tuple[Cipher, Cipher]:
        """The ciphers for what we send and what we receive. Raises: Misuse before the last message."""
        if not self.is_done:
            raise Misuse("the handshake is not finished")
        first, second = self._transcript.split()
        return (first, second) if self._initiator else (second, first)

    def _take_turn(self, *, writing: bool) -> None:
        if self.is_done or writing != (self._initiator == (self._step % 2 == 0)):
            raise Misuse("it is the other side's turn, or the handshake is finished")

    def _write_token(self, token: Token) -> bytes:
        if token is Token.E:
            self._ephemeral = BoxKey.new(self._identity.random)
            self._mix_ephemeral(self._ephemeral.public)
            return self._ephemeral.public
        if token is Token.S:
            return self._transcript.seal(self._identity.static.public)
        self._mix(token)
        return b""

    def _read_token(self, token: Token, rest: bytes) -> int:
        if token is Token.E:
            self._remote_ephemeral = _cut(rest, KEY_BYTES)
            if self._ephemeral is not None and self._remote_ephemeral == self._ephemeral.public:
                raise ProtocolError
            self._mix_ephemeral(self._remote_ephemeral)
            return KEY_BYTES
        if token is Token.S:
            sealed = _cut(rest, self._transcript.sealed_bytes(KEY_BYTES))
            self.remote_static = self._transcript.open(sealed)
            if self.remote_static == self._identity.static.public:
                raise ProtocolError
            return len(sealed)
        self._mix(token)
        return 0

    def _mix_ephemeral(self, public: bytes) -> None:
        # With a pre-shared key in the pattern an ephemeral key is also mixed into the chaining key (specification 9.2).
        self._transcript.mix_hash(public)
        self._transcript.mix_key(public)

    def _mix(self, token: Token) -> None:
        if token is Token.PSK:
            self._transcript.mix_key_and_hash(self._identity.psk.reveal())
            return
        # The first letter names the initiator's key, the second the responder's.
        initiator_letter, responder_letter = token.value
        ours, theirs = (initiator_letter, responder_letter) if self._initiator else (responder_letter, initiator_letter)
        secret = self._identity.static if ours == "s" else self._ephemeral
        public = self.remote_static if theirs == "s" else self._remote_ephemeral
        assert secret is not None, "a pattern uses a key before it is there"
        assert public is not None, "a pattern uses a key before it is there"
        try:
            self._transcript.mix_key(exchange(secret, public).reveal())
        except BadPoint:
            raise ProtocolError from None


def _cut(data: bytes, length: int) -> bytes:
    if len(data) < length:
        raise ProtocolError
    return data[:length]
