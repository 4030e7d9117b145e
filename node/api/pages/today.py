"""The first page."""

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.reading.today import Today, read_today
from node.api.site import port_of, render, see, site_of
from node.service.effects import Step
from node.service.node import Node


async def show_today(request: web.Request) -> web.StreamResponse:
    """Show what is open today."""
    site, port = site_of(request), port_of(request)

    def step(node: Node) -> Step[Today | None]:
        if not node.spaces:
            return None
        return (yield from read_today(node, site.gaps, port.today(), current_language()))

    today = await port.read(step)
    if today is None:
        raise see("/space")
    site.gaps = today.gaps
    context = {"title": _("Today"), "nav": "today", "today": today, "day": port.today()}
    return await render(request, "today.html", context)


ROUTES = [web.get("/", show_today)]
