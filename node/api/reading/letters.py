"""Who may be written to, as a page shows it, and what an envelope to them bears: from the marks beside their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from node.api.i18n import gettext as _
from node.api.i18n import ngettext
from node.api.links import card_url
from node.api.reading.about import key_of, rows_about, rows_of
from node.api.reading.person import day_words
from node.api.reading.titles import Link, read_links, read_titles
from node.api.reading.views import codes_of, view_of_row
from node.crdt.ids import Record, Space
from node.ledger.derived import Address, RecordView, address_on, by_reference, is_reserved, months_since, postal_name
from node.ledger.derived.marks import LETTERS, day_of_key
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.vocabulary import letter as words
from node.service.effects import RecordRow, Step

_ASKED: Final = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """One person in the list of those to write to. `since` says when somebody last wrote; `gaps` are words of `gap`."""

    link: Link
    space: Space
    record: Record
    held_in: Record | None
    place: Link | None
    since: str
    born: str
    letters_from: str
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    gaps: tuple[str, ...]
    may_write: bool
    is_reserved: bool
    is_reserved_twice: bool
    has_double: bool  # letters written without knowing of one another, or two reservations


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What an envelope to a person bears today; `address` is None where none is valid."""

    line: LetterLine
    name: str
    address: Address | None
    place: str
    reservations: tuple[RecordView, ...] = ()  # that hold today, where they were asked for


def since_words(months: int | None, *, has_tried: bool) -> str:
    """Return in words how long nobody has written. `has_tried`: the last letter did not pass."""
    if months is None and has_tried:
        return _("no letter has passed yet")
    if months is None:
        return _("nobody has ever written")
    if not months:
        return _("written to within a month")
    return ngettext("nobody has written for %(num)d month", "nobody has written for %(num)d months", months) % {
        "num": months
    }


def read_letter_lines(
    registry: Registry, rows: Sequence[RecordRow], today: date, language: str
) -> Step[tuple[LetterLine, ...]]:
    """Gather lines for the rows of people, in the order given."""
    titles = yield from read_titles(registry, rows, language)
    held: dict[Record, Link] = {}
    for space in {row.space for row in rows}:
        places = [place for row in rows if row.space == space for place in _held_in(row)[:1]]
        held |= yield from read_links(registry, space, places, language)
    return tuple(_line(row, titles[row.record], held, today, language) for row in rows)


def read_envelopes(
    registry: Registry, people: Sequence[Record], today: date, language: str, *, with_reservations: bool = False
) -> Step[tuple[Envelope, ...]]:
    """Gather what envelopes to people bear today, in the order given; people that are not here are left out."""
    by_id = {row.record: row for row in (yield from rows_of(people)) if row.kind == "person"}
    rows = [by_id[record] for record in dict.fromkeys(people) if record in by_id]
    lines = yield from read_letter_lines(registry, rows, today, language)
    named = yield from rows_of([line.held_in for line in lines if line.held_in is not None])
    places = {row.record: view_of_row(row) for row in named}
    letters = (yield from rows_about("letter", "person", list(by_id))) if with_reservations else ()
    by_person = by_reference([view_of_row(row) for row in letters], "person")
    return tuple(
        _envelope(line, view_of_row(row), places, by_person.get(row.record, ()), today)
        for line, row in zip(lines, rows, strict=True)
    )


def _envelope(
    line: LetterLine,
    person: RecordView,
    places: Mapping[Record, RecordView],
    letters: Sequence[RecordView],
    today: date,
) -> Envelope:
    place = places.get(line.held_in) if line.held_in is not None else None
    return Envelope(
        line=line,
        name="" if person.value("identity_withheld") is True else inert(postal_name(person)),
        address=_address(place, today),
        place=line.place.title if line.place is not None else "",
        reservations=tuple(one for one in letters if is_reserved(one, today)),
    )


def _address(place: RecordView | None, today: date) -> Address | None:
    found = address_on(place, today) if place is not None else None
    return replace(found, text=inert(found.text), postcode=inert(found.postcode)) if found is not None else None


def _held_in(row: RecordRow) -> list[Record]:
    return [Record(bytes.fromhex(code)) for code in codes_of(row, "place")]


def _line(row: RecordRow, title: str, held: Mapping[Record, Link], today: date, language: str) -> LetterLine:
    person, cautions = view_of_row(row), codes_of(row, "caution")
    held_in = next(iter(_held_in(row)), None)
    since = since_words(_months(row, today), has_tried="last_not_passed" in cautions)
    letters_from = person.text("letters_from")
    return LetterLine(
        link=Link(title=title, url=card_url(row.space, row.record)),
        space=row.space,
        record=row.record,
        held_in=held_in,
        place=held.get(held_in) if held_in is not None else None,
        since=since,
        born="" if "withheld" in row.follows else day_words(person.day("birth_date"), language),
        letters_from=words.LETTERS_FROM.label(letters_from, language) if letters_from else "",
        reasons=tuple(_reason(person, code, language) for code in codes_of(row, "unwritten")),
        cautions=tuple(words.WRITE_CAUTION.label(code, language) for code in cautions),
        gaps=tuple(codes_of(row, "gap")),
        may_write="may-write" in row.follows,
        is_reserved="reserved" in row.follows,
        is_reserved_twice="reserved-twice" in row.follows,
        has_double="double-letter" in row.follows,
    )


def _months(row: RecordRow, today: date) -> int | None:
    """Whole months since the last letter that passed; None where nobody ever wrote."""
    key = key_of(row, LETTERS)
    return months_since(day_of_key(key.partition(" ")[2]), today) if key else None


def _reason(person: RecordView, code: str, language: str) -> str:
    if code != _ASKED:
        return words.UNWRITTEN.label(code, language)
    why = words.LETTERS_STOP.label(person.text("letters_stop"), language)
    until = day_words(person.day("letters_stop_until"), language)
    return f"{why}, " + _("until %(when)s") % {"when": until} if until else why
