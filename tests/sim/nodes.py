"""Nodes of the simulator: the real core over a store in memory, and the real channel between two of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from keys.secret import RoutingKey
from node.crdt.grants import Role
from node.crdt.ids import Space
from node.ledger.registry import Registry
from node.ledger.schema import LEDGER
from node.service.conversation import Conversation
from node.service.effects import Commit, Step
from node.service.inviting import answer_guest, invite, open_invitations, request_of
from node.service.joining import ask, finish_join
from node.service.knowing import candidates, channel_keys, is_let_in, own_pass_in
from node.service.lookup import read_state_hash
from node.service.node import Node, create_carrier, create_identity, open_node
from node.service.rebuilding import refresh
from node.service.space import SpaceState
from node.store.errors import StoreError, Unfit
from node.sync.channel import Channel
from node.sync.channel_terms import Hello, Opened, Terms
from tests.conftest import steady_random
from tests.sim.memory_store import MemoryStore

T = TypeVar("T")
Random = Callable[[int], bytes]
NOW = 1_800_000_000


@dataclass(slots=True, eq=False)
class SimNode:
    """One node: its name, its store, its unlocked core; how far its clock is off, in seconds, and the kinds it knows.

    `refuses`: what its disk answers to the next writes, first things first; None lets one pass. `misfits` counts what
    the core asked of the store that did not fit what is stored: a fault of the core.
    """

    name: str
    random: Random
    is_carrier: bool = False
    store: MemoryStore = field(default_factory=MemoryStore)
    node: Node = field(init=False)
    offset_s: int = 0
    registry: Registry = LEDGER
    refuses: list[StoreError | None] = field(default_factory=list)
    misfits: int = 0

    def __post_init__(self) -> None:
        if self.store.is_empty and self.is_carrier:
            self.run(create_carrier(random=self.random))
        elif self.store.is_empty:
            self.run(create_identity(f"TEST-{self.name}", random=self.random))
        self.reopen()

    @property
    def now(self) -> int:
        """Return what its clock shows."""
        return NOW + self.offset_s

    def reopen(self) -> None:
        """Load the node anew from its store, as after a restart."""
        self.node = self.run(open_node(self.registry, self.random))
        for space in self.node.spaces.values():
            self.run(refresh(space, lambda _: None))

    def crash(self) -> None:
        """Lose what was not synced, and start again."""
        self.store = self.store.crash()
        self.reopen()

    def run(self, step: Step[T]) -> T:
        """Run a step of the service over this node's store."""
        answer: Any = None
        try:
            effect = next(step)
            while True:
                try:
                    if isinstance(effect, Commit) and self.refuses and (refusal := self.refuses.pop(0)):
                        raise refusal
                    answer = self.store.perform(effect)
                except Exception as error:  # noqa: BLE001 - the step may give up or go on
                    self.misfits += isinstance(error, Unfit)
                    effect = step.throw(error)
                else:
                    effect = step.send(answer)
        except StopIteration as done:
            return done.value

    def state(self, space: Space) -> bytes:
        """Return the state hash of a space, everything replayed."""
        held = self.node.spaces[space]
        self.run(refresh(held, lambda _: None))
        return self.run(read_state_hash(held)).hash

    def space(self) -> SpaceState:
        """Return the only space."""
        return self.node.only_space()


# --- channels ---------------------------------------------------------------------------------------------------------
def open_known(caller: SimNode, called: SimNode, space: Space) -> tuple[Channel, Channel]:
    """Return the two ends of a channel opened under the routing key of a space."""
    ours = caller.node.spaces[space]
    remote, shown = key_to_call(ours, called), shown_by(caller, space)
    terms = Terms(static=caller.node.channel, random=caller.random, is_known=lambda _: True, payload=shown)
    out = Channel.initiate_known(terms, remote_static=remote, routing_key=common_key(caller, called, space))

    def is_known(hello: Hello) -> bool:
        return is_let_in(*routed[hello.candidate], hello.static, hello.payload)

    routed = candidates(called.node)
    keys = [key for _, key in routed]
    accepting = Terms(static=called.node.channel, random=called.random, is_known=is_known)
    into = Channel.accept(accepting, invitations=(), routing_keys=keys)
    exchange(out, into)
    return out, into


def shown_by(caller: SimNode, space: Space) -> bytes:
    """Return the pass a node shows with its call."""
    return own_pass_in(caller.node.spaces[space], caller.node.channel.public)


def key_to_call(ours: SpaceState, called: SimNode) -> bytes:
    """Return the channel key under which a node answers: what trying all that passes name finds. Raises: KeyError."""
    known = [key for device, key in channel_keys(ours) if device == called.node.device]
    if not known:
        raise KeyError(called.name)
    return next((key for key in known if key == called.node.channel.public), known[0])


def common_key(caller: SimNode, called: SimNode, space: Space) -> RoutingKey:
    """Return the newest routing key of the caller that the called node knows: what trying one after another finds."""
    theirs = called.node.spaces[space].routes
    keys = [key for number, key in caller.node.spaces[space].routes.keys]
    return next((key for key in keys if any(key == held for _, held in theirs.keys)), keys[0])


def exchange(one: Channel, other: Channel) -> list[tuple[Channel, object]]:
    """Carry handshake frames both ways until none is left; return the events with the end they came out of."""
    events: list[tuple[Channel, object]] = []
    while True:
        frames = [(other, frame) for frame in one.frames_to_send()] + [(one, f) for f in other.frames_to_send()]
        if not frames:
            return events
        for end, frame in frames:
            events += [(end, event) for event in end.receive_frame(frame)]


def connect(one: SimNode, other: SimNode, space: Space) -> tuple[Conversation, Conversation]:
    """Return the two conversations of a fresh connection."""
    out, into = open_known(one, other, space)
    return _conversation(one, out), _conversation(other, into, shown_by(one, space))


def _conversation(end: SimNode, channel: Channel, shown: bytes | None = None) -> Conversation:
    return Conversation(
        end.node,
        channel_key=channel.remote_static,
        handshake_hash=channel.handshake_hash,
        is_caller=shown is None,
        shown=shown or b"",
    )


def sync(one: SimNode, other: SimNode, space: Space) -> tuple[Conversation, Conversation, int]:
    """Let two nodes talk until both are done; return the conversations and the bytes of all messages."""
    a, b = connect(one, other, space)
    queue = [(b, other, body) for body in one.run(a.start())]
    queue += [(a, one, body) for body in other.run(b.start())]
    count = 0
    while queue:
        talk, end, body = queue.pop(0)
        count += len(body)
        back = (a, one) if talk is b else (b, other)
        queue += [(*back, answer) for answer in end.run(talk.receive(body))]
    assert a.is_done
    assert b.is_done
    return a, b, count


# --- a space of several -----------------------------------------------------------------------------------------------
def join(guest: SimNode, host: SimNode, space: Space, role: Role | None = Role.VERIFIER) -> SpaceState:
    """Let a guest into a space by an invitation of the host, over a real channel; without a role as a carrier."""
    held = host.node.spaces[space]
    group = held.view.group_of(held.device)
    made = invite(host.node, held, role=role, group=group, addresses=(), expires=NOW + 1, needs_words=False)
    invitation = host.run(made)
    ticket = ask(guest.node, invitation, NOW)
    kept = open_invitations(host.node, NOW)
    called = Channel.accept(
        Terms(
            static=host.node.channel,
            random=host.random,
            is_known=lambda hello: (
                request_of(host.node, kept[hello.candidate], hello.payload, hello.static) is not None
            ),
        ),
        invitations=[item.invitation.channel_secret for item in kept],
        routing_keys=(),
    )
    terms = Terms(static=guest.node.channel, random=guest.random, is_known=lambda _: True, payload=ticket.payload)
    caller = Channel.initiate_pair(terms, invitation=invitation.channel_secret)
    opened = [event for end, event in exchange(caller, called) if end is called]
    assert isinstance(opened[0], Opened)
    hello = opened[0].hello
    request = request_of(host.node, kept[hello.candidate], hello.payload, hello.static)
    assert request is not None
    items = host.run(answer_guest(host.node, kept[hello.candidate], request, hello.static))
    return guest.run(finish_join(guest.node, ticket, items, caller.remote_static))


def new_node(name: str) -> SimNode:
    """Return a node with steady random bytes of its own."""
    return SimNode(name, steady_random(name))


def new_carrier(name: str) -> SimNode:
    """Return a carrier with steady random bytes of its own."""
    return SimNode(name, steady_random(name), is_carrier=True)
