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


class Browser:
    """A browser that was let in."""

    def __init__(self, session: ClientSession, base: str) -> None:
        self.session = session
        self.base = base

    async def get(self, path: str) -> Element:
        """Open a page."""
        async with self.session.get(self.base + path) as response:
            assert response.status == 200, (path, response.status)
            return read_page(await response.text())

    async def count(self, path: str) -> int:
        """Return the number beside the heading of a list."""
        heading = (await self.get(path)).one("main").one("h1")
        return int(heading.one("span", class_="count").text)

    async def calendar(self, what: str) -> list[Any]:
        """Take the calendar file with one sort of days, and return the beginnings of its events, the earliest first."""
        form = (await self.get("/calendar")).one("form", action="/calendar")
        fields = {name: text for name, text in form_fields(form).items() if not name.startswith("what:")}
        sent = {**fields, f"what:{what}": "yes", "do": "file"}
        async with self.session.post(self.base + "/calendar", data=sent, headers={"Origin": self.base}) as response:
            assert response.content_type == "text/calendar"
            calendar = Calendar.from_ical(await response.text())
        return sorted(event.start for event in calendar.events)


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
