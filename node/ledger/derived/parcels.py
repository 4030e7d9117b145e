"""Parcels inside the period of a place: how many were sent to one person, and when the next may go. Nothing is dropped.

What was returned, refused or lost uses up no period.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from node.ledger.derived.view import RecordView
from node.ledger.limits import PARCEL_MONTHS
from node.ledger.values.partial_date import PartialDate
from node.ledger.values.term import Term
from node.ledger.vocabulary.aid import DELIVERIES_FAILED, DELIVERIES_ON_WAY

_PARCEL: Final = "parcel"


def parcels_in_period(deliveries: Iterable[RecordView], months: int | None, today: date) -> list[RecordView]:
    """The parcels to one person that may lie in one period of `months` with a parcel of today, the earliest first.

    Two or more are what a place may refuse. A date known in part counts where it may lie in the period; one without a
    date counts while it is on its way. Without a rule of the place (None) nothing is said.
    """
    if months is None:
        return []
    found = [one for one in deliveries if _uses_period(one) and _may_lie_in(one, months, today)]
    return sorted(found, key=lambda one: (_day(one).earliest or date.max, one.id))


def next_parcel_on(deliveries: Iterable[RecordView], months: int | None) -> date | None:
    """The first day on which the period of the latest parcel is surely over; None where no dated parcel is known."""
    last = max((day for one in deliveries if _uses_period(one) and (day := _day(one).latest)), default=None)
    return _after(last, PARCEL_MONTHS if months is None else months) if last is not None else None


def _uses_period(delivery: RecordView) -> bool:
    return delivery.text("category") == _PARCEL and delivery.text("status") not in DELIVERIES_FAILED


def _may_lie_in(delivery: RecordView, months: int, today: date) -> bool:
    day = _day(delivery)
    if day.is_unknown:
        return delivery.text("status") in DELIVERIES_ON_WAY
    end = _after(day.latest, months) if day.latest else None
    return day.has_begun(today) and (end is None or end > today)


def _day(delivery: RecordView) -> PartialDate:
    sent = delivery.day("sent_on")
    return delivery.day("arrived_on") if sent.is_unknown else sent


def _after(day: date, months: int) -> date | None:
    return Term(months=months).after(day)
