# ruff: noqa: S608 - the pieces of SQL put together here are constants; values are always bound
"""How many visible rows there are of each space and kind, and of them with each mark: kept, not counted when asked.

Runs inside a transaction of the caller. A count is always that of the index: who changes what a row is indexed under
tells both texts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from node.store.cipher import Sql, Value
from node.store.search import marks_in, scope_in

_ADD = (
    "INSERT INTO counts (mark, space, kind, rows) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (mark, space, kind) DO UPDATE SET rows = rows + excluded.rows"
)
EVERY = ""  # stands for rows with any marks or none

Counted = Counter[tuple[str, int, int]]  # by mark, space and kind


def keep_counts(sql: Sql, changed: Iterable[tuple[str | None, str | None]]) -> None:
    """Count rows again whose indexed text changed: each before (None for a new one) and after (None for one gone)."""
    counted: Counted = Counter()
    for before, after in changed:
        if before:
            counted.subtract(_keys(before))
        if after:
            counted.update(_keys(after))
    sql.executemany(_ADD, [(*key, rows) for key, rows in counted.items() if rows])
    gone = [key for key, rows in counted.items() if rows < 0]
    sql.executemany("DELETE FROM counts WHERE mark = ? AND space = ? AND kind = ? AND rows = 0", gone)


def count_rows(sql: Sql, space: int | None, kind: int | None, mark: str = EVERY) -> int:
    """Return how many visible rows there are of a space, of a kind or of both, with a mark where one is given."""
    where: list[str] = ["mark = ?"]
    values: list[Value] = [mark]
    for column, number in (("space", space), ("kind", kind)):
        if number is not None:
            where.append(f"{column} = ?")
            values.append(number)
    (found,) = sql.execute(f"SELECT sum(rows) FROM counts WHERE {' AND '.join(where)}", values).fetchone() or (None,)
    return int(found or 0)


def spaces_with(sql: Sql, kind: int) -> tuple[int, ...]:
    """Return the spaces with visible rows of a kind."""
    found = sql.execute("SELECT space FROM counts WHERE mark = ? AND kind = ? ORDER BY space", (EVERY, kind))
    return tuple(row[0] for row in found)


def count_marks(sql: Sql, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Return the marks that begin in a way, each with how many rows have it, the most frequent first."""
    first = prefix or "\x00"  # marks are never empty
    found: Sequence[tuple[str, int]] = sql.execute(
        "SELECT mark, sum(rows) AS held FROM counts WHERE mark >= ? AND mark < ? GROUP BY mark "
        "ORDER BY held DESC, mark LIMIT ?",
        (first, prefix + "\U0010ffff", limit),
    ).fetchall()
    return tuple(found)


def _keys(indexed: str) -> list[tuple[str, int, int]]:
    scope = scope_in(indexed)
    return [] if scope is None else [(mark, *scope) for mark in (EVERY, *marks_in(indexed))]
