"""Real Chromium walks the journeys of a first-time user, with scripts and without, on a phone and on a laptop."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from playwright.async_api import Page

from node.service.lookup import find_records
from tests.api.sample import PASSPHRASE, Sample
from tests.browser.conftest import Place

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
OpenPage = Callable[..., Awaitable[Page]]
Way = tuple[bool, int]
ACTIONS_MAX = 9  # fewer than ten from the first page to the first saved person


@dataclass(slots=True)
class Hand:
    """Somebody at the page; counts what they do."""

    page: Page
    actions: int = 0

    async def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.actions += 1
        await self.page.fill(selector, text)

    async def tick(self, selector: str) -> None:
        """Tick a box."""
        self.actions += 1
        await self.page.check(selector)

    async def press(self, selector: str) -> None:
        """Press a button or a link."""
        self.actions += 1
        await self.page.click(selector)


@pytest.mark.parametrize("language", ["be", pytest.param("ru", marks=pytest.mark.proof)])
async def test_first_run_to_first_person_in_fewer_than_ten_actions(
    place: Place, open_page: OpenPage, way: Way, language: str
) -> None:
    scripts, width = way
    page = await open_page(place, width=width, scripts=scripts, language=language)
    hand = Hand(page)
    await page.goto(place.new_link())
    await hand.tick("#written")
    await hand.type("#name", "alice")
    await hand.type("#title", "TEST-ledger")
    await hand.press("p > button[value=make]")
    await hand.press("main a.second")  # the recovery key: later
    await hand.press("nav.tasks a.main")
    await hand.type("input[name$='/text'] >> nth=0", "Ганна TEST-Узорава")
    await hand.press("p.actions button[value=save]")
    assert await page.inner_text("h1") == "Ганна TEST-Узорава"
    assert hand.actions <= ACTIONS_MAX
    (row,) = place.port.run(find_records(kind="person")).rows
    assert row.title == "Ганна TEST-Узорава"
    assert await page.locator("aside.nag").count() == 1
    assert not open_page.foreign  # type: ignore[attr-defined]


async def test_need_is_written_down_sent_and_gone(place: Place, sample: Sample, open_page: OpenPage, way: Way) -> None:
    scripts, width = way
    page = await open_page(place, width=width, scripts=scripts)
    await page.goto(place.new_link())
    await page.click("a.for:has-text('Іван TEST-Прыкладаў')")
    await page.click("a[href*='/add/need']")
    await page.select_option("select[name='v:category']", "medicine")
    await page.fill("input[name='v:description']", "TEST- вітаміны")
    await page.click("p.actions button[value=save]")
    await page.click("text=TEST- вітаміны")
    await page.click("a[href*='/add/delivery']")
    await page.select_option("select[name='v:person']", sample.records["ivan"].hex())
    await page.select_option("select[name='v:category']", "medicine")
    await page.select_option("select[name='v:status']", "delivered_confirmed")
    await page.click("p.actions button[value=save]")
    await page.goto(place.origin)
    assert "TEST- вітаміны" not in await page.inner_text("main")


async def test_conflict_is_seen_and_ended(place: Place, sample: Sample, open_page: OpenPage, way: Way) -> None:
    page = await open_page(place, width=way[1], scripts=way[0])
    await page.goto(place.new_link())
    await page.click("text=Two values for one fact >> .. >> a")
    assert await page.locator("text=Keep this").count() == 2
    await page.click("text=Keep this >> nth=0")
    assert await page.locator("text=Keep this").count() == 0
    assert "Kept." in await page.inner_text("div.notices")


async def test_text_typed_before_the_node_locked_itself_is_saved(
    place: Place, sample: Sample, open_page: OpenPage, way: Way
) -> None:
    page = await open_page(place, width=way[1], scripts=way[0])
    await page.goto(place.new_link())
    await page.goto(place.origin + sample.url("ivan") + "/edit")
    await page.click("details.more > summary")
    await page.fill("input[name='v:birth_place']", "TEST-вёска")
    await place.port.lock()
    await page.click("p.actions button[value=save]")
    await page.fill("#passphrase", PASSPHRASE)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/card/*/*")
    assert "TEST-вёска" in await page.inner_text("main")


async def test_enter_in_a_field_saves(place: Place, sample: Sample, open_page: OpenPage, way: Way) -> None:
    page = await open_page(place, width=way[1], scripts=way[0])
    await page.goto(place.new_link())
    await page.goto(place.origin + "/add/person")
    await page.fill("input[name$='/text'] >> nth=0", "TEST-Новая")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/card/*/*")
    assert await page.inner_text("h1") == "TEST-Новая"


async def test_search_leaves_no_name_in_the_address(
    place: Place, sample: Sample, open_page: OpenPage, way: Way
) -> None:
    page = await open_page(place, width=way[1], scripts=way[0])
    await page.goto(place.new_link())
    await page.goto(place.origin + "/people")
    await page.fill("#search", "Узорава")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/people?s=*")
    assert "Uzorava" in await page.inner_text("main")
    assert await page.title() == "List"


async def test_own_forms_send_their_origin(place: Place, sample: Sample, open_page: OpenPage) -> None:
    """`Referrer-Policy: no-referrer` would make Chromium send `Origin: null` with our own forms."""
    page = await open_page(place, width=1280, scripts=False)
    await page.goto(place.new_link())
    async with page.expect_request("**/lock") as sent:
        await page.click(".top button")
    headers = await (await sent.value).all_headers()
    assert headers["origin"] == place.origin
    assert headers["sec-fetch-site"] == "same-origin"
