"""One long piece of work that a page begins and looks at again until it is done."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")
Tell = Callable[[int, int], None]


class Background(Generic[T]):
    """The work under way with how far it is, and what the last one came to."""

    def __init__(self) -> None:
        self.done, self.of = 0, 0
        self.result: T | None = None
        self.has_failed = False
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether it is under way."""
        return self._task is not None

    def begin(self, work: Callable[[Tell], Awaitable[T]]) -> None:
        """Begin, unless it is under way already."""
        if self._task is None:
            self.done, self.of, self.result, self.has_failed = 0, 0, None, False
            self._task = asyncio.create_task(self._do(work))

    async def settle(self) -> None:
        """Wait for the work, if there is any."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def forget(self) -> None:
        """Stop the work and forget what came of it. Idempotent."""
        if self._task is not None:
            self._task.cancel()
        self._task, self.result, self.has_failed = None, None, False

    def _tell(self, done: int, of: int) -> None:
        self.done, self.of = done, of

    async def _do(self, work: Callable[[Tell], Awaitable[T]]) -> None:
        try:
            self.result = await work(self._tell)
        except Exception as error:  # noqa: BLE001 -- the edge of a task; the page says that it failed
            log.warning("work begun by a page ended: %s", type(error).__name__)
            self.has_failed = True
        finally:
            self._task = None
