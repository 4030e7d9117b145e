"""The moment of a day, an hour and a time zone, by the time zones this computer knows."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def to_utc(day: date, clock: str, zone: str) -> datetime | None:
    """Return the moment in UTC; None for a zone that is not known, a malformed hour, the ends of the calendar."""
    try:
        there = datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))
        return there.astimezone(UTC)
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        return None
