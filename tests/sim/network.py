"""A whole network in one deterministic run: real core, real channels, virtual time, faults drawn from a seed.

    schedule of (time, number, action) ─▶ edits, calls, frames, faults ─▶ then no more faults ─▶ all hold the same

Everything is drawn from one generator, so a seed is a run. `python -m tests.sim SEED` replays one.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random as Dice

from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.service.calling import Callee, Reception, call_channel
from node.service.conversation import Conversation, digest_of
from node.service.errors import ServiceError
from node.service.knowing import passes_of
from node.service.rebuilding import refresh
from node.service.records import add_record, attest, delete_values, set_values, unhide, withhold
from node.service.spaces import create_space
from node.sync.channel import Channel
from node.sync.channel_terms import Message, Opened
from node.sync.errors import ProtocolError
from tests.sim.nodes import NOW, SimNode, common_key, join, new_node

NAMES = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi")
FIELDS = ("names/n1/text", "names/n2/text", "birth", "note")
END_S = 60.0  # virtual seconds in which faults happen
EVENTS_MAX = 200_000
ROUNDS_MAX = 12  # pairwise syncs of everybody with everybody after which all must hold the same


@dataclass(slots=True, eq=False)
class End:
    """One side of a connection."""

    owner: SimNode
    channel: Channel
    reception: Reception | None = None
    talk: Conversation | None = None


@dataclass(slots=True, eq=False)
class Link:
    """A connection between two nodes; `arrives` keeps frames of one direction in order."""

    ends: tuple[End, End]
    is_alive: bool = True
    arrives: dict[int, float] = field(default_factory=lambda: {0: 0.0, 1: 0.0})


class Network:
    """Nodes, connections between them, and what goes wrong."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.dice = Dice(seed)
        self.faults: Counter[str] = Counter()
        self.time = 0.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._links: list[Link] = []
        self._cut: set[frozenset[str]] = set()
        self._marks: dict[str, int] = {}
        self.nodes = [new_node(f"{name} {seed}") for name in NAMES[: self.dice.randint(3, 6)]]
        founder = self.nodes[0]
        space = founder.run(create_space(founder.node, title="TEST-space", group="TEST-group"))
        self.space: Space = space.space
        self._guests = self.nodes[1:]
        self._records: list[Record] = []
        self._in = [founder]

    # --- running ------------------------------------------------------------------------------------------------------
    def run(self) -> None:
        """Run the faults to their end, heal, and let everybody sync until nothing is left to say."""
        for guest in self._guests:
            self.at(self.dice.uniform(0, END_S / 3), partial(self._join, guest))
        for _ in range(self.dice.randint(30, 80)):
            self.at(self.dice.uniform(0, END_S), self._edit)
        for _ in range(self.dice.randint(20, 60)):
            self.at(self.dice.uniform(0, END_S), self._call)
        for fault in (self._partition, self._heal, self._crash, self._restore, self._drop_link, self._mark):
            for _ in range(self.dice.randint(0, 3)):
                self.at(self.dice.uniform(0, END_S), fault)
        self._drain()
        self._cut.clear()
        for link in self._links:
            link.is_alive = False
        for guest in self._guests:
            if guest not in self._in:
                self._join(guest)
        self._settle()

    def at(self, when: float, action: Callable[[], None]) -> None:
        """Do something at a virtual time."""
        self._number += 1
        heapq.heappush(self._events, (when, self._number, action))

    def _drain(self) -> None:
        count = 0
        while self._events:
            count += 1
            assert count < EVENTS_MAX, "the network never falls silent"
            self.time, _, action = heapq.heappop(self._events)
            action()

    def _settle(self) -> None:
        for _ in range(ROUNDS_MAX):
            for one in self._in:
                for other in self._in:
                    if one is not other:
                        self._connect(one, other, is_kind=True)
                        self._drain()
            if self.is_converged:
                return

    @property
    def is_converged(self) -> bool:
        """Tell whether all nodes hold the same and see the same."""
        digests = {digest_of(node.node.spaces[self.space]) for node in self._in}
        return len(digests) == 1 and len(self.states()) == 1

    def states(self) -> set[bytes]:
        """Return the different state hashes there are."""
        return {node.state(self.space) for node in self._in}

    # --- what people do -----------------------------------------------------------------------------------------------
    def _join(self, guest: SimNode) -> None:
        if guest not in self._in:
            role = self.dice.choice((Role.READER, Role.CONTRIBUTOR, Role.VERIFIER, Role.VERIFIER))
            join(guest, self._in[0], self.space, role)
            self._in.append(guest)

    def _edit(self) -> None:
        author = self.dice.choice(self._in)
        held = author.node.spaces[self.space]
        text = f"TEST-{self.dice.randint(0, 5)}"
        path = self.dice.choice(FIELDS[:2])
        record = self.dice.choice(self._records) if self._records and self.dice.random() < 0.7 else None
        deed = self.dice.random()
        try:
            if record is None:
                self._records.append(author.run(add_record(held, "person", {path: text}, now=NOW)))
            elif deed < 0.6:
                author.run(set_values(held, record, {path: text}, now=NOW))
            elif deed < 0.7:
                author.run(delete_values(held, record, [path], now=NOW))
            elif deed < 0.85:
                author.run(attest(held, record, [path], now=NOW, step="document"))
            elif deed < 0.95:
                author.run(withhold(held, record, reason="wish"))
            else:
                author.run(unhide(held, record))
        except ServiceError:  # not its role, not held there yet, nothing at that path: people get told
            self.faults["refused by the node itself"] += 1
            return
        self.faults["edits"] += 1
        for link in self._links:
            for side, end in enumerate(link.ends):
                if link.is_alive and end.owner is author and end.talk is not None:
                    self._say(link, side, author.run(end.talk.more()))

    # --- connections --------------------------------------------------------------------------------------------------
    def _call(self) -> None:
        if len(self._in) > 1:
            one, other = self.dice.sample(self._in, 2)
            if frozenset((one.name, other.name)) not in self._cut:
                self._connect(one, other, is_kind=False)

    def _connect(self, one: SimNode, other: SimNode, *, is_kind: bool) -> None:
        held = one.node.spaces[self.space]
        given = passes_of(held).get(other.node.device)
        if given is None:
            self.faults["called without knowing the key"] += 1
            return
        reception = Reception(other.node, NOW)
        channel = call_channel(
            one.node, Callee(self.space, other.node.device, given.channel_key, common_key(one, other, self.space))
        )
        link = Link((End(one, channel), End(other, reception.channel, reception)))
        self._links = [item for item in self._links if item.is_alive]
        self._links.append(link)
        self._send(link, 0, channel.frames_to_send(), is_kind=is_kind)

    def _say(self, link: Link, side: int, messages: list[bytes], *, is_kind: bool = False) -> None:
        if messages:
            self._send(link, side, link.ends[side].channel.send(*messages), is_kind=is_kind)

    def _send(self, link: Link, side: int, frames: list[bytes], *, is_kind: bool) -> None:
        for frame in frames:
            body, copies = frame, 1
            if not is_kind:
                body, copies = self._spoil(link, side, frame)
            delay = self.dice.choice((0.001, 0.05, 0.5, 2.0)) if not is_kind else 0.001
            when = max(self.time + delay, link.arrives[side])
            if copies == 1 and body is frame:
                link.arrives[side] = when  # a line keeps the order; a spoiled frame may overtake
            for _ in range(copies):
                self.at(when, partial(self._deliver, link, 1 - side, body, is_kind))

    def _spoil(self, link: Link, side: int, frame: bytes) -> tuple[bytes, int]:
        luck = self.dice.random()
        if luck < 0.004:
            self.faults["flipped bit"] += 1
            place = self.dice.randrange(len(frame))
            return frame[:place] + bytes([frame[place] ^ 1 << self.dice.randrange(8)]) + frame[place + 1 :], 1
        if luck < 0.008:
            self.faults["lost frame"] += 1
            return frame, 0
        if luck < 0.012:
            self.faults["doubled frame"] += 1
            return frame, 2
        if luck < 0.016:
            self.faults["overtaking frame"] += 1
            link.arrives[side] = max(0.0, link.arrives[side] - 3.0)
        return frame, 1

    def _deliver(self, link: Link, side: int, frame: bytes, is_kind: bool) -> None:
        end = link.ends[side]
        if not link.is_alive:
            return
        try:
            events = end.channel.receive_frame(frame)
            self._send(link, side, end.channel.frames_to_send(), is_kind=is_kind)
            for event in events:
                if isinstance(event, Opened):
                    self._open(link, end, event)
                    assert end.talk is not None
                    said = end.owner.run(end.talk.start())
                else:
                    assert isinstance(event, Message)
                    assert end.talk is not None
                    said = end.owner.run(end.talk.receive(event.body))
                self._say(link, side, said, is_kind=is_kind)
        except ProtocolError:
            assert not is_kind, "an honest node refused an honest one"
            self.faults["line refused"] += 1
            link.is_alive = False
            return
        if self.dice.random() < 0.5:
            end.owner.run(refresh(end.owner.node.spaces[self.space], lambda _: None))
        self._push(link, end.owner, is_kind=is_kind)

    def _push(self, came_by: Link, owner: SimNode, *, is_kind: bool) -> None:
        """Pass on at once, over the other lines of a node, what came by one of them."""
        for link in self._links:
            for side, end in enumerate(link.ends):
                if link is not came_by and link.is_alive and end.owner is owner and end.talk is not None:
                    self._say(link, side, owner.run(end.talk.more()), is_kind=is_kind)

    def _open(self, link: Link, end: End, event: Opened) -> None:
        end.talk = Conversation(
            end.owner.node,
            channel_key=end.channel.remote_static,
            handshake_hash=end.channel.handshake_hash,
            is_caller=end is link.ends[0],
            shown=b"" if end is link.ends[0] else event.hello.payload,
        )

    # --- faults -------------------------------------------------------------------------------------------------------
    def _drop_links_of(self, node: SimNode) -> None:
        for link in self._links:
            if any(end.owner is node for end in link.ends):
                link.is_alive = False

    def _drop_link(self) -> None:
        alive = [link for link in self._links if link.is_alive]
        if alive:
            self.faults["line cut"] += 1
            self.dice.choice(alive).is_alive = False

    def _partition(self) -> None:
        self.faults["partition"] += 1
        side = {node.name for node in self.nodes if self.dice.random() < 0.5}
        pairs = [(a.name, b.name) for a in self.nodes for b in self.nodes]
        self._cut = {frozenset(pair) for pair in pairs if (pair[0] in side) != (pair[1] in side)}
        for link in self._links:
            if frozenset(end.owner.name for end in link.ends) in self._cut:
                link.is_alive = False

    def _heal(self) -> None:
        self._cut.clear()

    def _crash(self) -> None:
        node = self.dice.choice(self._in)
        self.faults["crash"] += 1
        self._drop_links_of(node)
        node.crash()

    def _mark(self) -> None:
        node = self.dice.choice(self._in)
        self._marks[node.name] = node.store.snapshot()

    def _restore(self) -> None:
        """Go back to an earlier state of one node's disk; what only that node had since then is gone."""
        known = [node for node in self._in if node.name in self._marks]
        if known:
            node = self.dice.choice(known)
            self.faults["restored disk"] += 1
            self._drop_links_of(node)
            node.store = node.store.restored(min(self._marks.pop(node.name), node.store.snapshot()))
            node.reopen()


def simulate(seed: int) -> Network:
    """Run one seed to its end and check that everybody holds the same; the message names the line that replays it."""
    network = Network(seed)
    try:
        network.run()
        assert network.is_converged, f"{len(network.states())} different states"
    except Exception as error:
        raise AssertionError(f"seed {seed} failed, replay with: python -m tests.sim {seed}") from error
    return network
