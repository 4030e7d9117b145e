"""One task at a time that the pages began: looked at, waited for, stopped and forgotten as a whole.

A forgotten task has no say any more: what it still does while it ends touches neither the next one nor what is known.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class OneTask:
    """A place for one task. `has_failed` tells how the last one ended, False while there is none."""

    def __init__(self) -> None:
        self._task: asyncio.Task[bool] | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether a task is under way."""
        return self._task is not None and not self._task.done()

    @property
    def has_failed(self) -> bool:
        """Tell whether the task that was begun last ended by an error."""
        return self._task is not None and self._task.done() and not self._task.cancelled() and not self._task.result()

    def begin(self, work: Callable[[], Awaitable[None]]) -> None:
        """Begin, unless a task is under way already."""
        if not self.is_running:
            self._task = asyncio.create_task(_carry_out(work))

    async def settle(self) -> None:
        """Wait for the task, if there is one."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def forget(self) -> None:
        """Stop the task. Idempotent."""
        if self._task is not None:
            self._task.cancel()
        self._task = None


async def _carry_out(work: Callable[[], Awaitable[None]]) -> bool:
    try:
        await work()
    except Exception as error:  # noqa: BLE001 -- the edge of a task; a node that locked itself ends it
        log.warning("work beside the pages ended: %s", type(error).__name__)
        return False
    return True
