"""The first page: needs that wait for somebody, people nobody looks after, values that contradict one another, values
that wait for a second person.

Looking through the ledger is done once for each state of it (`Gaps`, ids only); the lines are read anew each time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from node.api.limits import SCAN_ROWS_MAX, TODAY_ROWS
from node.api.reading.lists import ListRow, list_rows
from node.api.reading.needs import NeedLine, read_need_lines
from node.api.reading.views import marks_of, view_of_row
from node.crdt.ids import Log, Record, Space
from node.ledger.derived import (
    Liberty,
    NeedState,
    RecordView,
    by_reference,
    current_status,
    liberty_of,
    open_needs,
    people_without_guardian,
)
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.node import Node
from node.service.rows import CONFLICT, PROPOSED

Place = tuple[Space, Record]
Moment = tuple[date, tuple[tuple[Log, int], ...]]
_WATCHED = ("person", "need", "pledge", "delivery", "guardianship", "status_event")
_OUT_OF_CARE = frozenset((Liberty.DEAD,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What one state of the ledger leaves open: the first ids of each section and how many there are in all."""

    moment: Moment
    needs: tuple[Place, ...]
    needs_total: int
    alone: tuple[Place, ...]
    alone_total: int
    conflicts: tuple[Place, ...]
    conflicts_total: int
    proposals: tuple[Place, ...]
    proposals_total: int
    people_total: int
    is_cut: bool  # more rows than are looked through


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What the first page shows."""

    gaps: Gaps
    needs: tuple[NeedLine, ...]
    alone: tuple[ListRow, ...]
    conflicts: tuple[ListRow, ...]
    proposals: tuple[ListRow, ...]


def read_today(node: Node, known: Gaps | None, today: date, language: str) -> Step[Today]:
    """Gather the first page; `known` saves looking through a ledger that has not changed."""
    moment = moment_of(node, today)
    gaps = known if known is not None and known.moment == moment else (yield from find_gaps(node, today))
    needs = yield from _rows(gaps.needs)
    lines = yield from read_need_lines(node.registry, needs, today, language)
    lists = []
    for places in (gaps.alone, gaps.conflicts, gaps.proposals):
        rows = yield from _rows(places)
        lists.append((yield from list_rows(node.registry, rows, language)))
    return Today(gaps=gaps, needs=lines, alone=lists[0], conflicts=lists[1], proposals=lists[2])


def moment_of(node: Node, today: date) -> Moment:
    """Return what changes whenever the ledger or the day does."""
    tips = sorted((log, tip.seq) for space in node.spaces.values() for log, tip in space.tips.items())
    return today, tuple(tips)


def find_gaps(node: Node, today: date) -> Step[Gaps]:
    """Look through the ledger."""
    rows: dict[str, tuple[RecordRow, ...]] = {}
    totals: dict[str, int] = {}
    for kind in node.registry:
        found = yield FindRows(kind=kind.name, limit=SCAN_ROWS_MAX)
        assert isinstance(found, FoundRows)
        rows[kind.name], totals[kind.name] = found.rows, found.total
    places = {row.record: (row.space, row.record) for listed in rows.values() for row in listed}
    views = {kind: [view_of_row(row) for row in rows.get(kind, ())] for kind in _WATCHED}
    needs = [state.need for state in _open_needs(views, today)]
    alone = list(_alone(views, today))
    marked = [((row.space, row.record), marks_of(row)) for listed in rows.values() for row in listed]
    conflicts = [place for place, marks in marked if marks & CONFLICT]
    proposals = [place for place, marks in marked if marks & PROPOSED]
    return Gaps(
        moment=moment_of(node, today),
        needs=_first(needs, places),
        needs_total=len(needs),
        alone=_first(alone, places),
        alone_total=len(alone),
        conflicts=tuple(conflicts[:TODAY_ROWS]),
        conflicts_total=len(conflicts),
        proposals=tuple(proposals[:TODAY_ROWS]),
        proposals_total=len(proposals),
        people_total=totals["person"],
        is_cut=any(total > SCAN_ROWS_MAX for total in totals.values()),
    )


def _open_needs(views: dict[str, list[RecordView]], today: date) -> list[NeedState]:
    pledges, deliveries = by_reference(views["pledge"], "need"), by_reference(views["delivery"], "need")
    return open_needs(views["need"], pledges, deliveries, today)


def _alone(views: dict[str, list[RecordView]], today: date) -> Iterable[RecordView]:
    """People without a guardian who are alive and whose help is not closed, those in prison first."""
    events = by_reference(views["status_event"], "person")
    ranked = []
    for person in people_without_guardian(views["person"], views["guardianship"], today):
        status = current_status(events.get(person.id, ()), today)
        liberty = liberty_of(status.code) if status else Liberty.UNKNOWN
        if liberty not in _OUT_OF_CARE and person.text("care_stage") != "closed":
            ranked.append((liberty is not Liberty.IMPRISONED, person))
    ranked.sort(key=lambda pair: pair[0])
    return [person for _, person in ranked]


def _first(views: list[RecordView], places: dict[Record, Place]) -> tuple[Place, ...]:
    return tuple(places[Record(view.id)] for view in views[:TODAY_ROWS])


def _rows(places: Iterable[Place]) -> Step[list[RecordRow]]:
    listed = list(places)
    if not listed:
        return []
    found = yield FindRows(records=tuple(record for _, record in listed), limit=len(listed) * 2)
    assert isinstance(found, FoundRows)
    by_place = {(row.space, row.record): row for row in found.rows}
    return [by_place[place] for place in listed if place in by_place]
