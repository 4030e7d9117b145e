"""How far a need is met by what was promised and what arrived. Nothing is capped: two pledges of one need both show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from node.ledger.derived.view import RecordView
from node.ledger.vocabulary import aid as words

NEED_PERIOD_DAYS: Final = {"monthly": 31, "quarterly": 92, "yearly": 366}  # the longest month, quarter, year
_URGENCY: Final = {code: rank for rank, code in enumerate(words.URGENCY.codes)}
_UNSAID_URGENCY: Final = _URGENCY["normal"]
_STILL_OPEN: Final = frozenset(("open", "partly_covered", "refused_by_facility"))
_FULL: Final = 100  # per cent


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedState:
    """`status` is a word of `need_status`; coverages are per cent and may exceed 100."""

    need: RecordView
    status: str
    pledged_percent: int
    arrived_percent: int
    sent_percent: int  # arrived or on its way
    refused: RecordView | None  # the latest delivery that was refused, where nothing is on its way instead
    is_incomparable: bool  # a pledge or delivery in another currency, or without the measure the need has

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in _STILL_OPEN

    @property
    def is_over_pledged(self) -> bool:
        """Whether more was promised than is needed."""
        return self.pledged_percent > _FULL

    @property
    def is_over_sent(self) -> bool:
        """Whether more was sent than is needed: two helpers who did not know of one another."""
        return self.sent_percent > _FULL


def state_of_need(
    need: RecordView, pledges: Iterable[RecordView], deliveries: Iterable[RecordView], today: date
) -> NeedState:
    """The state of one need from its own pledges and deliveries.

    Measured by the need's sum, else its quantity; a need with neither is met by one pledge or delivery. Of a repeating
    need only deliveries of the current period count, and pledges that repeat or are not for a period that is over.
    A status set by hand (not needed, cannot, …) overrides.
    """
    promised = [pledge for pledge in pledges if _is_counted(need, pledge, today)]
    recent = [delivery for delivery in deliveries if _is_in_period(need, delivery, today)]
    arrived = [delivery for delivery in recent if delivery.text("status") in words.DELIVERIES_ARRIVED]
    sent = [*arrived, *(delivery for delivery in recent if delivery.text("status") in words.DELIVERIES_ON_WAY)]
    measured = [_coverage(need, promised), _coverage(need, arrived), _coverage(need, sent)]
    (pledged_percent, _), (arrived_percent, _), (sent_percent, _) = measured
    by_hand = need.text("status")
    status = (
        by_hand
        if by_hand in words.NEED_CLOSED_BY_HAND
        else _status(need, pledged_percent, arrived_percent, recent, today)
    )
    return NeedState(
        need=need,
        status=status,
        pledged_percent=pledged_percent,
        arrived_percent=arrived_percent,
        sent_percent=sent_percent,
        refused=None if sent else _latest_refused(recent),
        is_incomparable=any(incomparable for _, incomparable in measured),
    )


def open_needs(
    needs: Iterable[RecordView],
    pledges: Mapping[bytes, Iterable[RecordView]],
    deliveries: Mapping[bytes, Iterable[RecordView]],
    today: date,
) -> list[NeedState]:
    """Needs that wait for somebody: most urgent first, then the nearest date, then the least covered.

    `pledges` and `deliveries` are grouped by need (`by_reference(views, "need")`).
    """
    states = (state_of_need(need, pledges.get(need.id, ()), deliveries.get(need.id, ()), today) for need in needs)
    return sorted((state for state in states if state.is_open), key=_order)


def urgency_rank(need: RecordView) -> int:
    """The place of a need's urgency, 0 for the most urgent."""
    return _URGENCY.get(need.text("urgency"), _UNSAID_URGENCY)


def _order(state: NeedState) -> tuple[int, date, int, bytes]:
    need = state.need
    return urgency_rank(need), need.day("due_on").earliest or date.max, state.pledged_percent, need.id


def _status(need: RecordView, pledged: int, arrived: int, recent: list[RecordView], today: date) -> str:
    states = {delivery.text("status") for delivery in recent}
    if arrived >= _FULL:
        return "delivered"
    if states & words.DELIVERIES_ON_WAY:
        return "in_delivery"
    if "refused" in states and not arrived:
        return "refused_by_facility"
    if need.day("due_on").has_ended(today) and need.text("repeat") in ("", "once"):
        return "expired"
    if pledged >= _FULL:
        return "covered"
    return "partly_covered" if pledged or arrived else "open"


def _coverage(need: RecordView, given: list[RecordView]) -> tuple[int, bool]:
    """Per cent of the need that `given` makes up, rounded down, and whether something could not be compared."""
    wanted_sum, wanted_count = need.money("amount"), need.number("quantity")
    if wanted_sum is not None and wanted_sum.minor > 0:
        sums = [one.money("amount") for one in given]
        comparable = [one.minor for one in sums if one is not None and one.currency == wanted_sum.currency]
        return sum(comparable) * _FULL // wanted_sum.minor, len(comparable) < len(given)
    if wanted_count:
        counts = [count for one in given if (count := one.number("quantity")) is not None]
        return sum(counts) * _FULL // wanted_count, len(counts) < len(given)
    return len(given) * _FULL, False


def _is_counted(need: RecordView, pledge: RecordView, today: date) -> bool:
    if (pledge.text("status") or "promised") not in words.PLEDGES_COUNTED:
        return False
    days = NEED_PERIOD_DAYS.get(need.text("repeat"))
    if days is None or pledge.text("repeat") in NEED_PERIOD_DAYS:
        return True
    return not pledge.day("due_on").has_ended(today - timedelta(days=days))


def _latest_refused(deliveries: list[RecordView]) -> RecordView | None:
    refused = [delivery for delivery in deliveries if delivery.text("status") in words.DELIVERIES_FAILED]
    return max(refused, key=lambda one: (_last_day(one) or date.min, one.id), default=None)


def _last_day(delivery: RecordView) -> date | None:
    return delivery.day("arrived_on").latest or delivery.day("sent_on").latest


def _is_in_period(need: RecordView, delivery: RecordView, today: date) -> bool:
    days = NEED_PERIOD_DAYS.get(need.text("repeat"))
    sent = delivery.day("sent_on").latest or delivery.day("arrived_on").latest
    return days is None or sent is None or sent > today - timedelta(days=days)
