"""The mark of the one process that serves a home. The system lets go of it when that process ends, however it ends.

The store's own lock is free while a node is locked, so it cannot tell whether one is running.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from node.runtime.errors import Running

MARK_FILE = "running"


class Presence:
    """Held while a node of this home runs."""

    __slots__ = ("_handle",)

    def __init__(self, folder: Path) -> None:
        """Take the mark. Raises: Running, OSError."""
        self._handle: int | None = os.open(folder / MARK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError:
            os.close(self._handle)
            raise Running("a node of this home is running already; `page` makes a new link to its pages") from None

    def release(self) -> None:
        """Let go; again is no error."""
        if self._handle is not None:
            with suppress(OSError):
                os.close(self._handle)
            self._handle = None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
