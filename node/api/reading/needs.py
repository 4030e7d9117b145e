"""Needs with their state: what was promised and sent counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from node.api.links import card_url
from node.api.reading.person import day_words, read_views
from node.api.reading.titles import Link, read_links, read_titles
from node.api.reading.views import view_of_row
from node.crdt.ids import Record
from node.ledger.derived import NeedState, state_of_need
from node.ledger.registry import Registry
from node.ledger.vocabulary.aid import NEED_STATUS, URGENCY
from node.service.effects import RecordRow, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """One need as a list shows it."""

    link: Link
    person: Link | None
    urgency: str
    urgency_code: str
    due: str
    state: str
    is_open: bool
    pledged_percent: int
    arrived_percent: int


def read_need_state(row: RecordRow, today: date) -> Step[NeedState]:
    """Return the state of one need from its pledges and deliveries."""
    pledges = yield from read_views(row.space, "pledge", row.record, "need")
    deliveries = yield from read_views(row.space, "delivery", row.record, "need")
    return state_of_need(view_of_row(row), pledges, deliveries, today)


def read_need_lines(
    registry: Registry, rows: Iterable[RecordRow], today: date, language: str
) -> Step[tuple[NeedLine, ...]]:
    """Gather lines for needs, in the order given."""
    listed = list(rows)
    titles = yield from read_titles(registry, listed, language)
    lines = []
    for row in listed:
        state = yield from read_need_state(row, today)
        person = state.need.ref("person")
        people = yield from read_links(registry, row.space, [Record(person)] if person else [], language)
        urgency = state.need.text("urgency")
        lines.append(
            NeedLine(
                link=Link(title=titles[row.record], url=card_url(row.space, row.record)),
                person=next(iter(people.values()), None),
                urgency=URGENCY.label(urgency, language) if urgency in ("urgent", "high") else "",
                urgency_code=urgency,
                due=day_words(state.need.day("due_on"), language),
                state=NEED_STATUS.label(state.status, language),
                is_open=state.is_open,
                pledged_percent=state.pledged_percent,
                arrived_percent=state.arrived_percent,
            )
        )
    return tuple(lines)
