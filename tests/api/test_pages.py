"""Every page in every language: it renders, is small, closed, neutral and asks nothing of the outside."""

import re

import pytest

from node.api.i18n import gettext, in_language
from node.ledger.schema import LEDGER
from tests.api.desk import Answer, Desk
from tests.api.sample import Sample

LANGUAGES = ("en", "be", "ru")
BYTES_MAX = 100_000
NEUTRAL_TITLES = (
    *("Today", "List", "Card", "Form", "Check", "History", "Hide", "More", "A problem", "Recovery key"),
    *(
        "Network",
        "Help",
        "Counts",
        "Invitation",
        "Join",
        "Members",
        "Member",
        "Suspend",
        "Proposals",
        "Exposure",
        "Removal",
        "Share",
        "Import",
        "Memory stick",
    ),
)  # what anybody may read in a window's title: never a name
ADDRESS = re.compile(
    r"(?:/[a-z_]+|/[0-9a-f]{64}|/[0-9a-f]{32}|/[0-9a-f]{16}|/style\.css|/icon\.svg|/live\.js|/form\.js|#[A-Za-z0-9_-]+)*/?(?:\?[a-z_]+=[^\s\"']*)?"
)


def paths(sample: Sample) -> list[str]:
    """Give the address of every page with something on it."""
    cards = [sample.url(name) for name in sample.records]
    beside = [f"{card}/{page}" for card in cards for page in ("edit", "check", "history", "hide")]
    lists = [f"/list/{kind.name}" for kind in LEDGER if kind.name != "person"]
    forms = [f"/add/{kind.name}" for kind in LEDGER if kind.name != "attachment"]
    single = [
        "/",
        "/people",
        "/settings",
        "/hidden",
        "/recovery",
        "/recovery/check",
        "/import",
        "/nothing-here",
        "/help",
        "/counts",
    ]
    space = sample.space.space.hex()
    network = ["/network", "/carry", "/ledger", "/join", f"/invite/{space}", f"/joined/{space}"]
    device = sample.space.device.hex()
    network += [f"/members/{space}", f"/member/{device}", "/suspend", f"/suspend/{device}", f"/suspended/{device}"]
    network += ["/proposals", f"/rules/{space}", f"/exposure/{device}", sample.url("anna") + "/removal"]
    return [*single, *network, *cards, *beside, *lists, *forms]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_renders_complete_small_and_neutral(desk: Desk, sample: Sample, language: str) -> None:
    desk.language = language
    with in_language(language):
        titles = {gettext(title) for title in NEUTRAL_TITLES}
    for path in paths(sample):
        answer = await desk.get(path)
        assert answer.status == (404 if path == "/nothing-here" else 200), path
        assert answer.page.one("html").attrs["lang"] == language
        assert answer.page.one("title").children[0] in titles, path
        assert len(answer.html.encode()) < BYTES_MAX, path
        assert_inside_only(answer)
        assert_well_formed(answer)


def assert_inside_only(answer: Answer) -> None:
    """Nothing is asked of another host, nothing runs, no style stands in the page, no name in an address."""
    assert not answer.foreign_scripts
    for element in answer.page.all():
        assert element.tag not in {"style", "iframe", "object", "embed", "base"}
        assert not [name for name in element.attrs if name.startswith("on") or name in {"style", "srcset"}]
        for name in ("href", "src", "action", "formaction"):
            if name in element.attrs:
                assert ADDRESS.fullmatch(element.attrs[name]), element.attrs[name]


def assert_well_formed(answer: Answer) -> None:
    """Ids are unique, every control has a label, and what describes it is there."""
    elements = list(answer.page.all())
    ids = [element.attrs["id"] for element in elements if "id" in element.attrs]
    assert len(ids) == len(set(ids)), answer.path
    labelled = {element.attrs["for"] for element in elements if element.tag == "label" and "for" in element.attrs}
    wrapped = [control for label in answer.page.all("label") for control in label.all("input")]
    for element in elements:
        assert set(element.attrs.get("aria-describedby", "").split()) <= set(ids), element.attrs
        if element.tag in {"input", "select", "textarea"} and element.attrs.get("type") != "hidden":
            assert element.attrs.get("id") in labelled or element in wrapped, element.attrs
            assert (
                element.tag == "select"
                or element.attrs.get("type") in ("checkbox", "radio")
                or (element.attrs.get("autocomplete") == "off" and element.attrs.get("spellcheck") == "false")
            ), element.attrs
    assert len(list(answer.page.all("h1"))) == 1


async def test_page_keeps_the_language_of_content_in_the_markup(desk: Desk, sample: Sample) -> None:
    answer = await desk.get(sample.url("anna"))
    spelled = {element.text: element.attrs.get("lang") for element in answer.page.all("bdi")}
    assert spelled["Ганна TEST-Узорава"] == "be"
    assert spelled["Анна TEST-Узорова"] == "ru"


@pytest.mark.parametrize(("language", "name"), [("be", "Ганна TEST-Узорава"), ("ru", "Анна TEST-Узорова")])
async def test_card_is_titled_by_the_spelling_of_the_readers_language(
    desk: Desk, sample: Sample, language: str, name: str
) -> None:
    desk.language = language
    answer = await desk.get(sample.url("anna"))
    assert answer.page.one("h1").text == name


@pytest.mark.parametrize("language", LANGUAGES)
async def test_choosing_a_language_holds_for_this_browser(desk: Desk, sample: Sample, language: str) -> None:
    desk.language = "lt"
    answer = await desk.get("/people")
    token = answer.page.one("form", action="/language").one("input", name_="token").attrs["value"]
    again = await desk.post("/language", {"token": token, "language": language, "back": "/people"})
    assert again.path == "/people"
    assert again.page.one("html").attrs["lang"] == language
    assert (await desk.get("/")).page.one("html").attrs["lang"] == language


async def test_choosing_a_language_leads_to_no_foreign_address(desk: Desk, sample: Sample) -> None:
    answer = await desk.get("/people")
    token = answer.page.one("form", action="/language").one("input", name_="token").attrs["value"]
    for back in ("//evil.example/", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""):
        again = await desk.post("/language", {"token": token, "language": "be", "back": back}, follow=False)
        assert (again.status, again.headers["Location"]) == (303, "/"), back
