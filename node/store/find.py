# ruff: noqa: S608 - the pieces of SQL put together here are constants; values are always bound
"""Finding rows: by space, kind, words, references and ids; one page in order, and how many there are in all.

Few matches are looked up and sorted; many are met by walking the rows in their order until the page is full. Both give
the same page. The count is exact.
"""

from dataclasses import dataclass, field

from node.crdt.ids import Record, Space
from node.service.effects import FindRows, FoundRows, RecordRow
from node.store.cipher import Row, Sql, Value
from node.store.counting import EVERY, count_rows
from node.store.errors import Unfit
from node.store.limits import FIND_IDS_MAX, FIND_ROWS_MAX, LOOKUP_COST
from node.store.numbers import find_kind, find_space
from node.store.parts import select_each
from node.store.search import asked_tokens, mark_token, match_expression, own_tokens, scope_token
from node.store.small import unpack_due, unpack_refs

_NOTHING = FoundRows((), 0)
_ROWS = (
    "SELECT r.n, s.id, r.record, k.name, v.view, r.hash, v.title, r.sort, v.tokens, v.refs, r.hidden, v.marks, "
    "f.marks, f.due FROM rows r CROSS JOIN spaces s ON s.n = r.space CROSS JOIN kinds k ON k.n = r.kind "
    "CROSS JOIN views v ON v.n = r.n LEFT JOIN follows f ON f.n = r.n WHERE r.n IN ({})"
)
_MATCH = "{n} IN (SELECT rowid FROM words WHERE words MATCH ?)"


@dataclass(slots=True)
class _Plan:
    """Conditions on `rows`, and the full-text expression that stands for some of them."""

    where: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    counted: tuple[int | None, int | None, str] | None = None  # space, kind and mark, where they are all conditions
    match: str | None = None  # among other conditions
    scoped: str | None = None  # the expression that stands for all conditions together

    def add(self, condition: str, *values: Value) -> None:
        self.where.append(condition)
        self.values += values

    def clause(self, n: str = "n") -> tuple[str, list[Value]]:
        where, values = list(self.where), list(self.values)
        if self.match is not None:
            where.append(_MATCH.format(n=n))
            values.append(self.match)
        return " AND ".join(where) or "TRUE", values


def find_rows(sql: Sql, effect: FindRows) -> FoundRows:
    """Find rows. Raises: Unfit for a search above the bounds of `limits.py`."""
    if not (0 <= effect.limit <= FIND_ROWS_MAX and effect.offset >= 0):
        raise Unfit(f"a page of rows has at most {FIND_ROWS_MAX}; nothing was searched")
    plan = _plan(sql, effect)
    if plan is None:
        return _NOTHING
    total = _count(sql, plan)
    if total <= effect.offset or effect.limit == 0:
        return FoundRows((), total)
    numbers = _page(sql, plan, total, effect)
    return FoundRows(tuple(load_rows(sql, numbers)), total)


# --- conditions -------------------------------------------------------------------------------------------------------
def _plan(sql: Sql, effect: FindRows) -> _Plan | None:
    """Return the conditions as SQL, or None where nothing can match."""
    plan = _Plan()
    space = None if effect.space is None else find_space(sql, effect.space)
    kind = None if effect.kind is None else find_kind(sql, effect.kind)
    if (effect.space is not None and space is None) or (effect.kind is not None and kind is None):
        return None
    _add_ids(plan, effect)
    _add_scope(plan, space, kind, with_hidden=effect.with_hidden)
    asked = asked_tokens(effect.tokens)
    if not (asked or effect.with_hidden or _has_ids(effect)) and len(set(effect.marks)) <= 1:
        plan.counted = (space, kind, next(iter(effect.marks), EVERY))
    if asked or effect.marks:
        scope = None if effect.with_hidden else scope_token(space, kind)
        whole = [mark_token(mark) for mark in dict.fromkeys(effect.marks)]
        plan.match = match_expression(asked, whole if scope is None else [*whole, scope])
        if scope is not None and not _has_ids(effect):
            plan.scoped = plan.match
    return plan


# A plus sign keeps an index from being used: for ids they are the way in, and the index by kind needs both its columns.
def _add_scope(plan: _Plan, space: int | None, kind: int | None, *, with_hidden: bool) -> None:
    ids = "+" if plan.where else ""
    if not with_hidden:
        plan.add(f"{ids}hidden = 0")
    if space is not None:
        plan.add(f"{ids or ('+' if kind is None else '')}space = ?", space)
    if kind is not None:
        plan.add(f"{ids}kind = ?", kind)


def _has_ids(effect: FindRows) -> bool:
    return effect.refs_to is not None or effect.refs_to_any is not None or effect.records is not None


def _add_ids(plan: _Plan, effect: FindRows) -> None:
    path = "" if effect.path is None else " AND path = ?"
    for targets in ((effect.refs_to,) if effect.refs_to is not None else None, effect.refs_to_any):
        if targets is not None:
            if len(targets) > FIND_IDS_MAX:
                raise Unfit(f"more than {FIND_IDS_MAX} records asked for at once; nothing was searched")
            ids = ", ".join("?" * len(targets))
            values: list[Value] = [*targets, *(() if effect.path is None else (effect.path,))]
            plan.add(
                f"n IN (SELECT n FROM refs WHERE target IN (SELECT n FROM records WHERE id IN ({ids})){path})", *values
            )
    if effect.records is not None:
        if len(effect.records) > FIND_IDS_MAX:
            raise Unfit(f"more than {FIND_IDS_MAX} records asked for at once; nothing was searched")
        ids = ", ".join("?" * len(effect.records))
        plan.add(f"n IN (SELECT n FROM records WHERE id IN ({ids}))", *effect.records)


# --- answers ----------------------------------------------------------------------------------------------------------
def _count(sql: Sql, plan: _Plan) -> int:
    if plan.counted is not None:
        return count_rows(sql, *plan.counted)
    if plan.scoped is not None:
        found = sql.execute("SELECT count(*) FROM words WHERE words MATCH ?", (plan.scoped,)).fetchone()
    else:
        where, values = plan.clause()
        found = sql.execute(f"SELECT count(*) FROM rows WHERE {where}", values).fetchone()
    assert found is not None
    return int(found[0])


def _page(sql: Sql, plan: _Plan, total: int, effect: FindRows) -> list[int]:
    order = "ORDER BY sort, record, space LIMIT ? OFFSET ?"
    page: list[Value] = [effect.limit, effect.offset]
    if plan.scoped is not None and not _is_walked(sql, total, effect.offset + effect.limit):
        statement = f"SELECT n FROM words CROSS JOIN rows ON n = words.rowid WHERE words MATCH ? {order}"
        return [row[0] for row in sql.execute(statement, [plan.scoped, *page])]
    # A plus sign keeps the database from starting at the matches: it walks the rows in order and asks of each.
    where, values = plan.clause("n" if plan.scoped is None else "+n")
    return [row[0] for row in sql.execute(f"SELECT n FROM rows WHERE {where} {order}", [*values, *page])]


def _is_walked(sql: Sql, total: int, wanted: int) -> bool:
    """Tell whether walking until `wanted` matches are met reads less than looking up all of them."""
    (last,) = sql.execute("SELECT max(n) FROM rows").fetchone() or (0,)
    return min(wanted, total) * int(last) < total * total * LOOKUP_COST


def load_rows(sql: Sql, numbers: list[int]) -> list[RecordRow]:
    """Return the rows of these numbers, in their order."""
    made: dict[int, RecordRow] = {}
    for row in select_each(sql, _ROWS, numbers):
        made[row[0]] = _row(row)
    return [made[number] for number in numbers]


def _row(row: Row) -> RecordRow:
    _, space, record, kind, view, digest, title, sort, tokens, refs, hidden, marks, follows, due = row
    return RecordRow(
        space=Space(space),
        record=Record(record),
        kind=kind,
        view=view,
        hash=digest,
        title=title,
        sort=sort,
        tokens=own_tokens(tokens),
        refs=unpack_refs(refs),
        is_hidden=bool(hidden),
        marks=tuple(marks.split()),
        follows=tuple((follows or "").split()),
        due=unpack_due(due) if due else (),
    )
