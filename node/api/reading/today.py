"""The lines of the first page: needs that wait for somebody, people nobody looks after, values that contradict one
another, values that wait for a second person.

The ids come from looking through the ledger (`gaps.py`), perhaps some changes ago; the lines are read anew, and what is
settled by now is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from node.api.reading.board import Place
from node.api.reading.gaps import Gaps
from node.api.reading.lists import ListRow, list_rows
from node.api.reading.needs import NeedLine, read_need_lines
from node.api.reading.person import read_views
from node.api.reading.views import marks_of
from node.ledger.derived import is_caring
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.node import Node
from node.service.rows import CONFLICT, PROPOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What the first page shows of the gaps."""

    gaps: Gaps
    needs: tuple[NeedLine, ...]
    alone: tuple[ListRow, ...]
    conflicts: tuple[ListRow, ...]
    proposals: tuple[ListRow, ...]


def read_today(node: Node, gaps: Gaps, today: date, language: str) -> Step[Today]:
    """Gather the lines of the first page."""
    registry = node.registry
    needs = yield from _rows(gaps.needs)
    lines = yield from read_need_lines(registry, needs, today, language)
    alone = yield from _still_alone((yield from _rows(gaps.alone)), today)
    conflicts = [row for row in (yield from _rows(gaps.conflicts)) if marks_of(row) & CONFLICT]
    proposals = [row for row in (yield from _rows(gaps.proposals)) if marks_of(row) & PROPOSED]
    return Today(
        gaps=gaps,
        needs=tuple(line for line in lines if line.is_open),
        alone=(yield from list_rows(registry, alone, language)),
        conflicts=(yield from list_rows(registry, conflicts, language)),
        proposals=(yield from list_rows(registry, proposals, language)),
    )


def _still_alone(people: list[RecordRow], today: date) -> Step[list[RecordRow]]:
    alone = []
    for row in people:
        guardianships = yield from read_views(row.space, "guardianship", row.record)
        if not any(is_caring(one, today) for one in guardianships):
            alone.append(row)
    return alone


def _rows(places: Iterable[Place]) -> Step[list[RecordRow]]:
    listed = list(places)
    if not listed:
        return []
    found = yield FindRows(records=tuple(record for _, record in listed), limit=len(listed) * 2)
    assert isinstance(found, FoundRows)
    by_place = {(row.space, row.record): row for row in found.rows}
    return [by_place[place] for place in listed if place in by_place]
