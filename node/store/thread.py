"""Database connections that each live in a thread of their own: the one file that imports aiosqlite.

A piece of work is one function run in the connection's thread: one way there and one back, however many statements it
holds. aiosqlite logs what it runs, with values, at DEBUG: that is cut off here.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

import aiosqlite

from node.store.cipher import LibraryError, Sql, typed
from node.store.errors import Closed

T = TypeVar("T")

_ROWS_PER_HOP: Final = 64  # aiosqlite asks for it; no cursor of ours leaves its thread


class _Silent(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return False


def silence() -> None:
    """Let nothing through that aiosqlite logs, whatever levels the program sets."""
    logger = logging.getLogger(aiosqlite.__name__)
    if not any(isinstance(item, _Silent) for item in logger.filters):
        logger.addFilter(_Silent())


@dataclass(slots=True, eq=False, repr=False)
class _Place:
    """What aiosqlite takes for a connection. It never fails to connect: aiosqlite would not end its thread well."""

    sql: Sql | None = None

    def close(self) -> None:
        if self.sql is not None:
            self.sql.close()
            self.sql = None


class SqlThread(aiosqlite.Connection):
    """A connection and its thread."""

    def __init__(self) -> None:
        silence()
        self._place = _Place()
        super().__init__(cast(Any, lambda: self._place), iter_chunk_size=_ROWS_PER_HOP)
        self._thread.daemon = True  # a program that fails before it closes the store ends all the same

    async def start(self, connect: Callable[[], Sql]) -> None:
        """Start the thread and connect in it; `finish` is needed even after a failure. Raises: StoreError."""
        await self
        await self._in_thread(lambda: setattr(self._place, "sql", connect()))

    async def run(self, work: Callable[[Sql], T]) -> T:
        """Run `work` in the thread, after what was asked for before. Raises: StoreError."""

        def work_on_connection() -> T:
            if self._place.sql is None:
                raise Closed
            return work(self._place.sql)

        return await self._in_thread(work_on_connection)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if not self._running or self._connection is None:
            raise Closed
        try:
            return cast(T, await self._execute(work))  # type: ignore[no-untyped-call]
        except LibraryError as error:
            raise typed(error) from None

    async def finish(self) -> None:
        """Finish what was asked for, close the connection and end its thread; again is no error."""
        with suppress(LibraryError):
            await self.close()
