"""Lists: people with search and filters, and the records of any kind. What is looked for stands in no address."""

from urllib.parse import urlencode

from aiohttp import web

from node.api.errors import NotHere
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import NAME_CHARS_MAX, PAGES_MAX, SEARCH_CHARS_MAX
from node.api.links import add_url
from node.api.reading.filters import mark_label, read_filters, read_wanted, wanted_of
from node.api.reading.lists import read_list, read_people
from node.api.reading.places import read_places
from node.api.reading.titles import Link
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.crdt.grants import Role
from node.ledger.text import inert, tidy_line
from node.service.attachments import KIND as ATTACHMENT
from node.service.effects import Step
from node.service.errors import Refused
from node.service.filters import KeptFilter, drop_filter, keep_filter
from node.service.node import Node


async def show_people(request: web.Request) -> web.StreamResponse:
    """Show one page of people, all or those the kept search and filter find."""
    port, language = port_of(request), current_language()
    percent, counted = await site_of(request).marker.look(), site_of(request).marker.counted
    kept = await port.read(_kept)
    name, saved = request.query.get("s", ""), request.query.get("f", "")
    asks = kept[saved].asks if saved in kept else session_of(request).searches.get(name, "")
    wanted, number = wanted_of(asks), page_number(request)
    view = "cards" if request.query.get("view") == "cards" else "lines"
    filters = await port.read(lambda node: read_filters(node, wanted, language, counted))
    at = urlencode([(key, text) for key, text in (("f", saved), ("s", name)) if asks and text][:1])
    context = {
        "title": _("List"),
        "nav": "people",
        "people": await port.read(lambda node: read_people(node, wanted, number, language)),
        "percent": percent,
        "search": wanted.search,
        "wanted": wanted,
        "filters": filters,
        "chosen": [(name, mark_label(filters, mark)) for name, mark in wanted.marks],
        "kept": sorted(((id, inert(one.name)) for id, one in kept.items()), key=lambda pair: pair[1].casefold()),
        "saved": (saved, inert(kept[saved].name)) if saved in kept else None,
        "view": view,
        "at": f"/people?{at}&" if at else "/people?",
        "pages": f"/people?{at}&view={view}&page=" if at else f"/people?view={view}&page=",
        "adds": await add_links(request, "person"),
        "chars_max": SEARCH_CHARS_MAX,
        "name_chars_max": NAME_CHARS_MAX,
    }
    return await render(request, "people.html", context)


def _kept(node: Node) -> Step[dict[str, KeptFilter]]:
    yield from ()
    return dict(node.filters)


async def search_people(request: web.Request) -> web.StreamResponse:
    """Keep a search and a filter in the session and show what they find."""
    form = form_of(request)
    view = "view=cards" if form.get("view") == "cards" else ""
    asks = read_wanted(form).text
    kept = f"s={session_of(request).keep_search(asks, site_of(request).random)}" if asks else ""
    query = "&".join(part for part in (kept, view) if part)
    raise see(f"/people?{query}" if query else "/people")


async def keep(request: web.Request) -> web.StreamResponse:
    """Keep a filter under a name on this node."""
    form = form_of(request)
    name, asks = tidy_line(form.get("name", "")[:NAME_CHARS_MAX]), read_wanted(form).text
    if not name or not asks:
        session_of(request).notice(_("Give the filter a name and choose something first. Nothing was kept."))
        raise see("/people")
    try:
        id = await port_of(request).write(lambda node: keep_filter(node, name, asks))
    except Refused:
        session_of(request).notice(_("So many filters cannot be kept. Remove one first; nothing was changed."))
        raise see("/people") from None
    session_of(request).notice(_("Kept on this computer only."))
    raise see(f"/people?f={id}")


async def drop(request: web.Request) -> web.StreamResponse:
    """Forget a kept filter; the records it found stay."""
    id = form_of(request).get("id", "")
    await port_of(request).write(lambda node: drop_filter(node, id))
    session_of(request).notice(_("The filter is removed. The people it found are not touched."))
    raise see("/people")


async def show_list(request: web.Request) -> web.StreamResponse:
    """Show one page of the records of a kind."""
    port, language = port_of(request), current_language()
    kind = port.registry.get(request.match_info["kind"])
    if kind is None:
        raise NotHere("no such kind")
    if kind.name == "person":
        raise see("/people")
    if kind.name == "place":
        return await _show_places(request)
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


async def _show_places(request: web.Request) -> web.StreamResponse:
    port, language, number = port_of(request), current_language(), page_number(request)
    context = {
        "title": _("List"),
        "nav": "place",
        "percent": await site_of(request).marker.look(),
        "places": await port.read(lambda node: read_places(node, number, language)),
        "adds": await add_links(request, "place"),
    }
    return await render(request, "places.html", context)


async def add_links(request: web.Request, kind: str) -> list[Link]:
    """Return a link to the form for a new record of a kind, one for each space that may be written in."""
    return await port_of(request).read(lambda node: _add_links(node, kind))


def _add_links(node: Node, kind: str) -> Step[list[Link]]:
    yield from ()
    if kind == ATTACHMENT:
        return []
    spaces = [space for space in node.spaces.values() if (space.role or 0) >= Role.CONTRIBUTOR]
    return [Link(title=inert(space.title), url=add_url(kind, space.space)) for space in spaces]


def page_number(request: web.Request, name: str = "page") -> int:
    """Return the page asked for under a name, the first for anything that is no number in bounds."""
    text = request.query.get(name, "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= PAGES_MAX else 1


ROUTES = [
    web.get("/people", show_people),
    web.post("/search", search_people),
    web.post("/filters/keep", keep),
    web.post("/filters/drop", drop),
    web.get("/list/{kind}", show_list),
]
