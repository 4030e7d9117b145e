"""The lines of the first page: what is needed, what comes in the next days, who has nobody, what is to be settled.

Everything comes from marks and days kept beside the rows, so that it takes as long for ten people as for a hundred
thousand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from node.api.i18n import coming_day
from node.api.limits import DAYS_AHEAD, RELEASES_AHEAD, TODAY_ROWS
from node.api.reading.lists import ListRow, list_rows
from node.api.reading.needs import NeedLine, read_need_lines
from node.crdt.ids import Space
from node.ledger.derived.marks import BIRTHDAYS, HEARINGS, NEEDS, RELEASES
from node.ledger.values.partial_date import decode_date
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.following import FindDue
from node.service.node import Node
from node.service.rows import values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """Something that comes on a day. `note` says more in words."""

    row: ListRow
    day: date
    when: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What the first page shows, with how many there are of each."""

    people: int
    needs: tuple[NeedLine, ...]
    needs_total: int
    hearings: tuple[DayLine, ...]
    birthdays: tuple[DayLine, ...]
    releases: tuple[DayLine, ...]
    alone: tuple[ListRow, ...]
    alone_total: int
    conflicts: tuple[ListRow, ...]
    conflicts_total: int
    proposals: tuple[ListRow, ...]
    proposals_total: int


def read_today(node: Node, today: date, language: str) -> Step[Today]:
    """Gather the lines of the first page."""
    registry, space = node.registry, _only(node)
    people = yield from _found(FindRows(space=space, kind="person", limit=0))
    due = yield FindDue(space=space, list=NEEDS, last="0~", limit=TODAY_ROWS, counts=False)
    needs = yield from _found(FindRows(space=space, kind="need", marks=("open",), limit=0))
    assert isinstance(due, FoundRows)
    alone = yield from _alone(space)
    conflicts = yield from _found(FindRows(space=space, marks=("conflict",), limit=TODAY_ROWS))
    torn = yield from _found(FindRows(space=space, kind="person", marks=("status-conflict",), limit=TODAY_ROWS))
    proposals = yield from _found(FindRows(space=space, marks=("proposed",), limit=TODAY_ROWS))
    return Today(
        people=people.total,
        needs=(yield from read_need_lines(registry, due.rows, today, language)),
        needs_total=needs.total,
        hearings=(yield from _hearings(node, space, today, language)),
        birthdays=(yield from _birthdays(node, space, today, language)),
        releases=(yield from _releases(node, space, today, language)),
        alone=(yield from list_rows(registry, alone.rows, language)),
        alone_total=alone.total,
        conflicts=(yield from list_rows(registry, _once((*conflicts.rows, *torn.rows))[:TODAY_ROWS], language)),
        conflicts_total=conflicts.total + torn.total,
        proposals=(yield from list_rows(registry, proposals.rows, language)),
        proposals_total=proposals.total,
    )


def _only(node: Node) -> Space | None:
    return next(iter(node.spaces)) if len(node.spaces) == 1 else None


def _found(effect: FindRows) -> Step[FoundRows]:
    found = yield effect
    assert isinstance(found, FoundRows)
    return found


def _once(rows: Iterable[RecordRow]) -> list[RecordRow]:
    return list({(row.space, row.record): row for row in rows}.values())


def _alone(space: Space | None) -> Step[FoundRows]:
    """People nobody looks after, those in prison first, and how many there are in all."""
    wanted = FindRows(space=space, kind="person", marks=("gap=guardian",), limit=TODAY_ROWS)
    every = yield from _found(wanted)
    confined = FindRows(space=space, kind="person", marks=("gap=guardian", "liberty=imprisoned"), limit=TODAY_ROWS)
    first = yield from _found(confined)
    return FoundRows(tuple(_once((*first.rows, *every.rows))[:TODAY_ROWS]), every.total)


def _hearings(node: Node, space: Space | None, today: date, language: str) -> Step[tuple[DayLine, ...]]:
    rows = yield from _between(HEARINGS, space, today.isoformat(), _last(today, DAYS_AHEAD))
    lines = yield from list_rows(node.registry, rows, language)
    found = []
    for row, line in zip(rows, lines, strict=True):
        values = values_of(row)
        day = decode_date(str(values.get("held_on", "unknown"))).earliest
        note = [text for path in ("starts_at", "court_text") if isinstance(text := values.get(path), str)]
        if day is not None:
            found.append(DayLine(row=line, day=day, when=coming_day(day, today), note=" · ".join(note)))
    return tuple(found)


def _birthdays(node: Node, space: Space | None, today: date, language: str) -> Step[tuple[DayLine, ...]]:
    last = today + timedelta(days=DAYS_AHEAD)
    spans = (
        [(today, last)]
        if last.year == today.year
        else [(today, date(today.year, 12, 31)), (date(last.year, 1, 1), last)]
    )
    found = []
    for begin, end in spans:
        rows = yield from _between(BIRTHDAYS, space, f"{begin:%m-%d}", f"{end:%m-%d}")
        for row, line in zip(rows, (yield from list_rows(node.registry, rows, language)), strict=True):
            born = decode_date(str(values_of(row).get("birth_date", "unknown")))
            if born.month_day is not None:
                day = _in_year(born.month_day, begin.year)
                age = day.year - born.start.year if born.start is not None and born.start.year is not None else 0
                found.append(DayLine(row=line, day=day, when=coming_day(day, today), note=str(age) if age > 0 else ""))
    return tuple(found)[:TODAY_ROWS]


def _in_year(month_day: tuple[int, int], year: int) -> date:
    """Return a birthday in a year; one on 29 February is kept on the 28th."""
    month, day = month_day
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)


def _releases(node: Node, space: Space | None, today: date, language: str) -> Step[tuple[DayLine, ...]]:
    found = yield FindDue(
        list=RELEASES,
        space=space,
        first=today.isoformat(),
        last=_last(today, RELEASES_AHEAD),
        limit=TODAY_ROWS,
        counts=False,
    )
    assert isinstance(found, FoundRows)
    lines = yield from list_rows(node.registry, found.rows, language)
    days = [_release_day(row) for row in found.rows]
    return tuple(
        DayLine(row=line, day=day, when=coming_day(day, today))
        for line, day in zip(lines, days, strict=True)
        if day is not None
    )


def _release_day(row: RecordRow) -> date | None:
    return next((date.fromisoformat(day) for name, day in row.due if name == RELEASES), None)


def _last(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat() + "~"  # after every hour of that day


def _between(name: str, space: Space | None, first: str, last: str) -> Step[tuple[RecordRow, ...]]:
    found = yield FindDue(list=name, space=space, first=first, last=last, limit=TODAY_ROWS, counts=False)
    assert isinstance(found, FoundRows)
    return found.rows
