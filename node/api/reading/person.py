"""What follows about one person today: status, place, expected release, guardians, recognitions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from node.api.i18n import gettext as _
from node.api.links import card_url
from node.api.reading.titles import Link, read_links, read_titles
from node.api.reading.views import codes_of, mark_words, marks_of, view_of_row
from node.crdt.ids import Record, Space
from node.ledger.derived import (
    Liberty,
    RecordView,
    Status,
    current_placements,
    current_recognitions,
    current_status,
    expected_release,
    is_caring,
    liberty_of,
    parcels_in_period,
)
from node.ledger.derived.release import RULE_LABELS
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.values.date_text import format_date
from node.ledger.values.partial_date import PartialDate
from node.ledger.vocabulary.recognition import RECOGNITION_DECISION
from node.ledger.vocabulary.status import PERSON_STATUS
from node.service.effects import FindRows, FoundRows, RecordRow, Step

EVENTS_MAX: Final = 200  # records of one kind about one person; the longest histories known have some dozens


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person today, in words. `liberty` chooses the colour of the status."""

    status: str
    liberty: str
    since: str
    contradicted_by: tuple[str, ...]
    places: tuple[Link, ...]
    release: str
    release_rule: str
    guardians: tuple[str, ...]
    recognitions: tuple[tuple[str, str], ...]
    parcels: int  # sent in the present period of the place


def read_standing(registry: Registry, space: Space, person: Record, today: date, language: str) -> Step[Standing]:
    """Gather what follows about one person from the records that refer to it."""
    views: dict[str, list[RecordView]] = {}
    for kind in ("status_event", "placement", "judgment", "detention", "guardianship", "recognition", "delivery"):
        views[kind] = yield from read_views(space, kind, person)
    stays = current_placements(views["placement"], today)
    held = [Record(ref) for stay in stays if (ref := stay.ref("place"))]
    places = yield from read_links(registry, space, held, language)
    months = yield from _parcel_months(space, held)
    status = current_status(views["status_event"], today)
    release = expected_release(views["judgment"], views["detention"], today, custody_days=registry.custody_days)
    return Standing(
        **status_words(status, language),
        contradicted_by=tuple(PERSON_STATUS.label(other.text("status"), language) for other in _others(status)),
        places=tuple(places.values()),
        release=day_words(release.when, language) if release else "",
        release_rule=RULE_LABELS[release.rule].in_language(language) if release else "",
        guardians=tuple(
            inert(one.text("guardian"))
            for one in views["guardianship"]
            if is_caring(one, today) and one.text("guardian")
        ),
        recognitions=tuple(_recognitions(views["recognition"], today, language)),
        parcels=len(parcels_in_period(views["delivery"], months, today)),
    )


def _parcel_months(space: Space, held: list[Record]) -> Step[int | None]:
    """Return how many months lie between parcels to the first of some places; None without a rule."""
    found = yield FindRows(space=space, records=tuple(held[:1]))
    assert isinstance(found, FoundRows)
    return next((view_of_row(row).number("parcel_every_months") for row in found.rows), None)


def read_views(space: Space, kind: str, refers_to: Record, path: str = "person") -> Step[list[RecordView]]:
    """Return the records of a kind that refer to a record, as derivations read them."""
    found = yield FindRows(space=space, kind=kind, refs_to=refers_to, path=path, limit=EVENTS_MAX)
    assert isinstance(found, FoundRows)
    return [view_of_row(row) for row in found.rows]


def status_words(status: Status | None, language: str) -> dict[str, str]:
    """Return a status in words, what it means for being free, and since when."""
    if status is None:
        return {"status": "", "liberty": Liberty.UNKNOWN.value, "since": ""}
    return {
        "status": PERSON_STATUS.label(status.code, language),
        "liberty": liberty_of(status.code).value,
        "since": day_words(status.since, language),
    }


def day_words(day: PartialDate, language: str) -> str:
    """Return a partial date as people read it; empty where it is unknown."""
    return "" if day.is_unknown else format_date(day, language)


def _others(status: Status | None) -> tuple[RecordView, ...]:
    return status.others if status else ()


def _recognitions(views: Iterable[RecordView], today: date, language: str) -> Iterable[tuple[str, str]]:
    for group, decisions in current_recognitions(views, today).items():
        words = dict.fromkeys(RECOGNITION_DECISION.label(one.text("decision"), language) for one in decisions)
        yield inert(group) or _("an unnamed group"), " / ".join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One line of the list of people. `liberty` chooses the colour of the statuses."""

    link: Link
    born: str
    statuses: tuple[str, ...]
    liberty: str
    places: tuple[str, ...]
    is_alone: bool
    need: str  # urgent, open, or empty
    marks: list[tuple[str, str]]


def read_person_rows(registry: Registry, rows: Sequence[RecordRow], language: str) -> Step[tuple[PersonRow, ...]]:
    """Gather lines of the list of people from what is kept beside their rows."""
    titles = yield from read_titles(registry, rows, language)
    places: dict[Record, Link] = {}
    for space in {row.space for row in rows}:
        named = [Record(bytes.fromhex(code)) for row in rows if row.space == space for code in codes_of(row, "place")]
        places |= yield from read_links(registry, space, named, language)
    return tuple(
        _person_row(row, Link(title=titles[row.record], url=card_url(row.space, row.record)), places, language)
        for row in rows
    )


def _person_row(row: RecordRow, link: Link, places: Mapping[Record, Link], language: str) -> PersonRow:
    held = [Record(bytes.fromhex(code)) for code in codes_of(row, "place")]
    needs = codes_of(row, "need")
    return PersonRow(
        link=link,
        born="" if "withheld" in row.follows else day_words(view_of_row(row).day("birth_date"), language),
        statuses=tuple(PERSON_STATUS.label(code, language) for code in codes_of(row, "status")),
        liberty=next(iter(codes_of(row, "liberty")), Liberty.UNKNOWN.value),
        places=tuple(places[place].title for place in held if place in places),
        is_alone="gap=guardian" in row.follows,
        need="urgent" if "urgent" in needs else next(iter(needs), ""),
        marks=mark_words(marks_of(row)),
    )
