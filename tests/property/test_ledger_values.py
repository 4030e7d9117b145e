"""Value types: one canonical text for each value, and an order that never contradicts itself."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from node.ledger.errors import ValueRefused
from node.ledger.values.date_text import format_date, parse_date
from node.ledger.values.money import Money, decode_money, format_money, is_canonical_money, parse_money
from node.ledger.values.partial_date import (
    Order,
    PartialDate,
    Point,
    Qualifier,
    decode_date,
    is_canonical_date,
)
from node.ledger.values.term import Term, Without, decode_term, is_canonical_term, parse_term
from node.ledger.values.term_text import format_term

Value = TypeVar("Value")
QUALIFIERS = st.sampled_from(list(Qualifier))
DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))
LANGUAGES = st.sampled_from(["en", "be", "ru"])


@st.composite
def points(draw: st.DrawFn) -> Point:
    day, precision = draw(DAYS), draw(st.integers(1, 3))
    return Point(
        year=day.year,
        month=day.month if precision > 1 else None,
        day=day.day if precision > 2 else None,
        qualifier=draw(QUALIFIERS),
    )


@st.composite
def intervals(draw: st.DrawFn) -> PartialDate:
    start, end = draw(points()), draw(points())
    assert start.first is not None
    assert end.first is not None
    if end.first < start.first:
        start, end = end, start
    if start == end:
        return PartialDate(start=start)
    opened = draw(st.integers(0, 2))
    return PartialDate(start=None if opened == 1 else start, end=None if opened == 2 else end, is_interval=True)


@st.composite
def birthdays(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates(min_value=date(2000, 1, 1), max_value=date(2000, 12, 31)))
    return PartialDate(start=Point(year=None, month=day.month, day=day.day))


PARTIAL = st.one_of(
    points().map(lambda point: PartialDate(start=point)), intervals(), birthdays(), st.just(PartialDate())
)
TERMS = st.one_of(
    st.builds(Term, years=st.integers(0, 999), months=st.integers(0, 11), days=st.integers(1, 9_999)),
    st.builds(Term, years=st.integers(1, 999), months=st.integers(0, 11)),
    st.sampled_from(list(Without)).map(lambda without: Term(without=without)),
)
CURRENCIES = st.sampled_from(["BYN", "USD", "EUR", "JPY", "BTC", "USDT", "KWD"])
SUMS = st.builds(Money, st.integers(-(10**15), 10**15), CURRENCIES)


@given(PARTIAL)
def test_a_date_is_its_canonical_text_and_typing_it_gives_it_back(value: PartialDate) -> None:
    assert decode_date(value.edtf) == value
    assert parse_date(value.edtf) == value


@given(st.one_of(points().map(lambda point: PartialDate(start=point)), birthdays(), st.just(PartialDate())), LANGUAGES)
def test_a_date_as_shown_can_be_typed_again(value: PartialDate, language: str) -> None:
    assert parse_date(format_date(value, language)) == value


@given(intervals(), LANGUAGES)
def test_an_interval_as_shown_can_be_typed_again(value: PartialDate, language: str) -> None:
    assert parse_date(format_date(value, language)) == value


@given(PARTIAL, PARTIAL)
def test_comparing_the_other_way_round_turns_the_answer_round(one: PartialDate, other: PartialDate) -> None:
    turned = {Order.BEFORE: Order.AFTER, Order.AFTER: Order.BEFORE, Order.SAME: Order.SAME, Order.MAYBE: Order.MAYBE}
    assert other.compare(one) is turned[one.compare(other)]


@given(PARTIAL, PARTIAL, PARTIAL)
def test_before_is_transitive(one: PartialDate, other: PartialDate, third: PartialDate) -> None:
    if one.compare(other) is Order.BEFORE and other.compare(third) is Order.BEFORE:
        assert one.compare(third) is Order.BEFORE


@given(points(), st.data())
def test_what_lies_surely_before_has_no_day_in_common(point: Point, data: st.DataObject) -> None:
    value = PartialDate(start=point)
    assert value.earliest is not None
    assert value.latest is not None
    inside = data.draw(st.dates(min_value=value.earliest, max_value=value.latest))
    exact = PartialDate(start=Point(year=inside.year, month=inside.month, day=inside.day))
    assert value.compare(exact) in (Order.MAYBE, Order.SAME)


@given(TERMS, LANGUAGES)
def test_a_term_is_its_canonical_text_and_can_be_typed_as_shown(term: Term, language: str) -> None:
    assert decode_term(term.canonical) == term
    assert parse_term(term.canonical) == term
    assert parse_term(format_term(term, language)) == term


@given(TERMS, DAYS)
def test_a_term_ends_after_it_begins(term: Term, start: date) -> None:
    end = term.after(start)
    assert end is None or end > start


@given(SUMS, LANGUAGES)
def test_a_sum_is_its_canonical_text_and_can_be_typed_as_shown(money: Money, language: str) -> None:
    assert decode_money(money.canonical) == money
    assert parse_money(money.canonical) == money
    assert parse_money(format_money(money, language)) == money


NOISE = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="0123456789-/.~?,: PYMDBN'яг", max_size=40),
    st.text(alphabet="0123456789 годамесяцянваріи½/,.-–", max_size=60),
)


def read(parse: Callable[[str], Value], text: str) -> Value | None:
    try:
        return parse(text)
    except ValueRefused:
        return None


@given(NOISE)
def test_any_text_is_read_or_refused_and_what_is_read_is_canonical(text: str) -> None:
    day, term, money = read(parse_date, text), read(parse_term, text), read(parse_money, text)
    assert day is None or is_canonical_date(day.edtf)
    assert term is None or is_canonical_term(term.canonical)
    assert money is None or is_canonical_money(money.canonical)


@given(NOISE)
def test_any_canonical_text_is_the_only_one_of_its_value(text: str) -> None:
    if is_canonical_date(text):
        assert decode_date(text).edtf == text
    if is_canonical_term(text):
        assert decode_term(text).canonical == text
    if is_canonical_money(text):
        assert decode_money(text).canonical == text
