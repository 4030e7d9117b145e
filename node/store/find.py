# ruff: noqa: S608 - the pieces of SQL put together here are constants; values are always bound
"""Finding rows: by space, kind, words, references and ids; one page in order, and how many there are in all.

    few match              ─▶ all of them are looked up and sorted
    many match             ─▶ the rows are walked in their order and compared with the list of matches
    most match, few wanted ─▶ the first rows are looked at one by one: no list is made, unless too few of them match

From whichever end is nearer. All give the same page. The count is exact.
"""

from dataclasses import dataclass

from node.crdt.ids import Record, Space
from node.service.effects import FindRows, FoundRows, RecordRow
from node.store.cipher import Row, Sql, Value
from node.store.counting import EVERY, count_rows
from node.store.errors import Unfit
from node.store.limits import FIND_ROWS_MAX, LOOK_MORE, LOOK_ROWS_MIN, LOOKUP_COST
from node.store.parts import select_each
from node.store.plan import Plan, plan_of
from node.store.search import mark_token, own_tokens
from node.store.small import unpack_due, unpack_refs

_NOTHING = FoundRows((), 0)
_ROWS = (
    "SELECT r.n, s.id, r.record, k.name, v.view, r.hash, v.title, r.sort, v.tokens, v.refs, r.hidden, v.marks, "
    "f.marks, f.due FROM rows r CROSS JOIN spaces s ON s.n = r.space CROSS JOIN kinds k ON k.n = r.kind "
    "CROSS JOIN views v ON v.n = r.n LEFT JOIN follows f ON f.n = r.n WHERE r.n IN ({})"
)


def find_rows(sql: Sql, effect: FindRows) -> FoundRows:
    """Find rows. Raises: Unfit for a search above the bounds of `limits.py`."""
    if not (0 <= effect.limit <= FIND_ROWS_MAX and effect.offset >= 0):
        raise Unfit(f"a page of rows has at most {FIND_ROWS_MAX}; nothing was searched")
    plan = plan_of(sql, effect)
    if plan is None:
        return _NOTHING
    total = _count(sql, plan)
    if total <= effect.offset or effect.limit == 0:
        return FoundRows((), total)
    return FoundRows(tuple(load_rows(sql, _page(sql, plan, _Part.of(effect, total)))), total)


def _count(sql: Sql, plan: Plan) -> int:
    if plan.counted is not None:
        return _counted(sql, plan, plan.counted)
    if plan.scoped is not None:
        found = sql.execute("SELECT count(*) FROM words WHERE words MATCH ?", (plan.scoped,)).fetchone()
    else:
        where, values = plan.clause()
        found = sql.execute(f"SELECT count(*) FROM rows WHERE {where}", values).fetchone()
    assert found is not None
    return int(found[0])


def _counted(sql: Sql, plan: Plan, mark: str) -> int:
    spaces: tuple[int | None, ...] = plan.spaces if plan.kind is not None else (plan.space,)
    return sum(count_rows(sql, space, plan.kind, mark) for space in spaces)


# --- one page ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Part:
    """Which of the rows that match are wanted, counted from the nearer end."""

    total: int
    limit: int
    offset: int
    is_backwards: bool

    @classmethod
    def of(cls, effect: FindRows, total: int) -> "_Part":
        limit = min(effect.limit, total - effect.offset)
        behind = total - effect.offset - limit
        is_backwards = behind < effect.offset
        return cls(total, limit, behind if is_backwards else effect.offset, is_backwards)

    @property
    def order(self) -> str:
        way = " DESC" if self.is_backwards else ""
        return f"ORDER BY sort{way}, record{way}, space{way}"

    @property
    def wanted(self) -> int:
        return self.offset + self.limit


def _page(sql: Sql, plan: Plan, part: _Part) -> list[int]:
    numbers = _matched(sql, plan, part)
    return numbers[::-1] if part.is_backwards else numbers


def _matched(sql: Sql, plan: Plan, part: _Part) -> list[int]:
    """Return the rows of a page from the end it is counted from, by the way that costs least."""
    page: list[Value] = [part.limit, part.offset]
    order = f"{part.order} LIMIT ? OFFSET ?"
    if plan.scoped is None:
        statement, values = _walk(plan, *plan.clause())
        return _numbers(sql, f"{statement} {order}", [*values, *page])
    held = _counted(sql, plan, EVERY)
    walked = min(held, part.wanted * held // part.total)
    first = LOOK_MORE * walked + LOOK_ROWS_MIN
    listed, looked_up = part.total + walked, part.total * LOOKUP_COST
    if first * LOOKUP_COST < min(listed, looked_up):
        found = _look(sql, plan, part, first)
        if len(found) >= part.wanted:
            return found[part.offset : part.wanted]
    if looked_up <= listed:
        statement = "SELECT n FROM words CROSS JOIN rows ON n = words.rowid WHERE words MATCH ?"
        return _numbers(sql, f"{statement} {order}", [plan.scoped, *page])
    statement, values = _walk(plan, *plan.clause("+n"))  # the plus sign keeps it from starting at the matches
    return _numbers(sql, f"{statement} {order}", [*values, *page])


def _numbers(sql: Sql, statement: str, values: list[Value]) -> list[int]:
    return [row[0] for row in sql.execute(statement, values)]


def _look(sql: Sql, plan: Plan, part: _Part, first: int) -> list[int]:
    """Return those of the first rows of the scope that match, each looked at for what it is indexed under."""
    asked: list[Value] = [*(f" {word}" for word in plan.words), *(f" {mark_token(mark)} " for mark in plan.marks)]
    walk, values = _walk(plan, " AND ".join(plan.where) or "TRUE", plan.values)
    matches = " AND ".join("instr(' ' || v.tokens || ' ', ?)" for _ in asked)
    return _numbers(
        sql,
        f"SELECT w.n FROM ({walk} {part.order} LIMIT ?) w CROSS JOIN views v ON v.n = w.n WHERE {matches} {part.order}",
        [*values, first, *asked],
    )


def _walk(plan: Plan, where: str, values: list[Value]) -> tuple[str, list[Value]]:
    """Walk rows; those of several spaces side by side, each in its order."""
    walk = f"SELECT n, sort, record, space FROM rows WHERE {where}"
    if len(plan.spaces) <= 1:
        return walk, values
    return " UNION ALL ".join(f"{walk} AND space = {space}" for space in plan.spaces), values * len(plan.spaces)


def load_rows(sql: Sql, numbers: list[int]) -> list[RecordRow]:
    """Return the rows of these numbers, in their order."""
    made = {row[0]: _row(row) for row in select_each(sql, _ROWS, numbers)}
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
