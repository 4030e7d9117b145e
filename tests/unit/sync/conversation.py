"""Alice calls Bob: channels for tests with keys made from names and random bytes that are the same in each run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count

from keys.box import BoxKey
from keys.randomness import Random
from keys.secret import RoutingKey, Secret
from node.sync.channel import Channel
from node.sync.channel_terms import Event, Hello, Terms


def made(name: str, size: int = 32) -> bytes:
    """Bytes made from a name (at most 64)."""
    return blake2b(name.encode(), digest_size=size).digest()


def box_key(name: str) -> BoxKey:
    return BoxKey(made(f"channel key of {name}"))


def counted_random(name: str) -> Random:
    """A source that gives other bytes each time and the same in each run."""
    drawn = count()
    return lambda size: made(f"{name} draws {next(drawn)}", size)


INVITATION = Secret(made("invitation"))
ROUTING_KEY = RoutingKey(made("routing key"))


def terms(name: str, *, payload: bytes = b"", is_known: Callable[[Hello], bool] | None = None, run: str = "") -> Terms:
    return Terms(
        static=box_key(name),
        random=counted_random(f"{name}{run}"),
        is_known=is_known or (lambda hello: True),
        payload=payload,
    )


@dataclass
class Side:
    """One side of a conversation: its channel, and the events it told."""

    channel: Channel
    events: list[Event] = field(default_factory=list)

    def receive(self, frames: Iterable[bytes]) -> None:
        for frame in frames:
            self.events += self.channel.receive_frame(frame)

    def frames(self) -> list[bytes]:
        return self.channel.frames_to_send()


def alice_pairing(**more: object) -> Side:
    return Side(Channel.initiate_pair(terms("alice", **more), invitation=INVITATION))  # type: ignore[arg-type]


def alice_calling(**more: object) -> Side:
    asked = terms("alice", **more)  # type: ignore[arg-type]
    return Side(Channel.initiate_known(asked, remote_static=box_key("bob").public, routing_key=ROUTING_KEY))


def bob(**more: object) -> Side:
    answering = terms("bob", **more)  # type: ignore[arg-type]
    return Side(Channel.accept(answering, invitations=[INVITATION], routing_keys=[ROUTING_KEY]))


def talk(first: Side, second: Side) -> list[bytes]:
    """Carry handshake frames between two sides until none is left; give them in order."""
    carried: list[bytes] = []
    for _ in range(4):
        for sender, receiver in ((first, second), (second, first)):
            frames = sender.frames()
            carried += frames
            receiver.receive(frames)
    return carried


def open_pair(start: Callable[[], Side] = alice_calling) -> tuple[Side, Side]:
    """Two sides that have opened their channel and told so."""
    caller, called = start(), bob()
    talk(caller, called)
    return caller, called
