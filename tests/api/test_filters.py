"""Filters of the list of people: what they offer, what they find, kept ones, and that none stands in an address."""

import asyncio
import logging

import pytest

from node.api.reading.filters import Wanted, read_wanted, wanted_of
from node.api.site import SITE
from node.ledger.derived.marks import text_code
from tests.api.desk import Answer, Desk
from tests.api.sample import PASSPHRASE, Sample
from tests.api.test_lists import listed


async def filtered(desk: Desk, **fields: str) -> Answer:
    """Send the filter form."""
    return await desk.send(await desk.get("/people"), {**fields}, action="/search")


@pytest.mark.parametrize(
    ("field", "mark", "found"),
    [
        ("status", "status=serving_imprisonment", ["Hanna TEST-Uzorava"]),
        ("status", "liberty=imprisoned", ["Hanna TEST-Uzorava"]),
        ("group", "is=journalist", ["Hanna TEST-Uzorava"]),
        ("gap", "need=urgent", ["Hanna TEST-Uzorava"]),
        ("rest", "withheld", ["Name withheld"]),
    ],
)
async def test_filter_finds_who_fits_it(desk: Desk, sample: Sample, field: str, mark: str, found: list[str]) -> None:
    answer = await filtered(desk, **{field: mark})
    assert [name.partition(" · ")[0] for name in listed(answer)] == found
    chosen = next(option for option in answer.page.all("option", value=mark))
    assert "selected" in chosen.attrs


async def test_place_and_recognising_group_are_offered_by_name_with_counts(desk: Desk, sample: Sample) -> None:
    page = (await desk.get("/people")).page
    place = f"place={sample.records['colony'].hex()}"
    assert page.one("option", value=place).text == "Penal colony No. 99 TEST- (1)"
    group = f"recognised={text_code('TEST-праваабаронцы')}"
    assert page.one("option", value=group).text == "TEST-праваабаронцы (1)"
    assert listed(await filtered(desk, place=place, recognised=group)) == ["Hanna TEST-Uzorava"]


async def test_search_and_filters_hold_together(desk: Desk, sample: Sample) -> None:
    assert listed(await filtered(desk, search="Узорава", status="liberty=imprisoned")) == ["Hanna TEST-Uzorava"]
    nobody = await filtered(desk, search="Прыкладаў", status="liberty=imprisoned")
    assert listed(nobody) == []
    assert "Nobody is found" in nobody.text


async def test_filter_stands_in_no_address_and_pages_keep_it(desk: Desk, new: Sample) -> None:
    for number in range(60):
        new.add(f"p{number}", "person", names__a__text=f"TEST-Асоба{number:03d}", groups__student=True)
        new.add(f"q{number}", "person", names__a__text=f"TEST-Іншы{number:03d}")
    found = await filtered(desk, group="is=student")
    assert found.path.startswith("/people?s=")
    assert len(found.path) == len("/people?s=") + 8
    second = await desk.get(found.page.one("a", rel="next").attrs["href"])
    assert listed(second) == [f"TEST-Асоба{number:03d}" for number in range(50, 60)]


@pytest.mark.parametrize("mark", ["gap=guardian", "x", "status=A B", "status=" + "a" * 100, '"', "liberty"])
def test_what_no_filter_offers_is_left_out(mark: str) -> None:
    assert read_wanted({"status": mark}).marks == ()


def test_text_of_a_filter_reads_back() -> None:
    wanted = Wanted(search="a&b=c Ў", marks=(("status", "status=remand"), ("gap", "gap=place")))
    assert wanted_of(wanted.text) == wanted
    assert Wanted().text == ""


async def test_kept_filter_is_found_again_and_removed(desk: Desk, sample: Sample) -> None:
    found = await filtered(desk, gap="gap=guardian")
    kept = await desk.send(found, {"name": "TEST-<b>alone"}, action="/filters/keep")
    assert "Kept on this computer only." in kept.html
    await desk.post("/lock", {"token": desk.app_session().form_token})
    await desk.send(await desk.get("/unlock"), {"passphrase": PASSPHRASE})
    people = await desk.get("/people")
    link = next(link for link in people.page.all("a") if link.text == "TEST-<b>alone")
    again = await desk.get(link.attrs["href"])
    assert len(listed(again)) == 3
    gone = await desk.send(again, {}, action="/filters/drop")
    assert "The filter is removed." in gone.html
    assert "TEST-<b>alone" not in gone.text


async def test_filter_without_a_name_is_not_kept(desk: Desk, sample: Sample) -> None:
    found = await filtered(desk, gap="gap=guardian")
    answer = await desk.send(found, {"name": "  "}, action="/filters/keep")
    assert "Nothing was kept." in answer.html
    assert desk.port.node.filters == {}


async def test_cards_show_the_same_people(desk: Desk, sample: Sample) -> None:
    table = await desk.get("/people")
    cards = await desk.get("/people?view=cards")
    assert [one.text for one in cards.page.one("ul", class_="cards").all("h2")] == listed(table)


# --- keeping up -------------------------------------------------------------------------------------------------------
@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every change many."""
    monkeypatch.setattr("node.api.marker.MARK_AT_ONCE_ROWS", 0)
    monkeypatch.setattr("node.api.marker.MARK_PIECES", 1)
    monkeypatch.setattr("node.service.marking.MARK_ROWS", 1)


@pytest.mark.usefixtures("few")
async def test_much_new_is_looked_at_beside_the_pages(desk: Desk, sample: Sample) -> None:
    sample.add("new", "need", person=sample.records["ivan"], category="books_press", description="TEST- кнігі")
    with desk.app[SITE].visits.one():
        first = await desk.get("/")
    assert "Much has changed and is being looked at" in first.text
    await desk.app[SITE].marker.settle()
    later = await desk.get("/")
    assert "being looked at" not in later.text
    assert "TEST- кнігі" in later.text


@pytest.mark.usefixtures("few")
async def test_looking_gives_way_to_requests_and_ends_with_the_lock(desk: Desk, sample: Sample) -> None:
    marker, visits = desk.app[SITE].marker, desk.app[SITE].visits
    await marker.settle()
    sample.add("new", "person", names__a__text="TEST-Новая")
    with visits.one():
        assert await marker.look() < 100
        before = len(desk.port.asked)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(desk.port.asked) == before
        await desk.port.lock()
        marker.forget()
    assert not marker._task.is_running


@pytest.mark.usefixtures("few")
async def test_f10_failed_looking_logs_its_type_alone(
    desk: Desk, sample: Sample, caplog: pytest.LogCaptureFixture
) -> None:
    marker = desk.app[SITE].marker
    await marker.settle()
    sample.add("new", "person", names__a__text="TEST-Новая")
    await marker.look()
    desk.port.failing = RuntimeError("TEST-secret")
    await marker.settle()
    told = [record for record in caplog.records if record.name == "node.api.task"]
    assert [record.getMessage() for record in told] == ["work beside the pages ended: RuntimeError"]
    assert told[-1].levelno == logging.WARNING
    assert await marker.look() < 100
    await marker.settle()
    assert await marker.look() == 100
