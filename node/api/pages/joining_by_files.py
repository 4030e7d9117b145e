"""Joining where no line reaches the inviter: a request to carry there, and the answer that is brought back."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from node.api.downloads import send_file
from node.api.errors import BadRequest
from node.api.i18n import claimed_time
from node.api.i18n import gettext as _
from node.api.members import invited_as, six_words
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.api.uploads import UPLOAD
from node.service.errors import NotFound, Refused
from node.service.invitations import Invitation, invitation_text, read_invitation
from node.service.joining_by_file import waiting_requests
from node.sync.errors import NotForUs

_NAME: Final = "data.bin"  # says nothing of what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that waits for its answer; `words` are those of the inviter."""

    id: str
    role: str
    until: str
    words: str


async def show_files(request: web.Request) -> web.StreamResponse:
    """Offer the request of the invitation at hand, and list those that wait for an answer."""
    return await _page(request, {})


async def _page(request: web.Request, errors: dict[str, str]) -> web.Response:
    asked = await port_of(request).read(waiting_requests)
    at_hand = _pasted(request)
    context = {
        "title": _("Join"),
        "nav": "network",
        "asked": [await _line(item) for item in asked],
        "at_hand": None if at_hand is None or at_hand in asked else await _line(at_hand),
        "errors": errors,
    }
    return await render(request, "join_files.html", context, status=409 if errors else 200)


def _pasted(request: web.Request) -> Invitation | None:
    text = session_of(request).invitation
    return read_invitation(text) if text else None


async def _line(item: Invitation) -> Asked:
    return Asked(
        id=item.id.hex(),
        role=invited_as(item.role),
        until=claimed_time(item.expires, with_clock=True),
        words=await six_words(item.inviter),
    )


async def _invitation(request: web.Request) -> Invitation:
    """Return the invitation a form names: one that waits, or the one that was pasted. Raises: BadRequest."""
    known: list[Invitation | None] = [_pasted(request), *(await port_of(request).read(waiting_requests))]
    named = form_of(request).get("invitation", "")
    for item in known:
        if item is not None and item.id.hex() == named:
            return item
    raise BadRequest("no such invitation")


async def download_request(request: web.Request) -> web.StreamResponse:
    """Write the request and hand it to the browser; the same again until it is answered."""
    invitation = await _invitation(request)
    with tempfile.TemporaryDirectory(prefix="carry-") as folder:
        file = Path(folder) / _NAME
        try:
            await site_of(request).network.write_request(invitation_text(invitation), file)
        except Refused:
            error = _("This invitation has expired, or this computer is in that ledger already. Nothing was written.")
            return await _page(request, {invitation.id.hex(): error})
        return await send_file(request, file)


async def take_answer(request: web.Request) -> web.StreamResponse:
    """Join by the answer that was brought."""
    invitation = await _invitation(request)
    with tempfile.TemporaryDirectory(prefix="carry-") as folder:
        file = Path(folder) / _NAME
        await asyncio.to_thread(file.write_bytes, request.get(UPLOAD, b""))
        try:
            space = await site_of(request).network.take_answer(invitation_text(invitation), file)
        except (NotForUs, NotFound, Refused):
            error = _("This file is not the answer to that request, or its beginning is damaged. Nothing was stored.")
            return await _page(request, {invitation.id.hex(): error})
    session_of(request).invitation = ""
    raise see(f"/joined/{space.hex()}?by={invitation.inviter.hex()}")


ROUTES = [
    web.get("/join/files", show_files),
    web.post("/join/request", download_request),
    web.post("/join/answer", take_answer),
]
