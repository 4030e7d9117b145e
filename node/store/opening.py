"""Opening the database of a home: telling a new one, a wrong key, damage and a newer version apart, before writing."""

import os
from contextlib import suppress

from keys.randomness import Random
from node.store.check import damaged_pages, has_salt
from node.store.cipher import Sql, connect, file_salt, set_up_reader, set_up_writer, translated
from node.store.errors import Damaged, ReadOnly, WrongKey, of_the_system
from node.store.generation import check_generation
from node.store.home import OWNER_ONLY, Home
from node.store.limits import PAGE_BYTES
from node.store.migrate import migrate, version_of


def open_writer(home: Home, key: bytes, *, machine: str, random: Random) -> Sql:
    """Open, check, migrate and set up the one writing connection; the caller holds the lock. Raises: StoreError."""
    if _is_new(home):
        _create(home)
    else:
        check_readable(home, key)
        if not os.access(home.database, os.W_OK):
            raise ReadOnly  # the library would open it all the same, and refuse the first commit
    sql = connect(home.database, key, mode="rw")
    try:
        with translated():
            set_up_writer(sql)
            # What a crash left in the write-ahead log may hold text that was erased just then.
            sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            migrate(sql, home, key)
            check_generation(sql, home, machine=machine, random=random)
    except Damaged as error:
        with translated():
            pages = error.pages or damaged_pages(sql)
        sql.close()
        raise Damaged(pages) from None
    except BaseException:
        sql.close()
        raise
    return sql


def open_reader(home: Home, key: bytes) -> Sql:
    """Open a reading connection beside the writer. Raises: StoreError."""
    sql = connect(home.database, key, mode="rw")
    try:
        with translated():
            set_up_reader(sql)
    except BaseException:
        sql.close()
        raise
    return sql


def check_readable(home: Home, key: bytes) -> None:
    """Read the first pages, without writing. Raises: WrongKey, Damaged, NewerVersion and what the disk refuses."""
    had_wal = home.wal.exists()
    # A database whose making was cut short has a journal, which only a connection that may write undoes.
    sql = connect(home.database, key, mode="rw" if home.journal.exists() else "ro")
    try:
        _check(sql, home, key)
    except BaseException:
        sql.close()
        if not had_wal:
            _remove_empty_wal(home)
        raise
    sql.close()


def _check(sql: Sql, home: Home, key: bytes) -> None:
    try:
        with translated():
            version_of(sql)
            is_whole = _is_whole(home, sql)
    except Damaged:
        is_whole = False
    if not is_whole:
        with translated():
            raise _what_is_wrong(home, key, damaged_pages(sql))


# Reading makes one, and a connection that cannot write leaves it behind.
def _remove_empty_wal(home: Home) -> None:
    with suppress(OSError):
        if home.wal.stat().st_size == 0:
            home.wal.unlink()
            home.shared.unlink(missing_ok=True)


def _what_is_wrong(home: Home, key: bytes, pages: list[int]) -> WrongKey | Damaged:
    """Under the right key the file begins with the salt, or other pages verify."""
    with of_the_system():
        size = home.database.stat().st_size
    all_fail = len(pages) >= -(-size // PAGE_BYTES)
    return WrongKey() if all_fail and not has_salt(home.database, file_salt(key)) else Damaged(pages)


# With a write-ahead log beside it the file may be shorter than the database is.
def _is_whole(home: Home, sql: Sql) -> bool:
    sql.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    with of_the_system():
        if home.wal.exists() and home.wal.stat().st_size:
            return True
        size = home.database.stat().st_size
    (pages,) = sql.execute("PRAGMA page_count").fetchone() or (0,)
    return size == int(pages) * PAGE_BYTES


def _is_new(home: Home) -> bool:
    with of_the_system():
        return not home.database.exists() or (home.database.stat().st_size == 0 and not home.wal.exists())


# Made by hand, for its owner only: what the database library makes beside it gets the same rights.
def _create(home: Home) -> None:
    with of_the_system():
        os.close(os.open(home.database, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
        if os.name != "nt":
            folder = os.open(home.folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
