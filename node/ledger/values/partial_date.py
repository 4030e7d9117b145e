"""Dates as far as they are known: a subset of EDTF, its canonical text, and comparison by interval.

Forms: `1982-04-24`, `1982-04`, `1982`, `--04-24` (a birthday without year); a trailing `~` (about) or `?` (uncertain)
on a form with a year; `a/b`, `a/..`, `../b`; `unknown`. Refused: impossible days, year 0, an interval that ends before
it begins, any second spelling of the same date.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Final

from node.ledger.errors import Fault, ValueRefused
from node.ledger.language import labels
from node.ledger.limits import DATE_CHARS_MAX

EXPECTED: Final = labels(
    "a date such as 24.04.1982, 04.1982, 1982, “about 1985” or “unknown”",
    "дата, напрыклад 24.04.1982, 04.1982, 1982, «каля 1985» або «невядома»",
    "дата, например 24.04.1982, 04.1982, 1982, «около 1985» или «неизвестно»",
)
_POINT: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([~?]?)")
_YEARLESS: Final = re.compile(r"--([0-9]{2})-([0-9]{2})")
_LEAP: Final = 2000  # a birthday on 29 February exists
_ABOUT_DAYS: Final = 3  # how far “about” reaches for a day; for a month or a year it is one of them
_NO_YEAR_KEY: Final = "~"  # sorts after every digit


class Qualifier(StrEnum):
    """What is said about a date beside its digits."""

    EXACT = ""
    ABOUT = "~"
    UNCERTAIN = "?"


class Order(Enum):
    """How one partial date stands to another."""

    BEFORE = "before"
    AFTER = "after"
    SAME = "same"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A day, month or year; `year` is None for a birthday without year."""

    year: int | None
    month: int | None = None
    day: int | None = None
    qualifier: Qualifier = Qualifier.EXACT

    def __post_init__(self) -> None:
        if not _is_possible(self):
            raise ValueRefused(Fault.RANGE, EXPECTED)

    @property
    def edtf(self) -> str:
        """The canonical text."""
        if self.year is None:
            return f"--{self.month:02d}-{self.day:02d}"
        month = "" if self.month is None else f"-{self.month:02d}"
        day = "" if self.day is None else f"-{self.day:02d}"
        return f"{self.year:04d}{month}{day}{self.qualifier.value}"

    @property
    def first(self) -> date | None:
        """The first day meant by the digits alone; None without a year."""
        return None if self.year is None else date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date | None:
        """The last day meant by the digits alone; None without a year."""
        if self.year is None:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or _days_in(self.year, month))

    @property
    def earliest(self) -> date | None:
        """The first day possible: one unit earlier if the date is only about right."""
        if self.year is None or self.qualifier is not Qualifier.ABOUT:
            return self.first
        return _first_of_shifted(self, -1)

    @property
    def latest(self) -> date | None:
        """The last day possible: one unit later if the date is only about right."""
        if self.year is None or self.qualifier is not Qualifier.ABOUT:
            return self.last
        return _last_of_shifted(self, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """One point, an interval (a missing end is open), or unknown (no point at all)."""

    start: Point | None = None
    end: Point | None = None
    is_interval: bool = False

    def __post_init__(self) -> None:
        ends = [point for point in (self.start, self.end) if point is not None]
        if not self.is_interval:
            _require(self.end is None)
            return
        _require(bool(ends) and all(point.year is not None for point in ends))
        if self.start is not None and self.end is not None:
            first, last = self.start.first, self.end.last
            _require(first is not None and last is not None and first <= last and self.start != self.end)

    @property
    def edtf(self) -> str:
        """The canonical text: what a record stores."""
        if not self.is_interval:
            return self.start.edtf if self.start else "unknown"
        return f"{self.start.edtf if self.start else '..'}/{self.end.edtf if self.end else '..'}"

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all is known."""
        return self.start is None and self.end is None

    @property
    def is_day(self) -> bool:
        """Whether it names one exact day, so that it can stand in a calendar."""
        start = self.start
        return not self.is_interval and start is not None and start.day is not None and start.year is not None

    @property
    def month_day(self) -> tuple[int, int] | None:
        """Month and day where both are known, with or without a year: for lists of birthdays."""
        start = self.start
        if self.is_interval or start is None or start.month is None or start.day is None:
            return None
        return start.month, start.day

    @property
    def earliest(self) -> date | None:
        """The first day possible; None where it is unbounded or not known."""
        return self.start.earliest if self.start else None

    @property
    def latest(self) -> date | None:
        """The last day possible; None where it is unbounded or not known."""
        point = self.end if self.is_interval else self.start
        return point.latest if point else None

    @property
    def sort_key(self) -> str:
        """Text that sorts by the earliest day the digits mean; open starts by their end, birthdays and unknown last."""
        point = self.start or self.end
        if point is None:
            return _NO_YEAR_KEY * 2
        first = point.first
        return f"{_NO_YEAR_KEY}{point.edtf}" if first is None else f"{first.isoformat()} {self.edtf}"

    def compare(self, other: "PartialDate") -> Order:
        """Whether every possible day of this date lies before or after every possible day of the other."""
        if self.is_day and self == other and self.start and self.start.qualifier is Qualifier.EXACT:
            return Order.SAME
        if self.latest and other.earliest and self.latest < other.earliest:
            return Order.BEFORE
        if self.earliest and other.latest and self.earliest > other.latest:
            return Order.AFTER
        return Order.MAYBE

    def has_begun(self, today: date) -> bool:
        """Whether the date is not surely in the future: its first possible day is today or earlier, or not known."""
        return self.earliest is None or self.earliest <= today

    def has_ended(self, today: date) -> bool:
        """Whether its last possible day lies before today."""
        return self.latest is not None and self.latest < today


def on_day(day: date) -> PartialDate:
    """The partial date that is exactly `day`."""
    return PartialDate(start=Point(year=day.year, month=day.month, day=day.day))


@lru_cache(maxsize=65_536)  # a ledger repeats its dates; 65,536 of them take 20 MB
def _decoded(text: str) -> PartialDate | None:
    try:
        decoded = _read(text)
    except ValueRefused:
        return None
    return decoded if decoded is not None and decoded.edtf == text else None


def decode_date(text: str) -> PartialDate:
    """Read the canonical text of a partial date (at most 24 characters).

    Raises: ValueRefused for anything else.
    """
    decoded = _decoded(text) if len(text) <= DATE_CHARS_MAX else None
    if decoded is None:
        raise ValueRefused(Fault.FORM, EXPECTED)
    return decoded


def is_canonical_date(text: str) -> bool:
    """Whether `text` is the canonical text of a partial date."""
    return len(text) <= DATE_CHARS_MAX and _decoded(text) is not None


def _read(text: str) -> PartialDate | None:
    if text == "unknown":
        return UNKNOWN
    if "/" not in text:
        point = _read_point(text)
        return PartialDate(start=point) if point else None
    first, _, last = text.partition("/")
    start, end = (None if part == ".." else _read_point(part) for part in (first, last))
    if (start is None and first != "..") or (end is None and last != ".."):
        return None
    return PartialDate(start=start, end=end, is_interval=True)


def _read_point(text: str) -> Point | None:
    if found := _YEARLESS.fullmatch(text):
        return Point(year=None, month=int(found[1]), day=int(found[2]))
    found = _POINT.fullmatch(text)
    if not found:
        return None
    month, day = (int(part) if part else None for part in (found[2], found[3]))
    return Point(year=int(found[1]), month=month, day=day, qualifier=Qualifier(found[4]))


def _is_possible(point: Point) -> bool:
    year, month, day = point.year, point.month, point.day
    if year is None and (month is None or day is None or point.qualifier is not Qualifier.EXACT):
        return False
    if year is not None and not 1 <= year <= 9999:
        return False
    if month is None:
        return day is None
    return 1 <= month <= 12 and (day is None or 1 <= day <= _days_in(year or _LEAP, month))


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _first_of_shifted(point: Point, by: int) -> date | None:
    assert point.year is not None
    if point.day is not None and point.first is not None:
        return _moved(point.first, by * _ABOUT_DAYS)
    year, month = _shifted(point.year, point.month, by)
    return date(year, month or 1, 1) if 1 <= year <= 9999 else point.first


def _last_of_shifted(point: Point, by: int) -> date | None:
    assert point.year is not None
    if point.day is not None and point.last is not None:
        return _moved(point.last, by * _ABOUT_DAYS)
    year, month = _shifted(point.year, point.month, by)
    return date(year, month or 12, _days_in(year, month or 12)) if 1 <= year <= 9999 else point.last


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def _shifted(year: int, month: int | None, by: int) -> tuple[int, int | None]:
    if month is None:
        return year + by, None
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def _require(condition: bool) -> None:
    if not condition:
        raise ValueRefused(Fault.RANGE, EXPECTED)


UNKNOWN: Final = PartialDate()
