"""What only a real browser can tell: nothing runs out of the screen, contrast, labels, focus, print."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.api.sample import Sample
from tests.browser.conftest import Place

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
OpenPage = Callable[..., Awaitable[Page]]
OVERFLOW = """() => [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    const runsOut = box.right > document.documentElement.clientWidth + 1
        || (e.matches('a, button, label, .chip, dd, li') && e.clientWidth && e.scrollWidth > e.clientWidth + 1);
    return box.width && runsOut && !e.closest('.unseen, .skip') && getComputedStyle(e).position !== 'absolute';
}).map(e => e.tagName + '.' + e.className).slice(0, 5)"""
SMALL = """() => [...document.querySelectorAll('main button, main select, main .button, .top a, .top button')]
  .filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.height < 40 && !e.closest('.unseen');
}).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 20))"""
SCRIPTS = ["/static/live.js", "/static/form.js"]
SERIOUS = {"serious", "critical"}
DARK_RULES = "axe.run({ runOnly: ['color-contrast'] })"  # nothing else hangs on the colours


def addresses(sample: Sample) -> list[str]:
    """Give one page of each sort."""
    card = sample.url("anna")
    beside = [f"{card}/{page}" for page in ("edit", "check", "history", "hide")]
    space = sample.space.space.hex()
    network = ["/network", "/carry", "/ledger", "/join", "/join/files", f"/invite/{space}", f"/joined/{space}"]
    device = sample.space.device.hex()
    network += [f"/members/{space}", f"/member/{device}", "/suspend", f"/suspend/{device}", f"/suspended/{device}"]
    network += ["/proposals", f"/rules/{space}", f"/exposure/{device}", sample.url("anna") + "/removal"]
    network += [f"/entries/{space}/{device}"]
    single = [
        *network,
        "/",
        "/people",
        "/list/place",
        "/people?view=cards",
        "/help",
        "/counts",
        "/settings",
        "/hidden",
        "/recovery",
        "/recovery/check",
        "/nothing",
        "/verify?why=unseen",
        "/hearings?month=2026-03",
        "/calendar",
        "/print",
        "/private",
        "/events",
        "/guides",
        sample.url("anna").replace("card", "recognition"),
        sample.url("anna").replace("card", "recognition") + "/decide?set=guidelines_2013",
        sample.url("anna").replace("card", "act/moved"),
        "/verify?why=second",
        "/tokens",
        sample.url("anna").replace("card", "attach"),
    ]
    care = sample.records["care"].hex()
    single += ["/needs/add", f"/needs/{space}/{sample.records['need'].hex()}", "/gaps", "/gaps?by=place", "/stock"]
    single += ["/guardians/add", f"/guardians/{space}/{care}", "/letters?state=stop", "/letters", "/letters/evening"]
    forms = ["/add/person", "/add/delivery", "/add/recognition"]
    return [*single, *forms, card, *beside, *(sample.url(name) for name in ("hostile", "withheld", "need", "colony"))]


def axe_source(require_tool: Callable[[str], str]) -> str:
    """Give the script that checks accessibility."""
    return Path(require_tool("npm:axe-core"), "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("width", "language"),
    [
        *((360, language) for language in ("en", "be", "ru")),
        (1280, "be"),
        *(pytest.param(1280, language, marks=pytest.mark.proof) for language in ("en", "ru")),  # shorter than be
    ],
)
async def test_nothing_runs_out_of_the_screen(
    place: Place, sample: Sample, open_page: OpenPage, width: int, language: str
) -> None:
    page = await open_page(place, width=width, scripts=True, language=language)
    await page.goto(place.new_link())
    for address in addresses(sample):
        await page.goto(place.origin + address)
        await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert await page.evaluate(OVERFLOW) == [], address
        assert await page.evaluate(SMALL) == [], address
    assert not open_page.foreign  # type: ignore[attr-defined]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_serious(
    place: Place, sample: Sample, open_page: OpenPage, require_tool: Callable[[str], str], dark: bool
) -> None:
    axe = axe_source(require_tool)
    page = await open_page(place, width=360, scripts=True, language="be", dark=dark)
    await page.goto(place.new_link())
    for address in addresses(sample):
        await page.goto(place.origin + address)
        await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        await page.evaluate(axe)
        found: dict[str, Any] = await page.evaluate(DARK_RULES if dark else "axe.run()")
        faults = [
            (fault["id"], [node["html"][:200] for node in fault["nodes"]])
            for fault in found["violations"]
            if fault["impact"] in SERIOUS
        ]
        assert faults == [], address


async def test_keyboard_reaches_the_content_first(place: Place, sample: Sample, open_page: OpenPage) -> None:
    page = await open_page(place, width=1280, scripts=True)
    await page.goto(place.new_link())
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent.trim()") == "Skip to the content"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"


async def test_wrong_form_puts_the_focus_on_what_is_wrong(place: Place, sample: Sample, open_page: OpenPage) -> None:
    page = await open_page(place, width=360, scripts=True)
    await page.goto(place.new_link())
    await page.goto(place.origin + "/add/person")
    await page.click("p.actions button[value=save]")
    assert await page.evaluate("document.activeElement.className") == "summary"
    await page.click(".summary a")
    assert (await page.evaluate("document.activeElement.name || location.hash")) != ""


async def test_print_leaves_out_what_is_for_the_screen(place: Place, sample: Sample, open_page: OpenPage) -> None:
    page = await open_page(place, width=1280, scripts=True)
    await page.goto(place.new_link())
    await page.goto(place.origin + sample.url("anna"))
    await page.emulate_media(media="print")
    assert not await page.is_visible(".top")
    assert not await page.is_visible("text=Keep this >> nth=0")
    assert await page.is_visible("h1")


async def test_stored_script_does_not_run(place: Place, sample: Sample, open_page: OpenPage) -> None:
    page = await open_page(place, width=1280, scripts=True)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    await page.goto(place.new_link())
    for address in ("", "/edit", "/history", "/check"):
        await page.goto(place.origin + sample.url("hostile") + address)
        assert await page.evaluate("[...document.scripts].map(s => s.src.replace(location.origin, ''))") == SCRIPTS
        assert await page.evaluate("document.images.length") == 0
    assert dialogs == []


async def test_policy_stops_a_script_that_got_into_a_page(place: Place, sample: Sample, open_page: OpenPage) -> None:
    page = await open_page(place, width=1280, scripts=True)
    await page.goto(place.new_link())
    ran = await page.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.ran = true';
                   document.body.append(s); return window.ran === true; }"""
    )
    assert ran is False
