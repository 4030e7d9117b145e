"""Help in plain words: what the pages are for, what is promised and what is not. It shows nothing of the ledger."""

from aiohttp import web

from node.api.i18n import gettext as _
from node.api.site import render


async def show_help(request: web.Request) -> web.StreamResponse:
    """Show the help."""
    return await render(request, "help.html", {"title": _("Help"), "nav": "settings"})


ROUTES = [web.get("/help", show_help)]
