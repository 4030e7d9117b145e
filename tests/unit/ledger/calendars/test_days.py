"""Which days a calendar holds, and what it says of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from node.ledger.calendars.days import ANY_YEAR, Day, DayMaterial, What, days_of, event_of
from node.ledger.derived import RecordView
from node.ledger.limits import CALENDAR_BACK_DAYS, CARE_SILENT_DAYS
from node.ledger.types import Scalar

TODAY = date(2026, 3, 14)
PERSON, PLACE = b"p" * 16, b"o" * 16


def days(*records: tuple[str, dict[str, Scalar]], today: date = TODAY) -> list[Day]:
    """Gives the days of records about one person, that of solidarity left out."""
    material = DayMaterial()
    for number, (kind, fields) in enumerate(records):
        id = {"person": PERSON, "place": PLACE}.get(kind, number.to_bytes(16, "big"))
        about: dict[str, Scalar] = {} if kind in ("person", "place", "court") else {"person": PERSON}
        material.add(RecordView(id=id, kind=kind, fields={**about, **fields}))
    return [day for day in days_of(material, today) if day.what is not What.SOLIDARITY]


def whats(found: list[Day]) -> list[tuple[What, date]]:
    return [(day.what, day.on) for day in found]


@pytest.mark.parametrize(
    ("born", "on"),
    [
        ("1985-04-24", date(ANY_YEAR, 4, 24)),
        ("--04-24", date(ANY_YEAR, 4, 24)),
        ("--02-29", date(ANY_YEAR, 2, 29)),
        ("1985-04", None),
        ("1985", None),
        ("unknown", None),
        ("1985-04-24/1985-04-26", None),
    ],
)
def test_birthday_is_a_day_without_its_year(born: str, on: date | None) -> None:
    found = days(("person", {"birth_date": born}))
    assert whats(found) == ([(What.BIRTHDAY, on)] if on else [])
    assert all(day.is_yearly for day in found)


@pytest.mark.parametrize(
    "more",
    [
        ("person", {"birth_date": "1985-04-24", "identity_withheld": True}),
        ("person", {"birth_date": "1985-04-24", "care_stage": "closed"}),
    ],
)
def test_withheld_and_closed_people_have_no_birthday(more: tuple[str, dict[str, Scalar]]) -> None:
    assert days(more) == []


def test_the_dead_have_no_days_and_the_free_have_birthdays() -> None:
    person = ("person", {"birth_date": "1985-04-24"})
    care = ("guardianship", {"state": "active", "began_on": "2026-01-01"})
    dead = ("status_event", {"status": "died_in_custody", "effective_on": "2026-01-01"})
    free = ("status_event", {"status": "released_served", "effective_on": "2026-01-01"})
    assert days(person, care, dead) == []
    assert [day.what for day in days(person, care, free)] == [What.BIRTHDAY]


def test_release_known_to_the_day_is_an_estimate_on_that_day() -> None:
    arrest = ("detention", {"arrested_on": "2024-05-03"})
    verdict: tuple[str, dict[str, Scalar]] = (
        "judgment",
        {"decided_on": "2024-09-01", "penalty": "imprisonment", "term": "P3Y"},
    )
    assert whats(days(("person", {}), arrest, verdict)) == [(What.RELEASE, date(2027, 5, 3))]
    assert days(("person", {}), ("detention", {"arrested_on": "2024-05"}), verdict) == []


def test_parcel_may_go_after_the_period_of_the_place() -> None:
    place = ("place", {"parcel_every_months": 4})
    stay = ("placement", {"place": PLACE, "began_on": "2025-01"})
    sent = ("delivery", {"category": "parcel", "sent_on": "2026-01-10", "status": "sent"})
    assert whats(days(("person", {}), place, stay, sent)) == [(What.PARCEL, date(2026, 5, 10))]
    barred = ("placement", {"place": PLACE, "began_on": "2025-01", "may_send_parcel": False})
    assert days(("person", {}), place, barred, sent) == []
    assert whats(days(("person", {}), place, stay, sent, today=date(2026, 8, 1))) == [(What.PARCEL, date(2026, 8, 1))]


def test_guardian_is_asked_six_weeks_after_the_last_contact() -> None:
    care = ("guardianship", {"state": "active", "began_on": "2025-01-01", "last_contact_on": "2026-03-01"})
    due = date(2026, 3, 1) + timedelta(days=CARE_SILENT_DAYS)
    assert whats(days(("person", {}), care)) == [(What.CHECK_IN, due)]
    ended = ("guardianship", {"state": "ended", "began_on": "2025-01-01", "last_contact_on": "2026-03-01"})
    assert days(("person", {}), ended) == []


def test_hearing_has_the_zone_of_its_own_else_of_the_court_else_of_the_country() -> None:
    court = ("court", {"names/en/text": "TEST-court", "names/en/language": "en", "time_zone": "Europe/Vilnius"})
    plain = {"held_on": "2026-03-20", "starts_at": "10:00"}
    own = days(("hearing", {**plain, "time_zone": "Asia/Tbilisi"}))
    of_court = days(court, ("hearing", {**plain, "court": (0).to_bytes(16, "big")}))
    of_country = days(("hearing", plain))
    assert [one.zone for one in (*own, *of_court, *of_country)] == ["Asia/Tbilisi", "Europe/Vilnius", "Europe/Minsk"]


def test_hearing_known_in_part_long_over_or_cancelled_is_left_out() -> None:
    old = TODAY - timedelta(days=CALENDAR_BACK_DAYS + 1)
    assert days(("hearing", {"held_on": "2026-03"}), ("hearing", {"held_on": old.isoformat()})) == []
    assert days(("hearing", {"held_on": "2026-03-20", "outcome": "cancelled"})) == []
    assert len(days(("hearing", {"held_on": (old + timedelta(days=1)).isoformat()}))) == 1


def at(_day: date, clock: str, zone: str) -> datetime | None:
    return datetime(2026, 3, 20, 7, tzinfo=UTC) if (clock, zone) == ("10:00", "Europe/Minsk") else None


def test_event_says_a_code_and_a_place_only_where_that_is_allowed() -> None:
    (day,) = days(
        ("hearing", {"held_on": "2026-03-20", "starts_at": "10:00", "court_text": "TEST-суд", "category": "main"})
    )
    event = event_of(day, lambda _: "7QK", "en", with_places=False, to_utc=at)
    assert (event.summary, event.place) == ("Hearing: trial, 7QK", "")
    assert event.start == datetime(2026, 3, 20, 7, tzinfo=UTC)
    assert event_of(day, lambda _: "x", "be", with_places=True, to_utc=at).place == "TEST-суд"


def test_hour_in_an_unknown_zone_stands_in_the_words_of_a_whole_day() -> None:
    (day,) = days(("hearing", {"held_on": "2026-03-20", "starts_at": "10:00", "time_zone": "TEST/Nowhere"}))
    event = event_of(day, lambda _: "7QK", "en", with_places=False, to_utc=at)
    assert (event.start, event.summary) == (date(2026, 3, 20), "Hearing 10:00, 7QK")


def test_uid_stays_when_the_day_changes_and_differs_by_matter() -> None:
    def uid(on: date, what: What) -> str:
        day = Day(what=what, about=PERSON, person=PERSON, on=on)
        return event_of(day, lambda _: "x", "en", with_places=False, to_utc=at).uid

    assert uid(TODAY, What.RELEASE) == uid(TODAY + timedelta(days=9), What.RELEASE)
    assert uid(TODAY, What.RELEASE) != uid(TODAY, What.PARCEL)
    assert PERSON.hex() not in uid(TODAY, What.RELEASE)


def test_day_of_solidarity_comes_every_year() -> None:
    (day,) = days_of(DayMaterial(), TODAY)
    assert (day.what, day.on.month, day.on.day, day.is_yearly) == (What.SOLIDARITY, 5, 21, True)
