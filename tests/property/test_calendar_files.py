"""Calendar files against an independent reader: whatever stands in a summary comes back, no line is too long."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from node.ledger.calendars.ics import LINE_BYTES_MAX, Event, fold, write_calendar
from node.ledger.text import inert

STAMP = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300)
LETTERS = st.text("aў Ж\\;,:\n\"'😀ł", max_size=300)
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 30))
MOMENTS = st.datetimes(
    timezones=st.just(UTC),
    min_value=STAMP.replace(tzinfo=None, year=1900),
    max_value=STAMP.replace(tzinfo=None, year=2999),
)
EVENTS = st.builds(
    Event,
    uid=st.text("0123456789abcdef", min_size=1, max_size=80),
    start=DAYS | MOMENTS.map(lambda moment: moment.replace(microsecond=0)),
    summary=TEXTS | LETTERS,
    place=TEXTS | LETTERS,
    note=LETTERS,
)


@given(st.lists(EVENTS, max_size=4), TEXTS)
def test_independent_reader_finds_what_was_written(events: list[Event], name: str) -> None:
    content = write_calendar(events, name=name, stamp=STAMP)
    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= LINE_BYTES_MAX
        assert b"\n" not in line
        line.decode()  # no character is split
    read = Calendar.from_ical(content)
    found = list(read.walk("VEVENT"))
    assert len(found) == len(events)
    for event, part in zip(events, found, strict=True):
        assert str(part["UID"]) == event.uid
        assert part.decoded("DTSTART") == event.start
        assert str(part["SUMMARY"]) == inert(event.summary)
        assert str(part.get("LOCATION", "")) == inert(event.place)
        assert str(part.get("DESCRIPTION", "")) == inert(event.note)
        if not isinstance(event.start, datetime):
            assert part.decoded("DTEND") == event.start + timedelta(days=1)


@given(LETTERS | TEXTS)
def test_folded_line_unfolds_to_itself(line: str) -> None:
    pieces = list(fold(line))
    assert all(len(piece.encode()) <= LINE_BYTES_MAX for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
