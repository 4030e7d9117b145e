"""Real Chromium walks the journeys of somebody who keeps a ledger with others, in Belarusian, in all four ways."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page

from node.crdt.grants import Role
from node.crdt.members import State
from node.service.records import read_projection
from tests.api.sample import PASSPHRASE, Sample
from tests.browser.conftest import Place
from tests.browser.test_looks import OVERFLOW

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
OpenPage = Callable[..., Awaitable[Page]]
Way = tuple[bool, int]


async def sit_down(place: Place, open_page: OpenPage, way: Way, path: str = "/") -> Page:
    """Open a page of the node in Belarusian."""
    page = await open_page(place, width=way[1], scripts=way[0], language="be")
    await page.goto(place.new_link())
    await page.goto(place.origin + path)
    return page


async def test_node_is_locked_and_unlocked(place: Place, sample: Sample, open_page: OpenPage, way: Way) -> None:
    page = await sit_down(place, open_page, way)
    await page.click("form[action='/lock'] button")
    assert "TEST-" not in await page.inner_text("body")
    await page.fill("#passphrase", "TEST-wrong")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".error")
    await page.fill("#passphrase", PASSPHRASE)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("nav.tasks")
    assert not open_page.foreign  # type: ignore[attr-defined]


async def test_member_is_suspended_and_what_they_could_read_is_shown(
    place: Place, sample: Sample, open_page: OpenPage, way: Way
) -> None:
    assert sample.bob is not None
    bob = sample.bob.device
    page = await sit_down(place, open_page, way)
    await page.click("a.alarm")
    await page.click(f"a[href='/suspend/{bob.hex()}']")
    await page.click("main form button.danger")
    await page.wait_for_url(f"**/suspended/{bob.hex()}")
    assert sample.space.view.membership.members[bob].state is State.SUSPENDED
    await page.click(f"a[href='/exposure/{bob.hex()}']")
    assert "TEST-Узорава" in await page.inner_text("main")
    assert await page.evaluate(OVERFLOW) == []


async def test_member_is_given_a_role_and_a_smaller_one(
    place: Place, sample: Sample, open_page: OpenPage, way: Way
) -> None:
    assert sample.bob is not None
    bob = sample.bob.device
    page = await sit_down(place, open_page, way, "/network")
    await page.click(f"a[href='/members/{sample.space.space.hex()}'] >> nth=0")
    await page.click(f"a[href='/member/{bob.hex()}']")
    await page.click("details:has(input[name=what][value=lower]) > summary")
    await page.check("input[name=role][value=reader]")
    await page.click("form:has(input[name=what][value=lower]) button")
    assert sample.space.view.membership.members[bob].role is Role.READER
    await page.click(f"a[href='/member/{bob.hex()}']")
    await page.click("details:has(input[name=role][value=verifier]) > summary")
    assert await page.evaluate(OVERFLOW) == []
    await page.click("form:has(input[name=role][value=verifier]) button")
    assert sample.space.view.membership.members[bob].role is Role.VERIFIER


async def test_invitation_is_made_and_taken_back(place: Place, sample: Sample, open_page: OpenPage, way: Way) -> None:
    page = await sit_down(place, open_page, way, "/network")
    await page.click("a[href^='/invite/']")
    await page.check("input[name=role][value=reader]")
    await page.click("form[action^='/invite/'] button")
    await page.wait_for_url("**/invitation/*")
    assert await page.locator("main svg path").count() > 0
    assert len(place.port.node.invitations) == 1
    await page.click("form[action$='/revoke'] button")
    assert not place.port.node.invitations


async def test_record_is_withheld_and_shown_again(place: Place, sample: Sample, open_page: OpenPage, way: Way) -> None:
    page = await sit_down(place, open_page, way, sample.url("ivan"))
    await page.click("details:has(a[href$='/hide']) > summary")
    await page.click("a[href$='/hide']")
    await page.click("button[value=withhold]")
    projection = place.port.run(read_projection(sample.space, sample.records["ivan"]))
    assert len(projection.hidings) == 1
    await page.goto(place.origin + sample.url("ivan"))
    await page.click("form[action$='/unhide'] button")
    projection = place.port.run(read_projection(sample.space, sample.records["ivan"]))
    assert not projection.hidings


async def test_fact_is_confirmed_with_what_was_checked(
    place: Place, sample: Sample, open_page: OpenPage, way: Way
) -> None:
    sample.say_as_bob("ivan", {"birth_place": "TEST-вёска"}, beside=False)
    page = await sit_down(place, open_page, way, sample.url("ivan"))
    await page.click("a[href$='/check'] >> nth=0")
    await page.check("input[name='path:birth_place']")
    await page.select_option("select[name=step]", "confirmed_by_document")
    await page.click("button[value=attest]")
    await page.wait_for_url("**" + sample.url("ivan"))
    projection = place.port.run(read_projection(sample.space, sample.records["ivan"]))
    assert [badge.step for badge in projection.fields["birth_place"][0].attested_by] == ["confirmed_by_document"]
    await page.click("a[href$='/history']")
    assert "TEST-вёска" in await page.inner_text("main")


async def test_people_are_counted_and_a_table_is_taken_out(
    place: Place, sample: Sample, open_page: OpenPage, way: Way
) -> None:
    page = await sit_down(place, open_page, way, "/settings")
    await page.click("main a[href='/counts']")
    assert await page.locator("main svg").count() > 0
    await page.goto(place.origin + "/tables")
    async with page.expect_download() as waiting:
        await page.click("form[action='/tables'] button")
    assert (await waiting.value).suggested_filename.startswith("table-")
