"""Five stewards of one ledger, each with a home and a node of their own, and a person without scripts before its pages.

An action is one press of a link, of a line to unfold, or of a form's button; what is typed belongs to it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from aiohttp import ClientSession, CookieJar, FormData

from keys.keyfile import CHEAP
from node.crdt.grants import Role
from node.crdt.ids import Device, Space
from node.runtime.home import Home
from node.runtime.limits import LOCK_AFTER_MINUTES_MAX
from node.runtime.peers import Peers
from node.service.addressing import tell_addresses
from node.service.deciding import proposals, propose, sign_proposal
from node.service.node import Node
from node.service.space import SpaceState
from node.service.spaces import create_space, read_recovery_key
from node.service.wishes import Seat
from node.transport.memory import MemoryNetwork
from tests.api.reader import Element, form_fields, read_page
from tests.e2e.terminal import WAIT_S, Terminal

NAMES = ("alice", "bob", "carol", "dave", "erin")
SECONDS = 20  # for one press, by somebody who reads what stands there and is frightened


# --- the homes --------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Council:
    """The terminals by name, where each node is called, the devices, and the recovery key on paper."""

    terminals: dict[str, Terminal]
    places: dict[str, str]
    devices: dict[str, Device] = field(default_factory=dict)
    space: str = ""
    paper: str = ""

    @classmethod
    async def found(cls, folder: Path, ports: Sequence[int]) -> Self:
        """Make five homes of one space whose five stewards know one another's addresses."""
        made = cls(
            terminals={name: Terminal(folder, name=name) for name in NAMES},
            places={name: f"127.0.0.1:{port}" for name, port in zip(NAMES, ports, strict=True)},
        )
        homes = {name: Home(terminal.home, cost=CHEAP) for name, terminal in made.terminals.items()}
        for name, home in homes.items():
            await home.create(name=name, passphrase=made.terminals[name].passphrase)
        await made._seat_all(homes)
        for home in homes.values():
            await home.lock()
        return made

    async def _seat_all(self, homes: dict[str, Home]) -> None:
        alice, network = homes["alice"], MemoryNetwork()
        space = (await alice.write(lambda node: create_space(node, title="TEST-ledger", group="TEST-group"))).space
        hub = Peers(alice, listen_at=network.listen)
        listener = await hub.listen("room")
        for name in NAMES[1:]:
            _, text = await hub.invite(space, role=Role.VERIFIER, addresses=("room",), needs_words=False)
            await Peers(homes[name], dial=network.dial).join(text)
        self.devices = {name: home.node.device for name, home in homes.items()}
        for name in NAMES[1:]:
            await self._seat(homes, network, space, name)
        for name, home in homes.items():
            place = (self.places[name],)
            await home.write(lambda node, place=place: tell_addresses(node.space(space), node.device, place))  # type: ignore[misc]
        for _ in range(2):
            for name in NAMES[1:]:
                await Peers(homes[name], dial=network.dial).sync_once("room", is_passing=True)
        self.paper = await alice.read(lambda node: read_recovery_key(node.space(space)))
        self.space = space.hex()
        await listener.close()

    async def _seat(self, homes: dict[str, Home], network: MemoryNetwork, space: Space, name: str) -> None:
        """Make one more steward: whoever is asked signs, one after another."""
        device = self.devices[name]

        def ask(node: Node) -> Any:
            held = node.space(space)
            return propose(held, Seat(device, next(iter(held.view.roster.head.body.groups))))

        await homes["alice"].write(ask)
        for other in NAMES[1:]:
            sync = partial(Peers(homes[other], dial=network.dial).sync_once, "room", is_passing=True)
            await sync()
            held = homes[other].node.space(space)
            waiting = [item.id for item in proposals(held) if self._may_sign(held, device, homes[other].node.device)]
            for id in waiting:
                await homes[other].write(lambda node, id=id: sign_proposal(node.space(space), id))  # type: ignore[misc]
            await sync()

    @staticmethod
    def _may_sign(space: SpaceState, newcomer: Device, own: Device) -> bool:
        return own == newcomer or own in space.view.roster.stewards

    @asynccontextmanager
    async def awake(self, *names: str) -> AsyncIterator[dict[str, Person]]:
        """Start the nodes of some as processes, each with a person before its pages."""
        async with AsyncExitStack() as ending:
            people: dict[str, Person] = {}
            for name in names:
                minutes = str(LOCK_AFTER_MINUTES_MAX)
                node = self.terminals[name].up("--listen", self.places[name], "--lock-after", minutes)
                ready = ending.enter_context(node).ready
                person = Person(self.terminals[name])
                people[name] = await ending.enter_async_context(person.at(str(ready["page"])))
            yield people

    def titles(self, name: str) -> set[str]:
        """Give the titles of the records that somebody's running node shows."""
        listed = self.terminals[name].ask("record", "list", "--limit", "100", is_open=False)["records"]
        return {str(item["title"]) for item in listed}

    def states(self, *names: str) -> set[str]:
        """Give the state hashes of running nodes."""
        return {json.dumps(self.terminals[name].ask("state-hash", is_open=False)) for name in names}


# --- somebody before the pages ----------------------------------------------------------------------------------------
@dataclass(slots=True)
class Person:
    """Somebody in front of the pages of their own node: follows links and sends forms that stand on the page."""

    terminal: Terminal
    presses: int = 0
    page: Element = field(default_factory=lambda: Element("", {}))
    path: str = ""
    _session: ClientSession | None = None
    _origin: str = ""

    @asynccontextmanager
    async def at(self, link: str) -> AsyncIterator[Self]:
        """Open the one-time link, and stay."""
        parts = urlsplit(link)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        async with ClientSession(self._origin, cookie_jar=CookieJar(unsafe=True)) as self._session:
            await self.go(parts.path)
            yield self

    @property
    def text(self) -> str:
        """What stands on the page."""
        return self.page.one("main").text

    async def go(self, path: str) -> str:
        """Load a page; not counted. Gives what stands on it."""
        assert self._session is not None
        async with self._session.get(path, headers={"Accept-Language": "en"}) as answer:
            self.path, self.page = answer.url.raw_path, read_page(await answer.text())
        return self.text

    async def look_until(self, path: str, text: str, *, stands: bool = True) -> None:
        """Load a page again and again until a text stands on it, or does no more."""
        async with asyncio.timeout(WAIT_S):
            while (text in await self.go(path)) is not stands:
                pass

    async def press(self, text: str, *, within: Element | None = None) -> None:
        """Press the first link with this text."""
        found = [link for link in (within or self.page).all("a") if text in link.text]
        assert found, f"no link “{text}” on {self.path}"
        self.presses += 1
        await self.go(found[0].attrs["href"])

    def unfold(self, text: str) -> None:
        """Unfold a line: what is in it stands on the page already."""
        assert any(text in line.text for line in self.page.all("summary")), f"nothing to unfold “{text}”"
        self.presses += 1

    async def send(self, button: str, *, inside: str = "", **changes: str) -> None:
        """Press the button of a form: the first one, or the first after a line to unfold."""
        form = next(form for form in self._forms(inside) if any(button in item.text for item in form.all("button")))
        fields = form_fields(form)
        pressed = next(item for item in form.all("button") if button in item.text)
        if "name" in pressed.attrs:
            fields[pressed.attrs["name"]] = pressed.attrs["value"]
        for name, value in changes.items():
            assert any(form.all(name_=name)), f"no field {name}"
            fields[name] = value
        await self.send_fields(form, fields)

    async def send_fields(self, form: Element, fields: dict[str, str]) -> None:
        """Send a form."""
        assert self._session is not None
        self.presses += 1
        headers = {"Accept-Language": "en", "Origin": self._origin}
        async with self._session.post(form.attrs["action"], data=fields, headers=headers) as answer:
            assert answer.status == 200, (answer.status, await answer.text())
            self.path, self.page = answer.url.raw_path, read_page(await answer.text())

    async def download(self, action: str) -> bytes:
        """Press the button of the first form that leads there, and keep the file it gives."""
        form = next(form for form in self.page.one("main").all("form") if form.attrs["action"] == action)
        return await self._file(action, form_fields(form))

    async def bring(self, action: str, data: bytes, *, downloads: bool = False) -> bytes:
        """Send a file by the first form that leads there; keep the file that comes in return, or stay on the page."""
        form = next(form for form in self.page.one("main").all("form") if form.attrs["action"] == action)
        sent = FormData()
        for name, value in form_fields(form).items():
            if name != "file":
                sent.add_field(name, value)
        sent.add_field("file", data, filename="data.bin", content_type="application/octet-stream")
        if downloads:
            return await self._file(action, sent)
        assert self._session is not None
        self.presses += 1
        headers = {"Accept-Language": "en", "Origin": self._origin}
        async with self._session.post(action, data=sent, headers=headers) as answer:
            assert answer.status == 200, (answer.status, await answer.text())
            self.path, self.page = answer.url.raw_path, read_page(await answer.text())
        return b""

    async def _file(self, action: str, data: FormData | dict[str, str]) -> bytes:
        assert self._session is not None
        self.presses += 1
        headers = {"Accept-Language": "en", "Origin": self._origin}
        async with self._session.post(action, data=data, headers=headers) as answer:
            body = await answer.read()
            assert answer.content_type == "application/octet-stream", (answer.status, body)
            return body

    async def post(self, path: str, data: FormData) -> tuple[int, str]:
        """Send a form that was filled in by hand; give the status and the page."""
        assert self._session is not None
        self.presses += 1
        headers = {"Accept-Language": "en", "Origin": self._origin}
        async with self._session.post(path, data=data, headers=headers) as answer:
            return answer.status, await answer.text()

    def _forms(self, inside: str) -> Iterator[Element]:
        if not inside:
            yield from self.page.one("main").all("form")
        for part in self.page.one("main").all("details") if inside else ():
            if inside in part.one("summary").text:
                yield from part.all("form")
