"""Ledgers on a memory stick: a bundle for chosen members to download, and one that was brought here."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from node.api.downloads import send_file
from node.api.i18n import gettext as _
from node.api.i18n import ngettext
from node.api.links import read_device, read_space
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.api.uploads import UPLOAD
from node.ledger.text import inert
from node.service.effects import Step
from node.service.errors import NotFound, Refused
from node.service.knowing import passes_of
from node.service.node import Node
from node.sync.errors import NotForUs

_NAME: Final = "data.bin"  # says nothing of what it is; the file itself does not either


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A ledger that can be carried, and the other computers it can be carried to, by id and name."""

    id: str
    title: str
    devices: tuple[tuple[str, str], ...]


async def show_carrying(request: web.Request) -> web.StreamResponse:
    """Ask what to carry to whom, or for a file that was brought."""
    return await _page(request, {})


async def _page(request: web.Request, errors: dict[str, str]) -> web.Response:
    ledgers = await port_of(request).read(_carried)
    context = {"title": _("Memory stick"), "nav": "network", "ledgers": ledgers, "errors": errors}
    return await render(request, "carry.html", context, status=422 if errors else 200)


def _carried(node: Node) -> Step[list[Carried]]:
    yield from ()
    found: list[Carried] = []
    for space in node.spaces.values():
        given = passes_of(space)
        members = space.view.membership.members.items()
        named = [(id.hex(), inert(member.name)) for id, member in members if id != node.device and id in given]
        devices = tuple(sorted(named, key=lambda item: (item[1], item[0])))
        found.append(Carried(id=space.space.hex(), title=inert(space.title), devices=devices))
    return sorted(found, key=lambda ledger: (ledger.title, ledger.id))


async def download_bundle(request: web.Request) -> web.StreamResponse:
    """Write a bundle and hand it to the browser. What lies in a folder meanwhile is as encrypted as the file."""
    form, site = form_of(request), site_of(request)
    space = read_space(form.get("space", ""))
    devices = [read_device(name.removeprefix("to:")) for name in form if name.startswith("to:")]
    with tempfile.TemporaryDirectory(prefix="carry-") as folder:
        file = Path(folder) / _NAME
        try:
            await site.network.write_bundle(file, space, devices, is_whole=form.get("everything") == "yes")
        except (Refused, NotFound):
            return await _page(request, {space.hex(): _("Choose for whom: one to a few members of this ledger.")})
        return await send_file(request, file)


async def answer_request(request: web.Request) -> web.StreamResponse:
    """Let in the guest of a request file that was brought, and hand the answer to the browser."""
    form_of(request)
    with tempfile.TemporaryDirectory(prefix="carry-") as folder:
        asked, file = Path(folder) / "request", Path(folder) / _NAME
        await asyncio.to_thread(asked.write_bytes, request.get(UPLOAD, b""))
        try:
            await site_of(request).network.answer_request(asked, file)
        except Refused:
            error = _(
                "This is no sound request under an open invitation of this computer: it may be used, taken back, "
                "expired or damaged. Nobody was let in."
            )
            return await _page(request, {"request": error})
        return await send_file(request, file)


async def take_bundle(request: web.Request) -> web.StreamResponse:
    """Take in a bundle that was brought, in part where it is damaged."""
    form_of(request)
    data = request.get(UPLOAD, b"")
    with tempfile.TemporaryDirectory(prefix="carry-") as folder:
        file = Path(folder) / _NAME
        await asyncio.to_thread(file.write_bytes, data)
        try:
            taken = await site_of(request).network.read_bundle(file)
        except NotForUs:
            error = _("This file is not for this computer, or its beginning is damaged. Nothing was stored.")
            return await _page(request, {"file": error})
    told = ngettext("%(num)d new entry came.", "%(num)d new entries came.", taken.entries) % {"num": taken.entries}
    if taken.refused or not taken.is_complete:
        told += " " + _("The file is damaged or not whole: only what could be verified was taken.")
    session_of(request).notice(told)
    raise see("/carry")


ROUTES = [
    web.get("/carry", show_carrying),
    web.post("/carry/write", download_bundle),
    web.post("/carry/read", take_bundle),
    web.post("/carry/answer", answer_request),
]
