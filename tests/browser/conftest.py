"""Chromium in front of the pages of a node with a store in memory, and of two real nodes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer, unused_port
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from node.api.app import add_link, link_path, make_app
from node.api.door import loopback_origins
from tests.api.fake_port import FakeNetwork, FakePort, FakeSafety
from tests.api.sample import Sample, filled
from tests.browser.solidarity import Desk, Hand, two_desks
from tests.conftest import QUIET

Random = Callable[[int], bytes]
WIDTHS = (360, 1280)
WAYS = [(False, 360), (True, 1280), (False, 1280), (True, 360)]  # scripts, width; the last two in `make proof`
Meet = Callable[[], Awaitable[None]]
Desks = tuple[Desk, Desk, Meet]
Sit = Callable[[Desk], Awaitable[Hand]]


@dataclass(slots=True)
class Place:
    """Pages that are served, and how to let a browser in."""

    origin: str
    port: FakePort
    new_link: Callable[[], str]


@pytest_asyncio.fixture(loop_scope="module")
async def place(random_from: Callable[[str], Random]) -> AsyncIterator[Place]:
    """An empty home behind its pages."""
    port, network, number = FakePort(random_from("node")), FakeNetwork(), unused_port()
    random = random_from("pages")
    app = make_app(
        port,
        network,
        FakeSafety(),
        first_link_token="first",
        origins=loopback_origins(number),
        random=random,
        clock=lambda: 0.0,
    )
    origin = f"http://127.0.0.1:{number}"

    def new_link() -> str:
        token = random(16).hex()
        add_link(app, token)
        return origin + link_path(token)

    async with TestServer(app, port=number):
        yield Place(origin=origin, port=port, new_link=new_link)


@pytest_asyncio.fixture(loop_scope="module")
async def sample(place: Place) -> Sample:
    """A ledger with one of everything."""
    return await filled(place.port)


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(chrome: Browser) -> AsyncIterator[Callable[..., object]]:
    """Opens a page of a given width, with or without scripts, that fails on any request to another host."""

    async def open_one(place: Place, *, width: int, scripts: bool, language: str = "en", dark: bool = False) -> Page:
        context = await chrome.new_context(
            viewport={"width": width, "height": 780},
            java_script_enabled=scripts,
            locale=language,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(20_000)
        page.on(
            "request", lambda request: foreign.append(request.url) if not request.url.startswith(place.origin) else None
        )
        return page

    foreign: list[str] = []
    contexts: list[BrowserContext] = []
    open_one.foreign = foreign  # type: ignore[attr-defined]
    yield open_one
    for context in contexts:
        await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desks(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desks]:
    """Alice's and bob's nodes."""
    async with two_desks(tmp_path_factory.mktemp("desks")) as both:
        yield both


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chrome(require_tool: Callable[[str], str]) -> AsyncIterator[Browser]:
    """One Chromium for all journeys."""
    path = require_tool("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        await browser.close()


def _named(way: tuple[bool, int]) -> str:
    return f"{'scripts' if way[0] else 'no-scripts'}-{way[1]}"


@pytest.fixture(
    params=[pytest.param(way, id=_named(way), marks=[pytest.mark.proof] if way in WAYS[2:] else []) for way in WAYS]
)
def way(request: pytest.FixtureRequest) -> tuple[bool, int]:
    """With scripts or without, and how wide."""
    return request.param  # type: ignore[no-any-return]


@pytest_asyncio.fixture(loop_scope="module")
async def sit(chrome: Browser, way: tuple[bool, int]) -> AsyncIterator[Sit]:
    """Put somebody in front of a desk; pages that ask another computer fail the test."""
    foreign: list[str] = []
    contexts = []

    async def sit_down(desk: Desk) -> Hand:
        scripts, width = way
        context = await chrome.new_context(
            viewport={"width": width, "height": 780}, java_script_enabled=scripts, locale="en"
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(20_000)
        hand = Hand(page, desk.origin)
        page.on("request", lambda sent: foreign.append(sent.url) if not sent.url.startswith(desk.origin) else None)
        page.on("request", lambda sent: hand.sent.append(sent.url) if sent.method == "POST" else None)
        await page.goto(desk.server.new_link())
        return hand

    yield sit_down
    for context in contexts:
        await context.close()
    assert not foreign
