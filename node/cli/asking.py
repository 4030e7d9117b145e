"""Give a command to the home's running node, or carry it out here where none is running, and wait for the answer."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from enum import Enum

from node.api.port import Condition
from node.cli.limits import LOOK_EVERY_S
from node.cli.passphrases import ask_new_passphrase, ask_passphrase, has_terminal, read_passphrase
from node.cli.screen import Bar
from node.cli.settings import Settings
from node.ledger.types import Json
from node.runtime.commands.call import Answer, Tell
from node.runtime.commands.table import Request, run_command
from node.runtime.control_client import reach
from node.runtime.errors import NotRunning
from node.runtime.home import Home


class Passphrase(Enum):
    """When a command needs one."""

    NEVER = "never"
    IF_LOCKED = "if locked"
    PERHAPS = "perhaps"  # if locked and somebody gives one; the command tells less without
    ALWAYS = "always"
    NEW = "new"  # one to be chosen


def ask(settings: Settings, name: str, args: Mapping[str, Json], *, needs: Passphrase = Passphrase.IF_LOCKED) -> Answer:
    """Return the answer to a command. Raises: what the command raises; Failed, NoTerminal, Refused, NoAnswer."""
    condition = asyncio.run(find_condition(settings))
    passphrase = find_passphrase(settings, needs, condition)
    return asyncio.run(_ask(settings, Request(name=name, args=args, passphrase=passphrase)))


async def find_condition(settings: Settings) -> Condition:
    """Return how the home stands, as its running node says where there is one. Raises: NoAnswer."""
    try:
        async with await reach(settings.home) as node:
            return Condition(node.condition)
    except NotRunning:
        return Home(settings.home).condition


def find_passphrase(settings: Settings, needs: Passphrase, condition: Condition) -> str | None:
    """Return the passphrase a command needs, None where it needs none. Raises: Failed, NoTerminal."""
    match needs:
        case Passphrase.NEVER:
            return None
        case Passphrase.IF_LOCKED | Passphrase.PERHAPS if Home(settings.home).is_carrier:
            return None
        case Passphrase.IF_LOCKED | Passphrase.PERHAPS if condition is not Condition.LOCKED:
            return None
        case Passphrase.NEW if condition is not Condition.EMPTY:
            return None
    if settings.passphrase_file is not None:
        return read_passphrase(settings.passphrase_file)
    if needs is Passphrase.PERHAPS and not has_terminal():
        return None
    return ask_new_passphrase() if needs is Passphrase.NEW else ask_passphrase()


async def _ask(settings: Settings, request: Request) -> Answer:
    try:
        running = await reach(settings.home)
    except NotRunning:
        return await _ask_here(settings, request)
    async with running as node:
        return await _wait(lambda tell: node.ask(request.name, request.args, request.passphrase, tell))


async def _ask_here(settings: Settings, request: Request) -> Answer:
    home = settings.open_home()
    try:
        return await _wait(lambda tell: run_command(home, request, tell))
    finally:
        await home.lock()


async def _wait(start: Callable[[Tell], Coroutine[None, None, Answer]]) -> Answer:
    latest: list[tuple[int, int | None]] = [(0, None)]

    def tell(done: int, total: int | None) -> None:
        latest[0] = done, total

    task = asyncio.create_task(start(tell))
    try:
        with Bar() as bar:
            while not task.done():
                await asyncio.wait({task}, timeout=LOOK_EVERY_S)
                bar.show(*latest[0])
    finally:
        task.cancel()
    return task.result()
