"""Work on the whole ledger for a page: a small one is looked through while the page waits, a large one beside it.

    same key as before  ─▶ what was found before
    small               ─▶ found now
    large               ─▶ what was found before (or nothing), while a task works

Refuses to work on two keys at once: the second waits until somebody asks again.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from node.api.task import OneTask

T = TypeVar("T")


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
