"""One command as it was asked for: the home it concerns, its arguments, and whom to tell how far it is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from node.runtime.commands.arguments import Arguments, Json
from node.runtime.commands.errors import NoPassphrase
from node.runtime.home import Home
from node.service.effects import Step
from node.service.node import Node

T = TypeVar("T")

Answer = dict[str, Json]
Tell = Callable[[int, int | None], None]
"""Told how much is done and of how much (None where that is not known); may be called often and must not wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a command is given.

    `new_link` makes a one-time link to the pages where they are served, `listening` is where the node takes calls;
    a command that only waits ends when `stopping` is set.
    """

    home: Home
    args: Arguments
    tell: Tell
    passphrase: str | None = None
    new_link: Callable[[], str] | None = None
    listening: tuple[str, ...] = ()
    stopping: asyncio.Event | None = None

    def secret(self) -> str:
        """Return the passphrase given with the command. Raises: NoPassphrase."""
        if self.passphrase is None:
            raise NoPassphrase("this needs the passphrase: give --passphrase-file FILE; nothing was changed")
        return self.passphrase

    async def read(self, step: Callable[[Node], Step[T]]) -> T:
        """Run a step that only reads."""
        return await self.home.read(step)

    async def write(self, step: Callable[[Node], Step[T]]) -> T:
        """Run a step that may write, alone."""
        return await self.home.write(step)


class Needs(Enum):
    """What must be so before a command runs."""

    OPEN = "open"  # the node unlocked, for the time of the command if it was locked
    ANYTHING = "anything"  # the command itself looks at how the home stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command by name. `takes_passphrase`: it is asked for one even where the node is unlocked."""

    name: str
    run: Callable[[Call], Awaitable[Answer]]
    needs: Needs = Needs.OPEN
    takes_passphrase: bool = False
