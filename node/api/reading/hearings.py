"""The hearings of one ledger by day and court, from the keys they are sorted by; lines are read for those shown.

A key holds day, hour and what stands for the court (`ledger/derived/marks.py`), no name.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from node.api.i18n import gettext as _
from node.api.limits import HEARING_KEYS_MAX
from node.api.links import card_url
from node.api.reading.person import day_words
from node.api.reading.titles import Link, read_links, read_rows
from node.api.reading.views import mark_words, marks_of, view_of_row
from node.crdt.ids import Record, Space
from node.ledger.calendars.sittings import court_of_hearing, listed_court
from node.ledger.derived import RecordView
from node.ledger.derived.marks import HEARINGS
from node.ledger.language import Labels
from node.ledger.text import inert
from node.ledger.vocabulary.justice import HEARING_ACCESS, HEARING_KIND, HEARING_OUTCOME, OBSERVER_STATE
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.following import FindDue, ListDue
from node.service.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One hearing by its key. `first` is its first possible day; `court` stands for all spellings of one court."""

    record: Record
    first: date
    court: str


def read_sittings(space: Space, first: date, last: date) -> Step[list[Sitting]]:
    """Return the hearings that begin in a span of days, in order."""
    listed: tuple[tuple[str, Space, Record], ...] = yield ListDue(
        list=HEARINGS, space=space, first=first.isoformat(), last=last.isoformat() + "~", limit=HEARING_KEYS_MAX
    )
    return [_sitting(key, record) for key, _space, record in listed]


def _sitting(key: str, record: Record) -> Sitting:
    when, _slash, court = key.rpartition("/")
    return Sitting(record=record, first=date.fromisoformat(when[:10]), court=court)


def read_late(space: Space, limit: int) -> Step[FoundRows]:
    """Return the hearings that are over and nobody wrote what came of them, the latest first; `total` counts all."""
    if not limit:
        found = yield FindRows(space=space, kind="hearing", marks=("late",), limit=0)
    else:
        found = yield FindDue(list=HEARINGS, space=space, marks=("late",), is_backwards=True, limit=limit)
    assert isinstance(found, FoundRows)
    return found


def read_busiest(space: Space, sittings: Sequence[Sitting], language: str) -> Step[list[tuple[str, str, int]]]:
    """Return (code, words, hearings) of each court among some hearings, the busiest first."""
    counts = Counter(one.court for one in sittings)
    first = {one.court: one.record for one in reversed(sittings)}
    rows = yield from read_rows(space, first.values())
    courts = yield from read_courts(space, rows.values())
    listed = [
        (code, court_of_hearing(view_of_row(rows[first[code]]), courts)[1].in_language(language), count)
        for code, count in counts.items()
        if first[code] in rows
    ]
    return sorted(listed, key=lambda one: (-one[2], one[1]))


def read_courts(space: Space, hearings: Iterable[RecordRow]) -> Step[dict[bytes, tuple[str, Labels]]]:
    """Return the key and the words of the courts of the list that hearings name."""
    named = [ref for row in hearings for path, ref in row.refs if path == "court"]
    rows = yield from read_rows(space, named)
    return {record: listed_court(view_of_row(row)) for record, row in rows.items() if row.kind == "court"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingLine:
    """One hearing in words."""

    link: Link
    person: Link | None
    day: str
    first: date
    begins: str
    kind: str
    court: str
    spelling: str  # as published, where it differs
    room: str
    judges: str
    access: str
    outcome: str
    watchers: tuple[tuple[str, str], ...]  # (who, whether they came)
    is_over: bool
    marks: list[tuple[str, str]]


def read_hearing_lines(
    node: Node, space: Space, records: Sequence[Record], today: date, language: str
) -> Step[list[HearingLine]]:
    """Gather the lines of some hearings, in order; those gone since are left out."""
    rows = yield from read_rows(space, records)
    people = [ref for row in rows.values() for path, ref in row.refs if path == "person"]
    links = yield from read_links(node.registry, space, people, language)
    courts = yield from read_courts(space, rows.values())
    return [_line(rows[record], courts, links, today, language) for record in records if record in rows]


def by_day(lines: list[HearingLine]) -> list[tuple[str, date, list[HearingLine]]]:
    """Return lines in order, put together by their day: (words, first possible day, lines)."""
    found: list[tuple[str, date, list[HearingLine]]] = []
    for line in lines:
        if not found or found[-1][0] != line.day:
            found.append((line.day, line.first, []))
        found[-1][2].append(line)
    return found


def _line(
    row: RecordRow,
    courts: Mapping[bytes, tuple[str, Labels]],
    links: Mapping[Record, Link],
    today: date,
    language: str,
) -> HearingLine:
    view = view_of_row(row)
    court = court_of_hearing(view, courts)[1].in_language(language)
    spelling = inert(view.text("court_text"))
    kind = view.text("category")
    person = view.ref("person")
    return HearingLine(
        link=Link(
            title=HEARING_KIND.label(kind, language) if kind else _("hearing"), url=card_url(row.space, row.record)
        ),
        person=links.get(Record(person)) if person else None,
        day=day_words(view.day("held_on"), language),
        first=view.day("held_on").earliest or today,
        begins=inert(view.text("starts_at")),
        kind=HEARING_KIND.label(kind, language) if kind else "",
        court=inert(court),
        spelling="" if spelling == court else spelling,
        room=inert(view.text("room")),
        judges=", ".join(_judges(view)),
        access=HEARING_ACCESS.label(view.text("access"), language) if view.text("access") else "",
        outcome=HEARING_OUTCOME.label(view.text("outcome"), language) if view.text("outcome") else "",
        watchers=tuple(_watchers(view, language)),
        is_over=view.day("held_on").has_ended(today),
        marks=mark_words(marks_of(row)),
    )


def _judges(view: RecordView) -> Iterable[str]:
    for path in view.fields:
        if path.startswith("judges/") and path.endswith("/text") and view.text(path):
            yield inert(view.text(path))


def _watchers(view: RecordView, language: str) -> Iterable[tuple[str, str]]:
    for path in view.fields:
        if path.startswith("observers/") and path.endswith("/who") and view.text(path):
            state = view.text(path.replace("/who", "/state")) or "planned"
            yield inert(view.text(path)), OBSERVER_STATE.label(state, language)
