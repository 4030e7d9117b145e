"""Connections to the encrypted database: the one file that imports sqlcipher3.

A connection opened here is keyed, authenticated page by page and set up; what the library raises comes out as one of
`errors.py`. Refuses a key of another length.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Protocol

import sqlcipher3

from keys.hashing import digest_array
from keys.labels import Label
from node.store.errors import AlreadyOpen, Closed, Damaged, Defect, IoFailed, NoSpace, ReadOnly, StoreError
from node.store.limits import (
    BUSY_MS,
    CHECKPOINT_PAGES,
    KEY_BYTES,
    PAGE_BYTES,
    READER_CACHE_KIB,
    SALT_BYTES,
    STATEMENTS_CACHED,
    WAL_BYTES_KEPT,
    WRITER_CACHE_KIB,
)

Value = bytes | str | int | None
Row = tuple[Any, ...]


FROZEN: Final = "ro&immutable=1"  # a mode for files nobody writes to: nothing is made beside them


class Cursor(Protocol):
    """What a statement gives back, as far as this package uses it."""

    rowcount: int
    lastrowid: int

    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...
    def __iter__(self) -> Iterator[Row]: ...


class Sql(Protocol):
    """A connection, used by one thread, as far as this package uses it."""

    in_transaction: bool

    def execute(self, sql: str, values: Sequence[Value] = (), /) -> Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[Value]], /) -> Cursor: ...
    def interrupt(self) -> None: ...
    def close(self) -> None: ...


# --- open -------------------------------------------------------------------------------------------------------------
def file_salt(key: bytes) -> bytes:
    """Return the 16 bytes a database file under this key begins with: they tell a wrong key from a damaged file."""
    return digest_array(Label.DATABASE, b"salt", key=key, size=SALT_BYTES)


def connect(path: Path, key: bytes, *, mode: str) -> Sql:
    """Open a keyed connection. `mode` is "ro", "rw" or FROZEN. Nothing is read from the file yet.

    Raises: StoreError, ValueError for a key that has not 32 bytes.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a database key has {KEY_BYTES} bytes")
    with translated():
        sql: Sql = sqlcipher3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_MS / 1000,
            cached_statements=STATEMENTS_CACHED,
        )
        try:
            for pragma in ("cipher_log_level = NONE", f"key = \"x'{key.hex()}{file_salt(key).hex()}'\""):
                sql.execute(f"PRAGMA {pragma}")
            for pragma in (
                f"cipher_page_size = {PAGE_BYTES}",
                # Wiping every buffer makes writing six times slower, and keys are in Python's memory all the same.
                "cipher_memory_security = OFF",
                "temp_store = MEMORY",
                "mmap_size = 0",
                "foreign_keys = OFF",
                "trusted_schema = OFF",
                "cell_size_check = ON",
            ):
                sql.execute(f"PRAGMA {pragma}").fetchall()
        except BaseException:
            sql.close()
            raise
        return sql


def set_up_writer(sql: Sql) -> None:
    """Set what the writing connection needs: write-ahead log, synced commits, deleted content overwritten."""
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "fullfsync = ON",
        "checkpoint_fullfsync = ON",
        "secure_delete = ON",
        f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
        f"journal_size_limit = {WAL_BYTES_KEPT}",
        f"cache_size = -{WRITER_CACHE_KIB}",
    ):
        sql.execute(f"PRAGMA {pragma}").fetchall()


def set_up_reader(sql: Sql) -> None:
    """Set what a reading connection needs; it cannot write."""
    for pragma in ("query_only = ON", f"cache_size = -{READER_CACHE_KIB}"):
        sql.execute(f"PRAGMA {pragma}").fetchall()


@contextmanager
def transaction(sql: Sql, *, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Commit what is done inside, or roll all of it back."""
    sql.execute(begin)
    try:
        yield
        sql.execute("COMMIT")
    except BaseException:
        if sql.in_transaction:
            with suppress(sqlcipher3.Error):
                sql.execute("ROLLBACK")
        raise


# --- errors -----------------------------------------------------------------------------------------------------------
_BUSY, _LOCKED, _READ_ONLY, _IO, _CORRUPT, _FULL, _CANNOT_OPEN, _NOT_A_DATABASE = 5, 6, 8, 10, 11, 13, 14, 26
_SHM_SIZE: Final = _IO | (19 << 8)  # the shared index of the write-ahead log could not grow

_ERRORS: Final[dict[int, type[StoreError]]] = {
    _BUSY: AlreadyOpen,
    _LOCKED: AlreadyOpen,
    _READ_ONLY: ReadOnly,
    _IO: IoFailed,
    _CORRUPT: Damaged,
    _FULL: NoSpace,
    _CANNOT_OPEN: ReadOnly,
    _NOT_A_DATABASE: Damaged,
    _SHM_SIZE: NoSpace,
}


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the library raises inside into one of `errors.py`, without its text."""
    try:
        yield
    except sqlcipher3.Error as error:
        raise typed(error) from None


def typed(error: Exception) -> StoreError:
    """Return the error of this package that stands for one of the library's."""
    if isinstance(error, StoreError):
        return error
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return Closed() if isinstance(error, sqlcipher3.ProgrammingError) else Defect(0)
    known = _ERRORS.get(code) or _ERRORS.get(code & 0xFF)
    return Defect(code) if known is None else known()


LibraryError: Final[type[Exception]] = sqlcipher3.Error
