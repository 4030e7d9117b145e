"""What an import wrote: the records it touched, page by page. One that is gone or hidden since is passed over."""

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import PAGE_ROWS
from node.api.links import read_space
from node.api.pages.people import page_number
from node.api.reading.imports import ShownImport, show_import
from node.api.reading.lists import Page, list_rows
from node.api.site import port_of, render
from node.crdt.ids import Space
from node.service.effects import FindRows, FoundRows, Step
from node.service.imports import find_import, touched_records
from node.service.node import Node


async def show_touched(request: web.Request) -> web.StreamResponse:
    """Show one page of the records that an import of this node wrote into."""
    space, id = read_space(request.match_info["space"]), request.match_info["import"]
    number, language = page_number(request), current_language()
    made, page = await port_of(request).read(lambda node: _read(node, space, id, number, language))
    context = {
        "title": _("Import"),
        "nav": "settings",
        "made": made,
        "page": page,
        "pages": f"/import/made/{space.hex()}/{made.id}?page=",
    }
    return await render(request, "import_made.html", context)


def _read(node: Node, space: Space, id: str, number: int, language: str) -> Step[tuple[ShownImport, Page]]:
    held = node.space(space)
    note = yield from find_import(held, id)
    touched = list((yield from touched_records(held, note)))
    piece = tuple(touched[(number - 1) * PAGE_ROWS : number * PAGE_ROWS])
    found = yield FindRows(space=space, records=piece, limit=max(len(piece), 1))
    assert isinstance(found, FoundRows)
    rows = yield from list_rows(node.registry, found.rows, language)
    return show_import(note), Page(rows=rows, total=len(touched), number=number)


ROUTES = [web.get("/import/made/{space}/{import}", show_touched)]
