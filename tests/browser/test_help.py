"""Real Chromium on the pages of help: a need in fewer than five actions, an evening of thirty letters in one form."""

import pytest

from node.service.lookup import find_records
from tests.api.sample import Sample
from tests.browser.conftest import Place
from tests.browser.test_journeys import Hand, OpenPage

pytestmark = pytest.mark.browser
NEED_ACTIONS_MAX = 4  # fewer than five
LETTERS = 30


@pytest.mark.parametrize(("scripts", "width", "language"), [(False, 360, "be"), (True, 1280, "en")])
async def test_need_is_entered_from_the_list_in_fewer_than_five_actions(
    place: Place, sample: Sample, open_page: OpenPage, width: int, scripts: bool, language: str
) -> None:
    page = await open_page(place, width=width, scripts=scripts, language=language)
    await page.goto(place.new_link())
    await page.goto(place.origin + "/needs")
    hand = Hand(page)
    await hand.press("details.quick > summary")
    await hand.type("#person", "Иван TEST-Прикладов")  # another spelling of the name that stands there
    hand.actions += 1
    await page.select_option("#category", "glasses_dental")
    await hand.press("details.quick button")
    assert hand.actions <= NEED_ACTIONS_MAX
    assert place.port.run(find_records(kind="need", refs_to=sample.records["ivan"])).total == 2
    assert not open_page.foreign  # type: ignore[attr-defined]


async def test_need_is_entered_from_the_card_in_fewer_than_five_actions(
    place: Place, sample: Sample, open_page: OpenPage
) -> None:
    page = await open_page(place, width=360, scripts=False)
    await page.goto(place.new_link())
    await page.goto(place.origin + sample.url("ivan"))
    hand = Hand(page)
    await hand.press("a[href*='/add/need']")
    hand.actions += 1
    await page.select_option("select[name='v:category']", "medicine")
    await hand.press("p.actions button[value=save]")
    assert hand.actions <= NEED_ACTIONS_MAX
    assert place.port.run(find_records(kind="need", refs_to=sample.records["ivan"])).total == 2


@pytest.mark.parametrize(("scripts", "width"), [(False, 360), (True, 1280)])
async def test_thirty_letters_are_entered_by_one_press(
    place: Place, sample: Sample, open_page: OpenPage, width: int, scripts: bool
) -> None:
    for number in range(LETTERS):
        sample.add(f"p{number}", "person", names__a__text=f"TEST-Узнік {number + 100}")
    page = await open_page(place, width=width, scripts=scripts)
    await page.goto(place.new_link())
    await page.goto(place.origin + "/letters/evening")
    await page.click("details.more > summary")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    for number in range(LETTERS):
        await page.fill(f"#person-{number}", f"TEST-Узнік {number + 100}")
    await page.fill("#person-7", "TEST-nobody here")
    await page.click("button:has-text('Save all rows')")
    assert "Nobody of this name is here" in await page.inner_text("#row-7")
    assert await page.input_value("#person-29") == "TEST-Узнік 129"
    await page.fill("#person-7", "TEST-Узнік 107")
    await page.click("button:has-text('Save all rows')")
    assert "30 letters are written down." in await page.inner_text("div.notices")
    assert len(posts) == 2
    assert place.port.run(find_records(kind="letter", limit=100)).total == LETTERS + 1
