# ruff: noqa: S608 - the pieces of SQL put together here are constants; values are always bound
"""What lists are filtered and sorted by: rows by day, the marks there are, and the records to look at again."""

from typing import assert_never

from node.crdt.ids import Record, Space
from node.service.effects import FoundRows
from node.service.following import FindDue, ListDue, ListMarks, LoadUnmarked, NearRow, Unmarked, UnmarkedRow
from node.store.cipher import Sql, Value
from node.store.counting import count_marks
from node.store.errors import Unfit
from node.store.find import load_rows
from node.store.limits import FIND_ROWS_MAX, NEAR_ROWS_MAX, QUERY_IDS_MAX
from node.store.numbers import find_space
from node.store.search import mark_token, match_expression, scope_token

MarksRead = FindDue | ListDue | ListMarks | LoadUnmarked
DueKeys = tuple[tuple[str, Space, Record], ...]

_FROM_LIST = "FROM due d CROSS JOIN rows r ON r.n = d.n"
_IN_LIST = "d.list = ? AND d.day >= ? AND d.day <= ? AND r.hidden = 0"
_DUE = "SELECT n FROM unmarked UNION SELECT n FROM follows WHERE until IS NOT NULL AND until <= ?"
_ROW = """SELECT s.id, r.id, k.name, w.hidden, v.view FROM records r CROSS JOIN spaces s ON s.n = r.space
    LEFT JOIN rows w ON w.n = r.n LEFT JOIN kinds k ON k.n = w.kind LEFT JOIN views v ON v.n = r.n WHERE r.n = ?"""
_NEAR = """SELECT w.record, k.name, f.path, v.view, d.marks FROM refs f CROSS JOIN rows w ON w.n = f.n AND w.hidden = 0
    CROSS JOIN kinds k ON k.n = w.kind CROSS JOIN views v ON v.n = w.n LEFT JOIN follows d ON d.n = w.n
    WHERE f.target = ? AND f.path IN ({paths}) ORDER BY f.path, f.n LIMIT ?"""


def answer_marks(sql: Sql, effect: MarksRead) -> FoundRows | DueKeys | tuple[tuple[str, int], ...] | Unmarked:
    """Return the result of an effect. Raises: Unfit."""
    match effect:
        case FindDue():
            return find_due(sql, effect)
        case ListDue():
            return list_due(sql, effect)
        case ListMarks():
            return list_marks(sql, effect)
        case LoadUnmarked():
            return load_unmarked(sql, effect)
        case _:
            assert_never(effect)


def find_due(sql: Sql, effect: FindDue) -> FoundRows:
    """Find the rows of a list sorted by key, hidden ones left out. Raises: Unfit for a page above the bound."""
    if not (0 <= effect.limit <= FIND_ROWS_MAX and effect.offset >= 0):
        raise Unfit(f"a page of rows has at most {FIND_ROWS_MAX}; nothing was searched")
    space = None if effect.space is None else find_space(sql, effect.space)
    if effect.space is not None and space is None:
        return FoundRows((), 0)
    where, values = _due_where(effect, space)
    total = 0
    if effect.counts:
        (total,) = sql.execute(f"SELECT count(*) {where}", values).fetchone() or (0,)
        if total <= effect.offset:
            return FoundRows((), total)
    order = "d.day DESC" if effect.is_backwards else "d.day"
    page: list[Value] = [*values, effect.limit, effect.offset]
    found = sql.execute(f"SELECT d.n {where} ORDER BY {order}, d.record, r.space LIMIT ? OFFSET ?", page).fetchall()
    rows = load_rows(sql, [row[0] for row in found])
    return FoundRows(tuple(rows), total if effect.counts else len(rows))


# A plus sign keeps the database from starting at the matches: it walks the list in its order and asks of each.
def _due_where(effect: FindDue, space: int | None) -> tuple[str, list[Value]]:
    where = [_IN_LIST]
    values: list[Value] = [effect.list, effect.first, effect.last]
    if space is not None:
        where.append("r.space = ?")
        values.append(space)
    if effect.marks:
        where.append("+d.n IN (SELECT rowid FROM words WHERE words MATCH ?)")
        values.append(_match(effect.marks, space))
    if effect.about:
        where.append(
            "+d.n IN (SELECT f.n FROM words w CROSS JOIN refs f ON f.target = w.rowid AND f.path = ? "
            "WHERE w.words MATCH ?)"
        )
        values += [effect.path, _match(effect.about, space)]
    return f"{_FROM_LIST} WHERE {' AND '.join(where)}", values


def _match(marks: tuple[str, ...], space: int | None) -> str:
    return match_expression([], [*(mark_token(mark) for mark in dict.fromkeys(marks)), scope_token(space, None)])


def list_due(sql: Sql, effect: ListDue) -> DueKeys:
    """List the keys of a list, hidden records left out. Raises: Unfit above the bound."""
    if not 0 <= effect.limit <= FIND_ROWS_MAX:
        raise Unfit(f"a page of keys has at most {FIND_ROWS_MAX}; nothing was listed")
    space = None if effect.space is None else find_space(sql, effect.space)
    if effect.space is not None and space is None:
        return ()
    scope = "" if space is None else " AND r.space = ?"
    values: list[Value] = [effect.list, effect.first, effect.last, *([] if space is None else [space]), effect.limit]
    found = sql.execute(
        f"SELECT d.day, s.id, r.record {_FROM_LIST} CROSS JOIN spaces s ON s.n = r.space WHERE {_IN_LIST}{scope} "
        "ORDER BY d.day, d.record, r.space LIMIT ?",
        values,
    )
    return tuple((day, Space(id), Record(record)) for day, id, record in found)


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
    is_shown = kind in effect.kinds and not hidden
    near = sql.execute(
        _NEAR.format(paths=", ".join("?" * len(effect.near))), (number, *effect.near, NEAR_ROWS_MAX)
    ).fetchall()
    return UnmarkedRow(
        space=space,
        record=record,
        kind=kind if is_shown else "",
        view=view if is_shown else b"",
        near=tuple(
            NearRow(record=one, kind=of, path=path, view=seen, follows=tuple((marks or "").split()))
            for one, of, path, seen, marks in near
        ),
    )
