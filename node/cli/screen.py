"""What a person sees in the terminal: short tables, lines, and a bar for what takes over a second.

Text is shown as it is, never read as markup; characters that would steer the terminal are taken out. Progress and notes
go to standard error, so that standard output holds the answer alone.
"""

import json
import re
import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Final, Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from node.cli.limits import SHOW_PROGRESS_AFTER_S
from node.ledger.text import inert
from node.ledger.types import Json

_HALVES: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_STEERING: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def plain(value: object) -> str:
    """Return text that cannot steer a terminal."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", inert(str(value)))


def print_json(answer: Json) -> None:
    """Print one JSON object on one line, in ASCII so that no terminal's encoding can spoil it."""
    click.echo(json.dumps(answer, separators=(", ", ": ")))


def print_line(text: str) -> None:
    """Print one line."""
    click.echo(plain(text))


def print_note(text: str) -> None:
    """Print one line beside the answer."""
    click.echo(plain(text), err=True)


def print_picture(rows: Sequence[Sequence[bool]]) -> None:
    """Print a picture of dark and light squares, two rows a line, black on white whatever the terminal's colours."""
    below = [*rows[1::2], *([[False] * len(rows[0])] if len(rows) % 2 else [])]
    for upper, lower in zip(rows[::2], below, strict=True):
        line = "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        click.echo(click.style(line, fg="black", bg="bright_white"))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; values wrap rather than being cut off."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(value)) for value in row))
    _console().print(table)


def print_pairs(pairs: Iterable[tuple[str, object]]) -> None:
    """Print names and values under one another."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs:
        table.add_row(name, Text(plain(value)))
    _console().print(table)


class Bar:
    """A bar that appears once something has taken over a second, on a terminal only; nothing of it stays."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._progress: Progress | None = None
        self._task = TaskID(0)

    def show(self, done: int, total: int | None) -> None:
        """Show how far it is. Called often; does nothing in the first second."""
        if time.monotonic() - self._began < SHOW_PROGRESS_AFTER_S:
            return
        if self._progress is None:
            console = Console(stderr=True)
            columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
            self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
            self._progress.start()
            self._task = self._progress.add_task("", total=total)
        self._progress.update(self._task, completed=done, total=total)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)
