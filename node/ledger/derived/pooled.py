"""What solidarity events came to together, year by year; never who gave or took part."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from node.ledger.derived.view import RecordView
from node.ledger.limits import MONEY_MINOR_MAX
from node.ledger.values.money import Money


@dataclass(slots=True)
class Pooled:
    """One year: how many events, postcards signed, and the sums by currency in minor units."""

    year: int
    events: int = 0
    postcards: int = 0
    minor: dict[str, int] = field(default_factory=dict)

    @property
    def sums(self) -> list[Money]:
        """The sums, each in its own currency: nothing is converted. One above any real sum is left out."""
        kept = [(currency, minor) for currency, minor in sorted(self.minor.items()) if abs(minor) <= MONEY_MINOR_MAX]
        return [Money(minor, currency) for currency, minor in kept]


def pooled_by_year(events: Iterable[RecordView]) -> list[Pooled]:
    """The results of events whose year is known, the latest year first; one known to no year is left out."""
    years: dict[int, Pooled] = {}
    for event in events:
        day = event.day("held_on")
        if day.earliest is None or day.latest is None or day.earliest.year != day.latest.year:
            continue
        pooled = years.setdefault(day.earliest.year, Pooled(day.earliest.year))
        pooled.events += 1
        pooled.postcards += event.number("postcards") or 0
        amount = event.money("amount")
        if amount is not None:
            pooled.minor[amount.currency] = pooled.minor.get(amount.currency, 0) + amount.minor
    return sorted(years.values(), key=lambda one: -one.year)
