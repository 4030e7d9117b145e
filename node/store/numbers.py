"""The small integers that stand for spaces, records and kinds inside the database. Made as needed, never reused.

One object serves one transaction: what it remembers would be wrong after a rollback.
"""

from typing import Final

from node.crdt.ids import Record, Space
from node.crdt.limits import ENTRY_PAYLOADS_MAX
from node.store.cipher import Sql

ENTRY_SPAN: Final = ENTRY_PAYLOADS_MAX  # payload number = entry number * span + index


class Numbers:
    """Finds numbers, and makes those that are missing."""

    __slots__ = ("_kinds", "_records", "_spaces", "_sql")

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._spaces: dict[Space, int] = {}
        self._records: dict[tuple[Space, Record], int] = {}
        self._kinds: dict[str, int] = {}

    def space(self, space: Space) -> int:
        """Return the number of a space."""
        number = self._spaces.get(space)
        if number is None:
            number = find_space(self._sql, space)
            if number is None:
                number = self._sql.execute("INSERT INTO spaces (id) VALUES (?)", (space,)).lastrowid
            self._spaces[space] = number
        return number

    def record(self, space: Space, record: Record) -> int:
        """Return the number of a record of a space."""
        number = self._records.get((space, record))
        if number is None:
            of_space = self.space(space)
            number = find_record(self._sql, of_space, record)
            if number is None:
                made = self._sql.execute("INSERT INTO records (space, id) VALUES (?, ?)", (of_space, record))
                number = made.lastrowid
            self._records[space, record] = number
        return number

    def kind(self, name: str) -> int:
        """Return the number of a kind."""
        number = self._kinds.get(name)
        if number is None:
            number = find_kind(self._sql, name)
            if number is None:
                number = self._sql.execute("INSERT INTO kinds (name) VALUES (?)", (name,)).lastrowid
            self._kinds[name] = number
        return number


def find_space(sql: Sql, space: Space) -> int | None:
    """Return the number of a space, or None."""
    return _number(sql.execute("SELECT n FROM spaces WHERE id = ?", (space,)).fetchone())


def find_record(sql: Sql, space: int, record: Record) -> int | None:
    """Return the number of a record of a space given by number, or None."""
    return _number(sql.execute("SELECT n FROM records WHERE id = ? AND space = ?", (record, space)).fetchone())


def find_kind(sql: Sql, name: str) -> int | None:
    """Return the number of a kind, or None."""
    return _number(sql.execute("SELECT n FROM kinds WHERE name = ?", (name,)).fetchone())


def _number(found: tuple[int, ...] | None) -> int | None:
    return None if found is None else found[0]
