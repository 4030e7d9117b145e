"""Storing what follows for a record from those around it: marks for filters, days for lists sorted by them.

Runs inside a transaction of the caller. A record whose marks changed may change what follows for those it refers to:
they are looked at again.
"""

from node.service.following import RowMarks
from node.store.cipher import Sql
from node.store.counting import keep_counts
from node.store.numbers import Numbers
from node.store.search import with_marks
from node.store.small import pack_due, unpack_due, unpack_refs

_INDEX = "INSERT INTO words (rowid, tokens) VALUES (?, ?)"
_UNINDEX = "INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?, ?)"


def store_marks(sql: Sql, numbers: Numbers, marked: tuple[RowMarks, ...]) -> None:
    """Store what follows for records; they are no longer unmarked. A record without a row has nothing."""
    numbered = [(numbers.record(item.space, item.record), item) for item in marked]
    sql.executemany("DELETE FROM unmarked WHERE n = ?", [(number,) for number, _ in numbered])
    counted: list[tuple[str, str]] = []
    for number, item in numbered:
        row = sql.execute("SELECT tokens, marks, refs FROM views WHERE n = ?", (number,)).fetchone()
        if row is None:
            forget_marks(sql, number)
            _mark_through(sql, numbers, number, item)
        elif not item.is_same and _keep(sql, number, item):
            counted.append((row[0], _index(sql, number, row[0], (*row[1].split(), *item.marks))))
            mark_around(sql, [numbers.record(item.space, target) for _, target in set(unpack_refs(row[2]))])
            _mark_through(sql, numbers, number, item)
    keep_counts(sql, counted)


def _mark_through(sql: Sql, numbers: Numbers, number: int, item: RowMarks) -> None:
    """Remember those for which something else may follow now that the marks of a record changed."""
    for path, beyond in item.through:
        found = [n for (n,) in sql.execute("SELECT n FROM refs WHERE target = ? AND path = ?", (number, path))]
        if beyond:
            packed = (sql.execute("SELECT refs FROM views WHERE n = ?", (n,)).fetchone() for n in found)
            targets = {target for row in packed if row for at, target in unpack_refs(row[0]) if at == beyond}
            found = [numbers.record(item.space, target) for target in sorted(targets)]
        mark_around(sql, found)


def mark_around(sql: Sql, records: list[int]) -> None:
    """Remember records, given by number, that have to be looked at again."""
    sql.executemany("INSERT OR IGNORE INTO unmarked (n) VALUES (?)", [(number,) for number in records])


def forget_marks(sql: Sql, number: int) -> None:
    """Forget what follows for a record that has no row any more."""
    old = sql.execute("SELECT due FROM follows WHERE n = ?", (number,)).fetchone()
    if old is not None:
        (record,) = sql.execute("SELECT id FROM records WHERE n = ?", (number,)).fetchone() or (b"",)
        _delete_due(sql, number, record, unpack_due(old[0]))
        sql.execute("DELETE FROM follows WHERE n = ?", (number,))


def _keep(sql: Sql, number: int, item: RowMarks) -> bool:
    """Store what follows for one record; tell whether its marks are others than before."""
    old = sql.execute("SELECT marks, due FROM follows WHERE n = ?", (number,)).fetchone()
    marks, due = " ".join(item.marks), pack_due(item.due)
    sql.execute(
        "INSERT INTO follows (n, marks, due, until) VALUES (?, ?, ?, ?) ON CONFLICT (n) DO UPDATE SET "
        "marks = excluded.marks, due = excluded.due, until = excluded.until",
        (number, marks, due, item.until or None),
    )
    before = unpack_due(old[1]) if old else ()
    if set(before) != set(item.due):
        _delete_due(sql, number, item.record, before)
        rows = [(name, day, item.record, number) for name, day in set(item.due)]
        sql.executemany("INSERT INTO due (list, day, record, n) VALUES (?, ?, ?, ?)", rows)
    return marks != (old[0] if old else "")


def _delete_due(sql: Sql, number: int, record: bytes, due: tuple[tuple[str, str], ...]) -> None:
    rows = [(name, day, record, number) for name, day in set(due)]
    sql.executemany("DELETE FROM due WHERE list = ? AND day = ? AND record = ? AND n = ?", rows)


def _index(sql: Sql, number: int, old: str, marks: tuple[str, ...]) -> str:
    """Index a row under other marks; return what it is indexed under now."""
    new = with_marks(old, marks)
    if new != old:
        sql.execute(_UNINDEX, (number, old))
        sql.execute(_INDEX, (number, new))
        sql.execute("UPDATE views SET tokens = ? WHERE n = ?", (new, number))
    return new
