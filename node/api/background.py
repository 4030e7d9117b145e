"""One long piece of work that a page begins and looks at again until it is done."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from node.api.task import OneTask

T = TypeVar("T")
Tell = Callable[[int, int], None]


class Background(Generic[T]):
    """The work under way with how far it is, and what the last one came to."""

    def __init__(self) -> None:
        self.done, self.of = 0, 0
        self.result: T | None = None
        self._task = OneTask()

    @property
    def is_running(self) -> bool:
        """Tell whether it is under way."""
        return self._task.is_running

    @property
    def has_failed(self) -> bool:
        """Tell whether the last one ended by an error."""
        return self._task.has_failed

    def begin(self, work: Callable[[Tell], Awaitable[T]]) -> None:
        """Begin, unless it is under way already."""
        if self._task.is_running:
            return
        self.done, self.of, self.result = 0, 0, None

        async def carry_out() -> None:
            self.result = await work(self._tell)

        self._task.begin(carry_out)

    async def settle(self) -> None:
        """Wait for the work, if there is any."""
        await self._task.settle()

    def forget(self) -> None:
        """Stop the work and forget what came of it. Idempotent."""
        self._task.forget()
        self.result = None

    def _tell(self, done: int, of: int) -> None:
        self.done, self.of = done, of
