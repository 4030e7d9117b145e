"""Taking single values of a record away for good: it is written anew without them, and the old one is to be erased.

Refused: no value chosen, or all of them (that is an erasure of the record).
"""

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.links import card_url
from node.api.pages.card import place_of
from node.api.reading.card import Card, read_card
from node.api.site import form_of, port_of, render, see, session_of
from node.service.effects import Step
from node.service.node import Node
from node.service.redacting import Redacted
from node.service.redacting import redact as redact_values


async def show_redact(request: web.Request) -> web.StreamResponse:
    """Show what stands, to choose from, and what would happen."""
    return await _page(request, "")


async def redact(request: web.Request) -> web.StreamResponse:
    """Write the record anew without the chosen values and have the old one erased; show the new card."""
    space, record = place_of(request)
    paths = [name.removeprefix("path:") for name in form_of(request) if name.startswith("path:")]
    if not paths:
        return await _page(request, _("Choose at least one value."))
    port = port_of(request)
    now = port.now()

    def step(node: Node) -> Step[Redacted]:
        return (yield from redact_values(node.space(space), record, paths, now=now))

    done: Redacted = await port.write(step)
    if done.decision is not None and done.decision.is_certificate:
        session_of(request).notice(_("Written anew without it. The old record is erased for good."))
    elif done.decision is not None:
        session_of(request).notice(
            _("Written anew without it. The old record is hidden; the other stewards are asked.")
        )
    else:
        session_of(request).notice(_("Written anew without it. The old record is withheld; ask a steward to erase it."))
    raise see(card_url(space, done.successor))


async def _page(request: web.Request, error: str) -> web.Response:
    space, record = place_of(request)
    language = current_language()
    card: Card = await port_of(request).read(lambda node: read_card(node, space, record, language, with_related=False))
    context = {"title": _("Take a value away"), "card": card, "error": error}
    return await render(request, "redact.html", context, status=422 if error else 200)


ROUTES = [
    web.get("/card/{space}/{record}/redact", show_redact),
    web.post("/card/{space}/{record}/redact", redact),
]
