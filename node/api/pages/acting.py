"""Forms that write several records at once: what came of a hearing, a new charge, an appeal, a move."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from node.api.errors import NotHere
from node.api.filling import FIND, Filled, read_form
from node.api.forms import Maker, Offer
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import SEARCH_CHARS_MAX
from node.api.links import card_url, change_key, read_change, read_record
from node.api.pages.card import place_of
from node.api.reading.card import Card, read_card
from node.api.reading.offers import Asked, read_offers_of, read_sources
from node.api.reading.person import read_views
from node.api.reading.titles import read_rows
from node.api.reading.views import view_of_row
from node.api.site import Form, form_of, port_of, render, see, session_of, site_of
from node.crdt.ids import SHORT_ID_BYTES, ChangeId, Record, Space
from node.ledger.acts import ACTS, Deed, charge, hear_again, move, rule
from node.ledger.acts.deed import NewId
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.node import Node
from node.service.records import read_projection, save_together

ABOUT: Final = {"ruled": "hearing", "charged": "person", "heard_again": "person", "moved": "person"}


async def show_act(request: web.Request) -> web.StreamResponse:
    """Show the empty form of an act."""
    return await _show(request, {}, None)


async def act(request: web.Request) -> web.StreamResponse:
    """Write everything an act says, or show the form again."""
    name, (space, record) = _name(request), place_of(request)
    form, port, random = form_of(request), port_of(request), site_of(request).random
    filled = read_form(ACTS, name, form, current_language())
    if form.get("do", "save") != "save" or filled.errors or not filled.puts:
        return await _show(request, form, filled)
    seen = tuple(read_change(key) for key in form.get("heads", "").split())
    now, source = port.now(), read_record(form["source"]) if form.get("source") else None

    def step(node: Node) -> Step[Record | None]:
        deed, parent, heads = yield from _deed(node, space, record, name, filled, seen, lambda: random(SHORT_ID_BYTES))
        yield from save_together(node.space(space), deed, now=now, source=source, seen=heads)
        return parent

    parent = await port.write(step)
    session_of(request).notice(_("Saved."))
    raise see(card_url(space, parent or record))


def _deed(
    node: Node, space: Space, record: Record, name: str, filled: Filled, seen: tuple[ChangeId, ...], new_id: NewId
) -> Step[tuple[Deed, Record | None, Mapping[Record, tuple[ChangeId, ...]]]]:
    """Return what the act writes, whose card to go to, and the heads of the record it is about."""
    projection = yield from read_projection(node.space(space), record)
    if projection.kind != ABOUT[name]:
        raise NotFound("this record is of another kind")
    if name == "ruled":
        row = (yield from read_rows(space, [record]))[record]
        view = view_of_row(row)
        person = view.ref("person")
        return rule(view, filled.puts, new_id), Record(person) if person else None, {record: seen}
    if name == "charged":
        return charge(record, filled.puts, new_id), None, {}
    if name == "heard_again":
        return hear_again(record, filled.puts, new_id), None, {}
    stays = yield from read_views(space, "placement", record)
    return move(record, stays, filled.puts, new_id), None, {}


async def _show(request: web.Request, form: Form, filled: Filled | None) -> web.Response:
    name, (space, record) = _name(request), place_of(request)
    language, port = current_language(), port_of(request)
    queries = {key.removeprefix(FIND): text[:SEARCH_CHARS_MAX] for key, text in form.items() if key.startswith(FIND)}
    chosen = {path: [text] for path, text in filled.typed.items() if text} if filled is not None else {}
    asked = Asked(fixed={}, chosen=chosen | {"person": [record.hex()]}, queries=queries)

    def step(node: Node) -> Step[tuple[Card, dict[str, Offer], Offer, str]]:
        projection = yield from read_projection(node.space(space), record)
        heads = " ".join(map(change_key, projection.heads))
        card = yield from read_card(node, space, record, language, with_related=False)
        offers = yield from read_offers_of(node, space, ACTS.kind(name), asked, language)
        return card, offers, (yield from read_sources(node, space, language)), heads

    card, offers, sources, heads = await port.read(step)
    if card.kind != ABOUT[name]:
        raise NotHere("this record is of another kind")
    is_sent = filled is not None and form.get("do", "save") == "save"
    view = Maker(
        registry=ACTS,
        kind=name,
        language=language,
        typed=filled.typed if filled is not None else None,
        errors=filled.errors if filled is not None and is_sent else {},
        offers=offers,
    ).form()
    context = {
        "title": _("Form"),
        "view": view,
        "heading": ACTS.kind(name).labels.in_language(language),
        "card": card,
        "sources": sources.records,
        "source": form.get("source", ""),
        "heads": form.get("heads", heads),
        "is_empty": is_sent and filled is not None and not filled.puts and not filled.errors,
    }
    return await render(request, "act.html", context, status=422 if is_sent else 200)


def _name(request: web.Request) -> str:
    name = request.match_info["act"]
    if name not in ABOUT:
        raise NotHere("no such form")
    return name


ROUTES = [web.get("/act/{act}/{space}/{record}", show_act), web.post("/act/{act}/{space}/{record}", act)]
