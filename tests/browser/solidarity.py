"""Two real homes with their pages in one process, and a hand at the page that counts what it does.

Alice founded the ledger, bob joined it; they hear of one another's writing when a test says so, over a line in memory.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.async_api import Page

from keys.randomness import system_random
from node.api.serving import PageServer
from node.crdt.grants import Role
from node.crdt.ids import Record
from node.ledger.types import Scalar
from node.runtime.dialling import Dialler
from node.runtime.home import Home
from node.runtime.network import Network
from node.runtime.peers import Peers
from node.runtime.safety import Safety
from node.service.effects import FindRows, RecordRow
from node.service.lookup import find_records
from node.service.records import add_records
from node.service.rows import values_of, view_of
from node.service.spaces import create_space
from node.transport.memory import MemoryNetwork
from tests.year.offices import DatedHome, Today

PASSPHRASE = "TEST seven tall herons by the lake"
DAY = Today(date(2031, 3, 14))
ROOM = "room"


@dataclass(slots=True)
class Hand:
    """Somebody at the page; counts clicks, typed fields, choices and what is sent."""

    page: Page
    origin: str
    actions: int = 0
    sent: list[str] = field(default_factory=list)

    async def go(self, path: str) -> None:
        """Be at a page; where a journey begins. Not counted."""
        await self.page.goto(self.origin + path)
        self.actions = 0
        self.sent.clear()

    async def press(self, selector: str) -> None:
        """Press a button or a link."""
        self.actions += 1
        await self.page.click(selector)
        await self.page.wait_for_load_state()

    async def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.actions += 1
        await self.page.fill(selector, text)

    async def choose(self, selector: str, value: str) -> None:
        """Choose from a list."""
        self.actions += 1
        await self.page.select_option(selector, value)

    async def tick(self, selector: str) -> None:
        """Tick a box."""
        self.actions += 1
        await self.page.check(selector)

    async def reads(self, selector: str = "main") -> str:
        """Return what stands there."""
        return await self.page.inner_text(selector)


@dataclass(slots=True)
class Desk:
    """One home with its pages."""

    home: Home
    peers: Peers
    server: PageServer

    @property
    def origin(self) -> str:
        """Return where the pages are."""
        return self.server.first_link.partition("/open/")[0]

    def card(self, record: Record, sort: str = "card") -> str:
        """Return the address of a page of a record."""
        return f"/{sort}/{self.home.node.only_space().space.hex()}/{record.hex()}"

    async def put(self, kind: str, *drafts: Mapping[str, Scalar]) -> list[Record]:
        """Write records of one kind by one entry, as an import does."""
        made = [Record(system_random(16)) for _ in drafts]
        written = [(record, kind, values) for record, values in zip(made, drafts, strict=True)]
        await self.home.write(lambda node: add_records(node.only_space(), written, now=self.home.now()))
        return made

    async def of(self, person: Record, kind: str) -> list[dict[str, object]]:
        """Return the values of every record of a kind about a person."""
        found = await self.home.read(lambda _: find_records(kind=kind, refs_to=person, limit=100))
        return [dict(values_of(row)) for row in found.rows]

    async def everything(self) -> str:
        """Return every decrypted row of the store in one text, hidden ones too."""
        found = await self.home.perform(FindRows(limit=10_000, with_hidden=True))
        return "\n".join(map(_text, found.rows))


def _text(row: RecordRow) -> str:
    held = view_of(row)
    return f"{row.title}\n{row.tokens}\n" + "\n".join(str(one.value) for one in held.values())


@asynccontextmanager
async def two_desks(folder: Path) -> AsyncIterator[tuple[Desk, Desk, Callable[[], Awaitable[None]]]]:
    """Give alice's and bob's desks of one ledger, and what lets them exchange what is new."""
    network = MemoryNetwork()
    homes = [DatedHome(folder / name, DAY) for name in ("alice", "bob")]
    for home, name in zip(homes, ("alice", "bob"), strict=True):
        await home.create(name=name, passphrase=PASSPHRASE)
    peers = [Peers(home, dial=network.dial, listen_at=network.listen) for home in homes]
    space = (await homes[0].write(lambda node: create_space(node, title="TEST-ledger", group="TEST-group"))).space
    listener = await peers[0].listen(ROOM)
    _, text = await peers[0].invite(space, role=Role.VERIFIER, addresses=(ROOM,), needs_words=False)
    await peers[1].join(text)
    desks = [Desk(home=home, peers=own, server=await _serve(home, own)) for home, own in zip(homes, peers, strict=True)]

    async def meet() -> None:
        await peers[1].sync_once(ROOM)

    try:
        yield desks[0], desks[1], meet
    finally:
        for desk in desks:
            await desk.server.stop()
        await listener.close()
        for home in homes:
            await home.lock()


async def _serve(home: Home, peers: Peers) -> PageServer:
    network = Network(home, peers, Dialler(home, peers))
    return await PageServer.start(
        home, network, Safety(home), host="127.0.0.1", number=0, random=system_random, clock=time.monotonic, stop_s=1
    )
