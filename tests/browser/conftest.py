"""Chromium in front of the pages of a node with a store in memory."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestServer, unused_port
from playwright.async_api import Browser, Page

from node.api.app import add_link, link_path, make_app
from node.api.door import loopback_origins
from tests.api.fake_port import FakeNetwork, FakePort, FakeSafety
from tests.api.sample import Sample, filled

Random = Callable[[int], bytes]
WIDTHS = (360, 1280)


@dataclass(slots=True)
class Place:
    """Pages that are served, and how to let a browser in."""

    origin: str
    port: FakePort
    new_link: Callable[[], str]


@pytest.fixture
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


@pytest.fixture
async def sample(place: Place) -> Sample:
    """A ledger with one of everything."""
    return await filled(place.port)


@pytest.fixture
def open_page(chromium: Browser) -> Callable[..., object]:
    """Opens a page of a given width, with or without scripts, that fails on any request to another host."""

    async def open_one(place: Place, *, width: int, scripts: bool, language: str = "en", dark: bool = False) -> Page:
        context = await chromium.new_context(
            viewport={"width": width, "height": 780},
            java_script_enabled=scripts,
            locale=language,
            color_scheme="dark" if dark else "light",
        )
        page = await context.new_page()
        page.set_default_timeout(20_000)
        page.on(
            "request", lambda request: foreign.append(request.url) if not request.url.startswith(place.origin) else None
        )
        return page

    foreign: list[str] = []
    open_one.foreign = foreign  # type: ignore[attr-defined]
    return open_one
