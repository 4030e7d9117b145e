"""Noticing that a home folder, or the database in it, is a copy or was restored: then no log in it is continued.

A nonce stands in a file beside the database. The database remembers the nonce, and of the file what no copy keeps:
inode, time of change, and the computer. Another file counts the entries stored, so that a database older than what was
written last shows as well. Every doubt counts as a copy: a false one costs a new log, a missed one is a fork.

    open ──▶ file as remembered, count not behind ──▶ continue
         └─▶ anything else ──▶ new file ──▶ database: new file remembered, `is_copy` ──▶ copy

The file is written first. A crash between the two leaves a file the database does not know: a copy again. `is_copy`
stays until a Commit settles it, in the transaction that leaves the logs for new ones.
"""

import os
from contextlib import suppress
from dataclasses import dataclass

from keys.disk import read_small, write_whole
from keys.randomness import Random
from node.store.cipher import Sql, transaction
from node.store.errors import of_the_system
from node.store.home import OWNER_ONLY, Home
from node.store.limits import GENERATION_BYTES_MAX

_NONCE_BYTES = 16
_COUNT_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """What is remembered of the generation file."""

    nonce: bytes
    inode: str
    changed_ns: int
    machine: str


def read_generation(home: Home, machine: str) -> Generation | None:
    """Return what the generation file is now, or None where there is none."""
    try:
        nonce = read_small(home.generation, GENERATION_BYTES_MAX)
        state = home.generation.stat()
    except OSError:
        return None
    return Generation(nonce=nonce, inode=str(state.st_ino), changed_ns=state.st_ctime_ns, machine=machine)


def remembered_generation(sql: Sql) -> Generation | None:
    """Return the generation the database remembers, or None in a new one."""
    found = sql.execute("SELECT nonce, inode, changed_ns, machine FROM generation").fetchone()
    if found is None:
        return None
    return Generation(nonce=found[0], inode=found[1], changed_ns=found[2], machine=found[3])


def is_copy(sql: Sql) -> bool:
    """Tell whether the home was found to be a copy and no Commit has settled that."""
    return sql.execute("SELECT is_copy FROM generation").fetchone() == (1,)


def settle_copy(sql: Sql) -> None:
    """Note that own logs were left for new ones. Runs inside the transaction that leaves them."""
    sql.execute("UPDATE generation SET is_copy = 0")


def check_generation(sql: Sql, home: Home, *, machine: str, random: Random) -> None:
    """Compare; begin a new generation where it is a copy, or new.

    Raises: StoreError; then it is a copy next time.
    """
    remembered = remembered_generation(sql)
    stored = stored_entries(sql)
    if remembered is not None and _is_continued(home, remembered, machine, stored):
        return
    with of_the_system():
        write_whole(home.generation, random(_NONCE_BYTES))
    begun = read_generation(home, machine)
    assert begun is not None
    with transaction(sql):
        sql.execute(
            "INSERT OR REPLACE INTO generation VALUES (1, ?, ?, ?, ?, ?)",
            (begun.nonce, begun.inode, begun.changed_ns, begun.machine, int(remembered is not None)),
        )
    with of_the_system():
        write_whole(home.written, stored.to_bytes(_COUNT_BYTES, "big"))


def _is_continued(home: Home, remembered: Generation, machine: str, stored: int) -> bool:
    counted = _read_count(home)
    return read_generation(home, machine) == remembered and counted is not None and counted <= stored


def missing_entries(sql: Sql, home: Home) -> int:
    """Return how many entries that were safely on disk the database no longer holds."""
    return max(0, (_read_count(home) or 0) - stored_entries(sql))


# --- the count --------------------------------------------------------------------------------------------------------
def stored_entries(sql: Sql) -> int:
    """Return how many entries are stored: they are numbered from 1 and never removed."""
    (last,) = sql.execute("SELECT max(n) FROM entries").fetchone() or (None,)
    return 0 if last is None else int(last)


def _read_count(home: Home) -> int | None:
    try:
        content = read_small(home.written, GENERATION_BYTES_MAX)
    except OSError:
        return None
    return int.from_bytes(content, "big") if len(content) == _COUNT_BYTES else None


class WrittenCount:
    """The file that counts stored entries, open for writing. Not synced: it must never be ahead of the database."""

    __slots__ = ("_handle",)

    def __init__(self, home: Home) -> None:
        with of_the_system():
            self._handle: int | None = os.open(home.written, os.O_RDWR | getattr(os, "O_BINARY", 0), OWNER_ONLY)

    def set(self, stored: int) -> None:
        """Write the count of entries that are safely on disk. A failure only leaves a lower count."""
        if self._handle is not None:
            with suppress(OSError):
                os.lseek(self._handle, 0, os.SEEK_SET)
                os.write(self._handle, stored.to_bytes(_COUNT_BYTES, "big"))

    def close(self) -> None:
        """Close the file; again is no error."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
