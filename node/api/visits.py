"""Requests being answered: work beside the pages gives way to them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Visits:
    """Requests being answered. Work beside the pages waits until there is none."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count a request while the block runs."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def quiet(self) -> None:
        """Wait until no request is being answered."""
        await self._none.wait()
