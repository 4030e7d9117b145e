"""What happened to one person, in order: every dated record that refers to the person, under the first day it tells.

A date known in part stands where it begins; what has no date is left out and stands in the lists beside.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from node.api.limits import TIMELINE_ROWS
from node.api.links import card_url
from node.api.reading.person import day_words
from node.api.reading.titles import Link, read_titles
from node.api.reading.views import mark_words, marks_of, view_of_row
from node.crdt.ids import Record, Space
from node.ledger.registry import Registry
from node.service.effects import FindRows, FoundRows, Step

_DAYS: Final = {  # what a line stands under, by kind
    "detention": "arrested_on",
    "status_event": "effective_on",
    "placement": "began_on",
    "charge": "brought_on",
    "hearing": "held_on",
    "judgment": "decided_on",
    "regime_event": "began_on",
    "ill_treatment": "happened_on",
    "recognition": "decided_on",
    "guardianship": "began_on",
    "delivery": "sent_on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line: when, of which kind, what."""

    when: str
    kind: str
    code: str
    link: Link
    marks: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The lines by year, the newest first, and whether there were more than one page holds."""

    years: tuple[tuple[int, tuple[Moment, ...]], ...]
    is_cut: bool


def read_timeline(registry: Registry, space: Space, person: Record, language: str) -> Step[Timeline]:
    """Gather what happened to a person."""
    found = yield FindRows(space=space, refs_to=person, path="person", limit=TIMELINE_ROWS)
    assert isinstance(found, FoundRows)
    rows = [row for row in found.rows if row.kind in _DAYS]
    titles = yield from read_titles(registry, rows, language)
    moments: list[tuple[date, Moment]] = []
    for row in rows:
        day = view_of_row(row).day(_DAYS[row.kind])
        if day.earliest is not None:
            moment = Moment(
                when=day_words(day, language),
                kind=registry.kind(row.kind).labels.in_language(language),
                code=row.kind,
                link=Link(title=titles[row.record], url=card_url(row.space, row.record)),
                marks=mark_words(marks_of(row)),
            )
            moments.append((day.earliest, moment))
    moments.sort(key=lambda pair: (pair[0], pair[1].link.url), reverse=True)
    years: dict[int, list[Moment]] = {}
    for begins, moment in moments:
        years.setdefault(begins.year, []).append(moment)
    return Timeline(
        years=tuple((year, tuple(some)) for year, some in years.items()), is_cut=found.total > len(found.rows)
    )
