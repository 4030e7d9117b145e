"""Sharing a record into another ledger: choose the ledger, look at every field, then write."""

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.links import card_url, read_space
from node.api.pages.card import place_of
from node.api.reading.card import Card, read_card
from node.api.reading.sharing import read_offer, read_targets
from node.api.site import form_of, port_of, render, see, session_of
from node.service.sharing import share_records


async def show_share(request: web.Request) -> web.StreamResponse:
    """Ask for the ledger; once it is chosen, show every field as it would be written there."""
    return await _page(request, request.query.get("to", ""), "")


async def share(request: web.Request) -> web.StreamResponse:
    """Write the chosen fields into the other ledger."""
    space, record = place_of(request)
    form = form_of(request)
    target = read_space(form.get("to", ""))
    paths = [name.removeprefix("path:") for name in form if name.startswith("path:")]
    if not paths:
        return await _page(request, target.hex(), _("Choose at least one value."))
    port = port_of(request)
    now = port.now()
    copies = await port.write(
        lambda node: share_records(node.space(space), node.space(target), {record: paths}, now=now)
    )
    session_of(request).notice(_("Shared: this is the copy. Later changes of the original are offered, never copied."))
    raise see(card_url(target, copies[record]))


async def _page(request: web.Request, to: str, error: str) -> web.Response:
    space, record = place_of(request)
    port, language = port_of(request), current_language()
    card: Card = await port.read(lambda node: read_card(node, space, record, language, with_related=False))
    targets = await port.read(lambda node: read_targets(node, space))
    chosen = read_space(to) if to else None
    if chosen is None and len(targets) == 1:
        chosen = read_space(targets[0][0])
    offer = None
    if chosen is not None:
        offer = await port.read(lambda node: read_offer(node, space, record, chosen, language))
    context = {"title": _("Share"), "card": card, "targets": targets, "offer": offer, "error": error}
    return await render(request, "share.html", context, status=422 if error else 200)


ROUTES = [
    web.get("/card/{space}/{record}/share", show_share),
    web.post("/card/{space}/{record}/share", share),
]
