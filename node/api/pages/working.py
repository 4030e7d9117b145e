"""How far what a computer wrote is to count: its entries to look at, and the proposal that says where they end."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from node.api.errors import BadRequest
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import WORK_ENTRIES
from node.api.links import read_device, read_space
from node.api.pages.deciding import done_words
from node.api.reading.work import WorkPage, cuts_now, read_work
from node.api.site import form_of, port_of, render, see, session_of
from node.crdt.ids import Device, EntryId, Log, Space
from node.service.authored import authored
from node.service.deciding import Decision, propose
from node.service.effects import Step
from node.service.node import Node
from node.service.wishes import Expel

_FIELD: Final = "end:"  # then the log; the value is an entry, or one of the two below
_AS_NOW, _NOTHING = "now", "nothing"


async def show_work(request: web.Request) -> web.StreamResponse:
    """Show what a computer wrote, to choose how far it counts."""
    space, device, language = *_place(request), current_language()
    page: WorkPage = await port_of(request).read(lambda node: read_work(node, space, device, language))
    return await render(request, "work.html", {"title": _("Entries"), "nav": "network", "page": page})


async def propose_end(request: web.Request) -> web.StreamResponse:
    """Propose to expel the computer, each of its logs counting up to the entry chosen."""
    space, device = _place(request)
    form = form_of(request)
    chosen = {name.removeprefix(_FIELD): value for name, value in form.items() if name.startswith(_FIELD)}
    done: Decision = await port_of(request).write(lambda node: _propose(node, space, device, chosen))
    session_of(request).notice(done_words(done))
    raise see("/proposals" if not done.is_certificate else request.path)


def _propose(node: Node, id: Space, device: Device, chosen: Mapping[str, str]) -> Step[Decision]:
    space = node.space(id)
    places = {EntryId(item.place.id): item.place for item in (yield from authored(space, device, newest=WORK_ENTRIES))}
    kept = dict(cuts_now(space, device))
    for name, value in chosen.items():
        try:
            log = Log(bytes.fromhex(name))
            place = None if value in (_AS_NOW, _NOTHING) else places[EntryId(bytes.fromhex(value))]
        except (ValueError, KeyError):
            raise BadRequest("no such entry") from None
        if value == _NOTHING:
            kept.pop(log, None)
        elif place is not None and place.log == log:
            kept[log] = place
    return (yield from propose(space, Expel((device,), keep=tuple(kept.values()), only_kept=True)))


def _place(request: web.Request) -> tuple[Space, Device]:
    return read_space(request.match_info["space"]), read_device(request.match_info["device"])


ROUTES = [
    web.get("/entries/{space}/{device}", show_work),
    web.post("/entries/{space}/{device}", propose_end),
]
