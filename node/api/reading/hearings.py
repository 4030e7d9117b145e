"""The hearings of one ledger by day and court, and the lines of those shown.

rows of hearings and courts ─▶ Diary: days, keys of courts and ids, no names
the ids of a day or month   ─▶ lines, read anew
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from node.api.i18n import gettext as _
from node.api.links import card_url
from node.api.reading.person import day_words
from node.api.reading.titles import Link, read_links, read_rows
from node.api.reading.views import mark_words, marks_of, view_of_row
from node.crdt.ids import Record, Space
from node.ledger.calendars.sittings import Sitting, court_of_hearing, listed_court, sitting_of
from node.ledger.derived import RecordView
from node.ledger.language import Labels
from node.ledger.text import inert
from node.ledger.vocabulary.justice import HEARING_ACCESS, HEARING_KIND, HEARING_OUTCOME, OBSERVER_STATE
from node.service.effects import RecordRow, Step
from node.service.node import Node


@dataclass(slots=True)
class Diary:
    """Every hearing of a ledger whose year is known. `take` courts before hearings."""

    courts: dict[bytes, tuple[str, Labels]] = field(default_factory=dict)
    names: dict[str, Labels] = field(default_factory=dict)
    sittings: list[Sitting] = field(default_factory=list)

    def take(self, row: RecordRow) -> None:
        """Add a court or a hearing."""
        view = view_of_row(row)
        if row.kind == "court":
            key, names = self.courts[row.record] = listed_court(view)
            self.names.setdefault(key, names)
            return
        sitting = sitting_of(view, self.courts)
        if sitting is not None:
            self.sittings.append(sitting)
            self.names.setdefault(sitting.court, court_of_hearing(view, self.courts)[1])

    def settle(self) -> None:
        """Put the hearings in the order of their days and hours."""
        self.sittings.sort(key=lambda one: (one.first, one.begins, one.record))

    def between(self, first: date, last: date, court: str = "") -> list[Sitting]:
        """Return the hearings that begin in a span of days, of one court or of all."""
        return [one for one in self.sittings if first <= one.first <= last and court in ("", one.court)]

    def overdue(self, today: date) -> list[Sitting]:
        """Return those that are over and nobody wrote what came of them, the latest first."""
        return [one for one in reversed(self.sittings) if one.lacks_outcome(today)]

    def busiest(self, sittings: Iterable[Sitting], language: str) -> list[tuple[str, str, int]]:
        """Return (key, words, hearings) of each court among some hearings, the busiest first."""
        counts = Counter(one.court for one in sittings)
        listed = [(key, self.names[key].in_language(language), count) for key, count in counts.items()]
        return sorted(listed, key=lambda one: (-one[2], one[1]))


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
    node: Node, space: Space, sittings: list[Sitting], diary: Diary, today: date, language: str
) -> Step[list[HearingLine]]:
    """Gather the lines of some hearings, in order; those gone since are left out."""
    rows = yield from read_rows(space, [Record(one.record) for one in sittings])
    people = [ref for row in rows.values() for path, ref in row.refs if path == "person"]
    links = yield from read_links(node.registry, space, people, language)
    found = []
    for one in sittings:
        row = rows.get(Record(one.record))
        if row is not None:
            found.append(_line(row, one, diary, links, today, language))
    return found


def by_day(lines: list[HearingLine]) -> list[tuple[str, date, list[HearingLine]]]:
    """Return lines in order, put together by their day: (words, first possible day, lines)."""
    found: list[tuple[str, date, list[HearingLine]]] = []
    for line in lines:
        if not found or found[-1][0] != line.day:
            found.append((line.day, line.first, []))
        found[-1][2].append(line)
    return found


def _line(
    row: RecordRow, one: Sitting, diary: Diary, links: dict[Record, Link], today: date, language: str
) -> HearingLine:
    view = view_of_row(row)
    court = court_of_hearing(view, diary.courts)[1].in_language(language)
    spelling = inert(view.text("court_text"))
    kind = view.text("category")
    person = view.ref("person")
    return HearingLine(
        link=Link(
            title=HEARING_KIND.label(kind, language) if kind else _("hearing"), url=card_url(row.space, row.record)
        ),
        person=links.get(Record(person)) if person else None,
        day=day_words(view.day("held_on"), language),
        first=one.first,
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
