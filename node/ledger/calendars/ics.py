"""Calendar files (RFC 5545): lines of at most 75 bytes ended by CRLF, texts escaped, days whole or in UTC.

Nothing names this program. What a file holds is decided by its caller; a name stands in it only where it is given one.
Refused: a moment without its offset from UTC.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from node.ledger.text import inert

LINE_BYTES_MAX: Final = 75  # RFC 5545, 3.1; the line break not counted
_BREAK: Final = "\r\n"
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_REFUSED: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a calendar. `uid` never changes for the same matter; `start` is a whole day or a moment in UTC.

    `is_yearly` whole days come again every year; 29 February on the last day of February.
    """

    uid: str
    start: date | datetime
    summary: str
    place: str = ""
    note: str = ""
    is_yearly: bool = False


def write_calendar(events: Iterable[Event], *, name: str, stamp: datetime) -> bytes:
    """The bytes of a calendar file, events in the order given; `stamp` is when it was written, in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calendar//calendar//EN", "CALSCALE:GREGORIAN"]
    lines += [f"X-WR-CALNAME:{_text(name)}"]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(folded + _BREAK for line in lines for folded in fold(line)).encode()


def fold(line: str) -> Iterator[str]:
    """Yield the pieces of a content line, none longer than LINE_BYTES_MAX bytes, no character split."""
    piece, size = "", 0
    for letter in line:
        length = len(letter.encode())
        if size + length > LINE_BYTES_MAX:
            yield piece
            piece, size = " ", 1
        piece += letter
        size += length
    yield piece


def _event(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(stamp)}"
    if isinstance(event.start, datetime):
        yield f"DTSTART:{_moment(event.start)}"
    else:
        yield f"DTSTART;VALUE=DATE:{_day(event.start)}"
        yield f"DTEND;VALUE=DATE:{_day(_next(event.start))}"
        yield "TRANSP:TRANSPARENT"
        if event.is_yearly:
            yield f"RRULE:{_yearly(event.start)}"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    if event.note:
        yield f"DESCRIPTION:{_text(event.note)}"
    yield "END:VEVENT"


def _yearly(day: date) -> str:
    if (day.month, day.day) == (2, 29):
        return "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"
    return "FREQ=YEARLY"


def _text(text: str) -> str:
    lines = inert(text).replace("\r\n", "\n").replace("\r", "\n")
    return _REFUSED.sub("", lines).translate(_ESCAPED)


def _next(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without its offset from UTC")
    there = moment.astimezone(UTC)
    return f"{_day(there)}T{there.hour:02}{there.minute:02}{there.second:02}Z"
