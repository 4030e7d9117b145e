"""Lengths of sentences."""

from datetime import date

import pytest

from node.ledger.errors import ValueRefused
from node.ledger.values.term import Term, Without, decode_term, is_canonical_term, parse_term
from node.ledger.values.term_text import format_term


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("4 1/2 years", "P4Y6M"),
        ("2 2/3 years", "P2Y8M"),
        ("1 year and 2 months", "P1Y2M"),
        ("19 months", "P1Y7M"),
        ("3 months", "P3M"),
        ("4½ years", "P4Y6M"),
        ("2.5 years", "P2Y6M"),
        ("4,5 года", "P4Y6M"),
        ("1/2 year", "P6M"),
        ("four and a half years", "P4Y6M"),
        ("2 weeks", "P14D"),
        ("15 сутак", "P15D"),
        ("15 суток", "P15D"),
        ("4 гады і 6 месяцаў", "P4Y6M"),
        ("4 года 6 месяцев", "P4Y6M"),
        ("2 гады 3 мес. 5 дзён", "P2Y3M5D"),
        ("12 лет", "P12Y"),
        ("1 год, 6 месяцев", "P1Y6M"),
        ("паўтара года", "P1Y6M"),
        ("полтора года", "P1Y6M"),
        ("паўгода", "P6M"),
        ("life", "life"),
        ("пажыццёвае зняволенне", "life"),
        ("пожизненно", "life"),
        ("бессрочно", "indefinite"),
        ("не ўказана", "unspecified"),
        ("P4Y6M", "P4Y6M"),
    ],
)
def test_parse_what_courts_and_people_write_is_understood(typed: str, canonical: str) -> None:
    assert parse_term(typed).canonical == canonical


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "5",
        "years",
        "0 years",
        "1 1/7 years",
        "5 bananas",
        "1000 years",
        "P19M",
        "1 1/0 years",
        "1/0 years",
        "1 5/2 years",
        "9" * 65,
    ],
)
def test_parse_what_is_no_term_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused):
        parse_term(typed)


@pytest.mark.parametrize(
    "text", ["P", "P0Y", "P12M", "P6M4Y", "P01Y", "p1Y", "P1W", "P10000D", "P1000Y", "Life", "P1Y\n"]
)
def test_decode_any_second_spelling_is_refused(text: str) -> None:
    assert not is_canonical_term(text)
    with pytest.raises(ValueRefused):
        decode_term(text)


@pytest.mark.parametrize(
    ("canonical", "en", "be", "ru"),
    [
        ("P1Y", "1 year", "1 год", "1 год"),
        ("P2Y1M", "2 years 1 month", "2 гады 1 месяц", "2 года 1 месяц"),
        ("P5Y3M", "5 years 3 months", "5 гадоў 3 месяцы", "5 лет 3 месяца"),
        ("P11Y11M", "11 years 11 months", "11 гадоў 11 месяцаў", "11 лет 11 месяцев"),
        ("P21Y", "21 years", "21 год", "21 год"),
        ("P112Y", "112 years", "112 гадоў", "112 лет"),
        ("P15D", "15 days", "15 дзён", "15 дней"),
        ("P3D", "3 days", "3 дні", "3 дня"),
        ("life", "life", "пажыццёва", "пожизненно"),
    ],
)
def test_format_uses_the_plural_of_each_language(canonical: str, en: str, be: str, ru: str) -> None:
    term = decode_term(canonical)
    assert [format_term(term, language) for language in ("en", "be", "ru")] == [en, be, ru]


@pytest.mark.parametrize(
    ("canonical", "start", "end"),
    [
        ("P1Y6M", date(2020, 8, 9), date(2022, 2, 9)),
        ("P6M", date(2020, 8, 31), date(2021, 2, 28)),
        ("P1Y", date(2020, 2, 29), date(2021, 2, 28)),
        ("P15D", date(2020, 12, 25), date(2021, 1, 9)),
        ("life", date(2020, 1, 1), None),
        ("P999Y", date(9990, 1, 1), None),
    ],
)
def test_after_adds_years_months_days_and_keeps_inside_the_month(canonical: str, start: date, end: date | None) -> None:
    assert decode_term(canonical).after(start) == end


def test_a_term_without_length_and_with_length_cannot_both_be() -> None:
    with pytest.raises(ValueRefused):
        Term(years=1, without=Without.LIFE)
    with pytest.raises(ValueRefused):
        Term()
