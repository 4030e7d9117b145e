"""Files that a step writes or reads while it talks to the store: backups.

A file appears under its name only when it is whole and on disk; one that is there already is never replaced.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from keys.disk import sync_directory
from node.runtime.errors import NotReady
from node.service.effects import Effect, Emit, Take

Perform = Callable[[Effect], Awaitable[Any]]


class NewFile:
    """A file being written: `with NewFile(path) as file: … file.keep()`. Without `keep` nothing is left of it."""

    def __init__(self, path: Path) -> None:
        """Name the file. Raises: NotReady where something has that name."""
        if path.exists():
            raise NotReady("a file of that name is there already; it was not changed")
        self._path = path
        self._draft = path.with_name(path.name + ".part")
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        self._file = os.fdopen(descriptor, "wb")
        return self

    def write(self, data: bytes) -> None:
        """Append bytes. Raises: OSError."""
        assert self._file is not None
        self._file.write(data)

    def keep(self) -> None:
        """Put the whole file on disk under its name. Raises: OSError; then no file has that name."""
        assert self._file is not None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._draft.replace(self._path)
        try:
            sync_directory(self._path.parent)
        except OSError:
            self._path.replace(self._draft)
            raise
        self._file = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            with suppress(OSError):  # what could not be written on a full disk is tried once more
                self._file.close()
            self._draft.unlink(missing_ok=True)


def writing_to(file: NewFile, perform: Perform) -> Perform:
    """Return a performer that appends what a step emits to a file and leaves the rest to another."""

    async def wrapped(effect: Effect) -> Any:
        if isinstance(effect, Emit):
            return await asyncio.to_thread(file.write, effect.data)
        return await perform(effect)

    return wrapped


def reading_from(file: BinaryIO, perform: Perform) -> Perform:
    """Return a performer that gives a step bytes of a file and leaves the rest to another."""

    async def wrapped(effect: Effect) -> Any:
        if isinstance(effect, Take):
            return await asyncio.to_thread(file.read, effect.count)
        return await perform(effect)

    return wrapped
