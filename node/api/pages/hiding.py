"""Withholding and hiding a record, lifting both, and the list of what is hidden here."""

from aiohttp import web

from node.api.errors import BadRequest
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.pages.card import place_of
from node.api.reading.card import Card, read_card
from node.api.reading.lists import ListRow, list_rows
from node.api.site import form_of, port_of, render, see, session_of
from node.ledger.vocabulary.person import WITHHOLD_REASON
from node.service.effects import FindRows, FoundRows, Step
from node.service.node import Node
from node.service.records import hide, unhide, withhold


async def show_hide(request: web.Request) -> web.StreamResponse:
    """Explain withholding and hiding and ask for a reason."""
    space, record = place_of(request)
    language = current_language()
    card: Card = await port_of(request).read(lambda node: read_card(node, space, record, language, with_related=False))
    reasons = [(word.code, word.labels.in_language(language)) for word in WITHHOLD_REASON]
    return await render(request, "hide.html", {"title": _("Hide"), "card": card, "reasons": reasons})


async def hide_record(request: web.Request) -> web.StreamResponse:
    """Withhold or hide a record at once."""
    space, record = place_of(request)
    port, form = port_of(request), form_of(request)
    reason = form.get("reason", "")
    if reason not in WITHHOLD_REASON:
        raise BadRequest("no such reason")
    if form.get("do") == "withhold":
        await port.write(lambda node: withhold(node.space(space), record, reason=reason))
        session_of(request).notice(_("Withheld: nobody publishes it. It can be lifted at any time."))
    elif form.get("do") == "hide":
        await port.write(lambda node: hide(node.space(space), record, reason=reason))
        session_of(request).notice(_("Hidden from all lists. It can be lifted at any time."))
    else:
        raise BadRequest("neither withhold nor hide")
    raise see(request.path.removesuffix("/hide"))


async def unhide_record(request: web.Request) -> web.StreamResponse:
    """Lift the hidings of a record."""
    space, record = place_of(request)
    await port_of(request).write(lambda node: unhide(node.space(space), record))
    session_of(request).notice(_("Lifted: the record is shown again."))
    raise see(request.path.removesuffix("/unhide"))


async def show_hidden(request: web.Request) -> web.StreamResponse:
    """List what is withheld or hidden."""
    language = current_language()
    rows = await port_of(request).read(lambda node: _hidden(node, language))
    return await render(request, "hidden.html", {"title": _("List"), "nav": "settings", "rows": rows})


def _hidden(node: Node, language: str) -> Step[tuple[ListRow, ...]]:
    listed: list[ListRow] = []
    for space in node.spaces.values():
        records = tuple(space.hidings)
        if records:
            found = yield FindRows(space=space.space, records=records, limit=len(records), with_hidden=True)
            assert isinstance(found, FoundRows)
            listed += yield from list_rows(node.registry, found.rows, language)
    return tuple(listed)


ROUTES = [
    web.get("/card/{space}/{record}/hide", show_hide),
    web.post("/card/{space}/{record}/hide", hide_record),
    web.post("/card/{space}/{record}/unhide", unhide_record),
    web.get("/hidden", show_hidden),
]
