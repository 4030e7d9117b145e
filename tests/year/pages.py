"""The pages of one of the year's nodes, served for real and read by a browser without scripts."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, CookieJar
from icalendar import Calendar

from keys.randomness import system_random
from node.api.serving import PageServer
from node.runtime.dialling import Dialler
from node.runtime.home import Home
from node.runtime.network import Network
from node.runtime.peers import Peers
from node.runtime.safety import Safety
from tests.api.reader import Element, form_fields, read_page

LOOKING = "Much has changed and is being looked at"
LOOKS_MAX = 20_000


class Browser:
    """A browser that was let in."""

    def __init__(self, session: ClientSession, base: str) -> None:
        self.session = session
        self.base = base

    async def get(self, path: str) -> Element:
        """Open a page, again while it says that much is being looked at."""
        for _ in range(LOOKS_MAX):
            async with self.session.get(self.base + path) as response:
                assert response.status == 200, (path, response.status)
                text = await response.text()
            if LOOKING not in text:
                return read_page(text)
        raise AssertionError(f"{path} is looked at for ever")

    async def count(self, path: str) -> int:
        """Return the number beside the heading of a list."""
        return shown_count(await self.get(path))

    async def send(self, path: str, action: str = "", /, **typed: str) -> Element:
        """Fill in the form of a page that is sent to `action`, or to the page itself, and press its first button."""
        form = next(
            form for form in (await self.get(path)).one("main").all("form") if form.attrs["action"] == (action or path)
        )
        return await self.submit(form, **typed)

    async def submit(self, form: Element, **typed: str) -> Element:
        """Send a form, some of its fields typed anew."""
        buttons = [button for button in form.all("button") if "name" in button.attrs]
        pressed = {buttons[0].attrs["name"]: buttons[0].attrs["value"]} if buttons else {}
        fields = form_fields(form) | pressed | typed
        address, headers = self.base + form.attrs["action"], {"Origin": self.base}
        async with self.session.post(address, data=fields, headers=headers) as response:
            assert response.status in (200, 422), (form.attrs["action"], response.status)
            return read_page(await response.text())

    async def calendar(self, what: str) -> list[Any]:
        """Take the calendar file with one sort of days, and return the beginnings of its events, the earliest first."""
        form = (await self.get("/calendar")).one("form", action="/calendar")
        fields = {name: text for name, text in form_fields(form).items() if not name.startswith("what:")}
        sent = {**fields, f"what:{what}": "yes", "do": "file"}
        async with self.session.post(self.base + "/calendar", data=sent, headers={"Origin": self.base}) as response:
            assert response.content_type == "text/calendar"
            calendar = Calendar.from_ical(await response.text())
        return sorted(event.start for event in calendar.events)


def shown_count(page: Element) -> int:
    """Return the number beside the heading of a list."""
    return int(page.one("main").one("h1").one("span", class_="count").text)


@asynccontextmanager
async def browsing(home: Home) -> AsyncIterator[Browser]:
    """Serve the pages of a home and open them."""
    peers = Peers(home)
    network = Network(home, peers, Dialler(home, peers))
    server = await PageServer.start(
        home, network, Safety(home), host="127.0.0.1", number=0, random=system_random, clock=time.monotonic, stop_s=1
    )
    link = server.first_link
    base = "/".join(link.split("/")[:3])
    try:
        async with ClientSession(cookie_jar=CookieJar(unsafe=True), headers={"Accept-Language": "en"}) as session:
            async with session.get(link) as response:
                assert response.status == 200
            yield Browser(session, base)
    finally:
        await server.stop()
