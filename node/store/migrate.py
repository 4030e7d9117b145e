"""Bringing a database to the newest version, with a verified copy of the file made first.

Refuses a version newer than the program's, before anything is written. A step that fails leaves the old version.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from keys.disk import destroy_file
from node.store.check import damaged_pages, is_consistent
from node.store.cipher import FROZEN, Sql, connect, transaction, translated
from node.store.errors import Damaged, NewerVersion, of_the_system
from node.store.home import OWNER_ONLY, Home
from node.store.migrations import MIGRATIONS

_UNFINISHED = ".new"


def version_of(sql: Sql) -> int:
    """Return the version of a database; 0 where it is empty. Raises: NewerVersion, and the library's errors."""
    (found,) = sql.execute("PRAGMA user_version").fetchone() or (0,)
    if found > len(MIGRATIONS):
        raise NewerVersion(found, len(MIGRATIONS))
    return int(found)


def migrate(sql: Sql, home: Home, key: bytes) -> None:
    """Run the steps that are missing, in one transaction. Raises: StoreError; then the old version is there, whole."""
    version = version_of(sql)
    if version == len(MIGRATIONS):
        _forget_backups(home, version)
        return
    if version > 0:
        sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        back_up(home.database, home.backup(version), key)
    with transaction(sql):
        for step in MIGRATIONS[version:]:
            step(sql)
        sql.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def back_up(database: Path, target: Path, key: bytes) -> None:
    """Copy a database file nobody is writing, check the copy, then give it its name. Raises: StoreError."""
    unfinished = target.with_name(target.name + _UNFINISHED)
    try:
        with of_the_system():
            _copy(database, unfinished)
        with translated():
            copy = connect(unfinished, key, mode=FROZEN)
            try:
                pages = damaged_pages(copy)
                if pages or not is_consistent(copy):
                    raise Damaged(pages)
            finally:
                copy.close()
        with of_the_system():
            unfinished.replace(target)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with source.open("rb") as read, os.fdopen(os.open(target, flags, OWNER_ONLY), "wb") as written:
        shutil.copyfileobj(read, written, 1024 * 1024)
        written.flush()
        os.fsync(written.fileno())


# The migrated database has been opened once more: what the copy holds may since have been erased in it.
def _forget_backups(home: Home, version: int) -> None:
    for older in range(1, version + 1):
        with suppress(OSError):
            destroy_file(home.backup(older))
