"""Partial dates: canonical text, bounds, order."""

from datetime import date

import pytest

from node.ledger.errors import ValueRefused
from node.ledger.values.partial_date import Order, PartialDate, Point, decode_date, is_canonical_date, on_day

CANONICAL = [
    ("1982-04-24", date(1982, 4, 24), date(1982, 4, 24)),
    ("1982-04", date(1982, 4, 1), date(1982, 4, 30)),
    ("1982", date(1982, 1, 1), date(1982, 12, 31)),
    ("1985~", date(1984, 1, 1), date(1986, 12, 31)),
    ("1985-01~", date(1984, 12, 1), date(1985, 2, 28)),
    ("1985-12~", date(1985, 11, 1), date(1986, 1, 31)),
    ("1985-01-02~", date(1984, 12, 30), date(1985, 1, 5)),
    ("1985?", date(1985, 1, 1), date(1985, 12, 31)),
    ("2022-03/2022-05", date(2022, 3, 1), date(2022, 5, 31)),
    ("2022-03/..", date(2022, 3, 1), None),
    ("../2022-03", None, date(2022, 3, 31)),
    ("--02-29", None, None),
    ("unknown", None, None),
    ("0001-01-01~", date(1, 1, 1), date(1, 1, 4)),
    ("9999-12-31~", date(9999, 12, 28), date(9999, 12, 31)),
    ("9999~", date(9998, 1, 1), date(9999, 12, 31)),
]
REFUSED = [
    "",
    "1982-4-24",
    "24.04.1982",
    "0000",
    "10000",
    "1982-13",
    "1982-00",
    "1982-02-30",
    "1900-02-29",
    "1982-04-31",
    "--02-30",
    "--04",
    "--02-29~",
    "1985~?",
    "1985%",
    "2022/2022",
    "2023/2022",
    "2022-05-02/2022-05-01",
    "../..",
    "/",
    "2022/",
    "--02-29/2022",
    "2022/unknown",
    "Unknown",
    " 1982",
    "1982\n",
    "１９８２",
    "1982-04-24T00:00",
    "1" * 100,
]


@pytest.mark.parametrize(("text", "earliest", "latest"), CANONICAL)
def test_decode_canonical_text_gives_its_bounds_and_itself_again(
    text: str, earliest: date | None, latest: date | None
) -> None:
    decoded = decode_date(text)
    assert (decoded.earliest, decoded.latest, decoded.edtf) == (earliest, latest, text)


@pytest.mark.parametrize("text", REFUSED)
def test_decode_anything_else_is_refused(text: str) -> None:
    assert not is_canonical_date(text)
    with pytest.raises(ValueRefused):
        decode_date(text)


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        ("2021", "2022", Order.BEFORE),
        ("2022", "2021", Order.AFTER),
        ("2022", "2022-05", Order.MAYBE),
        ("2022", "2022", Order.MAYBE),
        ("2022-05-01", "2022-05-01", Order.SAME),
        ("2022-05-01?", "2022-05-01?", Order.MAYBE),
        ("2022-05-01", "2022-05-02", Order.BEFORE),
        ("2021~", "2022", Order.MAYBE),
        ("2021~", "2023", Order.BEFORE),
        ("2020/..", "2021", Order.MAYBE),
        ("2020/..", "2019", Order.AFTER),
        ("../2020", "2021", Order.BEFORE),
        ("--05-01", "2022", Order.MAYBE),
        ("unknown", "2022", Order.MAYBE),
    ],
)
def test_compare_two_dates_only_says_what_is_certain(one: str, other: str, order: Order) -> None:
    assert decode_date(one).compare(decode_date(other)) is order


def test_sort_key_orders_by_first_day_and_puts_the_rest_last() -> None:
    texts = ["unknown", "2022-05", "--05-01", "2021", "2022-05-03", "../2020", "2021-12-31", "2019~", "2022-04/2022-06"]
    ordered = sorted(texts, key=lambda text: decode_date(text).sort_key)
    assert ordered == [
        "2019~", "../2020", "2021", "2021-12-31", "2022-04/2022-06", "2022-05", "2022-05-03", "--05-01", "unknown",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "is_day", "month_day"),
    [
        ("2000-02-29", True, (2, 29)),
        ("--02-29", False, (2, 29)),
        ("2000-02", False, None),
        ("2000-02-29/..", False, None),
        ("unknown", False, None),
    ],
)
def test_calendar_properties_need_a_day(text: str, is_day: bool, month_day: tuple[int, int] | None) -> None:
    assert (decode_date(text).is_day, decode_date(text).month_day) == (is_day, month_day)


def test_has_begun_and_has_ended_are_certain_only() -> None:
    today = date(2022, 6, 15)
    assert decode_date("2022").has_begun(today)
    assert not decode_date("2022-07").has_begun(today)
    assert decode_date("unknown").has_begun(today)
    assert not decode_date("2022").has_ended(today)
    assert not decode_date("2022-06-15").has_ended(today)
    assert decode_date("2022-06-14").has_ended(today)
    assert not decode_date("2020/..").has_ended(today)


def test_on_day_is_that_exact_day() -> None:
    assert on_day(date(2022, 6, 5)).edtf == "2022-06-05"


@pytest.mark.parametrize(
    "build",
    [
        lambda: Point(year=None, month=2),
        lambda: Point(year=2022, day=3),
        lambda: PartialDate(start=Point(year=2022), end=Point(year=2023)),
        lambda: PartialDate(is_interval=True),
        lambda: PartialDate(start=Point(year=None, month=2, day=1), is_interval=True),
    ],
)
def test_illegal_dates_cannot_be_built(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueRefused):
        build()
