"""The first page."""

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.reading.decisions import read_decisions
from node.api.reading.network import guests_of
from node.api.reading.today import read_today
from node.api.site import port_of, render, see, site_of
from node.service.effects import Step
from node.service.node import Node
from node.service.upkeep import read_all_upkeep


async def show_today(request: web.Request) -> web.StreamResponse:
    """Show what is open today, as far as the ledger was looked through."""
    port, language = port_of(request), current_language()
    if not await port.read(_has_space):
        raise see("/space")
    found = await site_of(request).survey.look()
    gaps, day = found.gaps, port.today()
    today = await port.read(lambda node: read_today(node, gaps, day, language)) if gaps is not None else None
    now = port.now()
    context = {
        "title": _("Today"),
        "nav": "today",
        "found": found,
        "today": today,
        "day": day,
        "guests": await port.read(_guests),
        "keys": await port.read(lambda node: read_all_upkeep(node, now)),
        "to_sign": sum(item.may_sign for item in await port.read(read_decisions)),
    }
    return await render(request, "today.html", context)


def _guests(node: Node) -> Step[int]:
    yield from ()
    return len(guests_of(node))


def _has_space(node: Node) -> Step[bool]:
    yield from ()
    return bool(node.spaces)


ROUTES = [web.get("/", show_today)]
