"""The names of the store's files in a home folder, and the lock that lets one process use them."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from node.store.errors import AlreadyOpen, of_the_system

OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Home:
    """Where the store keeps what in a home folder."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "ledger.db"

    @property
    def wal(self) -> Path:
        return self.folder / "ledger.db-wal"

    @property
    def journal(self) -> Path:
        """There only while a new database is made; then there is a write-ahead log."""
        return self.folder / "ledger.db-journal"

    @property
    def shared(self) -> Path:
        """The index of the write-ahead log, shared by connections."""
        return self.folder / "ledger.db-shm"

    @property
    def generation(self) -> Path:
        return self.folder / "generation"

    @property
    def written(self) -> Path:
        """How many entries were stored when this home was last written (8 bytes)."""
        return self.folder / "written"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def backups(self) -> str:
        """The pattern of the names `backup` gives."""
        return f"{self.database.name}.version-*"

    def backup(self, version: int) -> Path:
        """The database as it was before a migration from `version`."""
        return self.folder / f"ledger.db.version-{version}"


class HomeLock:
    """Held while a store is open. The system lets go of it when the process ends, however it ends."""

    __slots__ = ("_handle",)

    def __init__(self, home: Home) -> None:
        """Take the lock. Raises: AlreadyOpen, ReadOnly, NoSpace, IoFailed."""
        with of_the_system():
            self._handle: int | None = os.open(home.lock, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        try:
            _lock(self._handle)
        except OSError:
            os.close(self._handle)
            raise AlreadyOpen from None

    def release(self) -> None:
        """Let go of the lock; again is no error."""
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
