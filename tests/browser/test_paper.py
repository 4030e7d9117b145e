"""Sheets as a real browser prints them: pages, sizes, fonts that show every letter, nothing of the screen."""

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page

from tests.api.sample import Sample
from tests.api.test_printing import addressed
from tests.browser.conftest import Place
from tests.support.paper import Paper, read_pdf

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
OpenPage = Callable[..., Awaitable[Page]]
A4, A6 = (210, 297), (105, 148)
BELARUSIAN = set("ўіёЎІжшчыэюя’")


async def printed(page: Page, address: str) -> Paper:
    """Print a page into a PDF of the size that its sheet asks for."""
    await page.goto(address)
    return read_pdf(await page.pdf(prefer_css_page_size=True))


@pytest.mark.parametrize(
    ("path", "size", "count"),
    [
        ("/print/letters?born=4&dates=1&articles=1", A4, 1),
        ("/print/labels?born=4", A4, 1),
        ("/print/cards?born=4", A6, 2),
        ("/print/courts?month=2026-03", A4, 1),
        ("/print/case/{space}/{anna}", A4, 1),
        ("/print/helper/{space}/{anna}", A4, 1),
        ("/print/helper/{space}/{anna}?paper=a6", A6, 1),
    ],
)
async def test_sheet_has_its_size_and_every_belarusian_letter(
    place: Place, sample: Sample, open_page: OpenPage, path: str, size: tuple[int, int], count: int
) -> None:
    addressed(sample)
    anna = sample.records["anna"]
    name = {"names/a/text": "TEST-Ўладзіслава", "names/a/language": "be"}
    second = sample.add("second", "person", birth_date="--04-30", **name)
    sample.add("stay3", "placement", person=second, place=sample.records["home"], began_on="2026-01-01")
    sample.add("h", "hearing", person=anna, held_on="2026-03-20", court_text="TEST-суд ўіё", starts_at="10:00")
    page = await open_page(place, width=1280, scripts=False, language="be")
    await page.goto(place.new_link())
    real = path.format(space=sample.space.space.hex(), anna=anna.hex())
    paper = await printed(page, place.origin + real)
    assert set(paper.pages) == {size}
    assert len(paper.pages) == count
    text = await page.evaluate("[...document.querySelectorAll('main > :not(.screen)')].map(e => e.innerText).join()")
    shown = {sign for sign in re.sub(r"\s", "", text) if sign in BELARUSIAN}
    assert shown
    assert shown <= set(paper.letters)
    assert paper.fonts
    assert all(paper.fonts.values()), paper.fonts


async def test_labels_stand_on_their_places(place: Place, sample: Sample, open_page: OpenPage) -> None:
    addressed(sample)
    for number in range(26):
        one = sample.add(f"p{number}", "person", names__a__text=f"TEST-Імя {number}", birth_date="--04-30")
        sample.add(f"s{number}", "placement", person=one, place=sample.records["home"], began_on="2026-01-01")
    page = await open_page(place, width=1280, scripts=False, language="be")
    await page.goto(place.new_link())
    paper = await printed(page, place.origin + "/print/labels?born=4")
    assert paper.pages == [A4, A4]  # 24 on the first
    boxes = await page.evaluate(
        "[...document.querySelectorAll('.label')]"
        ".map(e => [e.offsetWidth, e.offsetHeight, e.scrollHeight > e.offsetHeight])"
    )
    assert len(boxes) == 27
    assert {(round(width / 96 * 25.4), round(height / 96 * 25.4)) for width, height, _ in boxes} == {(70, 37)}
    assert not any(cut for _, _, cut in boxes)


LONG_NAME = "TEST-Прыкладаў Канстанцін-Аляксандр Вячаслававіч"
LONG_ADDRESS = "Папраўчая ўстанова «Папраўчая калонія № 99», вул. Слаўгарадская шаша, д. 183, "
LONGER = (
    LONG_ADDRESS
    + "паштовае аддзяленне Вейна, Прыдуманы сельсавет, Выдуманы раён, Няўяўная вобласць, Рэспубліка Беларусь"
)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        (LONG_NAME, "вул. 1"),
        ("TEST-Ян", LONG_ADDRESS),
        (LONG_NAME, LONG_ADDRESS),
        (LONG_NAME, LONGER),
        (f"{LONG_NAME} " * 4, LONGER * 2),
        ("Прыдуманаў " * 18, "вуліца Прыдуманая " * 27),
    ],
    ids=["name", "address", "both", "longest known", "beyond", "as long as may be"],
)
async def test_label_holds_long_names_and_addresses_whole(
    place: Place, sample: Sample, open_page: OpenPage, name: str, address: str
) -> None:
    home = {"names/a/text": "TEST-", "addresses/x/text": address.strip(), "addresses/x/postcode": "213105"}
    sample.add("far", "place", category="penal_colony", **home)
    one = sample.add("one", "person", names__a__text=name.strip(), birth_date="--04-30")
    sample.add("in", "placement", person=one, place=sample.records["far"], began_on="2026-01-01")
    page = await open_page(place, width=1280, scripts=False, language="be")
    await page.goto(place.new_link())
    await page.goto(place.origin + "/print/labels?born=4")
    inner = "[...e.childNodes].filter(n => n.textContent.trim()).at(-1)"
    (box,) = await page.evaluate(
        "[...document.querySelectorAll('.label')].map(e => { const range = document.createRange();"
        f"range.selectNode({inner}); const last = range.getBoundingClientRect(), box = e.getBoundingClientRect();"
        "return [e.innerText.includes('213105'), last.bottom <= box.bottom, e.scrollWidth > e.clientWidth,"
        "parseFloat(getComputedStyle(e).fontSize) * 0.75]; })"
    )
    assert box[:3] == [True, True, False]
    assert box[3] >= (6.5 if len(name + address) < 250 else 4.5)


async def test_screen_part_is_not_printed_and_ink_is_black_on_every_sheet(
    place: Place, sample: Sample, open_page: OpenPage
) -> None:
    addressed(sample)
    sample.add("h", "hearing", person=sample.records["anna"], held_on="2026-03-20", court_text="TEST-суд")
    page = await open_page(place, width=360, scripts=False, dark=True)
    await page.goto(place.new_link())
    one = f"{sample.space.space.hex()}/{sample.records['anna'].hex()}"
    sheets = ("letters?born=4&dates=1&articles=1", "labels?born=4", "cards?born=4", "courts?month=2026-03",
              f"case/{one}", f"helper/{one}", f"helper/{one}?paper=a6")  # fmt: skip
    for path in sheets:
        await page.goto(f"{place.origin}/print/{path}")
        await page.emulate_media(media="print", color_scheme="dark")
        assert not await page.is_visible(".screen"), path
        inks = await page.evaluate(
            "[...new Set([...document.querySelectorAll('main *')].flatMap(e => { const s = getComputedStyle(e);"
            "return [s.color, s.borderTopColor, s.backgroundImage, s.opacity]; }))]"
        )
        papers = await page.evaluate(
            "[...new Set([...document.querySelectorAll('body, main, main *')]"
            ".map(e => getComputedStyle(e).backgroundColor))]"
        )
        assert set(inks) == {"rgb(0, 0, 0)", "none", "1"}, path
        assert set(papers) <= {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}, path


async def test_letter_list_leaves_room_to_write_in_and_boxes_stay_with_their_words(
    place: Place, sample: Sample, open_page: OpenPage
) -> None:
    addressed(sample)
    sample.add("charge", "charge", person=sample.records["anna"], article_text="TEST-342 ч. 1, 361-4")
    page = await open_page(place, width=688, scripts=False, language="be")  # A4 between its margins, in CSS pixels
    await page.emulate_media(media="print")
    await page.goto(place.new_link())
    await page.goto(place.origin + "/print/letters?born=4&dates=1&articles=1")
    widths = await page.evaluate("['.to-fill', '.address'].map(e => document.querySelector(e).offsetWidth / 96 * 25.4)")
    assert widths[0] >= 25
    assert widths[1] >= 50
    await page.goto(place.origin + "/print/letters?born=4")
    widths = await page.evaluate(
        "['.tick', '.to-fill', '.address'].map(e => document.querySelector(e).offsetWidth / 96 * 25.4)"
    )
    assert widths[0] <= 12
    assert widths[1] >= 25
    assert widths[2] >= 65
    await page.set_viewport_size({"width": 336, "height": 500})  # A6
    await page.goto(place.origin + sample.url("anna").replace("/card/", "/print/helper/") + "?paper=a6")
    lines = await page.evaluate(
        "[...document.querySelectorAll('.mark')].map(e => e.getBoundingClientRect().height / parseFloat("
        "getComputedStyle(e).lineHeight))"
    )
    assert len(lines) == 4
    assert max(lines) < 2
