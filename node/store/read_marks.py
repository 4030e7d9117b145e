# ruff: noqa: S608 - the pieces of SQL put together here are constants; values are always bound
"""What lists are filtered and sorted by: rows by day, the marks there are, and the records to look at again."""

from typing import assert_never

from node.service.effects import FindDue, FoundRows, ListMarks, LoadUnmarked, NearRow, Unmarked, UnmarkedRow
from node.store.cipher import Sql, Value
from node.store.counting import count_marks
from node.store.errors import Unfit
from node.store.find import load_rows
from node.store.limits import FIND_ROWS_MAX, NEAR_ROWS_MAX, QUERY_IDS_MAX
from node.store.numbers import find_space

MarksRead = FindDue | ListMarks | LoadUnmarked

_DUE = "SELECT n FROM unmarked UNION SELECT n FROM follows WHERE until IS NOT NULL AND until <= ?"
_ROW = """SELECT s.id, r.id, k.name, w.hidden, v.view FROM records r CROSS JOIN spaces s ON s.n = r.space
    LEFT JOIN rows w ON w.n = r.n LEFT JOIN kinds k ON k.n = w.kind LEFT JOIN views v ON v.n = r.n WHERE r.n = ?"""
_NEAR = """SELECT w.record, k.name, f.path, v.view, d.marks FROM refs f CROSS JOIN rows w ON w.n = f.n AND w.hidden = 0
    CROSS JOIN kinds k ON k.n = w.kind CROSS JOIN views v ON v.n = w.n LEFT JOIN follows d ON d.n = w.n
    WHERE f.target = ? AND f.path IN ({paths}) ORDER BY f.path, f.n LIMIT ?"""


def answer_marks(sql: Sql, effect: MarksRead) -> FoundRows | tuple[tuple[str, int], ...] | Unmarked:
    """Return the result of an effect. Raises: Unfit."""
    match effect:
        case FindDue():
            return find_due(sql, effect)
        case ListMarks():
            return list_marks(sql, effect)
        case LoadUnmarked():
            return load_unmarked(sql, effect)
        case _:
            assert_never(effect)


def find_due(sql: Sql, effect: FindDue) -> FoundRows:
    """Find the rows of a list sorted by day, hidden ones left out. Raises: Unfit for a page above the bound."""
    if not (0 <= effect.limit <= FIND_ROWS_MAX and effect.offset >= 0):
        raise Unfit(f"a page of rows has at most {FIND_ROWS_MAX}; nothing was searched")
    space = None if effect.space is None else find_space(sql, effect.space)
    if effect.space is not None and space is None:
        return FoundRows((), 0)
    scope = "" if space is None else " AND r.space = ?"
    where = (
        "FROM due d CROSS JOIN rows r ON r.n = d.n "
        f"WHERE d.list = ? AND d.day >= ? AND d.day <= ? AND r.hidden = 0{scope}"
    )
    values: list[Value] = [effect.list, effect.first, effect.last, *([] if space is None else [space])]
    page: list[Value] = [*values, effect.limit, effect.offset]
    found = sql.execute(f"SELECT d.n {where} ORDER BY d.day, r.record, r.space LIMIT ? OFFSET ?", page).fetchall()
    total = len(found)
    if effect.counts:
        (total,) = sql.execute(f"SELECT count(*) {where}", values).fetchone() or (0,)
    return FoundRows(tuple(load_rows(sql, [row[0] for row in found])), total)


def list_marks(sql: Sql, effect: ListMarks) -> tuple[tuple[str, int], ...]:
    """List marks that begin in a way, each with the number of rows that have it, the most frequent first."""
    return count_marks(sql, effect.prefix, effect.limit)


def load_unmarked(sql: Sql, effect: LoadUnmarked) -> Unmarked:
    """Load records to look at again, at most `count` and QUERY_IDS_MAX."""
    (total,) = sql.execute(f"SELECT count(*) FROM ({_DUE})", (effect.day,)).fetchone() or (0,)
    count = min(effect.count, QUERY_IDS_MAX)
    numbers = sql.execute(
        f"SELECT n FROM ({_DUE}) ORDER BY n DESC LIMIT ? OFFSET ?", (effect.day, count, effect.offset)
    ).fetchall()
    return Unmarked(tuple(_load(sql, effect, number) for (number,) in numbers), int(total))


def _load(sql: Sql, effect: LoadUnmarked, number: int) -> UnmarkedRow:
    found = sql.execute(_ROW, (number,)).fetchone()
    assert found is not None, "a record that is to be looked at again has a number"
    space, record, kind, hidden, view = found
    if kind not in effect.kinds or hidden:
        return UnmarkedRow(space=space, record=record)
    near = sql.execute(
        _NEAR.format(paths=", ".join("?" * len(effect.near))), (number, *effect.near, NEAR_ROWS_MAX)
    ).fetchall()
    return UnmarkedRow(
        space=space,
        record=record,
        kind=kind,
        view=view,
        near=tuple(
            NearRow(record=record, kind=kind, path=path, view=view, follows=tuple((marks or "").split()))
            for record, kind, path, view, marks in near
        ),
    )
