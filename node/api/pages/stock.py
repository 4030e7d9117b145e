"""Stock: what lies on the shelf, counted from entries of what came, was packed, sent or written off."""

from typing import Final

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import STOCK_ENTRIES_MAX
from node.api.links import read_space
from node.api.pages.needs import choices, may_write_any
from node.api.reading.person import day_words
from node.api.reading.stock import read_stock
from node.api.short import Short, read_short
from node.api.site import Form, form_of, port_of, render, see, session_of
from node.crdt.grants import Role
from node.ledger.text import inert
from node.ledger.types import Scalar
from node.ledger.values.partial_date import on_day
from node.ledger.vocabulary import work as words
from node.service.effects import Step
from node.service.node import Node
from node.service.records import add_record

SHORT: Final = ("title", "quantity", "unit", "step", "category", "best_before")


async def show_stock(request: web.Request) -> web.StreamResponse:
    """Show the shelves and a form for one entry more."""
    return await _page(request, {}, Short())


async def _page(request: web.Request, typed: Form, short: Short) -> web.Response:
    port, language, today = port_of(request), current_language(), port_of(request).today()
    shelves, is_whole = await port.read(lambda _node: read_stock(today))
    context = {
        "title": _("Stock"),
        "nav": "stock",
        "rows": [
            {
                "shelf": shelf,
                "title": inert(shelf.title),
                "unit": words.STOCK_UNIT.label(shelf.unit, language) if shelf.unit else "",
                "best_before": day_words(on_day(shelf.best_before), language) if shelf.best_before else "",
                "is_old": shelf.best_before is not None and shelf.best_before < today and shelf.left > 0,
            }
            for shelf in shelves
        ],
        "is_whole": is_whole,
        "entries_max": STOCK_ENTRIES_MAX,
        "spaces": await port.read(_spaces),
        "units": choices(words.STOCK_UNIT, language),
        "steps": choices(words.STOCK_STEP, language),
        "kinds": choices(words.STOCK_KIND, language),
        "typed": typed,
        "errors": short.errors,
        "may_write": await port.read(may_write_any),
    }
    return await render(request, "stock.html", context, status=422 if short.errors else 200)


async def add_entry(request: web.Request) -> web.StreamResponse:
    """Write one entry, or show the form again."""
    form, port, language = form_of(request), port_of(request), current_language()
    short = read_short(port.registry, "stock", {path: form.get(path, "") for path in SHORT}, language)
    if short.errors:
        return await _page(request, form, short)
    spaces = await port.read(_spaces)
    space = read_space(form.get("space") or (spaces[0][0] if spaces else ""))
    now = port.now()
    values: dict[str, Scalar] = {**short.values, "done_on": port.today().isoformat()}
    await port.write(lambda node: add_record(node.space(space), "stock", values, now=now))
    session_of(request).notice(_("Saved."))
    raise see("/stock")


def _spaces(node: Node) -> Step[list[tuple[str, str]]]:
    yield from ()
    spaces = [space for space in node.spaces.values() if (space.role or 0) >= Role.CONTRIBUTOR]
    return [(space.space.hex(), inert(space.title)) for space in spaces]


ROUTES = [web.get("/stock", show_stock), web.post("/stock", add_entry)]
