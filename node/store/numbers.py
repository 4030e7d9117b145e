"""The small integers that stand for spaces, records and kinds inside the database. Made as needed, never reused.

One object serves one transaction: what it remembers would be wrong after a rollback.
"""

from collections.abc import Iterable
from typing import Final

from node.crdt.ids import Record, Space
from node.crdt.limits import ENTRY_PAYLOADS_MAX
from node.store.cipher import Sql
from node.store.parts import select_each

ENTRY_SPAN: Final = ENTRY_PAYLOADS_MAX  # payload number = entry number * span + index


class Numbers:
    """Finds numbers, and makes those that are missing."""

    __slots__ = ("_kinds", "_made", "_records", "_spaces", "_sql")

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._spaces: dict[Space, int] = {}
        self._records: dict[tuple[Space, Record], int] = {}
        self._made: set[int] = set()
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
                self._made.add(number)
            self._records[space, record] = number
        return number

    def know(self, named: Iterable[tuple[Space, Record]]) -> None:
        """Find the numbers of many records at once and make those that are missing: `record` then asks nothing."""
        unknown: dict[Space, list[Record]] = {}
        for space, record in dict.fromkeys(named):
            if (space, record) not in self._records:
                unknown.setdefault(space, []).append(record)
        for space, records in unknown.items():
            self._know(space, records)

    def _know(self, space: Space, records: list[Record]) -> None:
        of_space = self.space(space)
        statement = "SELECT id, n FROM records WHERE space = ? AND id IN ({})"
        found: dict[Record, int] = dict(select_each(self._sql, statement, records, of_space))
        missing = [record for record in records if record not in found]
        if missing:
            (last,) = self._sql.execute("SELECT max(n) FROM records").fetchone() or (None,)
            numbered = list(enumerate(missing, (last or 0) + 1))
            rows = ((number, of_space, record) for number, record in numbered)
            self._sql.executemany("INSERT INTO records (n, space, id) VALUES (?, ?, ?)", rows)
            found.update((record, number) for number, record in numbered)
            self._made.update(number for number, _ in numbered)
        self._records.update(((space, record), number) for record, number in found.items())

    def is_made(self, number: int) -> bool:
        """Tell whether a record had no number before: nothing is stored of it but what this transaction stores."""
        return number in self._made

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
