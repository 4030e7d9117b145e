"""Work on the whole ledger for a page: a small one is looked through while the page waits, a large one beside it.

    same key as before  ─▶ what was found before
    small               ─▶ found now
    large               ─▶ what was found before (or nothing), while a task works

Refuses to work on two keys at once: the second waits until somebody asks again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")


class Beside(Generic[T]):
    """The last thing found, and the task that looks for the next."""

    def __init__(self) -> None:
        self._found: tuple[object, T] | None = None
        self._task: asyncio.Task[None] | None = None

    async def look(self, key: object, work: Callable[[], Awaitable[T]], *, is_small: bool) -> tuple[T | None, bool]:
        """Return what is known and whether it is of this key. Raises: what `work` raises, where it is done at once."""
        if self._found is not None and self._found[0] == key:
            return self._found[1], True
        if is_small:
            found = await work()
            self._found = key, found
            return found, True
        if self._task is None:
            self._task = asyncio.create_task(self._do(key, work))
        return (self._found[1] if self._found is not None else None), False

    async def settle(self) -> None:
        """Wait for the task, if there is one."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def forget(self) -> None:
        """Stop and forget what was found. Idempotent."""
        if self._task is not None:
            self._task.cancel()
        self._task, self._found = None, None

    async def _do(self, key: object, work: Callable[[], Awaitable[T]]) -> None:
        try:
            self._found = key, await work()
        except Exception as error:  # noqa: BLE001 -- the edge of a task; a node that locked itself ends it
            log.warning("work beside the pages ended: %s", type(error).__name__)
        finally:
            self._task = None
