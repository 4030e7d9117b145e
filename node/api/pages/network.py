"""The page "Network": ledgers, peers, guests to confirm, open invitations; and inviting somebody."""

import re
from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web

from node.api.errors import BadRequest, NotHere
from node.api.i18n import claimed_time
from node.api.i18n import gettext as _
from node.api.limits import LOOK_MINUTES, NAME_CHARS_MAX
from node.api.links import read_device, read_space
from node.api.members import ROLES_EXPLAINED, invited_as, role_name, six_words
from node.api.qr import qr_path
from node.api.reading.network import GuestLine, NetworkPage, group_text, guests_of, read_network
from node.api.site import Form, form_of, port_of, render, see, session_of, site_of
from node.crdt.grants import Role
from node.crdt.ids import SHORT_ID_BYTES, Device, Group, Space
from node.ledger.text import inert, tidy_line
from node.service.addressing import tell_addresses
from node.service.deferring import keep_files
from node.service.effects import Step
from node.service.errors import NotFound, Refused
from node.service.invitations import Invitation, KeptInvitation, invitation_text
from node.service.inviting import confirm, invite, revoke_invitation
from node.service.limits import ADDRESS_CHARS_MAX, ADDRESSES_MAX, INVITATION_DAYS
from node.service.node import Node
from node.service.spaces import check_name, create_space

_DAY_S: Final = 86_400
_ADDRESS: Final = re.compile(rf"[^\s,/]{{1,{ADDRESS_CHARS_MAX - 6}}}:[0-9]{{1,5}}")
_INVITED: Final = {role.name.lower(): role for role in (Role.CONTRIBUTOR, Role.VERIFIER, Role.READER)}


async def show_network(request: web.Request) -> web.StreamResponse:
    """Show every ledger of this node and how far each is with the others."""
    site = site_of(request)
    states, now = site.port.peers(), site.port.now()
    page: NetworkPage = await site.port.read(lambda node: read_network(node, states, now))
    ledgers = [
        replace(ledger, guests=tuple([await _worded(guest) for guest in ledger.guests])) for ledger in page.ledgers
    ]
    context = {
        "title": _("Network"),
        "nav": "network",
        "page": replace(page, ledgers=tuple(ledgers)),
        "six_words": await six_words(page.device),
        "listening": site.network.listening,
        "is_joining": site.joining is not None,
        "looking": site.looking,
        "minutes": LOOK_MINUTES,
    }
    return await render(request, "network.html", context)


async def _worded(guest: GuestLine) -> GuestLine:
    return replace(guest, six_words=await six_words(guest.device))


async def call_now(request: web.Request) -> web.StreamResponse:
    """Call every known computer now."""
    form_of(request)
    site_of(request).network.call_now()
    session_of(request).notice(
        _("Calling every computer whose address is known. What they have shows here as it comes.")
    )
    raise see("/network")


async def look_round(request: web.Request) -> web.StreamResponse:
    """Look round in the local network for a while, beside the pages."""
    form_of(request)
    site = site_of(request)
    site.looking.begin(site.network.look_round)
    raise see("/network")


async def tell_address(request: web.Request) -> web.StreamResponse:
    """Tell the members of a ledger where this computer is called; nothing typed: nowhere."""
    space = read_space(request.match_info["space"])
    addresses = _read_addresses(form_of(request))
    if addresses is None:
        session_of(request).notice(_("Nothing was told. %(fault)s") % {"fault": _address_fault()})
        raise see("/network")
    await port_of(request).write(lambda node: tell_addresses(node.space(space), node.device, addresses))
    session_of(request).notice(_("The members of this ledger are told."))
    raise see("/network")


async def choose_pictures(request: web.Request) -> web.StreamResponse:
    """Choose whether every picture of a ledger is kept here, or those that are opened."""
    space, choice = read_space(request.match_info["space"]), form_of(request).get("keep", "")
    if choice not in ("all", "opened"):
        raise BadRequest("no such choice")
    await port_of(request).write(lambda node: keep_files(node.space(space), keeps=choice == "all"))
    session_of(request).notice(_("Noted. It counts from the next sync on."))
    raise see("/network")


def _read_addresses(form: Form) -> tuple[str, ...] | None:
    """Return the addresses typed, None where one could not be called."""
    addresses = tuple(form.get("address", "").replace(",", " ").split())
    fits = len(addresses) <= ADDRESSES_MAX and all(_ADDRESS.fullmatch(address) for address in addresses)
    return addresses if fits else None


def _address_fault() -> str:
    return _("Write one to four addresses, each with its port after a colon.")


# --- another ledger ---------------------------------------------------------------------------------------------------
async def show_new_ledger(request: web.Request) -> web.StreamResponse:
    """Ask for the name of one more ledger."""
    return await _new_ledger(request, "", "")


async def make_ledger(request: web.Request) -> web.StreamResponse:
    """Make one more ledger, with this computer as its steward."""
    title = tidy_line(form_of(request).get("title", ""))
    try:
        check_name(title)
    except Refused:
        return await _new_ledger(request, title, _("A name has 1 to %(most)d characters.") % {"most": NAME_CHARS_MAX})
    await port_of(request).write(lambda node: create_space(node, title=title, group=_own_group(node)))
    session_of(request).notice(_("The ledger is there. It has a recovery key of its own."))
    raise see("/recovery")


def _own_group(node: Node) -> str:
    """Return what this person's group is called in the first ledger that names it."""
    names = (space.view.name_of(space.view.group_of(space.device)) for space in node.spaces.values())
    return next((name for name in names if name), "")


async def _new_ledger(request: web.Request, typed: str, error: str) -> web.Response:
    context = {"title": _("Network"), "nav": "network", "typed": typed, "error": error, "chars_max": NAME_CHARS_MAX}
    return await render(request, "ledger.html", context, status=422 if error else 200)


# --- inviting ---------------------------------------------------------------------------------------------------------
async def show_invite(request: web.Request) -> web.StreamResponse:
    """Ask what the guest may do, into which group, and where this node is reached."""
    space = read_space(request.match_info["space"])
    return await _invite_page(request, space, {"address": ", ".join(site_of(request).network.listening)}, "")


async def make_invitation(request: web.Request) -> web.StreamResponse:
    """Make an invitation and show it."""
    space, form = read_space(request.match_info["space"]), form_of(request)
    role, group = _INVITED.get(form.get("role", "")), _read_group(form.get("group", ""))
    addresses = _read_addresses(form)
    if role is None:
        raise BadRequest("no role to invite to")
    if addresses is None:
        return await _invite_page(request, space, dict(form), _address_fault())
    expires = port_of(request).now() + INVITATION_DAYS * _DAY_S
    made: Invitation = await port_of(request).write(
        lambda node: invite(node, node.space(space), role=role, group=group, addresses=addresses, expires=expires)
    )
    raise see(f"/invitation/{made.id.hex()}")


async def _invite_page(request: web.Request, space: Space, typed: dict[str, str], error: str) -> web.Response:
    title, groups = await port_of(request).read(lambda node: _groups(node, space))
    context = {
        "title": _("Invitation"),
        "nav": "network",
        "space": space.hex(),
        "ledger": title,
        "groups": groups,
        "roles": [(code, role_name(role), _(ROLES_EXPLAINED[role])) for code, role in _INVITED.items()],
        "typed": {"role": "contributor", "group": "", **typed},
        "error": error,
        "is_reachable": bool(site_of(request).network.listening),
        "days": INVITATION_DAYS,
    }
    return await render(request, "invite.html", context, status=422 if error else 200)


def _groups(node: Node, id: Space) -> Step[tuple[str, list[tuple[str, str]]]]:
    """Return the title of a space and the groups this device may invite into, its own first."""
    yield from ()
    space = node.space(id)
    stage, own = space.view.roster.head, space.view.group_of(space.device)
    found = [group for group in stage.body.groups if stage.may_speak_for(space.device, group)]
    ordered = sorted(found, key=lambda group: (group != own, group_text(space, group)))
    return inert(space.title), [(group.hex(), group_text(space, group)) for group in ordered]


def _read_group(text: str) -> Group | None:
    if not text:
        return None
    if len(text) != 2 * SHORT_ID_BYTES:
        raise BadRequest("no group")
    return Group(bytes.fromhex(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownInvitation:
    """An invitation to be handed over, or the guest who used it."""

    text: str
    role: str
    until: str
    space: str
    ledger: str
    used_by: Device | None


async def show_invitation(request: web.Request) -> web.StreamResponse:
    """Show an invitation to copy or photograph; once it was used, whose words to compare."""
    id = request.match_info["id"]
    shown: ShownInvitation = await port_of(request).read(lambda node: _shown(node, id))
    if shown.used_by is not None:
        raise see("/network")
    width, path = qr_path(shown.text)
    context = {"title": _("Invitation"), "nav": "network", "id": id, "shown": shown, "width": width, "path": path}
    return await render(request, "invitation.html", context)


def _shown(node: Node, id: str) -> Step[ShownInvitation]:
    yield from ()
    kept = _kept(node, id)
    invitation, space = kept.invitation, node.space(kept.invitation.space)
    return ShownInvitation(
        text=invitation_text(invitation),
        role=invited_as(invitation.role),
        until=claimed_time(invitation.expires, with_clock=True),
        space=space.space.hex(),
        ledger=inert(space.title),
        used_by=kept.used_by,
    )


def _kept(node: Node, id: str) -> KeptInvitation:
    found = {known.hex(): kept for known, kept in node.invitations.items()}
    if id not in found:
        raise NotHere("no open invitation of that id")
    return found[id]


async def revoke(request: web.Request) -> web.StreamResponse:
    """Take an invitation back."""
    form_of(request)
    id = request.match_info["id"]
    await port_of(request).write(lambda node: revoke_invitation(node, _kept(node, id).invitation.id))
    session_of(request).notice(_("The invitation is taken back: it lets nobody in any more."))
    raise see("/network")


# --- the six words ----------------------------------------------------------------------------------------------------
async def confirm_guest(request: web.Request) -> web.StreamResponse:
    """Give a guest the role of its invitation, its six words compared; or turn it away."""
    form = form_of(request)
    space, device = read_space(form.get("space", "")), read_device(form.get("device", ""))
    port = port_of(request)
    if form.get("do") == "differ":
        await port.write(lambda node: _forget_guest(node, space, device))
        session_of(request).notice(_("The invitation is void. Suspend this computer now: it can read the ledger."))
        raise see(f"/suspend/{device.hex()}")
    role: Role = await port.write(lambda node: confirm(node, node.space(space), device))
    session_of(request).notice(_("Confirmed: %(role)s from now on.") % {"role": role_name(role)})
    raise see("/network")


def _forget_guest(node: Node, space: Space, device: Device) -> Step[None]:
    kept = next((kept for kept in guests_of(node, space) if kept.used_by == device), None)
    if kept is None:
        raise NotFound("no guest of that device waits here")
    yield from revoke_invitation(node, kept.invitation.id)


ROUTES = [
    web.get("/network", show_network),
    web.post("/network/call", call_now),
    web.post("/network/look", look_round),
    web.post("/addresses/{space}", tell_address),
    web.post("/pictures/{space}", choose_pictures),
    web.get("/ledger", show_new_ledger),
    web.post("/ledger", make_ledger),
    web.get("/invite/{space}", show_invite),
    web.post("/invite/{space}", make_invitation),
    web.get("/invitation/{id}", show_invitation),
    web.post("/invitation/{id}/revoke", revoke),
    web.post("/network/confirm", confirm_guest),
]
