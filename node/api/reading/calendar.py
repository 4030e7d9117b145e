"""A calendar file of some days: what stands for each person, and the bytes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from node.api.i18n import gettext as _
from node.api.i18n import in_language
from node.api.naming import person_name
from node.api.reading.titles import read_rows
from node.api.zones import to_utc
from node.crdt.ids import Record, Space
from node.ledger.calendars.days import Day, event_of
from node.ledger.calendars.ics import write_calendar
from node.ledger.text import inert
from node.service.effects import Step
from node.service.rows import values_of

_CODE_CHARS: Final = 6  # of a person's record id: what stands for a name where there is no code


def people_of(days: Iterable[Day]) -> list[Record]:
    """Return the people that days are about, each once."""
    return list(dict.fromkeys(Record(day.person) for day in days if day.person is not None))


def read_who(space: Space, people: Sequence[Record], language: str, *, with_names: bool) -> Step[dict[Record, str]]:
    """Return what stands for people: names where that is allowed and none is withheld, else their codes."""
    rows = yield from read_rows(space, people)
    found: dict[Record, str] = {}
    for person, row in rows.items():
        values = values_of(row)
        code = values.get("code")
        name = person_name(values, language) if with_names and values.get("identity_withheld") is not True else ""
        found[person] = name or (inert(code) if isinstance(code, str) else _code(person))
    return found


def calendar_file(
    days: Iterable[Day], who: Mapping[Record, str], language: str, *, with_places: bool, now: int
) -> bytes:
    """Return the bytes of a calendar file; `now` in seconds since 1970 UTC."""
    with in_language(language):
        name = _("Calendar")
    events = [
        event_of(
            day,
            lambda person: who.get(Record(person), _code(person)),
            language,
            with_places=with_places,
            to_utc=to_utc,
        )
        for day in days
    ]
    return write_calendar(events, name=name, stamp=datetime.fromtimestamp(now, UTC))


def _code(person: bytes) -> str:
    return person.hex()[:_CODE_CHARS].upper()
