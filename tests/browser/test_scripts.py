"""What the scripts add in a real Chromium: the list finds as one types, typed text is not left behind unasked."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Dialog, Page

from tests.api.sample import Sample
from tests.browser.conftest import Place

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
OpenPage = Callable[..., Awaitable[Page]]
NAMES = "table.people th a"


async def test_list_narrows_while_somebody_types_and_no_name_stands_in_the_address(
    place: Place, sample: Sample, open_page: OpenPage
) -> None:
    page = await open_page(place, width=360, scripts=True)
    await page.goto(place.new_link())
    await page.goto(place.origin + "/people")
    assert await page.locator(NAMES).count() == 4
    await page.locator("#search").press_sequentially("Узор")
    await page.wait_for_selector(f"{NAMES} >> nth=1", state="detached")
    assert await page.inner_text(NAMES) == "Hanna TEST-Uzorava"
    assert await page.input_value("#search") == "Узор"
    assert page.url.startswith(place.origin + "/people?s=")
    await page.reload()
    assert await page.inner_text(NAMES) == "Hanna TEST-Uzorava"
    assert not open_page.foreign  # type: ignore[attr-defined]


async def test_filter_is_chosen_kept_and_found_again(
    place: Place, sample: Sample, open_page: OpenPage, way: tuple[bool, int]
) -> None:
    scripts, width = way
    page = await open_page(place, width=width, scripts=scripts)
    await page.goto(place.new_link())
    await page.goto(place.origin + "/people")
    await page.click("details.filters > summary")
    await page.select_option("#filter-gap", "need=urgent")
    await page.click("details.filters button")
    await page.wait_for_url("**/people?s=*")
    assert await page.locator(NAMES).count() == 1
    await page.click("text=Keep this filter under a name")
    await page.fill("#filter-name", "TEST-urgent")
    await page.click("form[action='/filters/keep'] button")
    await page.wait_for_url("**/people?f=*")
    await page.goto(place.origin + "/people")
    await page.click("text=TEST-urgent")
    await page.wait_for_url("**/people?f=*")
    assert await page.inner_text(NAMES) == "Hanna TEST-Uzorava"


async def test_typed_text_is_left_behind_only_after_a_question(
    place: Place, sample: Sample, open_page: OpenPage
) -> None:
    page = await open_page(place, width=360, scripts=True)
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stay)
    await page.goto(place.new_link())
    await page.goto(place.origin + sample.url("ivan") + "/edit")
    await page.locator("input[name='v:birth_date']").press_sequentially("2")
    async with page.expect_event("dialog"):
        await page.evaluate("location.href = '/people'")
    assert asked == ["beforeunload"]
    assert page.url.endswith("/edit")
    await page.fill("input[name='v:birth_date']", "1971")
    await page.click("p.actions button[value=save]")
    await page.wait_for_url("**" + sample.url("ivan"))
    await page.goto(place.origin + "/people")
    assert asked == ["beforeunload"]
