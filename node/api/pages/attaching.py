"""Pictures of a record: attach one or the pages of a PDF, see them small on a card, download them.

What is sent is drawn anew before it is kept. What is attached, by whatever program, is drawn again before it is shown
or handed out; the file as it was sent leaves only for who asks for it and was warned.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from node.api.drawing.files import clean_file, files_of, is_paper, small_picture, whole_picture
from node.api.drawing.words import fault_text
from node.api.errors import BadRequest, NoPicture, TooLarge
from node.api.i18n import current_language, ngettext
from node.api.i18n import gettext as _
from node.api.limits import ATTACH_BYTES_MAX, CAPTION_CHARS_MAX, PAPER_PAGES_MAX, SMALLS_KEPT
from node.api.links import card_url, read_record, read_space
from node.api.naming import record_title
from node.api.pages.card import place_of
from node.api.reading.attachments import file_url
from node.api.security import FILE_POLICY
from node.api.site import Form, form_of, port_of, render, see, session_of, site_of
from node.api.uploads import UPLOAD
from node.crdt.ids import Record, Space
from node.ledger.text import tidy_line
from node.ledger.vocabulary.attachment import ATTACHMENT_KIND
from node.service.attachments import attach_all, bytes_allowed, open_file, read_file, room_for_files, takes_files
from node.service.effects import Step
from node.service.errors import FileAway, NotFound
from node.service.node import Node
from node.service.records import read_projection

_UNDRAWN: Final = 404


async def show_form(request: web.Request) -> web.StreamResponse:
    """Show the form that sends a picture or a PDF."""
    return await _page(request, *place_of(request))


async def take_file(request: web.Request) -> web.StreamResponse:
    """Draw a picture, or each page of a PDF, anew and attach it."""
    form, port = form_of(request), port_of(request)
    space, record = read_space(form.get("space", "")), read_record(form.get("record", ""))
    category, caption = form.get("category", ""), tidy_line(form.get("caption", ""))
    if category not in ATTACHMENT_KIND:
        raise BadRequest("no such kind of attachment")
    if len(caption) > CAPTION_CHARS_MAX:
        return await _page(request, space, record, error=_("The caption is too long."))
    sent = request.get(UPLOAD, b"")
    if not sent:
        return await _page(request, space, record, error=_("Choose a file first."))
    allowed, room = await port.read(lambda node: _allowed(node, space, record))
    try:
        async with site_of(request).drawing:
            drawn = await clean_file(sent, allowed)
    except NoPicture as error:
        return await _page(request, space, record, error=fault_text(error.fault, is_paper=is_paper(sent)))
    except TooLarge:
        return await _page(request, space, record, error=_("This ledger takes no picture of that size."))
    if 0 < room < len(drawn):
        why = ngettext(
            "This file has more pages than this card has room for: %(num)d more picture fits.",
            "This file has more pages than this card has room for: %(num)d more pictures fit.",
            room,
        ) % {"num": room}
        return await _page(request, space, record, error=why)
    files = files_of(drawn, category, caption)
    await port.write(lambda node: attach_all(node.space(space), record, files, now=port.now()))
    session_of(request).notice(_("Attached. Place, time and device that the file may have told were left out."))
    raise see(card_url(space, record))


async def ask_for_file(request: web.Request) -> web.StreamResponse:
    """Ask for a file whose bytes are not here, of every computer until it comes."""
    form_of(request)
    space, record = place_of(request)
    await port_of(request).write(lambda node: open_file(node.space(space), record))
    raise see(card_url(space, record))


async def send_whole(request: web.Request) -> web.StreamResponse:
    """Send a picture, drawn again here, as a download. Its name tells nothing."""
    _, record = place_of(request)
    drawn = await _drawn(request, whole_picture)
    if not drawn:
        return await show_as_sent(request)
    headers = _headers(f"picture-{record.hex()[:8]}.jpg")
    return web.Response(body=drawn, content_type="image/jpeg", headers=headers)


async def show_as_sent(request: web.Request) -> web.StreamResponse:
    """Show what it means to take a file as it was sent, and the button that takes it."""
    space, record = place_of(request)
    await _content(request)
    is_asked = request.path.endswith("/sent")
    context = {
        "title": _("A picture"),
        "nav": "",
        "back": card_url(space, record),
        "action": file_url(space, record) + "/sent",
        "is_asked": is_asked,
    }
    return await render(request, "as_sent.html", context, status=200 if is_asked else _UNDRAWN)


async def send_as_sent(request: web.Request) -> web.StreamResponse:
    """Send a file as it was sent, as bytes of no type that a browser or a desktop would open by itself."""
    form_of(request)
    record, content = place_of(request)[1], await _content(request)
    headers = _headers(f"file-{record.hex()[:8]}.bin")
    return web.Response(body=content, content_type="application/octet-stream", headers=headers)


async def send_small(request: web.Request) -> web.StreamResponse:
    """Send a picture small, drawn here; where it cannot be, a drawing that says so."""
    space, record = place_of(request)
    smalls, port = site_of(request).smalls, port_of(request)
    try:
        await port.read(lambda node: read_projection(node.space(space), record))
    except NotFound:
        smalls.pop((space, record), None)  # erased meanwhile
        raise
    drawn = smalls.get((space, record))
    if drawn is None:
        drawn = await _drawn(request, small_picture)
        smalls[space, record] = drawn
        while len(smalls) > SMALLS_KEPT:
            smalls.popitem(last=False)
    return await _shown(request, drawn)


async def send_large(request: web.Request) -> web.StreamResponse:
    """Send a picture to be read on its page, drawn here; where it cannot be, a drawing that says so."""
    return await _shown(request, await _drawn(request, whole_picture))


async def _drawn(request: web.Request, draw: Callable[[bytes], Awaitable[bytes]]) -> bytes:
    """Return an attached picture drawn again, nothing where it cannot be."""
    content = await _content(request)
    try:
        async with site_of(request).drawing:
            return await draw(content)
    except NoPicture:
        return b""


async def _shown(request: web.Request, drawn: bytes) -> web.StreamResponse:
    headers = {"Content-Security-Policy": FILE_POLICY}
    if drawn:
        return web.Response(body=drawn, content_type="image/jpeg", headers=headers)
    told = await render(request, "undrawn.svg", {"words": _("cannot be drawn"), "nags": False}, status=_UNDRAWN)
    return web.Response(body=told.body, status=_UNDRAWN, content_type="image/svg+xml", charset="utf-8", headers=headers)


async def _content(request: web.Request) -> bytes:
    """Return the bytes of a file; one that is not here is asked for on its card."""
    space, record = place_of(request)
    try:
        return await port_of(request).read(lambda node: read_file(node.space(space), record))
    except FileAway:
        raise see(card_url(space, record)) from None


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": FILE_POLICY}


def _allowed(node: Node, space: Space, record: Record) -> Step[tuple[int, int]]:
    held = node.space(space)
    return bytes_allowed(held), (yield from room_for_files(held, record))


async def _page(request: web.Request, space: Space, record: Record, *, error: str = "") -> web.Response:
    language = current_language()

    def step(node: Node) -> Step[tuple[str, int]]:
        held = node.space(space)
        projection = yield from read_projection(held, record)
        kind = projection.kind or ""
        if not takes_files(kind) or not bytes_allowed(held):
            raise NotFound("no file can be attached here")
        title = record_title(node.registry, kind, record, projection.values(), language, {}, {})
        return title, bytes_allowed(held)

    title, allowed = await port_of(request).read(step)
    form: Form = form_of(request) if error else {}
    context = {
        "title": _("A picture"),
        "nav": "",
        "heading": title,
        "back": card_url(space, record),
        "space": space.hex(),
        "record": record.hex(),
        "kinds": [(word.code, word.labels.in_language(language)) for word in ATTACHMENT_KIND],
        "form": form,
        "error": error,
        "sent_mib": ATTACH_BYTES_MAX // (1024 * 1024),
        "allowed_kib": allowed // 1024,
        "chars_max": CAPTION_CHARS_MAX,
        "pages_max": PAPER_PAGES_MAX,
    }
    return await render(request, "attach.html", context, status=422 if error else 200)


ROUTES = [
    web.get("/attach/{space}/{record}", show_form),
    web.post("/attach", take_file),
    web.get("/file/{space}/{record}", send_whole),
    web.post("/file/{space}/{record}", ask_for_file),
    web.get("/file/{space}/{record}/small", send_small),
    web.get("/file/{space}/{record}/large", send_large),
    web.get("/file/{space}/{record}/sent", show_as_sent),
    web.post("/file/{space}/{record}/sent", send_as_sent),
]
