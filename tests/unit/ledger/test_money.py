"""Sums of money."""

import pytest

from node.ledger.errors import ValueRefused
from node.ledger.values.money import Money, decode_money, format_money, is_canonical_money, parse_money


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("12,50 BYN", "BYN:1250"),
        ("12.5 byn", "BYN:1250"),
        ("1250 BYN", "BYN:125000"),
        ("BYN 12", "BYN:1200"),
        ("1 250,50 EUR", "EUR:125050"),
        ("1\u00a0250,50 EUR", "EUR:125050"),
        ("1,250.50 USD", "USD:125050"),
        ("1.250,50 EUR", "EUR:125050"),
        ("1'250.00 CHF", "CHF:125000"),
        ("1,250,000 USD", "USD:125000000"),
        ("€ 12.50", "EUR:1250"),
        ("12.50€", "EUR:1250"),
        ("$5", "USD:500"),
        ("20 zł", "PLN:2000"),
        ("100 бел. руб.", "BYN:10000"),
        ("-5 usd", "USD:-500"),
        ("−5 usd", "USD:-500"),
        ("5 000 JPY", "JPY:5000"),
        ("5,000 JPY", "JPY:5000"),
        ("5,000,000 JPY", "JPY:5000000"),
        ("0.5 BTC", "BTC:50000000"),
        ("0 BYN", "BYN:0"),
        ("BYN:1250", "BYN:1250"),
    ],
)
def test_parse_typed_sums_gives_minor_units(typed: str, canonical: str) -> None:
    assert parse_money(typed).canonical == canonical


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "5",
        "BYN",
        "5 руб.",
        "12.505 BYN",
        "1,250 USD",
        "5.5 JPY",
        "1..5 BYN",
        "12,5,5 BYN",
        "1 BYN 2",
        "5 BYN USD",
        "5 B",
        "five BYN",
        "1e5 BYN",
        "9" * 40 + " BYN",
        "x" * 65,
    ],
)
def test_parse_what_is_unclear_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused):
        parse_money(typed)


@pytest.mark.parametrize(
    "text", ["BYN:-0", "BYN:01", "byn:1", "BYN: 1", "BYN1", "BY:1", "BYN:1.5", "BYN:" + "9" * 16, "BYN:1\n"]
)
def test_decode_any_second_spelling_is_refused(text: str) -> None:
    assert not is_canonical_money(text)
    with pytest.raises(ValueRefused):
        decode_money(text)


def test_format_writes_the_digits_of_the_currency_in_the_habit_of_the_language() -> None:
    assert format_money(Money(125050, "BYN"), "be") == "1\u00a0250,50\u00a0BYN"
    assert format_money(Money(125050, "BYN"), "en") == "1,250.50\u00a0BYN"
    assert format_money(Money(-5, "USD"), "en") == "−0.05\u00a0USD"
    assert format_money(Money(5000, "JPY"), "ru") == "5\u00a0000\u00a0JPY"


def test_adding_two_currencies_is_refused() -> None:
    assert Money(1, "BYN") + Money(2, "BYN") == Money(3, "BYN")
    with pytest.raises(ValueRefused):
        Money(1, "BYN") + Money(2, "USD")
