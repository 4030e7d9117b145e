"""The store: carries out what the service asks of it, on one encrypted database in a home folder.

One connection writes, others read beside it. A read sees every Commit that came back before it was asked. Refuses a
home that is in use, and everything once the disk has failed: what was acknowledged is there when it is opened again.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any, Final, Self

from keys.randomness import Random, system_random
from node.service.effects import (
    Commit,
    DropRows,
    Effect,
    EntryAt,
    FindRows,
    HeldEntries,
    LoadAll,
    LoadControl,
    LoadDirty,
    Loaded,
    LoadEntries,
    LoadPending,
    LoadRecords,
    RecordHashes,
)
from node.store.check import damaged_pages
from node.store.cipher import LibraryError, Sql, transaction, typed
from node.store.errors import Closed, Damaged, IoFailed
from node.store.find import find_rows
from node.store.generation import WrittenCount
from node.store.group import GroupWriter, Waiting
from node.store.home import Home, HomeLock
from node.store.limits import GROUP_COMMITS_MAX, GROUP_ITEMS_MAX, READERS
from node.store.machine import machine_id
from node.store.opening import open_reader, open_writer
from node.store.read import (
    entry_at,
    held_entries,
    load_all,
    load_control,
    load_dirty,
    load_entries,
    load_pending,
    load_records,
    record_hashes,
)
from node.store.thread import SqlThread


def _load_all(sql: Sql, _effect: LoadAll) -> Loaded:
    return load_all(sql)


_READS: Final[dict[type, Callable[[Sql, Any], object]]] = {
    LoadAll: _load_all,
    LoadRecords: load_records,
    LoadControl: load_control,
    LoadEntries: load_entries,
    LoadPending: load_pending,
    HeldEntries: held_entries,
    EntryAt: entry_at,
    LoadDirty: load_dirty,
    RecordHashes: record_hashes,
    FindRows: find_rows,
}


class Store:
    """An open home. Made by `open`; used from one event loop."""

    __slots__ = ("_count", "_group", "_has_failed", "_lock", "_readers", "_turn", "_waiting", "_writer")

    def __init__(self, lock: HomeLock, count: WrittenCount, writer: SqlThread, readers: list[SqlThread]) -> None:
        self._lock = lock
        self._count = count
        self._group = GroupWriter(count)
        self._writer = writer
        self._readers = readers
        self._turn = cycle(readers)
        self._waiting: deque[Waiting] = deque()
        self._has_failed = False

    @classmethod
    async def open(cls, home: Path, key: bytes, *, machine: str | None = None, random: Random = system_random) -> Self:
        """Open the database of a home folder under a raw 32-byte key; makes a new one in a folder that has none.

        `machine` tells this computer from others, by default as its system does. Raises: StoreError.
        """
        place = Home(home)
        lock = HomeLock(place)
        threads: list[SqlThread] = []
        try:
            here = machine_id() if machine is None else machine
            connect: list[Callable[[], Sql]] = [partial(open_writer, place, key, machine=here, random=random)]
            for work in connect + [partial(open_reader, place, key)] * READERS:
                threads.append(SqlThread())
                await threads[-1].start(work)
            return cls(lock, WrittenCount(place), threads[0], threads[1:])
        except BaseException:
            for thread in reversed(threads):
                await thread.finish()
            lock.release()
            raise

    async def perform(self, effect: Effect) -> Any:
        """Carry out one effect and return its result. Raises: StoreError; then nothing of it was stored."""
        if self._has_failed:
            raise Closed
        if isinstance(effect, Commit | DropRows):
            await self._write(Waiting(effect))
            return None
        return await self._read(effect)

    async def damaged_pages(self) -> list[int]:
        """Return the pages, numbered from 1, that do not verify. Reads all of the file. Raises: StoreError."""
        return await next(self._turn).run(damaged_pages)

    async def close(self) -> None:
        """Finish what was asked for and close; again is no error."""
        for thread in [*self._readers, self._writer]:
            await thread.finish()
        self._count.close()
        self._lock.release()

    async def _write(self, item: Waiting) -> None:
        self._waiting.append(item)
        await self._writer.run(self._write_waiting)
        if isinstance(item.error, IoFailed):
            self._has_failed = True
        if item.error is not None:
            raise item.error
        if not item.is_done:
            raise Closed

    # Runs in the writer's thread, once for every write: the first takes what waits, the others find it done.
    def _write_waiting(self, sql: Sql) -> None:
        group: list[Waiting] = []
        items = 0
        while self._waiting and len(group) < GROUP_COMMITS_MAX and items <= GROUP_ITEMS_MAX:
            group.append(self._waiting.popleft())
            items += group[-1].items()
        if group:
            self._group.write(sql, group)

    async def _read(self, effect: Effect) -> object:
        read = _READS[type(effect)]
        return await next(self._turn).run(partial(_in_snapshot, read, effect))


def _in_snapshot(read: Callable[[Sql, Any], object], effect: Effect, sql: Sql) -> object:
    try:
        with transaction(sql, begin="BEGIN"):
            return read(sql, effect)
    except LibraryError as error:
        raised = typed(error)
    if isinstance(raised, Damaged):
        raised = Damaged(damaged_pages(sql))
    raise raised
