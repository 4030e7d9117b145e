"""A whole network in one deterministic run: real core, real channels, real bytes, virtual time.

    plan (seed) ─▶ deeds at virtual times: people, faults, traitors ─▶ faults end ─▶ rounds of talk ─▶ judgement

`python -m tests.sim SEED` replays a run. What may be done stands in `deeds.py`, `faults.py` and `traitors.py`,
what must hold afterwards in `judging.py`.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random as Dice

from node.crdt.errors import CrdtError
from node.crdt.ids import Device, EntryId, Head, Record
from node.ledger.errors import LedgerError
from node.service.calling import Callee, Reception, call_channel
from node.service.conversation import Conversation
from node.service.errors import ServiceError
from node.service.knowing import passes_of
from node.service.rebuilding import refresh
from node.service.space import SpaceState
from node.store.errors import StoreError
from node.sync.channel import Channel
from node.sync.channel_terms import Message, Opened
from node.sync.errors import ProtocolError
from tests.sim.nodes import SimNode, common_key, key_to_call
from tests.sim.plan import Plan, Step
from tests.sim.worlds import open_world

EVENTS_MAX = 50_000  # of one run; an honest network falls silent long before
LINKS_MAX = 12  # lines open at once; the oldest is closed first
DELAYS_S = (0.001, 0.05, 0.5, 2.0)

REFUSALS = (ServiceError, CrdtError, StoreError, LedgerError)

Deed = Callable[["Network", Dice], str | None]  # what was done in words; None where there was nothing to do
Twist = Callable[["End", list[bytes]], list[bytes]]


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
    dice: Dice
    is_alive: bool = True
    delay_s: float = 0.0
    arrives: dict[int, float] = field(default_factory=lambda: {0: 0.0, 1: 0.0})

    @property
    def names(self) -> frozenset[str]:
        """Return who talks."""
        return frozenset(end.owner.name for end in self.ends)


class Network:
    """Nodes, connections between them, and what goes wrong."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.space, self.nodes = open_world(plan)
        seats = plan.stewards + plan.members
        self.inside = list(self.nodes[:seats])
        self.guests = list(self.nodes[seats:])
        self.traitors = {self.nodes[number].name for number in plan.traitors}
        self.carriers: list[SimNode] = []
        self.is_misled = False  # some passes name bundle keys that nobody has
        self.twins: list[SimNode] = []  # further machines with the keys of a traitor
        self.time = 0.0
        self.counts: Counter[str] = Counter()
        self.trace: list[str] = []
        self.links: list[Link] = []
        self.cut: set[frozenset[str]] = set()
        self.marks: dict[str, int] = {}
        self.spoils: list[str] = []  # what happens to the next frames
        self.twists: dict[str, list[Twist]] = {}  # what a traitor makes of the next messages
        self.records: list[Record] = []
        self.files: list[Record] = []  # attached to them
        self.approved: set[Head] = set()  # proposals that honest stewards sign
        self.agreed: set[Head] = set()  # rosters after which people agreed what follows, signed by a recovery key
        self.acknowledged: dict[EntryId, str] = {}  # written by honest people and confirmed to them
        self.gone: set[EntryId] = set()  # of these, what a restored disk held alone
        self.set_back: set[tuple[str, EntryId]] = set()  # what a restored disk lacks and others hold
        self.forbidden: list[str] = []  # texts nobody had the right to write
        self.strangers: set[Device] = set()  # devices that nobody with the right admitted
        self.refused_heads: set[Head] = set()  # certificates that too few signed
        self.refused_entries: set[EntryId] = set()  # entries that their author did not sign
        self.hellos: list[tuple[str, bytes]] = []  # first frames as somebody on the line saw them
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._calls = 0

    # --- running ------------------------------------------------------------------------------------------------------
    def run(self, deeds: dict[str, Deed]) -> None:
        """Do all steps of the plan and deliver whatever is on the way."""
        for step in self.plan.steps:
            self.at(step.time, partial(self._do, step, deeds[step.deed]))
        self.drain()

    def _do(self, step: Step, deed: Deed) -> None:
        try:
            told = deed(self, self.plan.dice(step.number))
        except REFUSALS as error:  # people get told, and nothing happened
            told, refused = None, f"refused: {type(error).__name__}"
            self.note(step.deed, refused)
            self.counts["refused by the node itself"] += 1
        if told is not None:
            self.counts[step.deed] += 1
            self.note(step.deed, told)
        self._keep_acknowledged()

    def note(self, deed: str, told: str) -> None:
        """Add a line to what a person reads of the run."""
        self.trace.append(f"{self.time:6.2f} s  {deed}: {told}")

    def at(self, when: float, action: Callable[[], None]) -> None:
        """Do something at a virtual time."""
        self._number += 1
        heapq.heappush(self._events, (when, self._number, action))

    def drain(self) -> None:
        """Let time pass until nothing is left to happen."""
        count = 0
        while self._events:
            count += 1
            assert count < EVENTS_MAX, "the network never falls silent"
            self.time, _, action = heapq.heappop(self._events)
            action()

    # --- who is there -------------------------------------------------------------------------------------------------
    @property
    def honest(self) -> list[SimNode]:
        """Return the nodes inside whose owners are honest."""
        return [node for node in self.inside if node.name not in self.traitors]

    @property
    def machines(self) -> list[SimNode]:
        """Return the nodes of members and the carriers."""
        return [*self.inside, *self.carriers]

    def held(self, node: SimNode) -> SpaceState:
        """Return the space as a node holds it."""
        return node.node.spaces[self.space]

    def one_of(self, dice: Dice, nodes: Sequence[SimNode]) -> SimNode | None:
        """Return one of several nodes, None of none."""
        return dice.choice(nodes) if nodes else None

    def a_traitor(self, dice: Dice, *, steward: bool = False) -> SimNode | None:
        """Return a traitor, or one who was a steward at the beginning."""
        seats = self.nodes[: self.plan.stewards] if steward else self.inside
        return self.one_of(dice, [node for node in seats if node.name in self.traitors])

    def an_honest(self, dice: Dice, *, steward: bool = False) -> SimNode | None:
        """Return an honest node, or one who is a steward as it sees it."""
        found = self.honest
        if steward:
            found = [node for node in found if node.node.device in self.held(node).view.roster.stewards]
        return self.one_of(dice, found)

    def _keep_acknowledged(self) -> None:
        for node in self.honest:
            own = self.held(node).own
            for entry in node.store.log(own) if own else ():
                self.acknowledged.setdefault(entry.id, node.name)

    # --- connections --------------------------------------------------------------------------------------------------
    def connect(self, one: SimNode, other: SimNode) -> Link | None:
        """Let one node call another; None where it does not know the other's key."""
        if one.name == other.name or frozenset((one.name, other.name)) in self.cut:
            return None
        held = self.held(one)
        if other.node.device not in passes_of(held) or held.routing is None:
            return None
        self._calls += 1
        reception = Reception(other.node, other.now)
        known = common_key(one, other, self.space)
        channel = call_channel(one.node, Callee(self.space, other.node.device, key_to_call(held, other), known))
        ends = End(one, channel), End(other, reception.channel, reception)
        link = Link(ends, self.plan.dice("line", self._calls))
        self.links = [*[item for item in self.links if item.is_alive][-LINKS_MAX:], link]
        frames = channel.frames_to_send()
        self.hellos += [(other.name, frame) for frame in frames]
        self._send(link, 0, frames)
        return link

    def say(self, link: Link, side: int, messages: list[bytes]) -> None:
        """Put messages on the line, as their owner twists them."""
        end = link.ends[side]
        if messages and self.twists.get(end.owner.name) and end.talk is not None and end.talk.spaces:
            messages = self.twists[end.owner.name].pop(0)(end, messages)
        if messages:
            self._send(link, side, end.channel.send(*messages))

    def _send(self, link: Link, side: int, frames: list[bytes]) -> None:
        for frame in frames:
            spoil = self.spoils.pop(0) if self.spoils else ""
            when = max(self.time + link.dice.choice(DELAYS_S) + link.delay_s, link.arrives[side])
            for body, moment in spoiled(spoil, frame, when, link.dice):
                self.at(moment, partial(self._deliver, link, 1 - side, body))
            if not spoil:
                link.arrives[side] = when  # a line keeps the order

    def _deliver(self, link: Link, side: int, frame: bytes) -> None:
        end = link.ends[side]
        if not link.is_alive:
            return
        try:
            self._receive(link, side, frame)
        except (ProtocolError, StoreError, ServiceError) as error:  # the runtime closes the line
            self.counts[f"line closed: {type(error).__name__}"] += 1
            link.is_alive = False
            return
        if link.dice.random() < 0.3:
            self.quietly(end.owner, lambda: end.owner.run(refresh(self.held(end.owner), lambda _: None)))
        self.push(end.owner, link)

    def _receive(self, link: Link, side: int, frame: bytes) -> None:
        end = link.ends[side]
        events = end.channel.receive_frame(frame)
        self._send(link, side, end.channel.frames_to_send())
        for event in events:
            if isinstance(event, Opened):
                end.talk = conversation(end, is_caller=side == 0, shown=event.hello.payload if side else b"")
                said = end.owner.run(end.talk.start())
            else:
                assert isinstance(event, Message)
                assert end.talk is not None
                said = end.owner.run(end.talk.receive(event.body))
            self.say(link, side, said)

    def push(self, owner: SimNode, came_by: Link | None = None) -> None:
        """Pass on at once, over the other lines of a node, what came by one of them or was written."""
        for link in self.links:
            for side, end in enumerate(link.ends):
                if link is not came_by and link.is_alive and end.owner is owner and end.talk is not None:
                    self.say(link, side, owner.run(end.talk.more()))

    def quietly(self, node: SimNode, action: Callable[[], object]) -> None:
        """Do something whose failure at the disk leaves it for later."""
        try:
            action()
        except StoreError:
            self.counts["line closed: disk"] += 1

    def drop_links_of(self, node: SimNode) -> None:
        """Cut all lines of a node."""
        for link in self.links:
            if node.name in link.names:
                link.is_alive = False


def conversation(end: End, *, is_caller: bool, shown: bytes = b"") -> Conversation:
    """Return the talk over an open channel."""
    return Conversation(
        end.owner.node,
        channel_key=end.channel.remote_static,
        handshake_hash=end.channel.handshake_hash,
        is_caller=is_caller,
        shown=shown,
    )


def spoiled(spoil: str, frame: bytes, when: float, dice: Dice) -> list[tuple[bytes, float]]:
    """Return what arrives of a frame, and when."""
    match spoil:
        case "lost frame":
            return []
        case "doubled frame":
            return [(frame, when), (frame, when + 0.01)]
        case "overtaking frame":
            return [(frame, when + 5.0)]
        case "flipped bit":
            place = dice.randrange(len(frame))
            return [(frame[:place] + bytes([frame[place] ^ 1 << dice.randrange(8)]) + frame[place + 1 :], when)]
        case "frame cut short":
            return [(frame[: dice.randrange(len(frame))], when)]
        case "foreign frame":
            return [(dice.randbytes(dice.choice((1, 48, 400))), when), (frame, when)]
        case _:
            return [(frame, when)]
