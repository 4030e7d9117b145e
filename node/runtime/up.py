"""The running node: its pages, its local control channel, the lock that falls when nobody uses it, signals.

It prints nothing and asks nobody. Refuses a home that is served already, a port that is taken and pages for other
computers.
"""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from keys.randomness import system_random
from node.api.errors import ForeignRequest
from node.api.port import Condition
from node.api.serving import PageServer
from node.runtime.commands.call import Answer, Tell
from node.runtime.commands.table import Request, load_all, run_command
from node.runtime.control import Control
from node.runtime.dialling import Dialler
from node.runtime.errors import NoAddress, NotReady
from node.runtime.home import Home
from node.runtime.keeping import keep_up
from node.runtime.limits import LOCK_AFTER_S, LOCK_CHECK_EVERY_S, PAGE_STOP_S
from node.runtime.network import Network
from node.runtime.peers import Peers
from node.runtime.presence import Presence
from node.runtime.refusals import first_of
from node.runtime.safety import Safety
from node.transport.errors import TransportError

_STOPPING: Final = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")  # those a system lacks are left out
_LOCKING: Final = "SIGUSR1"
_DESTROYING: Final = "SIGUSR2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a node is to run. `page_port` 0 takes any free one."""

    page_host: str = "127.0.0.1"
    page_port: int = 0
    listen_at: str | None = None  # where other nodes may call, `host:port`; None: nowhere
    lock_after_s: float = LOCK_AFTER_S
    is_carrier: bool = False  # no pages, no passphrase, never locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What a node tells once it answers: the one-time link to its pages, where it takes calls, and how it stands.

    A carrier has no pages.
    """

    page: str | None
    listen: str | None
    condition: Condition


async def run_node(home: Home, plan: Plan, *, passphrase: str | None, announce: Callable[[Ready], None]) -> None:
    """Run a node until it is told to stop. With a passphrase a locked home is unlocked before `announce`, called once.

    Raises: Running, NoAddress, KeysError, StoreError, OSError; then nothing runs.
    """
    await asyncio.to_thread(_make_folder, home)
    presence = Presence(home.folder)
    try:
        async with asyncio.TaskGroup() as tasks, AsyncExitStack() as ending:
            await _run(home, plan, passphrase, announce, tasks, ending)
    except BaseExceptionGroup as group:
        raise first_of(group) from None
    finally:
        presence.release()


async def _run(
    home: Home,
    plan: Plan,
    passphrase: str | None,
    announce: Callable[[Ready], None],
    tasks: asyncio.TaskGroup,
    ending: AsyncExitStack,
) -> None:
    ending.push_async_callback(home.lock)
    peers = Peers(home)
    dialler = Dialler(home, peers)
    network = Network(home, peers, dialler)
    if plan.is_carrier:
        await _open_carrier(home)
        pages = None
    elif home.is_carrier:
        raise NotReady("this folder holds a carrier: run it with `up --carrier`; nothing was changed")
    else:
        pages = await _serve_pages(home, network, plan)
        ending.push_async_callback(pages.stop)
    forget = pages.forget if pages else _nothing
    acts: dict[str, Callable[[], object]] = {
        _LOCKING: lambda: None if plan.is_carrier else tasks.create_task(_lock(home, forget)),
        _DESTROYING: lambda: tasks.create_task(home.panic()),
    }
    with _signals(acts) as stopped:
        home.when_destroyed = stopped.set
        if passphrase is not None and home.condition is Condition.LOCKED:
            await home.unlock(passphrase)
        network.listening = listening = await _take_calls(peers, plan, ending)
        run, condition = _runner(home, pages, listening, stopped), lambda: home.condition.value
        control = Control(home.folder, tasks=tasks, run=run, condition=condition, random=system_random)
        await control.start()
        ending.push_async_callback(control.stop)
        standing = [tasks.create_task(dialler.run())]
        if not plan.is_carrier:
            standing.append(tasks.create_task(lock_when_idle(home, plan.lock_after_s, forget)))
            standing.append(tasks.create_task(keep_up(home)))
        for task in standing:
            ending.callback(task.cancel)
        page = pages.first_link if pages else None
        announce(Ready(page=page, listen=next(iter(listening), None), condition=home.condition))
        await asyncio.to_thread(load_all)
        await stopped.wait()


async def _open_carrier(home: Home) -> None:
    """Open a carrier, made first in an empty home. Raises: NotReady, StoreError, OSError."""
    if home.condition is Condition.EMPTY:
        await home.create_carrier()
    else:
        await home.open_carrier()


def _nothing() -> None:
    """Forget nothing: there are no pages."""


async def lock_when_idle(
    home: Home,
    idle_s: float,
    forget: Callable[[], None],
    *,
    clock: Callable[[], float] = time.monotonic,
    wall: Callable[[], float] = time.time,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Lock a home that nobody has used for `idle_s`, or that wakes after its computer slept so long; never returns."""
    has_slept = False
    while True:
        left_s = home.used_at + idle_s - clock()
        if home.condition is Condition.OPEN and (has_slept or left_s <= 0):
            await _lock(home, forget)
        before = wall()
        await sleep(left_s if 0 < left_s < LOCK_CHECK_EVERY_S else LOCK_CHECK_EVERY_S)
        has_slept = wall() - before > idle_s + LOCK_CHECK_EVERY_S


async def _lock(home: Home, forget: Callable[[], None]) -> None:
    await home.lock()
    forget()


def _make_folder(home: Home) -> None:
    home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)


async def _serve_pages(home: Home, network: Network, plan: Plan) -> PageServer:
    try:
        return await PageServer.start(
            home,
            network,
            Safety(home),
            host=plan.page_host,
            number=plan.page_port,
            random=system_random,
            clock=time.monotonic,
            stop_s=PAGE_STOP_S,
        )
    except ForeignRequest as error:
        raise NoAddress(str(error)) from None
    except OSError:
        raise NoAddress("the port of the page is taken or not allowed; give another one with --page") from None


async def _take_calls(peers: Peers, plan: Plan, ending: AsyncExitStack) -> tuple[str, ...]:
    """Take calls of other nodes where the plan says so; return the address."""
    if plan.listen_at is None:
        return ()
    try:
        listener = await peers.listen(plan.listen_at)
    except TransportError as error:
        raise NoAddress(f"other nodes cannot call here: {error}") from None
    ending.push_async_callback(listener.close)
    return (listener.address,)


def _runner(
    home: Home, pages: PageServer | None, listening: tuple[str, ...], stopping: asyncio.Event
) -> Callable[[Request, Tell], Awaitable[Answer]]:
    new_link = pages.new_link if pages else _no_link

    async def run(request: Request, tell: Tell) -> Answer:
        return await run_command(home, request, tell, new_link=new_link, listening=listening, stopping=stopping)

    return run


def _no_link() -> str:
    raise NotReady("a carrier has no pages: it reads nothing that could be shown")


@contextmanager
def _signals(acts: Mapping[str, Callable[[], object]]) -> Iterator[asyncio.Event]:
    """Give an event that a stopping signal sets; other signals do what `acts` says."""
    stopped = asyncio.Event()
    actions = {**dict.fromkeys(_STOPPING, stopped.set), **acts}
    known = {signal.Signals[name]: act for name, act in actions.items() if name in signal.Signals.__members__}
    undo = [_handle(number, act) for number, act in known.items()]
    try:
        yield stopped
    finally:
        for restore in undo:
            restore()


def _handle(number: signal.Signals, act: Callable[[], object]) -> Callable[[], object]:
    """Call `act` in the event loop at a signal; return what undoes that. Windows' loops know no signals."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(number, act)
    except NotImplementedError:
        before = signal.signal(number, lambda _number, _frame: loop.call_soon_threadsafe(act))
        return lambda: signal.signal(number, before)
    return lambda: loop.remove_signal_handler(number)
