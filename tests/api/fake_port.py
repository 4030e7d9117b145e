"""A node behind its pages without a disk: the real service over the store in memory, with a clock that tests move."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from keys.errors import WrongPassphrase
from keys.randomness import Random
from node.api.port import Condition, Rehearsed, Taken
from node.crdt.ids import Device, Space
from node.ledger.registry import Registry
from node.ledger.schema import LEDGER
from node.service.effects import Commit, Effect, Step
from node.service.errors import Refused
from node.service.invitations import read_invitation
from node.service.node import Node, create_identity, open_node
from node.service.progress import PeerState, peer_states
from node.sync.errors import NotForUs
from node.transport.errors import CannotListen
from tests.sim.memory_store import MemoryStore

T = TypeVar("T")

START = int(datetime(2026, 3, 14, 9, 26, tzinfo=UTC).timestamp())


class Locked(Exception):
    """What the runtime raises where a locked node is asked."""


class FakePort:
    """One node: `passphrase` opens it, `time` and `day` are what it takes for now."""

    def __init__(self, random: Random, registry: Registry = LEDGER) -> None:
        self.random = random
        self.store = MemoryStore()
        self.registry = registry
        self.passphrase = ""
        self.time = START
        self.day = date(2026, 3, 14)
        self.tries = 0
        self.failing: BaseException | None = None  # what the next read or write raises
        self.asked: list[Effect] = []
        self.heard: list[PeerState] = []
        self.watching: set[asyncio.Event] = set()
        self._node: Node | None = None

    @property
    def condition(self) -> Condition:
        """Return whether there is a key file, and whether it is open."""
        if not self.passphrase:
            return Condition.EMPTY
        return Condition.OPEN if self._node is not None else Condition.LOCKED

    @property
    def node(self) -> Node:
        """Return the open node. Raises: Locked."""
        if self._node is None:
            raise Locked
        return self._node

    def today(self) -> date:
        """Return the day the test is at."""
        return self.day

    def now(self) -> int:
        """Return the second the test is at."""
        return self.time

    async def create(self, *, name: str, passphrase: str) -> None:
        """Make an identity and open it."""
        assert self.condition is Condition.EMPTY
        self.run(create_identity(name, random=self.random))
        self.passphrase = passphrase
        self._node = self.run(open_node(self.registry, self.random))

    async def unlock(self, passphrase: str) -> None:
        """Open the node. Raises: WrongPassphrase."""
        self.tries += 1
        if passphrase != self.passphrase:
            raise WrongPassphrase
        self._node = self.run(open_node(self.registry, self.random))

    async def lock(self) -> None:
        """Forget the open node."""
        self._node = None
        self.tell()

    async def read(self, step: Callable[[Node], Step[T]]) -> T:
        """Run a step."""
        self._fail()
        return self.run(step(self.node))

    async def write(self, step: Callable[[Node], Step[T]]) -> T:
        """Run a step."""
        self._fail()
        try:
            return self.run(step(self.node))
        finally:
            self.tell()

    def peers(self) -> list[PeerState]:
        """Return what the test set, else that nobody is talked to."""
        return self.heard or peer_states(self.node, ())

    def watch(self) -> asyncio.Event:
        """Return an event that is set after every write."""
        event = asyncio.Event()
        self.watching.add(event)
        return event

    def unwatch(self, event: asyncio.Event) -> None:
        """Set an event no more."""
        self.watching.discard(event)

    def tell(self) -> None:
        """Set the events of all that watch."""
        for event in self.watching:
            event.set()

    def quietly(self) -> AbstractContextManager[None]:
        """Change nothing: no lock falls here."""
        return nullcontext()

    def reopen(self) -> None:
        """Open the node anew from its store, as after an exchange with another node."""
        self._node = self.run(open_node(self.registry, self.random))

    def run(self, step: Step[T], *, as_guest: bool = False) -> T:
        """Carry out a step against the store; a guest's leaves this node's own settings and secrets alone."""
        answer: Any = None
        try:
            effect = next(step)
            while True:
                self.asked.append(effect)
                if as_guest and isinstance(effect, Commit):
                    effect = replace(effect, settings=(), secrets=())
                answer = self.store.perform(effect)
                effect = step.send(answer)
        except StopIteration as done:
            result: T = done.value
            return result

    def _fail(self) -> None:
        failing, self.failing = self.failing, None
        if failing is not None:
            raise failing


class FakeNetwork:
    """A network that a test says everything of."""

    def __init__(self) -> None:
        self.listening: tuple[str, ...] = ("192.0.2.7:4750",)
        self.calls = 0
        self.joins: list[str] = []
        self.going_on = asyncio.Event()  # what looking round waits for
        self.has_network = True
        self.bundled: list[tuple[Space, tuple[Device, ...], bool]] = []
        self.taken = Taken(entries=3, refused=0, is_complete=True)
        self.has_expired = False
        self.joining: Callable[[str], Space] | None = None  # what joining comes to; None: it goes on

    def call_now(self) -> None:
        """Count the call."""
        self.calls += 1

    async def join(self, text: str) -> Space:
        """Do what the test set."""
        self.joins.append(text)
        if self.joining is None:
            await asyncio.Event().wait()
        assert self.joining is not None
        return self.joining(text)

    async def look_round(self, tell: Callable[[int, int], None]) -> int:
        """Meet one, then wait until the test goes on; two were met in the end."""
        tell(1, 0)
        await self.going_on.wait()
        if not self.has_network:
            raise CannotListen("no network")
        return 2

    async def write_bundle(self, file: Path, space: Space, devices: Sequence[Device], *, is_whole: bool) -> int:
        """Write what was asked for, in words."""
        self.bundled.append((space, tuple(devices), is_whole))
        await asyncio.to_thread(file.write_bytes, b"sealed")
        return 3

    async def read_bundle(self, file: Path) -> Taken:
        """Take what the test set. Raises: NotForUs."""
        if await asyncio.to_thread(file.read_bytes) != b"sealed":
            raise NotForUs
        return self.taken

    async def write_request(self, text: str, file: Path) -> None:
        """Write which invitation it is under. Raises: Refused where the test says that it has expired."""
        if self.has_expired:
            raise Refused("expired")
        await asyncio.to_thread(file.write_bytes, read_invitation(text).id)

    async def answer_request(self, request: Path, file: Path) -> None:
        """Answer a request whose bytes are "asked". Raises: Refused."""
        if await asyncio.to_thread(request.read_bytes) != b"asked":
            raise Refused("no request")
        await asyncio.to_thread(file.write_bytes, b"answered")

    async def take_answer(self, text: str, file: Path) -> Space:
        """Take an answer whose bytes are "answered". Raises: NotForUs."""
        if await asyncio.to_thread(file.read_bytes) != b"answered":
            raise NotForUs
        return read_invitation(text).space


PASSED = Rehearsed(
    ok=True, nodes=8, lost=0, readable_on_disk=0, own_disk=0, read_after_cut=0, let_in=0, actions=5, seconds=17
)


class FakeSafety:
    """A home's safety that remembers what was asked of it; `passphrase` is the one it takes."""

    def __init__(self, passphrase: str = "") -> None:
        self.passphrase = passphrase
        self.second: str | None = None
        self.is_destroyed = False
        self.going_on = asyncio.Event()  # what a rehearsal waits for after its third step
        self.rehearsed: Rehearsed | Exception = PASSED

    async def backup(self, file: Path, passphrase: str) -> int:
        """Write something. Raises: WrongPassphrase."""
        self._check(passphrase)
        await asyncio.to_thread(file.write_bytes, b"sealed" * 100_000)
        return 7

    async def restore(self, file: Path, secret: str, passphrase: str) -> int:
        """Bring seven entries back from bytes that are "sealed". Raises: Refused, WrongPassphrase."""
        if await asyncio.to_thread(file.read_bytes) != b"sealed":
            raise Refused("no backup")
        self._check(secret)
        self.passphrase = passphrase
        return 7

    async def change_passphrase(self, old: str, new: str) -> None:
        """Take another passphrase. Raises: WrongPassphrase."""
        self._check(old)
        self.passphrase = new

    async def choose_second(self, passphrase: str, second: str | None) -> bool:
        """Remember the second passphrase. Raises: WrongPassphrase."""
        self._check(passphrase)
        if second == self.passphrase:
            return False
        self.second = second
        return True

    async def panic(self) -> None:
        """Remember that everything is gone."""
        self.is_destroyed = True

    async def rehearse(self, tell: Callable[[int, int], None]) -> Rehearsed:
        """Stop after three steps of seven until the test goes on."""
        tell(3, 7)
        await self.going_on.wait()
        if isinstance(self.rehearsed, Exception):
            raise self.rehearsed
        return self.rehearsed

    def _check(self, passphrase: str) -> None:
        if passphrase != self.passphrase:
            raise WrongPassphrase
