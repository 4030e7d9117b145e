"""Tables taken out: choose what, for whom and in which form, and download a file."""

from collections.abc import Mapping

from aiohttp import web

from node.api.errors import BadRequest
from node.api.i18n import LANGUAGES as PAGE_LANGUAGES
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import SEARCH_CHARS_MAX
from node.api.links import read_device, read_space
from node.api.reading.filters import Wanted as Filtered
from node.api.reading.filters import mark_label, read_filters, wanted_of
from node.api.site import Form, form_of, port_of, render, session_of, site_of
from node.crdt.ids import Device
from node.ledger.exports import FORMATS, Audience, Format
from node.ledger.exports.files import CONTENT_TYPES
from node.ledger.text import inert, tidy_line
from node.service.copies import Written
from node.service.effects import Step
from node.service.exporting import Wanted, collect, write_export, written_of
from node.service.knowing import passes_of
from node.service.node import Node, note_copies
from node.service.sealed import seal_file

_AUDIENCES = {"members": Audience.MEMBERS, "sealed": Audience.SEALED}


async def show_tables(request: web.Request) -> web.StreamResponse:
    """Show the form."""
    return await _page(request, "")


async def take_table(request: web.Request) -> web.StreamResponse:
    """Send the file that was asked for."""
    form, port = form_of(request), port_of(request)
    if form.get("audience") == "members" and form.get("sure") != "yes":
        return await _page(request, _("Say that you know what an open file means, or take public fields only."))
    asked = await _filter(request, form)
    if asked is None:
        return await _page(request, _("What was filtered is not known any more. Filter people again and come back."))
    wanted, kind = _wanted(form, asked), _format(form)
    if wanted.kind is not None and port.registry.get(wanted.kind) is None:
        raise BadRequest("no such kind")

    content, _told = await port.read(lambda node: collect(write_export(node, wanted, kind, lambda _done, _total: None)))
    content_type, ending = CONTENT_TYPES[kind], kind.value
    if wanted.audience is Audience.SEALED:
        device = read_device(form.get("to", ""))
        content = await port.read(lambda node: _sealed(node, wanted, device, ending, content))
        content_type, ending = "application/octet-stream", "sealed"
    await port.write(lambda node: note_copies(node, written_of(node, wanted), Written.TABLE, port.now()))
    name = f"table-{port.today().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type=content_type, headers=headers)


def _sealed(node: Node, wanted: Wanted, device: Device, kind: str, content: bytes) -> Step[bytes]:
    yield from ()
    return seal_file(node, [node.space(space) for space in written_of(node, wanted)], [device], kind, content)


async def _filter(request: web.Request, given: Mapping[str, str]) -> Filtered | None:
    """The filter of people that a table is narrowed to, empty without one; None where it is gone."""
    name, saved = given.get("s", ""), given.get("f", "")
    if not name and not saved:
        return Filtered()
    kept = await port_of(request).read(_kept)
    asks = kept.get(saved, "") if saved else session_of(request).searches.get(name, "")
    return wanted_of(asks) if asks else None


def _kept(node: Node) -> Step[dict[str, str]]:
    yield from ()
    return {id: one.asks for id, one in node.filters.items()}


def _wanted(form: Form, filtered: Filtered) -> Wanted:
    language = form.get("language") or None
    if language is not None and language not in PAGE_LANGUAGES:
        raise BadRequest("no such language")
    space = form.get("space", "")
    return Wanted(
        audience=_AUDIENCES.get(form.get("audience", ""), Audience.PUBLIC),
        space=read_space(space) if space else None,
        kind="person" if filtered.text else form.get("kind") or None,
        search=filtered.search or tidy_line(form.get("search", "")[:SEARCH_CHARS_MAX]),
        marks=tuple(mark for _name, mark in filtered.marks),
        language=language,
        with_provenance=form.get("provenance") == "yes",
    )


def _format(form: Form) -> Format:
    if form.get("format") not in FORMATS:
        raise BadRequest("no such format")
    return Format(form["format"])


async def _page(request: web.Request, error: str) -> web.Response:
    port, language = port_of(request), current_language()
    spaces = await port.read(_spaces)
    devices = await port.read(_devices)
    given: Mapping[str, str] = form_of(request) if error else request.query
    filtered = await _filter(request, given) or Filtered()
    counted = site_of(request).marker.counted
    filters = await port.read(lambda node: read_filters(node, filtered, language, counted)) if filtered.text else ()
    context = {
        "title": _("Tables"),
        "nav": "settings",
        "error": error,
        "form": form_of(request) if error else {},
        "at": {name: given[name] for name in ("f", "s") if given.get(name)} if filtered.text else {},
        "chosen": [
            *([filtered.search] if filtered.search else []),
            *(mark_label(filters, m) for _n, m in filtered.marks),
        ],
        "spaces": spaces,
        "devices": devices,
        "kinds": [(kind.name, kind.plural.in_language(language)) for kind in port.registry],
        "formats": FORMATS,
        "chars_max": SEARCH_CHARS_MAX,
    }
    return await render(request, "tables.html", context, status=422 if error else 200)


def _spaces(node: Node) -> Step[list[tuple[str, str]]]:
    yield from ()
    return [(space.space.hex(), inert(space.title)) for space in node.spaces.values()]


def _devices(node: Node) -> Step[list[tuple[str, str]]]:
    """The other members that a file can be sealed for, by name."""
    yield from ()
    found: dict[str, str] = {}
    for space in node.spaces.values():
        for device, member in space.view.membership.members.items():
            if device != node.device and device in passes_of(space):
                found[device.hex()] = inert(member.name)
    return sorted(found.items(), key=lambda item: item[1])


ROUTES = [web.get("/tables", show_tables), web.post("/tables", take_table)]
