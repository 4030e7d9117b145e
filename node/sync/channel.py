"""The encrypted channel between two nodes: frames in, events and frames out (PROTOCOL "Channel").

Walks the table of `node.sync.channel_steps`. Refuses all that it does not expect with the one ProtocolError, closes and
sends nothing: a stranger, a wrong key, another version, an altered byte and garbage look the same and get silence.
"""

from collections.abc import Sequence
from typing import Final, Self, assert_never

from keys.limits import KEY_BYTES, TAG_BYTES
from keys.secret import Secret
from node.sync.channel_steps import STEPS, Frame, State, Step
from node.sync.channel_terms import Event, Hello, Message, Opened, Terms
from node.sync.ciphers import Cipher
from node.sync.errors import Misuse, ProtocolError
from node.sync.frames import Assembler, cut_messages, join_frames, split_frame
from node.sync.limits import CANDIDATES_MAX, HANDSHAKE_PAYLOAD_BYTES_MAX
from node.sync.noise import IK_PSK0, XX_PSK0, Handshake, Identity, Pattern

PAIR_HELLO_BYTES: Final = KEY_BYTES + TAG_BYTES  # XX's first message: an ephemeral key, the tag of an empty payload
KNOWN_HELLO_BYTES_MIN: Final = 2 * (KEY_BYTES + TAG_BYTES)  # IK's first message with an empty payload
HANDSHAKE_FRAME_BYTES_MAX: Final = KNOWN_HELLO_BYTES_MIN + HANDSHAKE_PAYLOAD_BYTES_MAX  # no other message adds more
_EXPECTED: Final[dict[State, Frame]] = {
    step.state: step.receives for step in STEPS.values() if step.state is not State.LISTENING
}


class Channel:
    """The channel of one connection; made by `initiate_pair`, `initiate_known` or `accept`."""

    __slots__ = (
        "_assembler",
        "_candidate",
        "_ciphers",
        "_handshake",
        "_hello",
        "_invitations",
        "_outgoing",
        "_routing_keys",
        "_state",
        "_terms",
    )

    def __init__(self, state: State, terms: Terms) -> None:
        self._state = state
        self._terms = terms
        self._invitations: tuple[Secret, ...] = ()
        self._routing_keys: tuple[Secret, ...] = ()
        self._candidate = 0
        self._handshake: Handshake | None = None
        self._hello: Hello | None = None
        self._ciphers: tuple[Cipher, Cipher] | None = None
        self._assembler = Assembler()
        self._outgoing: list[bytes] = []

    @classmethod
    def initiate_pair(cls, terms: Terms, *, invitation: Secret) -> Self:
        """Call a node whose invitation (32-byte secret) we hold. Our key and payload leave after `is_known` agreed."""
        channel = cls(State.PAIRING, terms)
        channel._handshake = Handshake(XX_PSK0, channel._identity(invitation), initiator=True)
        channel._outgoing.append(channel._handshake.write(b""))
        return channel

    @classmethod
    def initiate_known(cls, terms: Terms, *, remote_static: bytes, routing_key: Secret) -> Self:
        """Call a node by its channel key (32 bytes) under a routing key (32 bytes) of a space both know.

        Raises: Misuse when `remote_static` is our own or not 32 bytes; ProtocolError when it is no usable point.
        """
        channel = cls(State.CALLING, terms)
        identity = channel._identity(routing_key)
        channel._handshake = Handshake(IK_PSK0, identity, initiator=True, remote_static=remote_static)
        channel._outgoing.append(channel._handshake.write(terms.payload))
        return channel

    @classmethod
    def accept(cls, terms: Terms, *, invitations: Sequence[Secret], routing_keys: Sequence[Secret]) -> Self:
        """Wait for a call under one of our open invitations or routing keys (at most 32 of each, 32 bytes each).

        Raises: Misuse for more, or for another length.
        """
        if max(len(invitations), len(routing_keys)) > CANDIDATES_MAX:
            raise Misuse(f"a call is tried under at most {CANDIDATES_MAX} keys")
        channel = cls(State.LISTENING, terms)
        channel._invitations, channel._routing_keys = tuple(invitations), tuple(routing_keys)
        for secret in (*invitations, *routing_keys):
            channel._identity(secret)
        return channel

    @property
    def state(self) -> State:
        """Where the channel stands."""
        return self._state

    @property
    def handshake_hash(self) -> bytes:
        """The hash that names this run, 64 bytes, equal on both sides. Raises: Misuse unless open."""
        self._require_open()
        return self._running().hash

    @property
    def remote_static(self) -> bytes:
        """The other side's channel key, 32 bytes. Raises: Misuse unless open."""
        self._require_open()
        return self._met().static

    def receive_frame(self, frame: bytes) -> list[Event]:
        """Take one whole frame and give what it means, in order; all of it or nothing.

        Raises: ProtocolError when it does not fit; the channel is then closed, and every later frame is refused too.
        """
        try:
            step = self._step(frame)
            bodies = self._read(step.receives, frame)
            if step.sends is not None:
                self._outgoing.append(self._write(step.sends))
            opened = [Opened(self._met())] if step.is_opening else []
        except BaseException:
            self.close()
            raise
        self._state = step.next
        return [*opened, *map(Message, bodies)]

    def send(self, *messages: bytes) -> list[bytes]:
        """Seal protocol messages (1 byte to 1 MiB each) into frames; gives first those of the handshake not yet taken.

        Raises: Misuse unless open, or for a message out of bounds (nothing is sealed then); ProtocolError when the
        cipher has counted to its end.
        """
        self._require_open()
        sending, _ = self._ready_ciphers()
        chunks = cut_messages(messages)
        try:
            frames = join_frames([sending.seal(chunk) for chunk in chunks])
        except ProtocolError:
            self.close()
            raise
        return self.frames_to_send() + frames

    def frames_to_send(self) -> list[bytes]:
        """Take the frames of the handshake that are still to be sent, in order."""
        frames, self._outgoing = self._outgoing, []
        return frames

    def close(self) -> None:
        """Drop the keys and what was still to be sent; the other side is not told. May be called again."""
        self._state = State.CLOSED
        self._invitations = self._routing_keys = ()
        self._handshake = None
        self._hello = None
        self._ciphers = None
        self._assembler = Assembler()
        self._outgoing = []

    def _step(self, frame: bytes) -> Step:
        receives = _EXPECTED.get(self._state)
        if self._state is State.LISTENING:
            receives = Frame.PAIR_HELLO if len(frame) == PAIR_HELLO_BYTES else Frame.KNOWN_HELLO
        if receives is None:
            raise ProtocolError
        return STEPS[self._state, receives]

    def _read(self, kind: Frame, frame: bytes) -> list[bytes]:
        match kind:
            case Frame.PAIR_HELLO:
                self._try_keys(XX_PSK0, self._invitations, frame)
            case Frame.KNOWN_HELLO:
                self._meet(self._try_keys(IK_PSK0, self._routing_keys, frame))
            case Frame.PAIR_ANSWER | Frame.KNOWN_ANSWER | Frame.PAIR_FINISH:
                self._meet(_read_handshake(self._running(), frame))
            case Frame.TRANSPORT:
                return self._read_transports(frame)
            case _:
                assert_never(kind)
        return []

    def _write(self, kind: Frame) -> bytes:
        if kind is not Frame.TRANSPORT:
            return self._running().write(self._terms.payload)
        # The calling side confirms with an empty transport message: until then the accepting one may face a replay.
        sending, _ = self._ready_ciphers()
        return join_frames([sending.seal(b"")])[0]

    def _try_keys(self, pattern: Pattern, keys: Sequence[Secret], frame: bytes) -> bytes:
        if pattern is IK_PSK0 and len(frame) < KNOWN_HELLO_BYTES_MIN:
            raise ProtocolError
        for candidate, psk in enumerate(keys):
            handshake = Handshake(pattern, self._identity(psk), initiator=False)
            try:
                payload = _read_handshake(handshake, frame)
            except ProtocolError:
                continue
            self._handshake, self._candidate = handshake, candidate
            return payload
        raise ProtocolError

    def _meet(self, payload: bytes) -> None:
        handshake = self._running()
        assert handshake.remote_static is not None, "a message with this key was read"
        assert handshake.remote_ephemeral is not None, "a message with this key was read"
        hello = Hello(
            is_pairing=handshake.pattern is XX_PSK0,
            candidate=self._candidate,
            static=handshake.remote_static,
            ephemeral=handshake.remote_ephemeral,
            payload=payload,
        )
        if not self._terms.is_known(hello):
            raise ProtocolError
        self._hello = hello

    def _read_transports(self, frame: bytes) -> list[bytes]:
        _, receiving = self._ready_ciphers()
        bodies: list[bytes] = []
        for sealed in split_frame(frame):
            bodies += self._assembler.feed(receiving.open(sealed))
        return bodies

    def _ready_ciphers(self) -> tuple[Cipher, Cipher]:
        if self._ciphers is None:
            self._ciphers = self._running().split()
        return self._ciphers

    def _identity(self, psk: Secret) -> Identity:
        return Identity(static=self._terms.static, psk=psk, random=self._terms.random)

    def _running(self) -> Handshake:
        assert self._handshake is not None, "there in every state but listening and closed"
        return self._handshake

    def _met(self) -> Hello:
        assert self._hello is not None, "the handshake has read the other side's key"
        return self._hello

    def _require_open(self) -> None:
        if self._state is not State.OPEN:
            raise Misuse("the channel is not open")


def _read_handshake(handshake: Handshake, frame: bytes) -> bytes:
    if len(frame) > HANDSHAKE_FRAME_BYTES_MAX:
        raise ProtocolError
    payload = handshake.read(frame)
    if len(payload) > HANDSHAKE_PAYLOAD_BYTES_MAX:
        raise ProtocolError
    return payload
