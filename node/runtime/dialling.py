"""Calls out: one standing line to every device whose address is known, by whichever side reaches the other.

A node that nobody can call still meets the others so. A device is called at its addresses in turn; between two rounds
there is a pause that doubles, with jitter. A device with which there is talk already is left alone.
"""

import asyncio
from contextlib import suppress

from keys.randomness import system_random
from node.runtime.errors import RuntimeFault
from node.runtime.home import Home
from node.runtime.limits import BACKOFF_FIRST_S, BACKOFF_MAX_S, DIAL_LOOK_S, DIALS_MAX, LOCKED_LOOK_S
from node.runtime.peers import BROKEN, Peers, at_once
from node.service.addressing import addresses_of
from node.service.calling import Callee, callees, under_each_key
from node.service.errors import ServiceError
from node.service.node import Node
from node.store.errors import StoreError
from node.transport.errors import TransportError


class Dialler:
    """Keeps lines for one home. `run` never returns; cancel it."""

    def __init__(self, home: Home, peers: Peers) -> None:
        self._home = home
        self._peers = peers
        self._calling: dict[bytes, asyncio.Task[None]] = {}
        self._hurry = asyncio.Event()

    def hurry(self) -> None:
        """Call at once whom no line is open to: end every pause."""
        self._hurry.set()
        self._hurry.clear()

    async def run(self) -> None:
        """Look for whom to call, again and again."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                for callee in await self._wanted():
                    if callee.channel_key not in self._calling and len(self._calling) < DIALS_MAX:
                        task = tasks.create_task(self._keep(callee))
                        self._calling[callee.channel_key] = task
                        task.add_done_callback(lambda _, key=callee.channel_key: self._calling.pop(key, None))  # type: ignore[misc]
                await self._pause(DIAL_LOOK_S)

    async def _pause(self, wait_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._hurry.wait()

    async def _wanted(self) -> list[Callee]:
        try:
            return await self._home.answer(at_once(_callable), is_quiet=True)
        except (RuntimeFault, ServiceError, StoreError):
            return []

    async def _keep(self, callee: Callee) -> None:
        """Call one device until it has no address any more."""
        wait_s = BACKOFF_FIRST_S
        while True:
            try:
                addresses = await self._home.answer(at_once(lambda node: _addresses(node, callee)), is_quiet=True)
                if not addresses:
                    return
                if self._home.lines.is_connected(callee.channel_key) or await self._call(callee, addresses):
                    wait_s = BACKOFF_FIRST_S
            except (RuntimeFault, ServiceError, StoreError):  # locked, or a disk that is full: looked at again
                await self._pause(LOCKED_LOOK_S)
                continue
            await self._pause(wait_s * jitter())
            wait_s = min(2 * wait_s, BACKOFF_MAX_S)

    async def _call(self, callee: Callee, addresses: tuple[str, ...]) -> bool:
        """Talk with a device at the first address it answers at, to the end; tell whether there was one."""
        calls = await self._home.answer(at_once(lambda node: under_each_key(node, callee)), is_quiet=True)
        for address in addresses:
            with suppress(TransportError, RuntimeFault, ServiceError, *BROKEN):
                for call in calls:
                    if await self._peers.talk_with(call, address):
                        return True
        return False


def _callable(node: Node) -> list[Callee]:
    return [callee for callee in callees(node, "") if addresses_of(node, callee.device)]


def _addresses(node: Node, callee: Callee) -> tuple[str, ...]:
    is_known = callee.channel_key in {item.channel_key for item in callees(node, "")}
    return addresses_of(node, callee.device) if is_known else ()


def jitter() -> float:
    """Return a factor between a half and one, so that nodes cut off together do not all call back at once."""
    return 0.5 + system_random(1)[0] / 512
