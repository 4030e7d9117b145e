"""Lines within one process: the adapter of tests and of a demonstration without a network."""

import asyncio
from typing import Any, TypeVar

from node.sync.limits import FRAME_BYTES_MAX
from node.transport.errors import CannotListen, CannotReach, LineClosed
from node.transport.limits import QUEUE_FRAMES
from node.transport.line import Line, Serve

T = TypeVar("T")


class MemoryLine:
    """One end of a line; made in pairs by `memory_lines`."""

    __slots__ = ("_inbox", "_is_closed", "_other")

    def __init__(self) -> None:
        self._inbox: asyncio.Queue[bytes] = asyncio.Queue(QUEUE_FRAMES)
        self._other: MemoryLine | None = None
        self._is_closed = asyncio.Event()

    async def send(self, frame: bytes) -> None:
        """Hand over a frame. Raises: LineClosed."""
        other = self._peer()
        if not 0 < len(frame) <= FRAME_BYTES_MAX:
            raise LineClosed("a frame that no line carries")
        if self._is_closed.is_set() or other._is_closed.is_set():
            raise LineClosed("the line has ended")
        put = asyncio.ensure_future(other._inbox.put(frame))
        await _first(put, other._is_closed, self._is_closed)

    async def receive(self) -> bytes:
        """Return the next frame. Raises: LineClosed."""
        if not self._inbox.empty() and not self._is_closed.is_set():
            return self._inbox.get_nowait()
        get = asyncio.ensure_future(self._inbox.get())
        return await _first(get, self._is_closed, self._peer()._is_closed)

    async def close(self) -> None:
        """End the line. May be called again."""
        self._is_closed.set()

    def _peer(self) -> "MemoryLine":
        assert self._other is not None, "lines are made in pairs"
        return self._other


async def _first(work: "asyncio.Future[T]", *ends: asyncio.Event) -> T:
    """Return what work gives, unless an end comes first. Raises: LineClosed."""
    waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(end.wait()) for end in ends]
    try:
        waiting: list[asyncio.Future[Any]] = [work, *waits]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise LineClosed("the line has ended")
        return work.result()
    finally:
        work.cancel()
        for wait in waits:
            wait.cancel()


def memory_lines() -> tuple[MemoryLine, MemoryLine]:
    """Return the two ends of a line."""
    one, other = MemoryLine(), MemoryLine()
    one._other, other._other = other, one
    return one, other


class MemoryNetwork:
    """Addresses within one process."""

    def __init__(self) -> None:
        self._serving: dict[str, Serve] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, address: str, serve: Serve) -> "MemoryListener":
        """Take calls at an address. Raises: CannotListen where somebody does already."""
        if address in self._serving:
            raise CannotListen("that address is taken")
        self._serving[address] = serve
        return MemoryListener(self, address)

    async def dial(self, address: str) -> Line:
        """Call an address. Raises: CannotReach."""
        serve = self._serving.get(address)
        if serve is None:
            raise CannotReach("nobody answers at that address")
        ours, theirs = memory_lines()

        async def run() -> None:
            try:
                await serve(theirs)
            finally:
                await theirs.close()

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return ours

    async def leave(self, address: str) -> None:
        """Take no more calls at an address."""
        self._serving.pop(address, None)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class MemoryListener:
    """An address that is listened on."""

    __slots__ = ("_network", "address")

    def __init__(self, network: MemoryNetwork, address: str) -> None:
        self._network = network
        self.address = address

    async def close(self) -> None:
        """Take no more calls."""
        await self._network.leave(self.address)
