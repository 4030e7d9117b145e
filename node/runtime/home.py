"""The folder a node lives in, and the node in it while it is unlocked.

One writing step at a time; reading steps beside it. Locking waits for the step under way, then drops every key.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from keys import keyfile
from keys.derive import database_key
from keys.disk import write_whole
from keys.errors import WrongPassphrase
from keys.keyfile import Cost
from keys.library import check_library
from keys.randomness import system_random
from keys.secret import MasterKey
from node.api.port import Condition
from node.ledger.registry import Registry
from node.ledger.schema import LEDGER
from node.runtime import making, panic
from node.runtime.backup_file import fill_from_backup, make_backup_head, open_backup_head
from node.runtime.driving import drive
from node.runtime.errors import Locked, NotReady, Uncertain
from node.runtime.files import NewFile, writing_to
from node.runtime.limits import EFFECT_TIMEOUT_S
from node.runtime.lines import Lines
from node.service.archive import ArchiveKey
from node.service.backup import write_backup
from node.service.effects import Effect, Step
from node.service.node import Node, create_carrier, create_identity, open_node
from node.service.progress import PeerState
from node.service.rebuilding import refresh
from node.store.doctor import Problem
from node.store.errors import NoSpace, StoreError
from node.store.store import Store
from node.transport.address import HostPort

T = TypeVar("T")
Progress = Callable[[int], None]
KEY_FILE = "key"
_is_quiet: ContextVar[bool] = ContextVar("is_quiet", default=False)
CARRIER_FILE = "carrier"  # the key of a carrier's database, in clear: there is no passphrase, and no key behind it


def _silent(_done: int) -> None:
    """Tell nobody of progress."""


class Home:
    """A home folder. Implements `node.api.port.NodePort`."""

    def __init__(self, folder: Path, *, registry: Registry = LEDGER, cost: Cost = keyfile.NORMAL) -> None:
        self.folder = folder
        self.used_at = time.monotonic()
        self.unlocks = 0  # how often it was unlocked: whoever borrows it sees whether somebody else did meanwhile
        self.borrowing = asyncio.Lock()  # held by the one command for which a locked home is open
        self.lines = Lines()
        self.socks: HostPort | None = None  # calls to other nodes go through this proxy
        self._registry = registry
        self._cost = cost
        self._store: Store | None = None
        self._node: Node | None = None
        self._closing: asyncio.Task[None] | None = None  # a store whose last write may still land
        self._turn = asyncio.Lock()
        self._watching: set[asyncio.Event] = set()
        self.when_destroyed: Callable[[], object] = lambda: None  # called by panic: whatever serves this home ends

    @property
    def key_file(self) -> Path:
        """Return where the key file is, or would be."""
        return self.folder / KEY_FILE

    @property
    def carrier_file(self) -> Path:
        """Return where the key of a carrier's database is, or would be."""
        return self.folder / CARRIER_FILE

    @property
    def is_carrier(self) -> bool:
        """Tell whether this is the home of a carrier: it opens without a passphrase."""
        return self.carrier_file.exists()

    @property
    def condition(self) -> Condition:
        """Return whether the home is empty, locked or open."""
        if self._node is not None:
            return Condition.OPEN
        return Condition.LOCKED if self.key_file.exists() or self.is_carrier else Condition.EMPTY

    @property
    def registry(self) -> Registry:
        """Return the declared kinds."""
        return self._registry

    def today(self) -> date:
        """Return the day where this computer is."""
        return datetime.now().astimezone().date()

    def now(self) -> int:
        """Return the time as seconds since 1970 UTC."""
        return int(time.time())

    # --- opening and closing ------------------------------------------------------------------------------------------
    async def create(self, *, name: str, passphrase: str) -> None:
        """Make key file, store and identity in an empty home, and open it. Raises: NotReady, KeysError, StoreError."""
        async with self._turn, self._making(self.key_file) as key_file:
            master = await self._new_key(key_file, passphrase)
            await self._open(master, create_identity(name, random=system_random))

    async def _new_key(self, key_file: Path, passphrase: str) -> MasterKey:
        new = partial(keyfile.create, key_file, passphrase, random=system_random, cost=self._cost)
        master = await asyncio.to_thread(new)
        await asyncio.to_thread(panic.clear_second, self.folder, self._cost)
        return master

    @asynccontextmanager
    async def _making(self, key_file: Path) -> AsyncIterator[Path]:
        """Give the name a key file has until all that is made inside is there; where that fails the home is empty."""
        self._require_new()
        await asyncio.to_thread(making.clear, self.folder, self.key_file, self.carrier_file)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            yield making.unfinished(key_file)
            await asyncio.to_thread(making.finish, key_file)
        except BaseException:
            await self._close()
            with suppress(OSError, StoreError):  # else it is taken away when a home is made here again
                await asyncio.to_thread(making.clear, self.folder, self.key_file, self.carrier_file)
            raise

    async def unlock(self, passphrase: str) -> None:
        """Open the home; an open one checks the passphrase alone. Raises: NotReady, KeysError, StoreError."""
        async with self._turn:
            if self.condition is Condition.EMPTY:
                raise NotReady("there is no node in this folder yet")
            self._require_passphrase()
            master = await self._unwrap(passphrase)
            if self._node is None:
                await self._open(master, None)
            self.unlocks += 1

    async def _unwrap(self, passphrase: str) -> MasterKey:
        """Return the master key; the second passphrase destroys the home and looks like a wrong one."""
        try:
            return await asyncio.to_thread(keyfile.unlock, self.key_file, passphrase)
        except WrongPassphrase:
            if await asyncio.to_thread(panic.is_second, self.folder, passphrase):
                await self._destroy()
            raise

    async def panic(self) -> None:
        """Destroy the keys at once, then everything else that is here. What others hold stays with them.

        Does not wait for a step under way: that one fails. Raises: OSError while a key file is still there.
        """
        await self._destroy()

    async def _destroy(self) -> None:
        named = (self.key_file, self.carrier_file)
        panic.destroy_keys(*named, *map(making.unfinished, named))
        await self._close()
        self.when_destroyed()
        await asyncio.to_thread(panic.destroy_rest, self.folder)

    async def choose_second(self, passphrase: str, second: str | None) -> None:
        """Choose the second passphrase, which destroys this home, or none. Raises: NotReady, KeysError, OSError."""
        async with self._turn:
            self._require_passphrase()
            await asyncio.to_thread(keyfile.unlock, self.key_file, passphrase)
            if second is None:
                await asyncio.to_thread(panic.clear_second, self.folder, self._cost)
            else:
                await asyncio.to_thread(panic.set_second, self.folder, self.key_file, second, self._cost)

    async def create_carrier(self) -> None:
        """Make a carrier in an empty home, and open it. Raises: NotReady, StoreError, OSError."""
        async with self._turn, self._making(self.carrier_file) as carrier_file:
            master = MasterKey.new(system_random)
            await asyncio.to_thread(write_whole, carrier_file, master.reveal())
            await self._open(master, create_carrier(random=system_random))

    async def open_carrier(self) -> None:
        """Open the home of a carrier; an open one stays as it is. Raises: NotReady, StoreError, OSError."""
        async with self._turn:
            if not self.is_carrier:
                raise NotReady("this folder holds no carrier: a carrier needs a folder of its own; nothing was changed")
            if self._node is None:
                await self._open(MasterKey(await asyncio.to_thread(self.carrier_file.read_bytes)), None)
            self.unlocks += 1

    async def discard_carrier(self) -> None:
        """Close and remove a carrier that joined no space."""
        async with self._turn:
            is_unused = self._node is not None and not self._node.spaces
            await self._close()
            if is_unused:
                await asyncio.to_thread(making.undo, self.folder, self.carrier_file)

    async def change_passphrase(self, old: str, new: str) -> None:
        """Wrap the same master key under another passphrase. Raises: KeysError."""
        async with self._turn:
            self._require_passphrase()
            change = keyfile.change_passphrase
            await asyncio.to_thread(change, self.key_file, old, new, random=system_random, cost=self._cost)

    async def lock(self) -> None:
        """Drop every key and close the store. Idempotent."""
        async with self._turn:
            await self._close()

    async def give_back(self, unlocks: int) -> None:
        """Lock a home that was borrowed, unless somebody unlocked it since it had been unlocked `unlocks` times."""
        async with self._turn:
            if self.unlocks == unlocks:
                await self._close()

    def _give_up(self) -> None:
        """Lock without waiting for a write that may still land: memory no longer says what is stored."""
        store, self._store, self._node = self._store, None, None
        if store is not None:
            self._closing = asyncio.create_task(store.close())

    async def _close(self) -> None:
        self._node = None
        self.tell()
        store, self._store = self._store, None
        if store is not None:
            await store.close()

    def _require_new(self) -> None:
        if self.condition is not Condition.EMPTY:
            raise NotReady("this folder holds a node already; it was not changed")

    def _require_passphrase(self) -> None:
        if self.is_carrier:
            raise NotReady("this is the home of a carrier: it has no passphrase, and holds what others hold too")

    async def damaged_pages(self) -> tuple[int, ...]:
        """Return the pages of the database that do not verify, numbered from 1. Raises: Locked, StoreError."""
        _, store = self._opened()
        return tuple(await store.damaged_pages())

    async def examine(self) -> tuple[Problem, ...]:
        """Return what is wrong with the store and how to mend it. Raises: Locked, StoreError."""
        _, store = self._opened()
        return tuple(await store.examine())

    async def _open(self, master: MasterKey, identity: Step[None] | None) -> None:
        check_library()
        if self._closing is not None:
            await asyncio.wait_for(asyncio.shield(self._closing), EFFECT_TIMEOUT_S)
            self._closing = None
        store = await Store.open(self.folder, database_key(master).reveal())
        try:
            if identity is not None:
                await drive(identity, store.perform)
            node = await drive(open_node(self._registry, system_random), store.perform)
            with suppress(NoSpace):  # what is stored can be read on a full disk
                for space in node.spaces.values():  # rows that a node which was cut off left behind the logs
                    await drive(refresh(space, _silent), store.perform)
        except BaseException:
            await store.close()
            raise
        self._node, self._store = node, store
        self.used_at = time.monotonic()

    # --- backup and restore -------------------------------------------------------------------------------------------
    async def backup(self, file: Path, passphrase: str, progress: Progress = _silent) -> int:
        """Write a backup that this passphrase or the recovery secret opens; return how many entries are in it.

        Raises: WrongPassphrase, NotReady where the file exists, Locked, StoreError, OSError.
        """
        async with self._turn:
            self._require_passphrase()
            node, store = self._opened()
            await asyncio.to_thread(keyfile.unlock, self.key_file, passphrase)
            with NewFile(file) as new:
                head, key = await make_backup_head(node, store, passphrase, self._cost, self.now())
                new.write(head)
                count = await drive(write_backup(node, key, progress), writing_to(new, store.perform))
                await asyncio.to_thread(new.keep)
            return count

    async def restore(self, file: Path, secret: str, passphrase: str, progress: Progress = _silent) -> int:
        """Make the node of a backup anew in an empty home; return how many entries it holds.

        `secret` is the passphrase the backup was made under, or its recovery secret; `passphrase` the one of the new
        home.
        Raises: NotReady, WrongPassphrase, BadKeyFile, Refused, StoreError, OSError; then the home is empty again.
        """
        async with self._turn:
            self._require_new()
            with file.open("rb") as source:
                key = await asyncio.to_thread(open_backup_head, source, secret)
                async with self._making(self.key_file) as key_file:
                    return await self._restore(await self._new_key(key_file, passphrase), key, source, progress)

    async def _restore(self, master: MasterKey, key: ArchiveKey, source: BinaryIO, progress: Progress) -> int:
        store = await Store.open(self.folder, database_key(master).reveal())
        try:
            count, self._node = await fill_from_backup(store, key, source, self._registry, progress)
        except BaseException:
            await store.close()
            raise
        self._store = store
        return count

    # --- steps --------------------------------------------------------------------------------------------------------
    async def read(self, step: Callable[[Node], Step[T]], *, into: NewFile | None = None) -> T:
        """Run a step that only reads; what it emits goes `into` a file. Raises: Locked, and what the step raises."""
        node, _ = self._opened()
        return await drive(step(node), self.perform if into is None else writing_to(into, self.perform))

    async def write(self, step: Callable[[Node], Step[T]], *, into: NewFile | None = None) -> T:
        """Run a step that may write, alone; what it emits goes `into` a file.

        Raises: Locked, and what the step raises.
        """
        async with self._turn:
            node, _ = self._opened()
            try:
                return await drive(step(node), self.perform if into is None else writing_to(into, self.perform))
            except Uncertain:
                self._give_up()
                raise
            finally:
                self.tell()

    async def answer(self, step: Callable[[Node], Step[T]], *, is_quiet: bool = False) -> T:
        """Run a step that a peer caused, alone. It does not count as use, so it does not put off the lock.

        `is_quiet`: it changes nothing that others wait for. Raises: Locked, and what the step raises.
        """
        async with self._turn:
            if self._node is None or self._store is None:
                raise Locked("this node is locked")
            try:
                return await drive(step(self._node), self._store.perform)
            except Uncertain:
                self._give_up()
                raise
            finally:
                if not is_quiet:
                    self.tell()

    def peers(self) -> list[PeerState]:
        """Return how each peer of each space stands: talked to now, or when it was last. Raises: Locked."""
        return self.lines.peers(self._opened()[0])

    def watch(self) -> asyncio.Event:
        """Return an event that is set after every writing step and when the home is locked; clear it yourself."""
        event = asyncio.Event()
        self._watching.add(event)
        return event

    def unwatch(self, event: asyncio.Event) -> None:
        """Set an event no more."""
        self._watching.discard(event)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Let nothing that is read inside count as use: it does not put off the lock."""
        before = _is_quiet.set(True)
        try:
            yield
        finally:
            _is_quiet.reset(before)

    def tell(self) -> None:
        """Set the events of all that watch: what pages show has changed."""
        for event in self._watching:
            event.set()

    @property
    def node(self) -> Node:
        """Return the open node. Raises: Locked."""
        return self._opened()[0]

    async def perform(self, effect: Effect) -> Any:
        """Carry out one effect of the open store. Raises: Locked, StoreError."""
        return await self._opened()[1].perform(effect)

    def _opened(self) -> tuple[Node, Store]:
        if self._node is None or self._store is None:
            raise Locked("this node is locked: unlock it with its passphrase first")
        if not _is_quiet.get():
            self.used_at = time.monotonic()
        return self._node, self._store
