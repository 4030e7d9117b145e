"""Real Chromium attaches a picture, sees and downloads it; and gives a program access and takes it back."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.api.sample import Sample
from tests.browser.conftest import WIDTHS, Place
from tests.browser.test_looks import SERIOUS, axe_source
from tests.support.forged_files import forged
from tests.support.papers import paper
from tests.support.pictures import SECRET, jpeg, pixels

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
OpenPage = Callable[..., Awaitable[Page]]


def read(file: Path) -> bytes:
    """The bytes of a file."""
    return file.read_bytes()


async def test_picture_is_attached_and_seen(
    place: Place, sample: Sample, open_page: OpenPage, tmp_path: Path, way: tuple[bool, int]
) -> None:
    scripts, width = way
    file = tmp_path / "IMG_TEST.jpg"
    file.write_bytes(jpeg(pixels(900, 600)))
    page = await open_page(place, width=width, scripts=scripts)
    await page.goto(place.new_link())
    await page.goto(place.origin + sample.url("anna"))
    await page.click("a[href^='/attach/']")
    await page.set_input_files("#file", file)
    await page.fill("#caption", "TEST-in front of the house")
    await page.click("form[action='/attach'] button")
    picture = page.locator(".pictures img")
    await picture.scroll_into_view_if_needed()
    await page.wait_for_load_state("networkidle")
    assert await picture.get_attribute("alt") == "TEST-in front of the house"
    if scripts:
        await page.wait_for_function("document.querySelector('.pictures img').naturalWidth === 240")
    async with page.expect_download() as waiting:
        await page.click(".pictures a[href^='/file/']")
    download = await waiting.value
    assert download.suggested_filename.startswith("picture-")
    saved = read(await download.path())
    assert saved.startswith(b"\xff\xd8\xff")
    assert SECRET not in saved
    assert not open_page.foreign  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", WIDTHS)
async def test_pages_of_a_court_paper_stand_on_the_card_in_their_order(
    place: Place, sample: Sample, open_page: OpenPage, tmp_path: Path, width: int
) -> None:
    file = tmp_path / "TEST-verdict.pdf"
    file.write_bytes(paper(3))
    page = await open_page(place, width=width, scripts=False)
    await page.goto(place.new_link())
    await page.goto(place.origin + sample.url("anna"))
    await page.click("a[href^='/attach/']")
    await page.select_option("#category", "court_paper")
    await page.set_input_files("#file", file)
    await page.fill("#caption", "TEST-verdict")
    await page.click("form[action='/attach'] button")
    pictures = page.locator(".pictures img")
    names = [await one.get_attribute("alt") for one in await pictures.all()]
    assert names == ["TEST-verdict · 1/3", "TEST-verdict · 2/3", "TEST-verdict · 3/3"]
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", WIDTHS)
async def test_picture_that_cannot_be_drawn_says_so_and_leaves_only_after_a_warning(
    place: Place, sample: Sample, open_page: OpenPage, require_tool: Callable[[str], str], width: int
) -> None:
    sent = b"\xff\xd8\xffTEST-"
    record = forged(sample, sent, sent)
    page = await open_page(place, width=width, scripts=True)
    await page.goto(place.new_link())
    await page.goto(place.origin + sample.url("anna"))
    await page.locator(".pictures img").scroll_into_view_if_needed()
    await page.wait_for_load_state("networkidle")
    assert await page.evaluate("document.querySelector('.pictures img').naturalWidth") == 240
    await page.click(f".pictures a[href='/file/{sample.space.space.hex()}/{record.hex()}']")
    assert await page.locator("[role=alert]").is_visible()
    await page.evaluate(axe_source(require_tool))
    found: dict[str, Any] = await page.evaluate("axe.run()")
    assert [item["id"] for item in found["violations"] if item["impact"] in SERIOUS] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    async with page.expect_download() as waiting:
        await page.click("form[action$='/sent'] button")
    download = await waiting.value
    assert download.suggested_filename == f"file-{record.hex()[:8]}.bin"
    assert read(await download.path()) == sent


@pytest.mark.parametrize("width", WIDTHS)
async def test_program_is_given_access_and_loses_it(
    place: Place, sample: Sample, open_page: OpenPage, require_tool: Callable[[str], str], width: int
) -> None:
    page = await open_page(place, width=width, scripts=True)
    await page.goto(place.new_link())
    await page.goto(place.origin + "/settings")
    await page.click("a[href='/tokens']")
    await page.fill("#name", "TEST-calendar")
    await page.click("form[action='/tokens'] button")
    token = await page.inner_text(".phrase code")
    assert token.startswith("token-")
    await page.evaluate(axe_source(require_tool))
    found: dict[str, Any] = await page.evaluate("axe.run()")
    assert [item["id"] for item in found["violations"] if item["impact"] in SERIOUS] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    headers = {"Authorization": f"Bearer {token}"}
    answer = await page.request.get(place.origin + "/api/v1/spaces", headers=headers)
    assert answer.status == 200
    await page.click("form[action='/tokens/revoke'] button")
    answer = await page.request.get(place.origin + "/api/v1/spaces", headers=headers)
    assert answer.status == 401
