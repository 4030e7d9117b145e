"""Private notes of this computer, and the names of helpers that must not be written down. Nothing of it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from aiohttp import web

from node.api.errors import NotHere
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.links import read_record, read_space
from node.api.reading.titles import Link, read_links
from node.api.site import Form, form_of, port_of, render, see, session_of
from node.crdt.ids import SHORT_ID_BYTES, Record, Space
from node.ledger.text import inert
from node.service.effects import Step
from node.service.errors import Refused
from node.service.limits import NOTE_BYTES_MAX
from node.service.node import Node
from node.service.private import guard_names, keep_note, notes_of, throw_note

_DAYS: Final = (7, 30, 90, 365)  # offered for how long a note is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """One note as it is shown."""

    id: str
    text: str
    until: date
    about: Link | None


async def show_private(request: web.Request) -> web.StreamResponse:
    """Show the notes that hold today, and the guarded names."""
    return await _page(request, "", "")


async def keep(request: web.Request) -> web.StreamResponse:
    """Keep a note."""
    form, port = form_of(request), port_of(request)
    days, today = form.get("days", ""), port.today()
    if days not in {str(one) for one in _DAYS}:
        raise NotHere("no such time")
    until, about = today + timedelta(days=int(days)), _about(form)
    text = form.get("text", "")
    try:
        await port.write(lambda node: keep_note(node, text, until, today=today, about=about))
    except Refused:
        error = _("A note says something, and is at most %(count)d bytes long.") % {"count": NOTE_BYTES_MAX}
        return await _page(request, text, error)
    session_of(request).notice(_("Kept on this computer alone."))
    raise see("/private")


async def throw(request: web.Request) -> web.StreamResponse:
    """Throw a note away."""
    text, today = form_of(request).get("note", ""), port_of(request).today()
    if len(text) != 2 * SHORT_ID_BYTES or any(digit not in "0123456789abcdef" for digit in text):
        raise NotHere("not an id")
    await port_of(request).write(lambda node: throw_note(node, bytes.fromhex(text), today))
    session_of(request).notice(_("The note is gone."))
    raise see("/private")


async def guard(request: web.Request) -> web.StreamResponse:
    """Keep the names that forms warn of."""
    names = form_of(request).get("names", "").splitlines()
    kept = await port_of(request).write(lambda node: guard_names(node, names))
    session_of(request).notice(
        _("Forms warn of these names now. They stay on this computer.") if kept else _("No names are guarded.")
    )
    raise see("/private")


async def _page(request: web.Request, text: str, error: str) -> web.Response:
    port, language, today = port_of(request), current_language(), port_of(request).today()
    about = _about(request.query)
    lines, names, link = await port.read(lambda node: _read(node, today, about, language))
    context = {
        "title": _("Private notes"),
        "nav": "settings",
        "notes": lines,
        "names": "\n".join(names),
        "about": link,
        "query": request.query,
        "days": [(one, today + timedelta(days=one)) for one in _DAYS],
        "text": text,
        "error": error,
    }
    return await render(request, "private.html", context, status=422 if error else 200)


def _read(
    node: Node, today: date, about: tuple[Space, Record] | None, language: str
) -> Step[tuple[list[NoteLine], tuple[str, ...], Link | None]]:
    lines, links = [], dict[tuple[Space, Record], Link]()
    notes = notes_of(node, today)
    for named in dict.fromkeys([note.about for note in notes if note.about] + ([about] if about else [])):
        if named[0] in node.spaces:
            found = yield from read_links(node.registry, named[0], [named[1]], language)
            links |= {(named[0], record): link for record, link in found.items()}
    for note in notes:
        link = links.get(note.about) if note.about else None
        lines.append(NoteLine(id=note.id.hex(), text=inert(note.text), until=note.until, about=link))
    return lines, tuple(inert(name) for name in node.guarded), links.get(about) if about else None


def _about(form: Form | Mapping[str, str]) -> tuple[Space, Record] | None:
    if not form.get("record"):
        return None
    return read_space(form.get("ledger", "")), read_record(form.get("record", ""))


ROUTES = [
    web.get("/private", show_private),
    web.post("/private", keep),
    web.post("/private/throw", throw),
    web.post("/private/names", guard),
]
