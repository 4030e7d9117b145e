"""Needs with their state: what was promised and sent counts, what was refused says why and what to try next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from node.api.i18n import gettext as _
from node.api.limits import FILTER_OPTIONS_MAX, PAGE_ROWS
from node.api.links import card_url
from node.api.reading.about import rows_about
from node.api.reading.person import day_words
from node.api.reading.titles import Link, read_links, read_titles
from node.api.reading.views import view_of_row
from node.crdt.ids import Record, Space
from node.ledger.derived import NeedState, RecordView, by_reference, fitting_offers, state_of_need
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.vocabulary.aid import NEED_STATUS, NEXT_STEP, REFUSAL, REPEAT, STEPS_AFTER, URGENCY
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.following import ListMarks

_PARCELS: Final = "parcels"  # begins the mark of a person with several parcels in a period
_SAID: Final = ("urgent", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """One need as a list shows it."""

    link: Link
    person: Link | None
    holder: Record | None
    family: str  # the handle of the family it is for, empty where it is for the person
    category: str
    space: Space
    record: Record
    urgency: str
    urgency_code: str
    due: str
    repeat: str
    state: str
    status: str
    is_open: bool
    is_pledged: bool  # promised or sent in full: nobody is asked to take it
    pledged_percent: int
    arrived_percent: int
    sent_percent: int
    is_incomparable: bool
    refused: str  # why it was refused, in words; empty where it was not
    next_steps: tuple[str, ...]
    offers: int  # open offers that may meet it


def read_need_states(rows: Iterable[RecordRow], today: date) -> Step[dict[Record, NeedState]]:
    """Return the states of needs from their pledges and deliveries."""
    listed = list(rows)
    needs = [row.record for row in listed]
    pledges = by_reference([view_of_row(row) for row in (yield from rows_about("pledge", "need", needs))], "need")
    sent = by_reference([view_of_row(row) for row in (yield from rows_about("delivery", "need", needs))], "need")
    return {
        row.record: state_of_need(view_of_row(row), pledges.get(row.record, ()), sent.get(row.record, ()), today)
        for row in listed
    }


def read_need_lines(
    registry: Registry,
    rows: Iterable[RecordRow],
    today: date,
    language: str,
    offers: Iterable[RecordView] = (),
) -> Step[tuple[NeedLine, ...]]:
    """Gather lines for needs, in the order given."""
    listed, open_offers = list(rows), list(offers)
    states = yield from read_need_states(listed, today)
    categories = {state.need.text("category") for state in states.values()}
    fitting = {category: len(fitting_offers(category, open_offers, today)) for category in categories}
    titles = yield from read_titles(registry, listed, language)
    people: dict[Record, Link] = {}
    for space in {row.space for row in listed}:
        named = [Record(ref) for row in listed if row.space == space and (ref := states[row.record].need.ref("person"))]
        people |= yield from read_links(registry, space, named, language)
    return tuple(_line(row, states[row.record], titles, people, fitting, language) for row in listed)


def _line(
    row: RecordRow,
    state: NeedState,
    titles: Mapping[Record, str],
    people: Mapping[Record, Link],
    fitting: Mapping[str, int],
    language: str,
) -> NeedLine:
    need, urgency = state.need, state.need.text("urgency")
    person = need.ref("person")
    return NeedLine(
        link=Link(title=titles[row.record], url=card_url(row.space, row.record)),
        person=people.get(Record(person)) if person else None,
        holder=Record(person) if person else None,
        family=inert(need.text("family")),
        category=need.text("category"),
        space=row.space,
        record=row.record,
        urgency=URGENCY.label(urgency, language) if urgency in _SAID else "",
        urgency_code=urgency,
        due=day_words(need.day("due_on"), language),
        repeat=REPEAT.label(need.text("repeat"), language) if need.text("repeat") not in ("", "once") else "",
        state=NEED_STATUS.label(state.status, language),
        status=state.status,
        is_open=state.is_open,
        is_pledged=max(state.pledged_percent, state.sent_percent) >= 100,
        pledged_percent=state.pledged_percent,
        arrived_percent=state.arrived_percent,
        sent_percent=state.sent_percent,
        is_incomparable=state.is_incomparable,
        refused=refusal_words(state.refused, language) if state.refused is not None else "",
        next_steps=tuple(next_steps(state.refused, language)) if state.refused is not None else (),
        offers=fitting[need.text("category")] if state.is_open else 0,
    )


def read_crowded(registry: Registry, language: str) -> Step[tuple[tuple[Link, int], ...]]:
    """Return who got several parcels in the present period of the place, and how many; a page of each count at most."""
    marks: tuple[tuple[str, int], ...] = yield ListMarks(prefix=f"{_PARCELS}=", limit=FILTER_OPTIONS_MAX)
    found: list[tuple[Link, int]] = []
    for mark, _people in sorted(marks):
        listed = yield FindRows(kind="person", marks=(mark,), limit=PAGE_ROWS)
        assert isinstance(listed, FoundRows)
        titles = yield from read_titles(registry, listed.rows, language)
        links = [Link(title=titles[row.record], url=card_url(row.space, row.record)) for row in listed.rows]
        found += [(link, int(mark.partition("=")[2])) for link in links]
    return tuple(found)


def refusal_words(delivery: RecordView, language: str) -> str:
    """Return why a delivery was refused or came back."""
    reason = delivery.text("refusal")
    words = [REFUSAL.label(reason, language) if reason else "", inert(delivery.text("failure_reason"))]
    return ", ".join(word for word in words if word) or _("no reason is written down")


def next_steps(delivery: RecordView, language: str) -> Iterable[str]:
    """Yield what to try next: what somebody wrote down, else what has helped others."""
    said = delivery.text("next_step")
    codes = (said,) if said else STEPS_AFTER.get(delivery.text("refusal"), ())
    for code in codes:
        yield NEXT_STEP.label(code, language)
