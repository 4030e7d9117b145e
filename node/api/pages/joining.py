"""Joining by an invitation: paste it, read what each side will see of the other, accept, see how far it is, compare
six words.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from keys.errors import BadText
from node.api.errors import JoinFailed, Why
from node.api.i18n import N_, claimed_time
from node.api.i18n import gettext as _
from node.api.limits import JOIN_LOOK_S, JOIN_WAIT_S
from node.api.links import read_device, read_space
from node.api.members import ROLES_EXPLAINED, role_name, six_words
from node.api.naming import member_name
from node.api.site import Site, form_of, port_of, render, see, session_of, site_of
from node.crdt.ids import Device, Space
from node.ledger.text import inert
from node.service.effects import Step
from node.service.errors import Refused
from node.service.invitations import Invitation, read_invitation
from node.service.node import Node

_FAILED: Final = {
    Why.NOBODY: N_(
        "Nobody answers at the address in the invitation. Ask whether that computer is on and unlocked, then try again."
    ),
    Why.NO_ADDRESS: N_("This invitation names no address to call. Ask for one that does."),
    Why.NOT_LET_IN: N_(
        "The other computer did not let this one in: the invitation was used, taken back or has expired, or the line "
        "broke. Try again, or ask for a new one."
    ),
}


async def show_join(request: web.Request) -> web.StreamResponse:
    """Ask for the invitation."""
    return await _paste_page(request, "", "")


async def look(request: web.Request) -> web.StreamResponse:
    """Read what was pasted and show what joining would mean."""
    typed = form_of(request).get("invitation", "").strip()
    error = await invitation_fault(request, typed)
    if error:
        return await _paste_page(request, typed, error)
    session_of(request).invitation = typed
    raise see("/join/look")


async def invitation_fault(request: web.Request, typed: str) -> str:
    """Return what is wrong with a pasted invitation, empty where it can be used."""
    try:
        invitation = read_invitation(typed)
    except (BadText, Refused):
        return _("This is no whole invitation. Copy it once more, from the first letter to the last.")
    if invitation.role is None:
        return _("This invitation is for a carrier: use it with “apieka up --carrier” on a server.")
    if port_of(request).now() >= invitation.expires:
        return _("This invitation has expired. Ask for a new one.")
    return ""


async def _paste_page(request: web.Request, typed: str, error: str) -> web.Response:
    context = {"title": _("Join"), "nav": "network", "typed": typed, "error": error}
    return await render(request, "join.html", context, status=422 if error else 200)


async def show_consent(request: web.Request) -> web.StreamResponse:
    """Say what each side will see of the other, before anything is sent."""
    return await _consent_page(request, "")


async def _consent_page(request: web.Request, error: str) -> web.Response:
    invitation = _pasted(request)
    assert invitation.role is not None
    name, is_held = await port_of(request).read(lambda node: _own(node, invitation.space))
    context = {
        "title": _("Join"),
        "nav": "network",
        "name": inert(name),
        "is_held": is_held,
        "inviter_words": await six_words(invitation.inviter),
        "role": role_name(invitation.role),
        "role_explained": _(ROLES_EXPLAINED[invitation.role]),
        "until": claimed_time(invitation.expires, with_clock=True),
        "addresses": [inert(address) for address in invitation.addresses],
        "error": error,
    }
    return await render(request, "consent.html", context, status=409 if error else 200)


def _pasted(request: web.Request) -> Invitation:
    text = session_of(request).invitation
    if not text:
        raise see("/join")
    return read_invitation(text)


def _own(node: Node, space: Space) -> Step[tuple[str, bool]]:
    yield from ()
    return node.name, space in node.spaces


async def accept(request: web.Request) -> web.StreamResponse:
    """Call the inviter and join; show how far it is where that takes longer."""
    form_of(request)
    site, text = site_of(request), session_of(request).invitation
    if not text:
        raise see("/join")
    if site.joining is None:
        site.joining = asyncio.create_task(site.network.join(text))
    with suppress(TimeoutError):
        async with asyncio.timeout(JOIN_WAIT_S):
            await asyncio.wait([site.joining])
    if site.joining.done():
        return await _joined(request, site)
    raise see("/join/progress")


async def show_progress(request: web.Request) -> web.StreamResponse:
    """Show how far joining is; the page loads itself again."""
    site = site_of(request)
    if site.joining is None:
        raise see("/network")
    if site.joining.done():
        return await _joined(request, site)
    missing = sum(state.missing for state in site.port.peers())
    answer = await render(request, "joining.html", {"title": _("Join"), "nav": "network", "missing": missing})
    answer.headers["Refresh"] = str(JOIN_LOOK_S)
    return answer


async def _joined(request: web.Request, site: Site) -> web.StreamResponse:
    task, site.joining = site.joining, None
    assert task is not None
    try:
        space = task.result()
    except JoinFailed as error:
        return await _consent_page(request, _(_FAILED[error.why]))
    except (Refused, asyncio.CancelledError):
        return await _consent_page(request, _("What came back does not fit the invitation. Nothing was stored."))
    session_of(request).invitation = ""
    raise see(f"/joined/{space.hex()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """A ledger just joined, and the other side to compare words with."""

    title: str
    role: str
    inviter: Device
    inviter_name: str
    own: Device


async def show_joined(request: web.Request) -> web.StreamResponse:
    """Show the words to compare, in both directions."""
    space, by = read_space(request.match_info["space"]), request.query.get("by")
    inviter = read_device(by) if by else None
    shown: Welcome = await port_of(request).read(lambda node: _welcome(node, space, inviter))
    context = {
        "title": _("Join"),
        "nav": "network",
        "shown": shown,
        "own_words": await six_words(shown.own),
        "inviter_words": await six_words(shown.inviter),
    }
    return await render(request, "joined.html", context)


def _welcome(node: Node, id: Space, inviter: Device | None) -> Step[Welcome]:
    yield from ()
    space = node.space(id)
    stewards = sorted(
        space.view.roster.stewards, key=lambda device: (device != inviter, device not in node.addresses, device)
    )
    return Welcome(
        title=inert(space.title),
        role=role_name(space.role),
        inviter=stewards[0],
        inviter_name=member_name(space, stewards[0]),
        own=node.device,
    )


ROUTES = [
    web.get("/join", show_join),
    web.post("/join", look),
    web.get("/join/look", show_consent),
    web.post("/join/accept", accept),
    web.get("/join/progress", show_progress),
    web.get("/joined/{space}", show_joined),
]
