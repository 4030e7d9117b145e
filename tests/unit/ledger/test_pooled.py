"""Results of solidarity events put together by year."""

from node.ledger.derived import RecordView
from node.ledger.derived.pooled import pooled_by_year
from node.ledger.limits import MONEY_MINOR_MAX
from node.ledger.types import Scalar


def event(**fields: Scalar) -> RecordView:
    return RecordView(id=b"e" * 16, kind="solidarity_event", fields=fields)


def test_results_are_summed_by_year_and_currency() -> None:
    years = pooled_by_year(
        [
            event(held_on="2025-05-21", postcards=40, amount="EUR:50000"),
            event(held_on="2025-12", postcards=10, amount="PLN:10000"),
            event(held_on="2025", amount="EUR:2500"),
            event(held_on="2026-01-02"),
            event(held_on="2025-12-30/2026-01-02", postcards=99),
            event(held_on="unknown", postcards=99),
        ]
    )
    assert [(one.year, one.events, one.postcards) for one in years] == [(2026, 1, 0), (2025, 3, 50)]
    assert [money.canonical for money in years[1].sums] == ["EUR:52500", "PLN:10000"]
    assert years[0].sums == []


def test_sum_above_any_real_one_is_left_out() -> None:
    most = f"EUR:{MONEY_MINOR_MAX}"
    (year,) = pooled_by_year([event(held_on="2025", amount=most), event(held_on="2025", amount=most)])
    assert year.sums == []
