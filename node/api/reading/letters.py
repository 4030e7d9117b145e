"""Who may be written to, as a page shows it, and what an envelope to them bears."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from node.api.i18n import gettext as _
from node.api.i18n import ngettext
from node.api.links import card_url
from node.api.reading.board import PersonMark, person_marks
from node.api.reading.fresh import read_about_people, rows_of
from node.api.reading.person import day_words
from node.api.reading.titles import Link, read_links, read_titles
from node.crdt.ids import Record, Space
from node.ledger.derived import Address, RecordView, address_on, by_reference, is_reserved, postal_name
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.vocabulary import letter as words
from node.service.effects import Step

_ASKED: Final = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """One person in the list of those to write to. `since` says when somebody last wrote."""

    link: Link
    space: Space
    record: Record
    mark: PersonMark
    place: Link | None
    since: str
    born: str
    letters_from: str
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What an envelope to a person bears today; `address` is None where none is valid."""

    line: LetterLine
    name: str
    address: Address | None
    place: str
    reservations: tuple[RecordView, ...]  # that hold today


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
    registry: Registry, people: Sequence[Record], today: date, language: str
) -> Step[tuple[LetterLine, ...]]:
    """Gather lines for people, in the order given."""
    envelopes = yield from read_envelopes(registry, people, today, language)
    return tuple(envelope.line for envelope in envelopes)


def read_envelopes(
    registry: Registry, people: Sequence[Record], today: date, language: str
) -> Step[tuple[Envelope, ...]]:
    """Gather what envelopes to people bear today, in the order given; people that are not here are left out."""
    about = yield from read_about_people(people)
    marks = {mark.place[1]: mark for mark in person_marks(about.views, about.spaces, today, has_lawyers=False)}
    rows = {row.record: row for row in (yield from rows_of(people))}
    titles = yield from read_titles(registry, rows.values(), language)
    held: dict[Record, Link] = {}
    for space in {row.space for row in rows.values()}:
        places = [mark.held_in for mark in marks.values() if mark.place[0] == space and mark.held_in is not None]
        held |= yield from read_links(registry, space, places, language)
    persons = {view.id: view for view in about.views["person"]}
    places_by_id = {view.id: view for view in about.views["place"]}
    letters = by_reference(about.views["letter"], "person")
    envelopes = []
    for record in dict.fromkeys(people):
        if record not in marks or record not in rows:
            continue
        person, mark = persons[record], marks[record]
        link = Link(title=titles[record], url=card_url(rows[record].space, record))
        line = _line(person, mark, link, held, language)
        place = places_by_id.get(mark.held_in) if mark.held_in is not None else None
        envelopes.append(
            Envelope(
                line=line,
                name="" if person.value("identity_withheld") is True else inert(postal_name(person)),
                address=_address(place, today),
                place=line.place.title if line.place is not None else "",
                reservations=tuple(one for one in letters.get(record, ()) if is_reserved(one, today)),
            )
        )
    return tuple(envelopes)


def _address(place: RecordView | None, today: date) -> Address | None:
    found = address_on(place, today) if place is not None else None
    return replace(found, text=inert(found.text), postcode=inert(found.postcode)) if found is not None else None


def _line(person: RecordView, mark: PersonMark, link: Link, held: dict[Record, Link], language: str) -> LetterLine:
    writing = mark.support.writing
    is_withheld = person.value("identity_withheld") is True
    return LetterLine(
        link=link,
        space=mark.place[0],
        record=mark.place[1],
        mark=mark,
        place=held.get(mark.held_in) if mark.held_in is not None else None,
        since=since_words(mark.support.unwritten_months, has_tried="last_not_passed" in writing.cautions),
        born="" if is_withheld else day_words(person.day("birth_date"), language),
        letters_from=words.LETTERS_FROM.label(person.text("letters_from"), language)
        if person.text("letters_from")
        else "",
        reasons=tuple(_reason(person, code, language) for code in writing.reasons),
        cautions=tuple(words.WRITE_CAUTION.label(code, language) for code in writing.cautions),
    )


def _reason(person: RecordView, code: str, language: str) -> str:
    if code != _ASKED:
        return words.UNWRITTEN.label(code, language)
    why = words.LETTERS_STOP.label(person.text("letters_stop"), language)
    until = day_words(person.day("letters_stop_until"), language)
    return f"{why}, " + _("until %(when)s") % {"when": until} if until else why
