"""Length of a sentence: years, months and days, or `life`, `indefinite`, `unspecified`.

Canonical text: `P4Y6M`, `P15D`; months below 12, no zero parts. Days are never converted to months: courts do not.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from node.ledger.errors import Fault, ValueRefused
from node.ledger.language import labels
from node.ledger.limits import INPUT_CHARS_MAX, TERM_CHARS_MAX, TERM_DAYS_MAX, TERM_YEARS_MAX
from node.ledger.text import tidy_line

EXPECTED: Final = labels(
    "a term such as “4 1/2 years”, “1 year and 2 months”, “15 days” or “life”",
    "тэрмін, напрыклад «4,5 года», «1 год і 2 месяцы», «15 сутак» або «пажыццёва»",
    "срок, например «4,5 года», «1 год и 2 месяца», «15 суток» или «пожизненно»",
)
_CANONICAL: Final = re.compile(r"P(?:([1-9][0-9]{0,2})Y)?(?:([1-9]|1[01])M)?(?:([1-9][0-9]{0,3})D)?")


class Without(StrEnum):
    """Terms that are no length of time."""

    LIFE = "life"
    INDEFINITE = "indefinite"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A length in years, months (0–11) and days, or one of `Without`."""

    years: int = 0
    months: int = 0
    days: int = 0
    without: Without | None = None

    def __post_init__(self) -> None:
        has_length = bool(self.years or self.months or self.days)
        in_range = 0 <= self.years <= TERM_YEARS_MAX and 0 <= self.months <= 11 and 0 <= self.days <= TERM_DAYS_MAX
        if not in_range or has_length == (self.without is not None):
            raise ValueRefused(Fault.RANGE, EXPECTED)

    @property
    def canonical(self) -> str:
        """The text a record stores."""
        if self.without is not None:
            return self.without.value
        parts = ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
        return "P" + "".join(f"{count}{letter}" for count, letter in parts if count)

    def after(self, start: date) -> date | None:
        """The day on which a term that began on `start` is over; None for life, indefinite, unspecified.

        A month without that day ends on its last one. None also beyond the year 9999.
        """
        if self.without is not None:
            return None
        index = start.year * 12 + start.month - 1 + self.years * 12 + self.months
        year, month = index // 12, index % 12 + 1
        if year >= 9999:
            return None
        try:
            return _last_valid(year, month, start.day) + timedelta(days=self.days)
        except OverflowError:
            return None


def _last_valid(year: int, month: int, day: int) -> date:
    for candidate in (day, 30, 29, 28):
        try:
            return date(year, month, min(day, candidate))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@lru_cache(maxsize=4_096)  # sentences repeat: a few hundred different ones exist
def _decoded(text: str) -> Term | None:
    if text in _WITHOUT:
        return Term(without=Without(text))
    found = _CANONICAL.fullmatch(text)
    if not found or text == "P":
        return None
    years, months, days = (int(part) if part else 0 for part in found.groups())
    return Term(years=years, months=months, days=days)


def decode_term(text: str) -> Term:
    """Read the canonical text of a term (at most 16 characters).

    Raises: ValueRefused for anything else.
    """
    decoded = _decoded(text) if len(text) <= TERM_CHARS_MAX else None
    if decoded is None:
        raise ValueRefused(Fault.FORM, EXPECTED)
    return decoded


def is_canonical_term(text: str) -> bool:
    """Whether `text` is the canonical text of a term."""
    return len(text) <= TERM_CHARS_MAX and _decoded(text) is not None


_UNITS: Final = {
    "years": ("years", "year", "yrs", "yr", "y", "года", "гадоў", "гады", "год", "лет", "г"),
    "months": ("months", "month", "mos", "mo", "m", "месяцаў", "месяцы", "месяца", "месяц", "месяцев", "мес", "м"),
    "weeks": ("weeks", "week", "тыдні", "тыдняў", "тыдзень", "недели", "неделя", "недель", "неделю"),
    "days": (
        "days",
        "day",
        "d",
        "дзён",
        "дні",
        "дня",
        "дзень",
        "дней",
        "день",
        "сутак",
        "суткі",
        "суток",
        "сутки",
        "сут",
        "дн",
    ),
}
_UNIT_BY_WORD: Final = {word: unit for unit, forms in _UNITS.items() for word in forms}
_WITHOUT: Final = {
    Without.LIFE: (
        "life",
        "life sentence",
        "life imprisonment",
        "for life",
        "пажыццёва",
        "пажыццёвае",
        "пажыццёвае зняволенне",
        "пожизненно",
        "пожизненное",
        "пожизненное заключение",
    ),
    Without.INDEFINITE: ("indefinite", "indefinitely", "бестэрмінова", "без тэрміну", "бессрочно", "без срока"),
    Without.UNSPECIFIED: (
        "unspecified",
        "unknown",
        "невядома",
        "не вызначана",
        "неизвестно",
        "не указано",
        "не указан",
        "не ўказана",
    ),
}
_WITHOUT_BY_WORDS: Final = {word: code for code, forms in _WITHOUT.items() for word in forms}
_AMOUNT: Final = re.compile(r"([0-9]+)(?:\s([0-9]+)/([0-9]+)|[.,]([0-9]+)|/([0-9]+))?\s?([^\W\d_]+)\.?")
_AND: Final = re.compile(r"\s(?:and|і|и|ды|,)\s|,\s|\s&\s")
_GLYPHS: Final = {"½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4"}
_HALVES: Final = {
    "and a half": "1/2",
    "з паловай": "1/2",
    "с половиной": "1/2",
}
_WORDS: Final = {
    "паўтара": "1 1/2",
    "паўтары": "1 1/2",
    "полтора": "1 1/2",
    "полторы": "1 1/2",
    "half a": "0 1/2",
    "паўгода": "6 months",
    "полгода": "6 months",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
}


def parse_term(text: str) -> Term:
    """Read a term as typed in English, Belarusian or Russian, or its canonical text (at most 64 characters).

    Raises: ValueRefused where it is not understood or a fraction gives no whole days or months.
    """
    if len(text) > INPUT_CHARS_MAX:
        raise ValueRefused(Fault.LENGTH, EXPECTED)
    typed = tidy_line(text)
    if is_canonical_term(typed):
        return decode_term(typed)
    lowered = typed.lower().rstrip(".")
    if not lowered:
        raise ValueRefused(Fault.EMPTY, EXPECTED)
    if lowered in _WITHOUT_BY_WORDS:
        return Term(without=_WITHOUT_BY_WORDS[lowered])
    return _from_amounts(_spelled(lowered))


def _spelled(text: str) -> str:
    for glyph, fraction in _GLYPHS.items():
        text = text.replace(glyph, fraction)
    for half, fraction in _HALVES.items():
        text = text.replace(half, fraction)
    for word, number in _WORDS.items():
        text = re.sub(rf"(?<!\w){word}(?!\w)", number, text)
    return " ".join(text.split())


def _from_amounts(text: str) -> Term:
    months, days = Fraction(0), Fraction(0)
    position, count = 0, 0
    joined = _AND.sub(" ", text)
    while position < len(joined):
        found = _AMOUNT.match(joined, position)
        if not found or found[6] not in _UNIT_BY_WORD:
            raise ValueRefused(Fault.FORM, EXPECTED)
        more_months, more_days = _amount(found)
        months, days, count = months + more_months, days + more_days, count + 1
        position = found.end()
        while position < len(joined) and joined[position] == " ":
            position += 1
    if count == 0 or months.denominator != 1 or days.denominator != 1:
        raise ValueRefused(Fault.FORM, EXPECTED)
    return Term(years=int(months) // 12, months=int(months) % 12, days=int(days))


def _amount(found: re.Match[str]) -> tuple[Fraction, Fraction]:
    """Months and days of one `number unit`."""
    whole, above, below, decimals, under, word = found.groups()
    number = Fraction(int(whole))
    if above:
        number += _proper(int(above), int(below))
    elif decimals:
        number += Fraction(int(decimals), 10 ** len(decimals))
    elif under:
        number = _proper(int(whole), int(under))
    match _UNIT_BY_WORD[word]:
        case "years":
            return number * 12, Fraction(0)
        case "months":
            return number, Fraction(0)
        case "weeks":
            return Fraction(0), number * 7
        case _:
            return Fraction(0), number


def _proper(above: int, below: int) -> Fraction:
    if not above < below:
        raise ValueRefused(Fault.FORM, EXPECTED)
    return Fraction(above, below)
