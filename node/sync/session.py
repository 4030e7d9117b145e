"""The session of one connection: which message may come when, which spaces both sides share, what is on the way.

Walks `STEPS`. It holds no ledger: what a message carries goes to the caller as a value. Refuses with the one
ProtocolError a message out of turn, a space that is not shared, more bulk messages than the window, an acknowledgement
of what was never sent. docs/PROTOCOL.md, "Session".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from keys.hashing import digest_array
from keys.labels import Label
from keys.secret import RoutingKey
from node.crdt.ids import Space
from node.sync.errors import ProtocolError
from node.sync.limits import SPACES_MAX, WINDOW_MESSAGES
from node.sync.messages import (
    TAG_BYTES,
    Ack,
    Frontier,
    Greeting,
    Hello,
    Lack,
    Message,
    MessageType,
    Objects,
    Run,
    State,
    Want,
    Welcome,
    decode_message,
    encode_message,
)


class Turn(Enum):
    """Where the other side stands, for the connection and then for each space."""

    HELLO = "awaits hello"
    FRONTIER = "awaits frontier"  # this space differs
    OPEN = "open"  # entries, objects and their acknowledgements, both ways, until somebody closes


STEPS: Final[dict[tuple[Turn, MessageType], Turn]] = {
    (Turn.HELLO, MessageType.HELLO): Turn.OPEN,
    (Turn.FRONTIER, MessageType.FRONTIER): Turn.OPEN,
    (Turn.OPEN, MessageType.OBJECTS): Turn.OPEN,
    (Turn.OPEN, MessageType.RUN): Turn.OPEN,
    (Turn.OPEN, MessageType.STATE): Turn.OPEN,
    (Turn.OPEN, MessageType.LACK): Turn.OPEN,
    (Turn.OPEN, MessageType.ACK): Turn.OPEN,
}


def diagram() -> str:
    """Draw `STEPS` as Mermaid text: one line a step, a newline at the end."""
    lines = ["stateDiagram-v2", "    [*] --> hello : channel open, sends hello"]
    for (turn, kind), following in STEPS.items():
        lines.append(f"    {turn.name.lower()} --> {following.name.lower()} : {kind.name.lower()}")
    lines.append("    open --> frontier : a space whose digests differ, sends frontier")
    return "\n".join([*lines, ""])


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A space we share with the other side, as we greet it."""

    space: Space
    routing: RoutingKey
    digest: bytes
    wants: tuple[Want, ...]
    is_lean: bool = False  # large payloads may stay behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A space both sides named; `is_equal`: nothing is to be said of it until something new happens."""

    index: int
    space: Space
    is_equal: bool
    is_lean: bool  # the other side lets large payloads stay behind
    wants: tuple[Want, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """The other side's hello: the spaces in common, by index."""

    shared: tuple[Shared, ...]


Event = Met | Frontier | Objects | Run | State | Ack | Lack | Welcome


class Session:
    """What is known of one connection. `is_caller` tells the directions apart, `hash` is the channel's."""

    __slots__ = ("_leans", "_offers", "_turn", "_turns", "acked", "hash", "is_caller", "sent", "shared", "taken")

    def __init__(self, *, is_caller: bool, handshake_hash: bytes) -> None:
        self.is_caller = is_caller
        self.hash = handshake_hash
        self.shared: tuple[Shared, ...] = ()
        self.sent = self.acked = self.taken = 0  # bulk messages of this connection
        self._turn = Turn.HELLO
        self._turns: list[Turn] = []
        self._offers: dict[bytes, Offer] = {}
        self._leans: dict[bytes, Space] = {}

    # --- out ----------------------------------------------------------------------------------------------------------
    def greet(self, offers: Sequence[Offer]) -> bytes:
        """Return our hello. A space may be offered under several routing keys: one in common is enough.

        What is lean says so by a second tag, as far as there is room.
        """
        self._offers = {self._tag(offer, is_caller=not self.is_caller): offer for offer in offers}
        self._leans = {self._tag(offer, is_caller=not self.is_caller, is_lean=True): offer.space for offer in offers}
        greetings = [
            Greeting(tag=self._tag(offer, is_caller=self.is_caller), digest=offer.digest, wants=offer.wants)
            for offer in offers
        ]
        greetings += [
            Greeting(tag=self._tag(offer, is_caller=self.is_caller, is_lean=True), digest=offer.digest, wants=())
            for offer in offers
            if offer.is_lean
        ]
        return encode_message(Hello(tuple(greetings[:SPACES_MAX])))

    @property
    def may_send(self) -> bool:
        """Tell whether the window has room for another bulk message."""
        return self.sent - self.acked < WINDOW_MESSAGES

    def bulk(self, message: Objects | Run) -> bytes:
        """Return the bytes of a bulk message and count it; ask `may_send` before."""
        assert self.may_send
        self.sent += 1
        return encode_message(message)

    def took(self) -> None:
        """Count a bulk message as stored; the next acknowledgement says so."""
        self.taken += 1

    # --- in -----------------------------------------------------------------------------------------------------------
    def receive(self, body: bytes) -> Event:
        """Take one message. Raises: ProtocolError; the session is over then."""
        message = decode_message(body)
        self._check_turn(message)
        match message:
            case Hello():
                return self._meet(message)
            case Ack():
                if not self.acked <= message.taken <= self.sent:
                    raise ProtocolError
                self.acked = message.taken
                return message
            case _:
                return message

    def _check_turn(self, message: Message) -> None:
        kind = MessageType[type(message).__name__.upper()]
        if isinstance(message, Hello | Ack | Welcome):
            if (self._turn, kind) not in STEPS:
                raise ProtocolError
            self._turn = STEPS[self._turn, kind]
            return
        if self._turn is not Turn.OPEN or message.space >= len(self._turns):
            raise ProtocolError
        turn = self._turns[message.space]
        if (turn, kind) not in STEPS:
            raise ProtocolError
        self._turns[message.space] = STEPS[turn, kind]

    def _meet(self, hello: Hello) -> Met:
        common = [(self._offers[item.tag], item) for item in hello.greetings if item.tag in self._offers]
        by_space = {offer.space: (offer, item) for offer, item in common}
        met = [pair for _, pair in sorted(by_space.items())]
        lean = {self._leans[item.tag] for item in hello.greetings if item.tag in self._leans}
        self.shared = tuple(
            Shared(
                index=index,
                space=offer.space,
                is_equal=offer.digest == item.digest and not offer.wants and not item.wants,
                is_lean=offer.space in lean,
                wants=item.wants,
            )
            for index, (offer, item) in enumerate(met)
        )
        self._turns = [Turn.OPEN if item.is_equal else Turn.FRONTIER for item in self.shared]
        return Met(self.shared)

    def _tag(self, offer: Offer, *, is_caller: bool, is_lean: bool = False) -> bytes:
        words = (b"caller" if is_caller else b"called", self.hash, offer.space, *((b"lean",) if is_lean else ()))
        return digest_array(Label.ROUTING_TAG, *words, key=offer.routing.reveal(), size=TAG_BYTES)
