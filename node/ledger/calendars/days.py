"""Days that helpers plan by, derived from a ledger: hearings, birthdays, expected releases, parcels, check-ins, days of
solidarity.

A day is taken only where it is known to the day; birthdays need no year, and people whose
name is withheld have none here. The dead have no days; of those who are free
only birthdays and hearings are kept.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from types import MappingProxyType
from typing import Final

from node.ledger.calendars.ics import Event
from node.ledger.calendars.sittings import court_of_hearing, listed_court
from node.ledger.derived import (
    Liberty,
    RecordView,
    current_placements,
    current_status,
    expected_release,
    is_caring,
    liberty_of,
)
from node.ledger.derived.guardians import last_contact
from node.ledger.derived.parcels import next_parcel_on
from node.ledger.language import Labels, labels
from node.ledger.limits import CALENDAR_BACK_DAYS, CARE_SILENT_DAYS
from node.ledger.packs import HOME
from node.ledger.values.partial_date import PartialDate
from node.ledger.vocabulary.justice import HEARING_KIND

ANY_YEAR: Final = 2000  # of what comes every year: a leap year, so that 29 February has a day; tells nobody's age


class What(StrEnum):
    """What a calendar may hold."""

    HEARING = "hearing"
    BIRTHDAY = "birthday"
    RELEASE = "release"
    PARCEL = "parcel"
    CHECK_IN = "check_in"
    SOLIDARITY = "solidarity"


WORDS: Final[Mapping[What, Labels]] = MappingProxyType(
    {
        What.HEARING: labels("Hearing", "Суд", "Суд"),
        What.BIRTHDAY: labels("Birthday", "Дзень нараджэння", "День рождения"),
        What.RELEASE: labels(
            "Release expected (estimate)", "Чакаецца вызваленне (ацэнка)", "Ожидается освобождение (оценка)"
        ),
        What.PARCEL: labels("A parcel may go", "Можна адпраўляць перадачу", "Можно отправлять передачу"),
        What.CHECK_IN: labels("Ask the guardian", "Спытацца ў таго, хто апякуецца", "Спросить того, кто опекает"),
        What.SOLIDARITY: labels("Day of solidarity", "Дзень салідарнасці", "День солидарности"),
    }
)  # fmt: skip
ASKED: Final[Mapping[str, frozenset[str] | None]] = MappingProxyType(
    {
        "court": None,  # whole: there are few, and their names fold
        "person": frozenset(("birth_date", "identity_withheld", "code", "care_stage")),
        "status_event": frozenset(("person", "status", "effective_on", "state")),
        "hearing": frozenset(
            ("person", "held_on", "starts_at", "time_zone", "court", "court_text", "category", "outcome")
        ),
        "detention": frozenset(("person", "arrested_on", "ended_on")),
        "judgment": frozenset(
            ("person", "decided_on", "penalty", "term", "counted_from", "served_credit_days", "in_force_on")
        ),
        "placement": frozenset(("person", "place", "began_on", "ended_on", "may_send_parcel")),
        "place": frozenset(("parcel_every_months",)),
        "delivery": frozenset(("person", "category", "sent_on", "arrived_on", "status")),
        "guardianship": frozenset(("person", "state", "began_on", "ended_on", "last_contact_on")),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a calendar. `about` names in the UID what it is about; `person` is None for a day of everybody.

    `at` and `zone` are empty for whole days; `kind` is a word of `hearing_kind`.
    """

    what: What
    about: bytes
    person: bytes | None
    on: date
    at: str = ""
    zone: str = ""
    is_yearly: bool = False
    kind: str = ""
    court: Labels | None = None


@dataclass(slots=True)
class DayMaterial:
    """What the days are made of, record by record. `take` courts and places in any order before `days_of`."""

    views: dict[str, list[RecordView]] = field(default_factory=lambda: {kind: [] for kind in ASKED})

    def add(self, view: RecordView) -> None:
        """Add one record."""
        self.views[view.kind].append(view)

    def about(self, kind: str) -> dict[bytes, list[RecordView]]:
        """The records of a kind by the person they are about."""
        grouped: dict[bytes, list[RecordView]] = {}
        for view in self.views[kind]:
            person = view.ref("person")
            if person is not None:
                grouped.setdefault(person, []).append(view)
        return grouped


def days_of(material: DayMaterial, today: date) -> list[Day]:
    """Every day known to the day, the earliest first; what is over for longer than CALENDAR_BACK_DAYS is left out."""
    first = today - timedelta(days=CALENDAR_BACK_DAYS)
    found = [*_hearings(material), *_solidarity()]
    about = {kind: material.about(kind) for kind in ASKED if kind not in ("court", "place", "person", "hearing")}
    months = {place.id: place.number("parcel_every_months") for place in material.views["place"]}
    for person in material.views["person"]:
        own = {kind: by_person.get(person.id, []) for kind, by_person in about.items()}
        found += _of_person(person, own, months, today)
    kept = [day for day in found if day.is_yearly or day.on >= first]
    return sorted(kept, key=lambda day: (day.on, day.at, day.what, day.about))


def _of_person(
    person: RecordView, own: Mapping[str, list[RecordView]], months: Mapping[bytes, int | None], today: date
) -> Iterator[Day]:
    status = current_status(own["status_event"], today)
    liberty = liberty_of(status.code) if status is not None else Liberty.UNKNOWN
    if liberty is Liberty.DEAD or person.text("care_stage") == "closed":
        return
    birthday = _birthday(person.day("birth_date"))
    if birthday is not None and person.value("identity_withheld") is not True:
        yield Day(what=What.BIRTHDAY, about=person.id, person=person.id, on=birthday, is_yearly=True)
    if liberty is Liberty.FREE:
        return
    release = expected_release(own["judgment"], own["detention"], today)
    on = _exact(release.when) if release is not None else None
    if on is not None:
        yield Day(what=What.RELEASE, about=person.id, person=person.id, on=on)
    yield from _parcel(person, own, months, today)
    for care in own["guardianship"]:
        last = last_contact(care).latest
        if is_caring(care, today) and last is not None:
            due = max(today, last + timedelta(days=CARE_SILENT_DAYS))
            yield Day(what=What.CHECK_IN, about=care.id, person=person.id, on=due)


def _parcel(
    person: RecordView, own: Mapping[str, list[RecordView]], months: Mapping[bytes, int | None], today: date
) -> Iterator[Day]:
    stays = current_placements(own["placement"], today)
    if not stays or stays[0].value("may_send_parcel") is False:
        return
    on = next_parcel_on(own["delivery"], months.get(stays[0].ref("place") or b""))
    if on is not None:
        yield Day(what=What.PARCEL, about=person.id, person=person.id, on=max(on, today))


def _hearings(material: DayMaterial) -> Iterator[Day]:
    courts = {court.id: listed_court(court) for court in material.views["court"]}
    zones = {court.id: court.text("time_zone") for court in material.views["court"]}
    for view in material.views["hearing"]:
        on = _exact(view.day("held_on"))
        if on is not None and view.text("outcome") != "cancelled":
            at = view.text("starts_at")
            zone = view.text("time_zone") or zones.get(view.ref("court") or b"", "") or HOME.time_zone
            yield Day(
                what=What.HEARING,
                about=view.id,
                person=view.ref("person"),
                on=on,
                at=at,
                zone=zone if at else "",
                kind=view.text("category"),
                court=court_of_hearing(view, courts)[1],
            )


def _solidarity() -> Iterator[Day]:
    for month, day in HOME.solidarity_days:
        on = date(ANY_YEAR, month, day)
        yield Day(what=What.SOLIDARITY, about=HOME.country.encode(), person=None, on=on, is_yearly=True)


def _exact(day: PartialDate) -> date | None:
    return day.earliest if day.earliest is not None and day.earliest == day.latest else None


def _birthday(born: PartialDate) -> date | None:
    """The day of a birthday, in a year that says nothing."""
    point = born.start
    if born.is_interval or point is None or point.month is None or point.day is None:
        return None
    return date(ANY_YEAR, point.month, point.day)


def event_of(
    day: Day,
    who: Callable[[bytes], str],
    language: str,
    *,
    with_places: bool,
    to_utc: Callable[[date, str, str], datetime | None],
) -> Event:
    """A day as it stands in a calendar file.

    `who` gives the words for a person; `to_utc` the moment of a day, an hour and a time zone, None where the zone is
    not known: the hour then stands in the summary of a whole day.
    """
    moment = to_utc(day.on, day.at, day.zone) if day.at else None
    words = WORDS[day.what].in_language(language)
    if day.kind:
        words += f": {HEARING_KIND.label(day.kind, language)}"
    if day.at and moment is None:
        words += f" {day.at}"
    return Event(
        uid=f"{blake2b(day.what.value.encode() + b'/' + day.about, digest_size=16).hexdigest()}@local",
        start=day.on if moment is None else moment,
        summary=f"{words}, {who(day.person)}" if day.person is not None else words,
        place=day.court.in_language(language) if with_places and day.court is not None else "",
        is_yearly=day.is_yearly,
    )
