"""Dates as people type and read them: parsing of typed forms, short forms for lists.

Refused on input: two-digit years and anything that can be read in two ways.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from node.ledger.errors import Fault, ValueRefused
from node.ledger.limits import INPUT_CHARS_MAX
from node.ledger.text import tidy_line
from node.ledger.values import date_words as words
from node.ledger.values.partial_date import (
    EXPECTED,
    UNKNOWN,
    PartialDate,
    Point,
    Qualifier,
    decode_date,
    is_canonical_date,
)

_ISO_TIME: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[t ][0-9:.]+(?:z|[+-][0-9:]+)?")
_YMD: Final = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})(?:[-./]([0-9]{1,2}))?")
_DMY: Final = re.compile(r"([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{4})")
_MY: Final = re.compile(r"([0-9]{1,2})[-./]([0-9]{4})")
_DM: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.?")
_YEAR: Final = re.compile(r"[0-9]{4}")
_MONTHS_OF_YEAR: Final = re.compile(r"([0-9]{1,2})\s?[-–—]\s?([0-9]{1,2})[./]([0-9]{4})")
_DAYS_OF_MONTH: Final = re.compile(r"([0-9]{1,2})\s?[-–—]\s?([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})")
_DASHES: Final = re.compile(r"\s+[-–—]\s+|[–—]")
_YEAR_TO_YEAR: Final = re.compile(r"([0-9]{4})-([0-9]{4})")
_ORDINAL: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|-?га|-?го)")


def parse_date(text: str, more: Sequence[tuple[str, str]] = ()) -> PartialDate:
    """Read a date as typed in English, Belarusian or Russian, or its canonical text (at most 64 characters).

    `more` are words of another country's dates in lower case, each with the English word it means.

    Raises: ValueRefused where it is not understood or no such day exists.
    """
    if len(text) > INPUT_CHARS_MAX:
        raise ValueRefused(Fault.LENGTH, EXPECTED)
    typed = tidy_line(text)
    if is_canonical_date(typed):
        return decode_date(typed)
    lowered = typed.lower()
    if more:
        meant = dict(more)
        lowered = " ".join(meant.get(word, word) for word in lowered.split()).strip()
    if not lowered:
        raise ValueRefused(Fault.EMPTY, EXPECTED)
    if lowered in words.UNKNOWN:
        return UNKNOWN
    return _interval(lowered) or PartialDate(start=_point(lowered))


def _interval(text: str) -> PartialDate | None:
    if found := _DAYS_OF_MONTH.fullmatch(text):
        first, last, month, year = (int(part) for part in found.groups())
        return _between(Point(year=year, month=month, day=first), Point(year=year, month=month, day=last))
    if found := _MONTHS_OF_YEAR.fullmatch(text):
        first, last, year = (int(part) for part in found.groups())
        return _between(Point(year=year, month=first), Point(year=year, month=last))
    if found := _YEAR_TO_YEAR.fullmatch(text):
        return _between(Point(year=int(found[1])), Point(year=int(found[2])))
    parts = _halves(text)
    if parts is not None:
        start, end = (None if part in ("", "..", "…") else _point(part) for part in parts)
        if start and end and start.year is None:
            start = replace(start, year=end.year)
        return PartialDate(start=start, end=end, is_interval=True) if start != end else PartialDate(start=start)
    if rest := _after_word(text, words.SINCE):
        return PartialDate(start=_point(rest), is_interval=True)
    if rest := _after_word(text, words.UNTIL):
        return PartialDate(end=_point(rest), is_interval=True)
    return None


def _halves(text: str) -> tuple[str, str] | None:
    """The two ends of an interval, without the word before the first."""
    start = _after_word(text, words.SINCE)
    for divider in words.BETWEEN:
        if start and divider in start:
            first, _, last = start.partition(divider)
            return first.strip(), last.strip()
    parts = _DASHES.split(text)
    if len(parts) == 2:
        return parts[0].strip(), parts[1].strip()
    if text.count("/") == 1 and (len(text) > 10 or text.endswith(("/", "..")) or text.startswith("..")):
        first, _, last = text.partition("/")
        return first.strip(), last.strip()
    return None


def _between(start: Point, end: Point) -> PartialDate:
    return PartialDate(start=start) if start == end else PartialDate(start=start, end=end, is_interval=True)


def _point(text: str) -> Point:
    if rest := _after_word(text, words.ABOUT):
        return _exact(rest, Qualifier.ABOUT)
    if text.endswith("~"):
        return _exact(text[:-1].strip(), Qualifier.ABOUT)
    if rest := _after_word(text, words.UNCERTAIN):
        return _exact(rest, Qualifier.UNCERTAIN)
    if text.endswith(("(?)", "?")):
        return _exact(text.removesuffix("(?)").removesuffix("?").strip(), Qualifier.UNCERTAIN)
    return _exact(text, Qualifier.EXACT)


def _exact(text: str, qualifier: Qualifier) -> Point:
    bare = _after_word(_without_year_mark(text), words.IN) or _without_year_mark(text)
    digits = _digits(bare) or _named_month(bare)
    if digits is None:
        raise ValueRefused(Fault.FORM, EXPECTED)
    year, month, day = digits
    return Point(year=year, month=month, day=day, qualifier=qualifier)


def _digits(text: str) -> tuple[int | None, int | None, int | None] | None:
    if found := _ISO_TIME.fullmatch(text):
        text = found[1]
    if _YEAR.fullmatch(text):
        return int(text), None, None
    if found := _YMD.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    if found := _DMY.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _MY.fullmatch(text):
        return int(found[2]), int(found[1]), None
    if found := _DM.fullmatch(text):
        return None, int(found[2]), int(found[1])
    return None


def _named_month(text: str) -> tuple[int | None, int | None, int | None] | None:
    """`24 April 1982`, `April 24, 1982`, `april 2026`, `24 красавіка`, in any order with one month word."""
    parts = [_ORDINAL.sub(r"\1", part) for part in text.replace(",", " ").replace(" of ", " ").split()]
    months = [words.MONTH_BY_WORD[bare] for part in parts if (bare := part.rstrip(".")) in words.MONTH_BY_WORD]
    numbers = [part for part in parts if part.isascii() and part.isdigit()]
    if len(months) != 1 or len(months) + len(numbers) != len(parts) or not 1 <= len(numbers) <= 2:
        return None
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if len(years) + len(days) != len(numbers) or len(years) > 1 or len(days) > 1:
        return None
    return years[0] if years else None, months[0], days[0] if days else None


def _without_year_mark(text: str) -> str:
    for mark in words.YEAR_MARKS:
        if text.endswith(mark) and len(text) > len(mark) and text[: -len(mark)].rstrip()[-1:].isdigit():
            return text[: -len(mark)].rstrip()
    return text


def _after_word(text: str, openings: tuple[str, ...]) -> str:
    """What follows one of `openings`; empty where none opens the text."""
    for opening in openings:
        rest = text.removeprefix(opening)
        if rest != text and (rest[:1] == " " or not opening[-1].isalpha()):
            return rest.strip()
    return ""


def format_date(value: PartialDate, language: str) -> str:
    """The short form for lists: `24.04.1982`, `12.1985`, `≈1985`, `03–05.2022`, `since 2022`, `24 April`."""
    language = language if language in words.MONTHS else "en"
    if value.is_unknown:
        return words.UNKNOWN_LABEL[language]
    start, end = value.start, value.end
    if not value.is_interval:
        assert start is not None
        return _format_point(start, language)
    if start is None or end is None:
        word = words.SINCE_LABEL if start else words.UNTIL_LABEL
        point = start or end
        assert point is not None
        return f"{word[language]} {_format_point(point, language)}"
    return _format_interval(start, end, language)


def _format_interval(start: Point, end: Point, language: str) -> str:
    exact = start.qualifier is Qualifier.EXACT and end.qualifier is Qualifier.EXACT
    if exact and start.year == end.year and start.month and end.month and not start.day and not end.day:
        return f"{start.month:02d}–{end.month:02d}.{end.year:04d}"
    if exact and (start.year, start.month) == (end.year, end.month) and start.day and end.day:
        return f"{start.day:02d}–{end.day:02d}.{end.month:02d}.{end.year:04d}"
    if exact and start.month is None and end.month is None:
        return f"{start.year:04d}–{end.year:04d}"
    return f"{_format_point(start, language)} – {_format_point(end, language)}"


def _format_point(point: Point, language: str) -> str:
    if point.year is None:
        assert point.month is not None
        return f"{point.day} {words.MONTHS_OF[language][point.month - 1]}"
    day = f"{point.day:02d}." if point.day else ""
    month = f"{point.month:02d}." if point.month else ""
    about = "≈" if point.qualifier is Qualifier.ABOUT else ""
    doubt = " (?)" if point.qualifier is Qualifier.UNCERTAIN else ""
    return f"{about}{day}{month}{point.year:04d}{doubt}"
