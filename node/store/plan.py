# ruff: noqa: S608 - the pieces of SQL put together here are constants; values are always bound
"""What a search asks for, as conditions on the tables, and what of it the counts and the index can tell alone.

Refuses a search above the bounds of `limits.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from node.crdt.ids import Record
from node.service.effects import FindRows
from node.store.cipher import Sql, Value
from node.store.counting import EVERY, spaces_with
from node.store.errors import Unfit
from node.store.limits import FIND_IDS_MAX
from node.store.numbers import find_kind, find_space
from node.store.parts import places
from node.store.search import asked_tokens, mark_token, match_expression, scope_token


@dataclass(slots=True)
class Plan:
    """Conditions on `rows`; the full-text expression stands for some of them, or for all where it is `scoped`."""

    spaces: tuple[int, ...] = ()  # to walk one by one: those that hold rows of the kind, where one is asked for
    space: int | None = None
    kind: int | None = None
    where: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    match: str | None = None  # among other conditions
    counted: str | None = None  # the mark that is asked for, or that every row has, where nothing else is
    scoped: str | None = None  # the expression that stands for all conditions together
    words: tuple[str, ...] = ()  # with which a token of the row begins
    marks: tuple[str, ...] = ()

    def add(self, condition: str, *values: Value) -> None:
        """Add a condition with its values."""
        self.where.append(condition)
        self.values += values

    def clause(self, n: str = "n") -> tuple[str, list[Value]]:
        """Return all conditions, and their values in order; `n` is what the matches are compared with."""
        where, values = list(self.where), list(self.values)
        if self.match is not None:
            where.append(f"{n} IN (SELECT rowid FROM words WHERE words MATCH ?)")
            values.append(self.match)
        return " AND ".join(where) or "TRUE", values


def plan_of(sql: Sql, effect: FindRows) -> Plan | None:
    """Return the conditions, or None where nothing can match. Raises: Unfit."""
    space = None if effect.space is None else find_space(sql, effect.space)
    kind = None if effect.kind is None else find_kind(sql, effect.kind)
    if (effect.space is not None and space is None) or (effect.kind is not None and kind is None):
        return None
    asked, plan = tuple(asked_tokens(effect.tokens)), Plan(kind=kind)
    if not effect.with_hidden and kind is not None and not _has_ids(effect):
        plan.spaces = spaces_with(sql, kind) if space is None else (space,)
        space = plan.spaces[0] if len(plan.spaces) == 1 else space
    plan.space = space
    _add_ids(plan, effect)
    _add_scope(plan, space, kind, with_hidden=effect.with_hidden)
    plan.words, plan.marks = asked, tuple(dict.fromkeys(effect.marks))
    _add_match(plan, effect, None if effect.with_hidden else scope_token(space, kind))
    return plan


def _add_match(plan: Plan, effect: FindRows, scope: str | None) -> None:
    is_alone = scope is not None and not _has_ids(effect)
    if is_alone and not plan.words and len(plan.marks) <= 1:
        plan.counted = next(iter(plan.marks), EVERY)
    if plan.words or plan.marks:
        whole = [mark_token(mark) for mark in plan.marks]
        plan.match = match_expression(list(plan.words), whole if scope is None else [*whole, scope])
        plan.scoped = plan.match if is_alone else None


# A plus sign keeps an index from being used: for ids they are the way in, and the index by kind needs both its columns.
def _add_scope(plan: Plan, space: int | None, kind: int | None, *, with_hidden: bool) -> None:
    ids = "+" if plan.where else ""
    if not with_hidden:
        plan.add(f"{ids}hidden = 0")
    if space is not None:
        plan.add(f"{ids or ('+' if kind is None else '')}space = ?", space)
    if kind is not None:
        plan.add(f"{ids}kind = ?", kind)


def _has_ids(effect: FindRows) -> bool:
    return effect.refs_to is not None or effect.refs_to_any is not None or effect.records is not None


def _add_ids(plan: Plan, effect: FindRows) -> None:
    path = "" if effect.path is None else " AND path = ?"
    for targets in ((effect.refs_to,) if effect.refs_to is not None else None, effect.refs_to_any):
        if targets is not None:
            ids = _ids(targets)
            values: list[Value] = [*targets, *(() if effect.path is None else (effect.path,))]
            plan.add(
                f"n IN (SELECT n FROM refs WHERE target IN (SELECT n FROM records WHERE id IN ({ids})){path})", *values
            )
    if effect.records is not None:
        plan.add(f"n IN (SELECT n FROM records WHERE id IN ({_ids(effect.records)}))", *effect.records)


def _ids(records: Sequence[Record]) -> str:
    """Return the places of records in a statement. Raises: Unfit for too many."""
    if len(records) > FIND_IDS_MAX:
        raise Unfit(f"more than {FIND_IDS_MAX} records asked for at once; nothing was searched")
    return places(records)
