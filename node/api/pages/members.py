"""Members and groups of a ledger, and one person with all devices."""

from aiohttp import web

from node.api.i18n import gettext as _
from node.api.links import read_device, read_space
from node.api.members import six_words
from node.api.reading.members import MembersPage, PersonPage, read_members, read_person
from node.api.site import port_of, render


async def show_members(request: web.Request) -> web.StreamResponse:
    """Show who belongs to a ledger, in what role, and what is still unsafe about it."""
    space = read_space(request.match_info["space"])
    page: MembersPage = await port_of(request).read(lambda node: read_members(node, space))
    return await render(request, "members.html", {"title": _("Members"), "nav": "network", "page": page})


async def show_person(request: web.Request) -> web.StreamResponse:
    """Show one person with every device, in every ledger of this node."""
    device = read_device(request.match_info["device"])
    page: PersonPage = await port_of(request).read(lambda node: read_person(node, device))
    context = {"title": _("Member"), "nav": "network", "page": page, "six_words": await six_words(device)}
    return await render(request, "member.html", context)


ROUTES = [web.get("/members/{space}", show_members), web.get("/member/{device}", show_person)]
