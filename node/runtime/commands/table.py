"""All commands by name, and how one is run. Refuses a command it does not know.

A module of commands is loaded with its first command: a line typed in a terminal should not wait for the libraries of
all others.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from node.runtime.commands.arguments import Arguments, Json
from node.runtime.commands.call import Answer, Call, Command, Needs, Tell
from node.runtime.commands.errors import UnknownCommand
from node.runtime.commands.opening import unlocked
from node.runtime.home import Home

_BY_MODULE: Final[Mapping[str, str]] = {
    "bundles": "bundle.write bundle.read join.request join.answer answer",
    "calendars": "calendar",
    "checks": "verify state-hash status doctor rebuild rotate",
    "deciding": "suspend real exposure proposals sign propose.expel propose.erase propose.settle propose.steward "
    "propose.group propose.policy propose.mend record.redact",
    "drilling": "drill",
    "duplicates": "duplicates duplicates.decide",
    "exports": "export open",
    "homes": "init passphrase backup restore",
    "imports": "import import.pack import.undo import.list import.show",
    "pages": "page",
    "peers": "lan invite invite.revoke join confirm address sync",
    "records": "record.add record.set record.delete record.show record.history record.list record.export",
    "recovering": "recover.split recover.join panic panic.second",
    "sharing": "record.share record.offers",
    "spaces": "space.create space.list space.members",
    "statistics": "stats",
    "verdicts": "attest dispute withhold hide unhide",
}
MODULES: Final[Mapping[str, str]] = {name: module for module, names in _BY_MODULE.items() for name in names.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command by name with its arguments, and the passphrase where one was given."""

    name: str
    args: Mapping[str, Json]
    passphrase: str | None = None

    def __repr__(self) -> str:
        return f"Request({self.name})"


def find_command(name: str) -> Command:
    """Return a command, and load its module where it is the first of it. Raises: UnknownCommand."""
    module = MODULES.get(name)
    if module is None:
        raise UnknownCommand("this program does not know that command; the running node may be of another version")
    return next(command for command in commands_of(module) if command.name == name)


def commands_of(module: str) -> Iterable[Command]:
    """Return the commands of a module."""
    found: Iterable[Command] = import_module(f"node.runtime.commands.{module}").COMMANDS
    return found


def load_all() -> None:
    """Load every module now: a node that runs for weeks must not meet the files of a newer program half-way."""
    for module in _BY_MODULE:
        commands_of(module)


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
