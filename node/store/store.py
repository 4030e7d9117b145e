"""The store: carries out what the service asks of it, on one encrypted database in a home folder.

One connection writes, others read beside it. A read sees every Commit that came back before it was asked. Refuses a
home that is in use, and everything once the disk has failed: what was acknowledged is there when it is opened again.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any, Self

from keys.randomness import Random, system_random
from node.service.effects import Commit, DropRows, Effect, Emit, Take
from node.store.answer import MarksRead, Read, answer
from node.store.check import damaged_pages_of
from node.store.cipher import Sql, file_salt
from node.store.doctor import Problem, look_at_files, look_inside
from node.store.errors import Closed, Damaged, IoFailed, Unfit
from node.store.generation import WrittenCount
from node.store.group import GroupWriter, Waiting
from node.store.home import Home, HomeLock
from node.store.limits import GROUP_COMMITS_MAX, GROUP_ITEMS_MAX, READERS
from node.store.machine import machine_id
from node.store.opening import open_reader, open_writer
from node.store.thread import SqlThread


class Store:
    """An open home. Made by `open`; used from one event loop."""

    __slots__ = (
        "_count",
        "_group",
        "_has_failed",
        "_home",
        "_lock",
        "_readers",
        "_salt",
        "_turn",
        "_waiting",
        "_writer",
    )

    def __init__(self, home: Home, lock: HomeLock, threads: list[SqlThread], *, salt: bytes) -> None:
        self._home = home
        self._lock = lock
        self._count = WrittenCount(home)
        self._group = GroupWriter(self._count)
        self._writer, *self._readers = threads
        self._turn = cycle(self._readers)
        self._waiting: deque[Waiting] = deque()
        self._has_failed = False
        self._salt = salt

    @classmethod
    async def open(
        cls, folder: Path, key: bytes, *, machine: str | None = None, random: Random = system_random
    ) -> Self:
        """Open the database of a home folder under a raw 32-byte key; makes a new one in a folder that has none.

        `machine` tells this computer from others, by default as its system does. Raises: StoreError.
        """
        home = Home(folder)
        lock = HomeLock(home)
        threads: list[SqlThread] = []
        try:
            here = machine_id() if machine is None else machine
            connect: list[Callable[[], Sql]] = [partial(open_writer, home, key, machine=here, random=random)]
            for work in connect + [partial(open_reader, home, key)] * READERS:
                threads.append(SqlThread())
                await threads[-1].start(work)
            return cls(home, lock, threads, salt=file_salt(key))
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
            return await self._write(Waiting(effect))
        if isinstance(effect, Emit | Take):
            raise Unfit("a file was asked of the store")
        return await self._read(effect)

    async def damaged_pages(self) -> list[int]:
        """Return the pages, numbered from 1, that do not verify. Reads all of the file; writes wait meanwhile.

        Raises: StoreError.
        """
        return await self._writer.run(self._find_damaged)

    async def examine(self) -> list[Problem]:
        """Return what is wrong and how to mend it. Reads all of the file; writes wait meanwhile. Raises: StoreError."""
        return await self._writer.run(self._examine)

    async def close(self) -> None:
        """Finish what was asked for and close; again is no error."""
        for thread in [*self._readers, self._writer]:
            await thread.finish()
        self._count.close()
        self._lock.release()

    # --- one effect ---------------------------------------------------------------------------------------------------
    async def _write(self, item: Waiting) -> None:
        self._waiting.append(item)
        await self._writer.run(self._write_waiting)
        if isinstance(item.error, IoFailed):
            self._has_failed = True
        if isinstance(item.error, Damaged):
            raise Damaged(await self.damaged_pages())
        if item.error is not None:
            raise item.error
        if not item.is_done:
            raise Closed

    async def _read(self, effect: Read | MarksRead) -> Any:
        try:
            return await next(self._turn).run(partial(_answer, effect))
        except Damaged:
            raise Damaged(await self.damaged_pages()) from None

    # --- in the writer's thread ---------------------------------------------------------------------------------------
    # Runs once for every write: the first takes what waits, the others find it done.
    def _write_waiting(self, sql: Sql) -> None:
        group: list[Waiting] = []
        items = 0
        while self._waiting and len(group) < GROUP_COMMITS_MAX and items <= GROUP_ITEMS_MAX:
            group.append(self._waiting.popleft())
            items += group[-1].items()
        if group:
            self._group.write(sql, group)

    def _find_damaged(self, sql: Sql) -> list[int]:
        return damaged_pages_of(sql, self._home.database, self._salt)

    def _examine(self, sql: Sql) -> list[Problem]:
        return [*look_at_files(self._home), *look_inside(sql, self._home, self._salt)]


def _answer(effect: Read | MarksRead, sql: Sql) -> Any:
    return answer(sql, effect)
