"""Lists: people with search, and the records of any kind. What is searched for stands in no address."""

from aiohttp import web

from node.api.errors import NotHere
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import PAGES_MAX, SEARCH_CHARS_MAX
from node.api.links import add_url
from node.api.reading.lists import read_list, read_people
from node.api.reading.titles import Link
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.crdt.grants import Role
from node.ledger.text import inert, tidy_line
from node.service.effects import Step
from node.service.node import Node


async def show_people(request: web.Request) -> web.StreamResponse:
    """Show one page of people, all or those the kept search finds."""
    port, language = port_of(request), current_language()
    name = request.query.get("s", "")
    search = session_of(request).searches.get(name, "")
    number = page_number(request)
    people = await port.read(lambda node: read_people(node, search, number, port.today(), language))
    context = {
        "title": _("List"),
        "nav": "people",
        "people": people,
        "search": search,
        "pages": f"/people?s={name}&page=" if search else "/people?page=",
        "adds": await add_links(request, "person"),
        "chars_max": SEARCH_CHARS_MAX,
    }
    return await render(request, "people.html", context)


async def search_people(request: web.Request) -> web.StreamResponse:
    """Keep a search in the session and show what it finds."""
    text = tidy_line(form_of(request).get("search", "")[:SEARCH_CHARS_MAX])
    if not text:
        raise see("/people")
    raise see("/people?s=" + session_of(request).keep_search(text, site_of(request).random))


async def show_list(request: web.Request) -> web.StreamResponse:
    """Show one page of the records of a kind."""
    port, language = port_of(request), current_language()
    kind = port.registry.get(request.match_info["kind"])
    if kind is None:
        raise NotHere("no such kind")
    if kind.name == "person":
        raise see("/people")
    page = await port.read(lambda node: read_list(node, kind.name, page_number(request), language))
    context = {
        "title": _("List"),
        "nav": kind.name,
        "page": page,
        "heading": kind.plural.in_language(language),
        "pages": f"/list/{kind.name}?page=",
        "adds": await add_links(request, kind.name),
        "one": kind.labels.in_language(language),
    }
    return await render(request, "list.html", context)


async def add_links(request: web.Request, kind: str) -> list[Link]:
    """Return a link to the form for a new record of a kind, one for each space that may be written in."""
    return await port_of(request).read(lambda node: _add_links(node, kind))


def _add_links(node: Node, kind: str) -> Step[list[Link]]:
    yield from ()
    spaces = [space for space in node.spaces.values() if (space.role or 0) >= Role.CONTRIBUTOR]
    return [Link(title=inert(space.title), url=add_url(kind, space.space)) for space in spaces]


def page_number(request: web.Request) -> int:
    """Return the page asked for, the first for anything that is no number in bounds."""
    text = request.query.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= PAGES_MAX else 1


ROUTES = [
    web.get("/people", show_people),
    web.post("/search", search_people),
    web.get("/list/{kind}", show_list),
]
