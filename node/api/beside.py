"""Work on the whole ledger for a page that needs all of it: a small one while the page waits, a large one beside it.

    same key as before  ─▶ what was found before
    small               ─▶ found now
    large               ─▶ what was found before (or nothing), while a task works

The search for people written down twice and calendar files compare every record; nothing kept beside single rows could
answer them. Refuses to work on two keys at once: the second waits until somebody asks again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

from node.api.limits import PIECE_ROWS
from node.api.port import NodePort
from node.api.task import OneTask
from node.api.visits import Visits
from node.crdt.ids import Space
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.node import Node

T = TypeVar("T")
Take = Callable[[RecordRow], None]


class Beside(Generic[T]):
    """The last thing found, and the task that looks for the next."""

    def __init__(self) -> None:
        self._found: tuple[object, T] | None = None
        self._task = OneTask()

    async def look(self, key: object, work: Callable[[], Awaitable[T]], *, is_small: bool) -> tuple[T | None, bool]:
        """Return what is known and whether it is of this key. Raises: what `work` raises, where it is done at once."""
        if self._found is not None and self._found[0] == key:
            return self._found[1], True
        if is_small:
            found = await work()
            self._found = key, found
            return found, True

        async def find() -> None:
            self._found = key, await work()

        self._task.begin(find)
        return (self._found[1] if self._found is not None else None), False

    async def settle(self) -> None:
        """Wait for the task, if there is one."""
        await self._task.settle()

    def forget(self) -> None:
        """Stop and forget what was found. Idempotent."""
        self._task.forget()
        self._found = None


async def sweep(port: NodePort, visits: Visits, space: Space, kinds: Iterable[str], take: Take, *, waits: bool) -> None:
    """Hand every row of these kinds to `take`, hidden ones left out; `waits`: only while no request is answered."""
    for kind in kinds:
        offset = 0
        while True:
            if waits:
                await visits.quiet()
            seen = await port.read(_piece(space, kind, offset, take))
            offset += seen
            if seen < PIECE_ROWS:
                break
            await asyncio.sleep(0)  # a request that arrived meanwhile goes first


def _piece(space: Space, kind: str, offset: int, take: Take) -> Callable[[Node], Step[int]]:
    def step(_node: Node) -> Step[int]:
        found = yield FindRows(space=space, kind=kind, limit=PIECE_ROWS, offset=offset)
        assert isinstance(found, FoundRows)
        for row in found.rows:
            take(row)
        return len(found.rows)

    return step
