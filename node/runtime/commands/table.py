"""All commands by name, and how one is run. Refuses a command it does not know."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain

from node.runtime.commands import (
    bundles,
    calendars,
    checks,
    deciding,
    drilling,
    duplicates,
    exports,
    homes,
    imports,
    pages,
    peers,
    records,
    recovering,
    sharing,
    spaces,
    statistics,
    verdicts,
)
from node.runtime.commands.arguments import Arguments, Json
from node.runtime.commands.call import Answer, Call, Command, Needs, Tell
from node.runtime.commands.errors import UnknownCommand
from node.runtime.commands.opening import unlocked
from node.runtime.home import Home

_LISTED = (
    homes.COMMANDS,
    spaces.COMMANDS,
    records.COMMANDS,
    exports.COMMANDS,
    imports.COMMANDS,
    duplicates.COMMANDS,
    statistics.COMMANDS,
    calendars.COMMANDS,
    verdicts.COMMANDS,
    checks.COMMANDS,
    deciding.COMMANDS,
    pages.COMMANDS,
    peers.COMMANDS,
    sharing.COMMANDS,
    recovering.COMMANDS,
    drilling.COMMANDS,
    bundles.COMMANDS,
)
COMMANDS: Mapping[str, Command] = {command.name: command for command in chain.from_iterable(_LISTED)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command by name with its arguments, and the passphrase where one was given."""

    name: str
    args: Mapping[str, Json]
    passphrase: str | None = None

    def __repr__(self) -> str:
        return f"Request({self.name})"


def find_command(name: str) -> Command:
    """Return a command. Raises: UnknownCommand."""
    command = COMMANDS.get(name)
    if command is None:
        raise UnknownCommand("this program does not know that command; the running node may be of another version")
    return command


async def run_command(
    home: Home,
    request: Request,
    tell: Tell,
    *,
    new_link: Callable[[], str] | None = None,
    listening: tuple[str, ...] = (),
    stopping: asyncio.Event | None = None,
) -> Answer:
    """Run a command and return its answer; a node that was locked before is locked again.

    `listening` is where the running node takes calls, `stopping` is set when it is told to end.

    Raises: RuntimeFault, ServiceError, LedgerError, CrdtError, KeysError, StoreError, OSError.
    """
    command = find_command(request.name)
    call = Call(
        home=home,
        args=Arguments(request.args),
        tell=tell,
        passphrase=request.passphrase,
        new_link=new_link,
        listening=listening,
        stopping=stopping,
    )
    if command.needs is Needs.ANYTHING:
        return await command.run(call)
    async with unlocked(home, request.passphrase):
        return await command.run(call)
