"""What there is beside the daily pages: lists of every kind, language, this node, its spaces."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.members import role_name, six_words
from node.api.reading.card import EVERYDAY
from node.api.site import port_of, render
from node.crdt.ids import Device
from node.ledger.declare import Kind
from node.ledger.text import inert
from node.service.effects import Step
from node.service.node import Node
from node.service.spaces import SpaceSummary, list_spaces

_DAILY: Final = EVERYDAY | {"person", "place", "source"}  # listed at once; the rest stands behind "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSpace:
    """One line of the table of spaces."""

    title: str
    group: str
    role: str
    members: int


async def show_settings(request: web.Request) -> web.StreamResponse:
    """Show the page "More"."""
    port, language = port_of(request), current_language()
    name, device, spaces = await port.read(_read)
    context = {
        "title": _("More"),
        "nav": "settings",
        "kinds": [_listed(kind, language) for kind in port.registry if kind.name in _DAILY],
        "more_kinds": [_listed(kind, language) for kind in port.registry if kind.name not in _DAILY],
        "name": inert(name),
        "words": await six_words(device),
        "spaces": [_shown(space) for space in spaces],
    }
    return await render(request, "settings.html", context)


def _listed(kind: Kind, language: str) -> dict[str, str]:
    return {"name": kind.name, "label": kind.plural.in_language(language)}


def _read(node: Node) -> Step[tuple[str, Device, list[SpaceSummary]]]:
    spaces = yield from list_spaces(node)
    return node.name, node.device, spaces


def _shown(space: SpaceSummary) -> ShownSpace:
    return ShownSpace(
        title=inert(space.title), group=inert(space.group), role=role_name(space.role), members=space.members
    )


ROUTES = [web.get("/settings", show_settings)]
