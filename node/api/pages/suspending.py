"""Suspending a person at once: all devices, in all ledgers where this node may. Reached from every page."""

from typing import Final

from aiohttp import web

from node.api.errors import BadRequest
from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.links import read_device
from node.api.reading.members import PersonPage, devices_of_person, read_choices, read_person
from node.api.site import form_of, port_of, render, see, session_of
from node.crdt.ids import Device
from node.crdt.suspension import Reason
from node.service.deciding import suspend
from node.service.effects import Step
from node.service.errors import NotAllowed, Refused
from node.service.node import Node

_REASONS: Final = {
    Reason.SEIZED: N_("The computer or the person was taken"),
    Reason.LOST: N_("The computer was lost or stolen"),
    Reason.COPIED: N_("Its keys may have been copied"),
    Reason.MISUSED: N_("It does harm"),
    Reason.OTHER: N_("Another reason"),
}


async def choose(request: web.Request) -> web.StreamResponse:
    """List everybody who can be suspended."""
    people = await port_of(request).read(read_choices)
    return await render(request, "suspend_whom.html", {"title": _("Suspend"), "people": people})


async def show_suspend(request: web.Request) -> web.StreamResponse:
    """Say what suspending does, and ask."""
    device = read_device(request.match_info["device"])
    page: PersonPage = await port_of(request).read(lambda node: read_person(node, device))
    reasons = [(reason.name.lower(), _(words)) for reason, words in _REASONS.items()]
    return await render(request, "suspend.html", {"title": _("Suspend"), "page": page, "reasons": reasons})


async def suspend_person(request: web.Request) -> web.StreamResponse:
    """Suspend every device of a person, in every ledger where this node may; then say what comes next."""
    device = read_device(request.match_info["device"])
    known = {reason.name.lower(): reason for reason in Reason}
    reason = known.get(form_of(request).get("reason", ""))
    if reason is None:
        raise BadRequest("no such reason")
    done: int = await port_of(request).write(lambda node: _suspend_all(node, device, reason))
    session_of(request).notice(
        _("Suspended in %(num)d places. It takes hold on each computer as soon as that one is in contact.")
        % {"num": done}
    )
    raise see(f"/suspended/{device.hex()}")


def _suspend_all(node: Node, device: Device, reason: Reason) -> Step[int]:
    """Suspend every device of a person wherever that can be done; return in how many places it was. Raises: Refused."""
    done, refused = 0, None
    devices = devices_of_person(node, device)
    for space in node.spaces.values():
        for one in sorted(devices & space.view.membership.members.keys()):
            try:
                yield from suspend(space, one, reason)
                done += 1
            except (Refused, NotAllowed) as error:
                refused = error
    if not done and refused is not None:
        raise refused
    return done


async def show_suspended(request: web.Request) -> web.StreamResponse:
    """Say what is so now, what can be undone, and what to do next."""
    device = read_device(request.match_info["device"])
    page: PersonPage = await port_of(request).read(lambda node: read_person(node, device))
    if not any(seat.is_suspended or seat.is_expelled for seat in page.seats):
        raise see(f"/suspend/{device.hex()}")
    return await render(request, "suspended.html", {"title": _("Suspend"), "page": page})


ROUTES = [
    web.get("/suspend", choose),
    web.get("/suspend/{device}", show_suspend),
    web.post("/suspend/{device}", suspend_person),
    web.get("/suspended/{device}", show_suspended),
]
