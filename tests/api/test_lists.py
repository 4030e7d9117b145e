"""People with search in one box, paging, the first page, places."""

import pytest

from tests.api.desk import Answer, Desk
from tests.api.sample import Sample


def listed(answer: Answer) -> list[str]:
    """Give the titles of the lines of a list."""
    main = answer.page.one("main")
    return [next(iter(line.all("a"))).text for line in (*main.all("th", scope="row"), *main.all("li", class_="line"))]


@pytest.mark.parametrize(
    "typed", ["Узорава", "Узорова", "Uzorava", "uzor", "Ганна Узорава", "Hanna", "Анна", "узорава ганна"]
)
async def test_person_is_found_by_every_spelling(desk: Desk, sample: Sample, typed: str) -> None:
    found = await desk.send(await desk.get("/people"), {"search": typed}, action="/search")
    assert listed(found)[0] == "Hanna TEST-Uzorava"
    assert found.page.one("input", id="search").attrs["value"] == typed


async def test_search_stands_in_no_address(desk: Desk, sample: Sample) -> None:
    found = await desk.send(await desk.get("/people"), {"search": "Узорава"}, action="/search")
    assert found.path.startswith("/people?s=")
    assert len(found.path) == len("/people?s=") + 8
    assert (await desk.get(found.path)).text == found.text


async def test_search_finds_other_records_too(desk: Desk, sample: Sample) -> None:
    found = await desk.send(await desk.get("/people"), {"search": "шкарпэткі"}, action="/search")
    assert "Nobody is found" in found.text
    assert listed(found) == ["clothes parcel · TEST- цёплыя шкарпэткі"]


@pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
async def test_empty_search_shows_everybody(desk: Desk, sample: Sample, typed: str) -> None:
    found = await desk.send(await desk.get("/people"), {"search": typed}, action="/search")
    assert found.path == "/people"
    assert len(listed(found)) == 4


async def test_search_of_another_browser_is_not_known(desk: Desk, sample: Sample) -> None:
    found = await desk.send(await desk.get("/people"), {"search": "Узорава"}, action="/search")
    desk.sessions.add_link("second")
    desk.client.session.cookie_jar.clear()
    await desk.get("/open/second")
    assert len(listed(await desk.get(found.path))) == 4


async def test_long_list_is_paged(desk: Desk, new: Sample) -> None:
    for number in range(120):
        new.add(f"p{number}", "person", names__a__text=f"TEST-Асоба{number:03d}")
    first = await desk.get("/people")
    assert "Page 1 of 3" in first.text
    seen = listed(first)
    second = await desk.get(first.page.one("a", rel="next").attrs["href"])
    third = await desk.get(second.page.one("a", rel="next").attrs["href"])
    seen += listed(second) + listed(third)
    assert seen == [f"TEST-Асоба{number:03d}" for number in range(120)]
    assert not list(third.page.all("a", rel="next"))
    back = await desk.get(third.page.one("a", rel="prev").attrs["href"])
    assert listed(back) == listed(second)


async def test_pages_of_a_search_keep_the_search(desk: Desk, new: Sample) -> None:
    for number in range(60):
        new.add(f"p{number}", "person", names__a__text=f"TEST-Асоба{number:03d}")
        new.add(f"q{number}", "person", names__a__text=f"TEST-Іншы{number:03d}")
    found = await desk.send(await desk.get("/people"), {"search": "Асоба"}, action="/search")
    assert "Page 1 of 2" in found.text
    second = await desk.get(found.page.one("a", rel="next").attrs["href"])
    assert listed(second) == [f"TEST-Асоба{number:03d}" for number in range(50, 60)]


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999", "٣", ""])
async def test_page_number_out_of_bounds_is_the_first(desk: Desk, sample: Sample, page: str) -> None:
    answer = await desk.get("/people", headers={})
    assert listed(await desk.get(f"/people?page={page}")) == listed(answer)


async def test_list_shows_status_place_and_birth(desk: Desk, sample: Sample) -> None:
    people = await desk.get("/people")
    line = next(item.text for item in people.page.all("tr") if "Uzorava" in item.text)
    assert "serving imprisonment" in line
    assert "Penal colony No. 99 TEST-" in line


async def test_list_of_a_kind_names_the_person(desk: Desk, sample: Sample) -> None:
    needs = await desk.get("/list/need")
    line = next(item.text for item in needs.page.all("li") if "шкарпэткі" in item.text)
    assert "Іван TEST-Прыкладаў" in line


# --- the first page ---------------------------------------------------------------------------------------------------
async def test_empty_ledger_shows_seven_tasks(desk: Desk, new: Sample) -> None:
    today = await desk.get("/")
    assert len(list(today.page.one("nav", class_="tasks").all("a"))) == 7
    assert "Begin with one person" in today.text
    assert not list(today.page.one("main").all("section"))


async def test_today_shows_urgent_needs_first_with_their_state(desk: Desk, sample: Sample) -> None:
    section = next(part for part in (await desk.get("/")).page.all("section") if "Open needs" in part.text)
    lines = [item.text for item in section.all("li")]
    assert lines == [
        "medicine · TEST-лекі на тры месяцы Hanna TEST-Uzorava urgent partly covered by 31.03.2026",
        "clothes parcel · TEST- цёплыя шкарпэткі Іван TEST-Прыкладаў open",
    ]


async def test_today_follows_every_change(desk: Desk, sample: Sample) -> None:
    assert "цёплыя шкарпэткі" in (await desk.get("/")).text
    sample.add("sent", "delivery", person=sample.records["ivan"], need=sample.records["socks"], category="parcel",
               status="delivered_confirmed")  # fmt: skip
    assert "цёплыя шкарпэткі" not in (await desk.get("/")).text


async def test_today_follows_the_day(desk: Desk, sample: Sample) -> None:
    assert "31.03.2026" in (await desk.get("/")).text
    desk.port.day = desk.port.day.replace(month=6)
    assert "31.03.2026" not in (await desk.get("/")).text


async def test_today_shows_who_has_nobody(desk: Desk, sample: Sample) -> None:
    section = next(part for part in (await desk.get("/")).page.all("section") if "Nobody looks" in part.text)
    assert "Іван TEST-Прыкладаў" in section.text
    assert "Uzorava" not in section.text


async def test_unchanged_ledger_is_looked_through_once(desk: Desk, sample: Sample) -> None:
    await desk.get("/")
    asked = len(desk.port.asked)
    await desk.get("/")
    first_again = desk.port.asked[asked:]
    assert not [effect for effect in first_again if getattr(effect, "limit", 0) > 1_000]
