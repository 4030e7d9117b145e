"""Checks of a whole database file: each page's authentication code, then whether the tables agree with one another."""

import re
from pathlib import Path
from typing import Final

from node.store.cipher import LibraryError, Sql, typed
from node.store.errors import Damaged, of_the_system
from node.store.limits import SALT_BYTES

_PAGE: Final = re.compile(r"page (\d+)")


def damaged_pages(sql: Sql) -> list[int]:
    """Return the pages, numbered from 1, that do not verify or are cut short. Reads all of the file."""
    found: set[int] = set()
    for (line,) in sql.execute("PRAGMA cipher_integrity_check"):
        number = _PAGE.search(line)
        found.add(int(number[1]) if number else 0)
    return sorted(found)


def damaged_pages_of(sql: Sql, database: Path, salt: bytes) -> list[int]:
    """Return the damaged pages of the file behind a connection that nobody writes to meanwhile.

    The first bytes of page 1 are outside its authentication code; they are compared with what they must be.
    """
    sql.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    pages = damaged_pages(sql)
    return pages if 1 in pages or has_salt(database, salt) else [1, *pages]


def has_salt(database: Path, salt: bytes) -> bool:
    """Tell whether a file begins as it must, as far as it goes."""
    with of_the_system(), database.open("rb") as file:
        found = file.read(SALT_BYTES)
    return bool(found) and salt.startswith(found)


def is_index_true(sql: Sql) -> bool:
    """Tell whether the search index holds the words of the rows, and no others. Needs a connection that may write."""
    try:
        sql.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    except LibraryError as error:
        if isinstance(typed(error), Damaged):
            return False
        raise
    return True


def is_consistent(sql: Sql) -> bool:
    """Tell whether tables and indexes agree with one another. Reads all of the file."""
    return sql.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
