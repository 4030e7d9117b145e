"""Solidarity events and guides."""

from tests.api.desk import Desk
from tests.api.sample import Sample


async def test_events_ahead_behind_and_together(desk: Desk, sample: Sample) -> None:
    sample.add("past", "solidarity_event", title="TEST-канцэрт", held_on="2025-05-21", postcards=40, amount="EUR:50000")
    sample.add("next", "solidarity_event", title="TEST-вечар", held_on="2026-05-21", category="letter_evening")
    page = await desk.get("/events")
    ahead, behind = page.text.index("TEST-вечар"), page.text.index("TEST-канцэрт")
    assert ahead < behind
    row = next(row for row in page.page.all("tr") if "2025" in row.text)
    assert "40" in row.text
    assert "500" in row.text
    assert "EUR" in row.text or "€" in row.text


async def test_guides_show_the_readers_language_and_what_is_out_of_date(desk: Desk, sample: Sample) -> None:
    texts = {"texts/a/title": "TEST-Parcel", "texts/a/text": "TEST-how", "texts/a/language": "en",
             "texts/b/title": "TEST-Перадача", "texts/b/text": "TEST-як", "texts/b/language": "be"}  # fmt: skip
    sample.add("g", "guide", topic="parcels", place=sample.records["colony"], **texts)
    old = {"texts/a/title": "TEST-old", "texts/a/text": "x", "texts/a/language": "en"}
    sample.add("o", "guide", topic="letters", valid_to="2025", **old)
    page = await desk.get("/guides")
    assert "TEST-Parcel" in page.text
    assert "TEST-Перадача" not in page.text
    assert "Penal colony No. 99 TEST-" in page.text
    assert page.text.index("TEST-Parcel") < page.text.index("TEST-old")
    assert "out of date" in page.text
    desk.language = "be"
    assert "TEST-Перадача" in (await desk.get("/guides?topic=parcels")).text
    assert "TEST-Перадача" not in (await desk.get("/guides?topic=letters")).text
    place = sample.records["colony"].hex()
    assert "TEST-Перадача" in (await desk.get(f"/guides?place={place}")).text
