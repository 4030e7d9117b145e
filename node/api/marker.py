"""Keeping up what follows from the records: a few that changed while the page waits, many beside the pages.

    few to look at again  ─▶ looked at now, what changed before what only the day changes
    many                  ─▶ what is known so far is shown, while a task looks at some at a time

The task gives way to every request and does not put off the lock. What it found stays on the disk, so that nothing is
looked at twice.
"""

import asyncio
from collections.abc import Callable

from node.api.limits import MARK_AT_ONCE_ROWS
from node.api.port import NodePort
from node.api.task import OneTask
from node.api.visits import Visits
from node.service.effects import Step
from node.service.following import UnmarkedRow
from node.service.marking import MARK_PIECES, count_unmarked, mark
from node.service.node import Node


class Marker:
    """What is still to be looked at again in one node's ledgers, and the task that does it."""

    def __init__(self, port: NodePort, visits: Visits, tell: Callable[[UnmarkedRow], None]) -> None:
        self._port = port
        self._tell = tell  # of each record that was looked at again
        self._visits = visits
        self._task = OneTask()
        self._most = 0
        self.counted: dict[str, tuple[tuple[str, int], ...]] = {}  # marks by how they begin, until some change

    async def look(self) -> int:
        """Bring what follows up to date, or begin to; return how much of it is, in per cent. Raises: Locked."""
        left = await self._port.read(lambda _node: count_unmarked(self._port.today()))
        if not left:
            return 100
        if left > MARK_AT_ONCE_ROWS:
            await self._mark_now(only_changed=True)  # what was just written is seen, whatever the day has brought
            left = await self._port.read(lambda _node: count_unmarked(self._port.today()))
        if not self._task.is_running and left <= MARK_AT_ONCE_ROWS and not (left := await self._mark_now()):
            return 100
        self._most = max(self._most, left) if self._task.is_running else left
        self._task.begin(self._beside)
        return min(99, 100 - left * 100 // self._most)

    async def settle(self) -> None:
        """Wait for the task, if there is one."""
        await self._task.settle()

    def forget(self) -> None:
        """Stop. Idempotent."""
        self._task.forget()
        self.counted.clear()

    async def _mark_now(self, *, only_changed: bool = False) -> int:
        """Look at what there is if it is little; return what is left."""
        today = self._port.today()
        left = 0
        for _round in range(MARK_AT_ONCE_ROWS):
            left = await self._port.read(lambda _node: count_unmarked(None if only_changed else today))
            if not left or left > MARK_AT_ONCE_ROWS:
                break
            await self._port.write(lambda _node: mark(today, only_changed=only_changed, tell=self._tell))
            self.counted.clear()
        return left

    async def _beside(self) -> None:
        left = 1
        while left:
            await self._visits.quiet()
            with self._port.quietly():
                left = await self._port.write(self._mark)
                self.counted.clear()
            await asyncio.sleep(0)  # a request that arrived meanwhile goes first

    def _mark(self, _node: Node) -> Step[int]:
        return mark(self._port.today(), MARK_PIECES, tell=self._tell)
