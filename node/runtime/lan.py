"""Meeting nodes of the same local network: remembered addresses first, then a beacon for a while.

Off until somebody asks, and over after the time given. Who is found is called like anybody else: what it says of
itself counts only once its channel is open. An address that was heard is not kept: its port ends with the beacon.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass

from keys.randomness import system_random
from node.runtime.errors import NotReached, RuntimeFault
from node.runtime.home import Home
from node.runtime.limits import LAN_CALL_S, LAN_QUEUE_MAX
from node.runtime.peers import Peers, Synced, at_once
from node.service.addressing import addresses_of
from node.service.beaconing import make_beacon, spaces_in
from node.service.calling import callees
from node.service.errors import ServiceError
from node.service.node import Node
from node.transport.address import read_host_port
from node.transport.errors import TransportError
from node.transport.lan import Lan
from node.transport.line import Line, Listener, Serve
from node.transport.websocket import listen as listen_websocket

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A node that was called and with which everything was exchanged."""

    address: str
    synced: Synced


@dataclass(slots=True)
class Meeting:
    """What came of looking round: whom this node called, and how many called it."""

    met: list[Met]
    called_by: int = 0


async def look_round(
    home: Home,
    *,
    seconds: float,
    is_once: bool = False,
    progress: Progress = lambda *_: None,
    interfaces: tuple[str, ...] = (),
    stopping: asyncio.Event | None = None,
) -> Meeting:
    """Call remembered addresses, then announce this node and call whom is heard, for so long; with `is_once` until
    one was met. Ends at once when `stopping` is set.

    Raises: CannotListen where this computer has no local network, Locked.
    """
    meeting = Meeting([])
    looking = _look(home, meeting, seconds=seconds, is_once=is_once, progress=progress, interfaces=interfaces)
    await _unless(stopping or asyncio.Event(), looking)
    return meeting


async def _unless(stopping: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Do work to its end, or until the event is set."""
    working, waiting = asyncio.create_task(work), asyncio.create_task(_none(stopping))
    try:
        await asyncio.wait([working, waiting], return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    if not working.cancelled():
        working.result()


async def _look(
    home: Home, meeting: Meeting, *, seconds: float, is_once: bool, progress: Progress, interfaces: tuple[str, ...]
) -> None:
    peers = Peers(home)
    for address in await home.answer(at_once(_remembered), is_quiet=True):
        await _call(peers, address, meeting)
    if is_once and meeting.met:
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await _beacon(home, peers, meeting, is_once=is_once, progress=progress, interfaces=interfaces)


async def _beacon(
    home: Home, peers: Peers, meeting: Meeting, *, is_once: bool, progress: Progress, interfaces: tuple[str, ...]
) -> None:
    found: asyncio.Queue[str] = asyncio.Queue(LAN_QUEUE_MAX)
    called = asyncio.Event()

    async def listen_at(address: str, serve: Serve) -> Listener:
        async def counting(line: Line) -> None:
            await serve(line)
            meeting.called_by += 1
            called.set()

        return await listen_websocket(read_host_port(address), counting)

    beacon = await home.answer(at_once(make_beacon), is_quiet=True)

    def heard(said: bytes, address: str) -> None:
        with suppress(RuntimeFault, asyncio.QueueFull):
            if spaces_in(home.node, said):
                found.put_nowait(address)

    listener = await Peers(home, listen_at=listen_at).listen("0.0.0.0:0")
    try:
        port = read_host_port(listener.address).port
        async with Lan(beacon, port, heard, random=system_random, interfaces=interfaces):
            while not (is_once and (meeting.met or called.is_set())):
                address = await _next(found, called if is_once else None)
                if address is not None:
                    await _call(peers, address, meeting, is_passing=True)
                    progress(len(meeting.met), None)
    finally:
        await listener.close()


async def _next(found: asyncio.Queue[str], called: asyncio.Event | None) -> str | None:
    """Return the next address heard, None once somebody called."""
    if called is None:
        return await found.get()
    waiting = [asyncio.create_task(found.get()), asyncio.create_task(_none(called))]
    try:
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        return next(iter(done)).result()
    finally:
        for task in waiting:
            task.cancel()


async def _none(called: asyncio.Event) -> None:
    await called.wait()


async def _call(peers: Peers, address: str, meeting: Meeting, *, is_passing: bool = False) -> None:
    with suppress(TimeoutError, TransportError, NotReached, ServiceError):
        async with asyncio.timeout(LAN_CALL_S):
            meeting.met.append(Met(address=address, synced=await peers.sync_once(address, is_passing=is_passing)))


def _remembered(node: Node) -> Iterable[str]:
    places = (address for callee in callees(node, "") for address in addresses_of(node, callee.device))
    return list(dict.fromkeys(places))[:LAN_QUEUE_MAX]
