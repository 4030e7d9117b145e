"""A year of three groups on real nodes: partitions, doubles, an amnesty, deaths, a group that lies and is expelled.

What every node shows at its end is counted again from the book that was kept beside it.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from node.crdt.claims import KIND_PATH
from node.crdt.ids import Record
from node.service.lookup import find_records
from node.service.rows import values_of
from tests.year import recount
from tests.year.offices import Office, Offices
from tests.year.pages import Browser, browsing, shown_count
from tests.year.script import BAD_GROUP, SMALL, WHOLE, Scale, Year, begin_year, first_day

SEED = 20310101

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="module",
    params=[SMALL, pytest.param(WHOLE, marks=pytest.mark.proof)],
    ids=["small", "whole"],
)
async def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Year]:
    """A year that has passed; the nodes are open."""
    scale: Scale = request.param
    folder: Path = tmp_path_factory.mktemp("year")
    async with AsyncExitStack() as stack:
        offices = Offices(folder=folder, today=first_day(), stack=stack)
        await offices.found(scale.members)
        year = begin_year(offices, scale, SEED)
        await year.run()
        yield year


async def shown_by(office: Office, kind: str) -> dict[Record, dict[str, object]]:
    """Return what a node has of a kind: the values that count."""
    found = await office.home.read(lambda _: find_records(kind=kind, limit=10_000))
    return {
        row.record: {path: value for path, value in values_of(row).items() if path != KIND_PATH} for row in found.rows
    }


async def test_everybody_who_stayed_holds_one_state(year: Year) -> None:
    states = [await office.state() for office in year.offices.members if office.group != BAD_GROUP]
    assert {state.hash for state in states} == {states[0].hash}
    assert not any(state.is_partial for state in states)


async def test_every_node_shows_the_book_and_nothing_else(year: Year) -> None:
    for office in (*year.offices.stewards[:2], year.offices.of_group(1)[-1]):
        for kind in sorted({line.kind for line in year.lines}):
            shown = await shown_by(office, kind)
            assert shown == {line.record: line.values for line in year.of(kind)}, (office.name, kind)


async def test_nothing_of_the_lies_is_shown(year: Year) -> None:
    office = year.offices.stewards[1]
    shown = await shown_by(office, "status_event") | await shown_by(office, "need")
    assert len(year.wrong) == 8
    assert not set(year.wrong) & set(shown)


# --- what the pages say -----------------------------------------------------------------------------------------------
@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browsers(year: Year) -> AsyncIterator[list[Browser]]:
    """Browsers before the pages of three nodes: two stewards of different groups and a member."""
    async with AsyncExitStack() as stack:
        shown = (*year.offices.stewards[:2], year.offices.of_group(1)[-1])
        yield [await stack.enter_async_context(browsing(office.home)) for office in shown]


async def counts(browsers: list[Browser], path: str) -> int:
    """Return the number of a page; all nodes show the same."""
    told = {await browser.count(path) for browser in browsers}
    assert len(told) == 1, path
    return told.pop()


async def test_needs_of_each_state_are_those_of_the_book(year: Year, browsers: list[Browser]) -> None:
    expected = recount.need_counts(year)
    assert expected["over"] >= 1
    states = ("open", "partly_covered", "covered", "in_delivery", "delivered", "refused_by_facility", "over")
    assert {state: await counts(browsers, f"/needs?state={state}") for state in states} == {
        state: expected.get(state, 0) for state in states
    }
    assert await counts(browsers, "/needs?state=all") == len(year.of("need"))


async def test_who_waits_for_a_letter_is_who_the_book_names(year: Year, browsers: list[Browser]) -> None:
    assert await counts(browsers, "/letters") == len(recount.writable(year))
    for months in (2, 6, 12):
        assert await counts(browsers, f"/letters?state=m{months}") == len(recount.unwritten(year, months))
    doubles = recount.double_writing(year)
    assert doubles
    assert await counts(browsers, "/letters?state=double") == len(doubles)


async def test_hearings_of_each_month_are_those_of_the_book(year: Year, browsers: list[Browser]) -> None:
    expected = recount.per_month(year.of("hearing"), "held_on")
    for browser in browsers:
        for month in range(1, 13):
            page = await browser.get(f"/hearings?month=2031-{month:02}")
            shown = list(page.one("main").all("li", class_="line hearing"))
            assert len(shown) == expected.get(f"2031-{month:02}", 0)


async def test_guardians_doubled_silent_and_lacking_are_those_of_the_book(year: Year, browsers: list[Browser]) -> None:
    doubled = set(recount.doubly_guarded(year))
    assert doubled
    active = [line for line in year.of("guardianship") if line.text("state") == "active"]
    expected = sum(line.ref("person") in doubled for line in active)
    assert await counts(browsers, "/guardians?state=double") == expected
    late = sum((year.today - date.fromisoformat(line.text("last_contact_on"))).days > 42 for line in active)
    assert late
    assert await counts(browsers, "/guardians?state=silent") == late
    assert await counts(browsers, "/gaps?gap=contact") == len(recount.silent(year, 42))
    assert await counts(browsers, "/gaps?gap=guardian") == len(recount.alone(year))


async def test_gaps_of_letters_and_parcels_are_those_of_the_book(year: Year, browsers: list[Browser]) -> None:
    assert await counts(browsers, "/gaps?gap=letters") == len(recount.unwritten(year, 3))
    assert await counts(browsers, "/gaps?gap=parcel") == len(recount.without_parcel(year))


async def test_calendar_files_hold_the_days_of_the_book(year: Year, browsers: list[Browser]) -> None:
    first = year.today - timedelta(days=92)
    sittings = [date.fromisoformat(line.text("held_on")) for line in year.of("hearing")]
    for browser in browsers:
        days = await browser.calendar("hearing")
        assert [day.date() for day in days] == sorted(day for day in sittings if day >= first)
        assert {f"{day:%H:%M %Z}" for day in days} <= {"07:30 UTC"}  # half past ten in Minsk
        assert [(day.month, day.day) for day in await browser.calendar("birthday")] == recount.birthdays(year)
        assert await browser.calendar("check_in") == recount.check_ins(year)
        assert await browser.calendar("parcel") == recount.next_parcels(year)


async def test_sheets_to_print_name_whom_the_book_names(year: Year, browsers: list[Browser]) -> None:
    sittings = recount.per_month(year.of("hearing"), "held_on")
    for browser in browsers:
        for month in range(1, 13):
            expected = len(recount.born_in(year, month))
            letters = await browser.get(f"/print/letters?born={month}")
            assert sum(len(list(body.all("tr"))) for body in letters.all("tbody")) == expected
            assert len(list((await browser.get(f"/print/labels?born={month}")).all("div", class_="label"))) == expected
            assert (
                len(list((await browser.get(f"/print/cards?born={month}")).all("section", class_="card"))) == expected
            )
            courts = await browser.get(f"/print/courts?month=2031-{month:02}")
            assert len(list(courts.all("div", class_="keep"))) == sittings.get(f"2031-{month:02}", 0)


async def test_counts_of_prison_and_recognition_are_those_of_the_book(year: Year, browsers: list[Browser]) -> None:
    held = len(recount.writable(year))
    recognised = sum(line.text("decision") == "recognised" for line in year.of("recognition"))
    for browser in browsers:
        page = (await browser.get("/counts")).one("main")
        assert next(page.all("p", class_="headline")).one("span", class_="number").text == str(held)
        assert f"TEST-Vilnius {recognised}" in page.text


async def test_people_of_each_status_and_without_a_guardian_are_those_of_the_book(
    year: Year, browsers: list[Browser]
) -> None:
    told = recount.tally(year.of("person"), lambda line: recount.status_of(year, line.record))
    assert told["died_in_custody"] >= 1
    for browser in browsers:
        for status, expected in told.items():
            assert shown_count(await browser.send("/people", "/search", status=f"status={status}")) == expected
        assert shown_count(await browser.send("/people", "/search", gap="gap=guardian")) == len(recount.alone(year))


async def test_places_and_months_are_those_of_the_book(year: Year, browsers: list[Browser]) -> None:
    months = [f"2031-{month:02}" for month in range(12, 6, -1)]
    for browser in browsers:
        page = (await browser.get("/gaps?by=place")).one("main")
        tables = {one.one("h2").text: one for one in page.all("section")}
        assert len(tables) == len(year.of("place"))
        for place in year.of("place"):
            held = recount.held_at(year, place.record)
            (section,) = [one for title, one in tables.items() if title.startswith(place.text("names/a/text"))]
            cells = [cell.text for cell in section.all("td", class_="number")]
            expected = [count for pair in recount.by_month(year, held, months) for count in pair]
            assert cells == [f"{count} of {len(held)}" for count in expected]


async def test_second_parcels_in_a_period_are_told_on_the_cards(year: Year, browsers: list[Browser]) -> None:
    expected = recount.double_parcels(year)
    assert expected
    space = year.offices.space.hex()
    some = [line.record for line in year.of("person")[:: year.scale.people // 18]]
    for browser in browsers:
        for person in {*some, *expected}:
            told = (await browser.get(f"/card/{space}/{person.hex()}")).one("main").text
            count = expected.get(person, 0)
            assert (f"{count} parcels in this period of the place" in told) == (count > 1)
            assert ("in this period" in told) == (count > 1)


async def test_expected_releases_are_those_of_the_book(year: Year, browsers: list[Browser]) -> None:
    first, expected = year.today - timedelta(days=92), recount.releases(year)
    assert expected
    for browser in browsers:
        assert await browser.calendar("release") == [day for day in expected if day >= first]


async def test_helpers_sheet_asks_for_what_the_book_says_is_wanted(year: Year, browsers: list[Browser]) -> None:
    space = year.offices.space.hex()
    for browser in browsers:
        for person in year.of("person")[:: year.scale.people // 18]:
            page = await browser.get(f"/print/helper/{space}/{person.record.hex()}")
            boxes = [line for line in page.all("p") if list(line.all("span", class_="box"))]
            wanted = recount.wanted_by_helpers(year, person.record)
            assert len(boxes) == len(wanted) + 1  # the marks below


async def test_values_that_wait_for_a_second_pair_of_eyes_are_those_of_the_book(
    year: Year, browsers: list[Browser]
) -> None:
    expected = recount.unseen(year)
    for browser in browsers:
        page = (await browser.get("/verify?why=unseen")).one("main")
        tabs = next(page.all("ul", class_="tabs"))
        counts = {link.attrs["href"]: link.one("span", class_="count").text for link in tabs.all("a")}
        (count,) = [count for address, count in counts.items() if "why=unseen" in address]
        assert int(count) == expected


async def test_what_another_group_checked_is_verified_on_every_page_and_nothing_else(
    year: Year, browsers: list[Browser]
) -> None:
    space = year.offices.space.hex()
    lines = [line for line in year.of("status_event") if line.text("effective_on") >= "2031"]
    dead = [line.record for line in lines if line.text("status") == "died_in_custody"]
    assert len(dead) == 2
    for browser in browsers:
        for line in lines[: 10 + len(dead)]:
            card = (await browser.get(f"/card/{space}/{line.record.hex()}")).one("main").text
            assert ("verified by another group" in card) == (line.record in dead)


# --- traces of helpers, last because it writes ------------------------------------------------------------------------
PHONE, CARD, NAME = "+375 29 765-43-21", "4111 1111 1111 1111", "TEST-Hanna Karaliova"


async def test_traces_of_helpers_stand_nowhere_unless_a_warning_was_overridden(
    year: Year, browsers: list[Browser]
) -> None:
    steward, other = browsers[:2]
    await steward.send("/private", "/private/names", names=NAME)
    people = iter(year.of("person"))
    space = year.offices.space.hex()
    for trace in (PHONE, CARD, NAME):
        form = f"/card/{space}/{next(people).record.hex()}/edit"
        assert "Nothing was saved yet" in (await steward.send(form, **{"v:note": f"TEST- ask {trace}"})).text
        await steward.send(form, **{"v:note": "TEST- ask the coordinator"})
    warned = await other.send(f"/card/{space}/{next(people).record.hex()}/edit", **{"v:note": f"TEST- call {PHONE}"})
    await other.submit(next(form for form in warned.all("form") if list(form.all(name_="guard"))))
    await year.offices.everybody_meets(left=frozenset((BAD_GROUP,)))
    for office in [office for office in year.offices.members if office.group != BAD_GROUP]:
        shown = [
            values for kind in {line.kind for line in year.lines} for values in (await shown_by(office, kind)).values()
        ]
        texts = "\n".join(str(value) for values in shown for value in values.values())
        assert texts.count("TEST- ask the coordinator") == 3
        assert texts.count(PHONE) == 1
        assert CARD not in texts
        assert NAME not in texts
