"""Checks of a whole database file: each page's authentication code, then what the pages say."""

import re
from typing import Final

from node.store.cipher import Sql

_PAGE: Final = re.compile(r"page (\d+)")


def damaged_pages(sql: Sql) -> list[int]:
    """Return the pages, numbered from 1, that do not verify or are cut short. Reads all of the file."""
    found: set[int] = set()
    for (line,) in sql.execute("PRAGMA cipher_integrity_check"):
        number = _PAGE.search(line)
        found.add(int(number[1]) if number else 0)
    return sorted(found)


def is_consistent(sql: Sql) -> bool:
    """Tell whether tables and indexes agree with one another. Reads all of the file."""
    return sql.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
