"""One record: its card, with its parts from every ledger the reader can open, and its history."""

from dataclasses import dataclass

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import LEDGER_COLOURS
from node.api.links import read_record, read_space
from node.api.reading.attachments import Attached, read_attached
from node.api.reading.card import Card, read_card
from node.api.reading.history import read_history_page
from node.api.reading.needs import NeedLine, read_need_lines
from node.api.reading.person import Standing, read_standing
from node.api.reading.removal import places_of as ledgers_with
from node.api.reading.timeline import Timeline, read_timeline
from node.api.reading.titles import Link, read_rows
from node.api.reading.twice import read_twins
from node.api.site import port_of, render
from node.crdt.ids import Record, Space
from node.service.effects import Step
from node.service.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What another ledger says of the same record. `colour` is one of eight, the same wherever that ledger shows."""

    card: Card
    colour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A card with what follows from it: a person's standing, the states of needs, its parts from other ledgers."""

    card: Card
    standing: Standing | None
    needs: tuple[NeedLine, ...]
    twins: tuple[Link, ...]
    parts: tuple[Part, ...]
    colour: int
    attached: Attached
    timeline: Timeline | None


def place_of(request: web.Request) -> tuple[Space, Record]:
    """Return the space and record that an address names. Raises: NotHere."""
    return read_space(request.match_info["space"]), read_record(request.match_info["record"])


async def show_card(request: web.Request) -> web.StreamResponse:
    """Show a record's card."""
    port, language = port_of(request), current_language()
    space, record = place_of(request)

    def step(node: Node) -> Step[Shown]:
        card = yield from read_card(node, space, record, language)
        standing = None
        if card.kind == "person":
            standing = yield from read_standing(node.registry, space, record, port.today(), language)
        rows = next((related.found for related in card.related if related.kind == "need"), ())
        if card.kind == "need":
            rows = tuple((yield from read_rows(space, [record])).values())
        needs = yield from read_need_lines(node.registry, rows, port.today(), language)
        is_person = card.kind == "person"
        twins = (yield from read_twins(node.registry, space, record, language)) if is_person else ()
        return Shown(
            card=card,
            standing=standing,
            needs=needs,
            twins=twins,
            parts=(yield from _parts(node, space, record, language)),
            colour=_colour_of(node, space),
            attached=(yield from read_attached(node, space, record, card.kind, language)),
            timeline=(yield from read_timeline(node.registry, space, record, language)) if is_person else None,
        )

    shown = await port.read(step)
    nav = {"person": "people", "place": "place"}.get(shown.card.kind, "")
    context = {
        "title": _("Card"),
        "nav": nav,
        "card": shown.card,
        "standing": shown.standing,
        "needs": {line.link.url: line for line in shown.needs},
        "twins": shown.twins,
        "parts": shown.parts,
        "colour": shown.colour,
        "attached": shown.attached,
        "timeline": shown.timeline,
    }
    return await render(request, "card.html", context)


def _parts(node: Node, space: Space, record: Record, language: str) -> Step[tuple[Part, ...]]:
    """Return what the other ledgers here say of a record."""
    found: list[Part] = []
    if len(node.spaces) > 1:
        for held, one in (yield from ledgers_with(node, space, record)):
            if held.space != space and not held.view.membership.is_erased(one):
                card = yield from read_card(node, held.space, one, language, with_related=False)
                found.append(Part(card=card, colour=_colour_of(node, held.space)))
    return tuple(found)


def _colour_of(node: Node, space: Space) -> int:
    return sorted(node.spaces).index(space) % LEDGER_COLOURS


async def show_history(request: web.Request) -> web.StreamResponse:
    """Show everything anybody said of a record."""
    space, record = place_of(request)
    language = current_language()
    history = await port_of(request).read(lambda node: read_history_page(node, space, record, language))
    return await render(request, "history.html", {"title": _("History"), "history": history, "card": history.card})


ROUTES = [
    web.get("/card/{space}/{record}", show_card),
    web.get("/card/{space}/{record}/history", show_history),
]
