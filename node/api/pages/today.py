"""The first page."""

from dataclasses import dataclass

from aiohttp import web

from node.api.i18n import current_language, ngettext
from node.api.i18n import gettext as _
from node.api.limits import DAYS_AHEAD, RELEASES_AHEAD
from node.api.reading.decisions import read_decisions
from node.api.reading.network import guests_of
from node.api.reading.today import read_today
from node.api.site import port_of, render, see, site_of
from node.service.effects import Step
from node.service.node import Node
from node.service.progress import PeerState
from node.service.upkeep import read_all_upkeep


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How this computer stands with the others, in one line. `code` is one of alone, here, behind, away."""

    code: str
    words: str


async def show_today(request: web.Request) -> web.StreamResponse:
    """Show what is open today, as far as the ledger was looked through."""
    port, language = port_of(request), current_language()
    if not await port.read(_has_space):
        raise see("/space")
    percent, day, now = await site_of(request).marker.look(), port.today(), port.now()
    context = {
        "title": _("Today"),
        "nav": "today",
        "percent": percent,
        "today": await port.read(lambda node: read_today(node, day, language)),
        "day": day,
        "days_ahead": DAYS_AHEAD,
        "releases_ahead": RELEASES_AHEAD,
        "guests": await port.read(_guests),
        "keys": await port.read(lambda node: read_all_upkeep(node, now)),
        "to_sign": sum(item.may_sign for item in await port.read(read_decisions)),
        "contact": _contact(port.peers()),
    }
    return await render(request, "today.html", context)


def _contact(peers: list[PeerState]) -> Contact:
    """Return how this computer stands with the others."""
    if not peers:
        return Contact(code="alone", words=_("Only this computer holds the ledger so far."))
    missing = sum(item.missing for item in peers)
    if missing:
        words = ngettext("%(num)d entry is still to come", "%(num)d entries are still to come", missing)
        return Contact(code="behind", words=words % {"num": missing})
    here = {item.device for item in peers if item.is_connected}
    if not here:
        return Contact(code="away", words=_("No other computer is in contact now. What you write waits here."))
    words = ngettext(
        "In contact with %(num)d other computer.", "In contact with %(num)d other computers.", len(here)
    ) % {"num": len(here)}
    unsent = any(item.unsent or not item.is_equal for item in peers if item.is_connected)
    held = _("Being compared…") if unsent else _("All of them have what is here.")
    return Contact(code="behind" if unsent else "here", words=f"{words} {held}")


def _guests(node: Node) -> Step[int]:
    yield from ()
    return len(guests_of(node))


def _has_space(node: Node) -> Step[bool]:
    yield from ()
    return bool(node.spaces)


ROUTES = [web.get("/", show_today)]
