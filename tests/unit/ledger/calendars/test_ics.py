"""The bytes of calendar files, where a reader would not notice."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from node.ledger.calendars.ics import Event, write_calendar

STAMP = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)


def written(*events: Event) -> list[str]:
    return write_calendar(events, name="TEST-", stamp=STAMP).decode().split("\r\n")


def test_moment_is_written_in_utc() -> None:
    start = datetime(2026, 3, 20, 10, 0, tzinfo=timezone(timedelta(hours=3)))
    assert "DTSTART:20260320T070000Z" in written(Event(uid="a", start=start, summary="x"))


def test_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        written(Event(uid="a", start=datetime(2026, 3, 20), summary="x"))  # noqa: DTZ001 - what is refused


def test_29_february_comes_on_the_last_day_of_february() -> None:
    lines = written(Event(uid="a", start=date(2000, 2, 29), summary="x", is_yearly=True))
    assert "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1" in lines
    assert "RRULE:FREQ=YEARLY" in written(Event(uid="a", start=date(2000, 2, 28), summary="x", is_yearly=True))


def test_text_of_a_record_cannot_begin_a_line_of_its_own() -> None:
    lines = written(Event(uid="a", start=date(2026, 1, 1), summary="x\r\nATTENDEE:mailto:mallory\nEND:VEVENT"))
    assert "SUMMARY:x\\nATTENDEE:mailto:mallory\\nEND:VEVENT" in lines
    assert lines.count("END:VEVENT") == 1


def test_nothing_in_a_file_names_the_program() -> None:
    assert "apieka" not in "\n".join(written(Event(uid="a", start=date(2026, 1, 1), summary="x"))).lower()


def test_last_day_of_the_calendar_has_an_end() -> None:
    assert "DTEND;VALUE=DATE:99991231" in written(Event(uid="a", start=date.max, summary="x"))
