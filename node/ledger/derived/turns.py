"""The days on which something may follow otherwise than the day before: when a fact begins, ends or grows old.

More days than needed cost a look; a day left out would leave a stale answer standing. Tests try every day between two.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from node.ledger.derived.aid import NEED_PERIOD_DAYS
from node.ledger.derived.guardians import last_contact
from node.ledger.derived.letters import unwritten_from
from node.ledger.derived.support import MONTHS_TOLD
from node.ledger.derived.view import RecordView
from node.ledger.limits import CARE_SILENT_DAYS, PARCEL_MONTHS, RELEASED_DAYS, RESERVED_DAYS_MAX
from node.ledger.values.partial_date import PartialDate
from node.ledger.values.term import Term

DATES: Final[Mapping[str, tuple[str, ...]]] = {  # that begin or end something
    "person": ("letters_stop_until",),
    "need": ("due_on",),
    "pledge": ("due_on",),
    "delivery": ("sent_on", "arrived_on"),
    "guardianship": ("began_on", "ended_on"),
    "status_event": ("effective_on",),
    "placement": ("began_on", "ended_on"),
    "regime_event": ("began_on", "ended_on"),
    "consent": ("expires_on", "withdrawn_on"),
    "recognition": ("decided_on",),
    "judgment": ("decided_on",),
    "letter": ("sent_on", "reserved_until"),
    "lawyer_engagement": ("began_on", "ended_on", "licence_withdrawn_on"),
    "hearing": ("held_on",),
    "offer": ("valid_to",),
    "place": ("closed_on",),
}
_ADDRESS_DATES: Final = ("valid_from", "valid_to")


def next_turn(record: RecordView, near: Iterable[RecordView], parcel_months: int | None, today: date) -> date | None:
    """The first day after today on which what follows for a record may be other; None where no day changes it.

    `near`: what refers to it. `parcel_months`: the period of the place a person is held in.
    """
    months = {PARCEL_MONTHS, parcel_months or PARCEL_MONTHS}
    period = NEED_PERIOD_DAYS.get(record.text("repeat"), 0)
    days = [day for view in (record, *near) for day in _turns(view, months, period)]
    return min((day for day in days if day > today), default=None)


def _turns(view: RecordView, months: set[int], period: int) -> Iterator[date]:
    for path in DATES.get(view.kind, ()):
        yield from _ends_of(view.day(path))
    match view.kind:
        case "letter":
            yield from _of_letter(view)
        case "delivery":
            yield from _of_delivery(view, months, period)
        case "pledge":
            yield from _after(view.day("due_on").latest, period + 1)
        case "guardianship":
            yield from _after(last_contact(view).latest, CARE_SILENT_DAYS + 1)
        case "status_event":
            yield from _after(view.day("effective_on").latest, RELEASED_DAYS)
        case "place":
            for path in view.fields:
                if path.startswith("addresses/") and path.endswith(_ADDRESS_DATES):
                    yield from _ends_of(view.day(path))
        case _:
            pass


def _of_letter(letter: RecordView) -> Iterator[date]:
    sent = letter.day("sent_on")
    old = unwritten_from(sent.latest) if sent.latest is not None else None
    if old is not None:
        yield old
    yield from _month_told(sent)
    yield from _after(letter.day("reserved_until").latest, -RESERVED_DAYS_MAX)


def _of_delivery(delivery: RecordView, months: set[int], period: int) -> Iterator[date]:
    yield from _month_told(delivery.day("sent_on"))
    for path in ("sent_on", "arrived_on"):
        day = delivery.day(path).latest
        if day is not None:
            yield from _after(day, period)
            yield from (end for some in months if (end := Term(months=some % 12, years=some // 12).after(day)))


def _ends_of(day: PartialDate) -> Iterator[date]:
    """The first day it may be, the last, and the one after that."""
    if day.earliest is not None:
        yield day.earliest
    if day.latest is not None:
        yield day.latest
    yield from _after(day.latest, 1)


def _month_told(day: PartialDate) -> Iterator[date]:
    """The day from which the month is no longer told of."""
    if day.earliest is not None:
        year, month = divmod(day.earliest.year * 12 + day.earliest.month - 1 + MONTHS_TOLD, 12)
        if year <= date.max.year:
            yield date(year, month + 1, 1)


def _after(day: date | None, days: int) -> Iterator[date]:
    if day is not None:
        try:
            yield day + timedelta(days=days)
        except OverflowError:
            return
