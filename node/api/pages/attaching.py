"""Pictures of a record: attach one, see it small on a card, download it.

What is sent is drawn anew before it is kept (`pictures.py`). What others attached is shown only as a small picture
drawn here, and handed out as a download that no browser opens as a page.
"""

import asyncio
from typing import Final

from aiohttp import web

from node.api.errors import BadRequest, NoPicture, NotHere, TooLarge
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import ATTACH_BYTES_MAX, SMALLS_KEPT
from node.api.links import card_url, read_record, read_space
from node.api.naming import record_title
from node.api.pages.card import place_of
from node.api.pictures import clean_picture, require_jpeg, small_picture
from node.api.security import FILE_POLICY
from node.api.site import Form, form_of, port_of, render, see, session_of, site_of
from node.api.uploads import UPLOAD
from node.crdt.ids import Record, Space
from node.ledger.text import tidy_line
from node.ledger.vocabulary.attachment import ATTACHMENT_KIND
from node.service.attachments import NewFile, attach, bytes_allowed, read_file, takes_files
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.node import Node
from node.service.records import read_projection

_CAPTION_CHARS_MAX: Final = 200


async def show_form(request: web.Request) -> web.StreamResponse:
    """Show the form that sends a picture."""
    return await _page(request, *place_of(request))


async def take_picture(request: web.Request) -> web.StreamResponse:
    """Draw a picture anew and attach it."""
    form, port = form_of(request), port_of(request)
    space, record = read_space(form.get("space", "")), read_record(form.get("record", ""))
    category, caption = form.get("category", ""), tidy_line(form.get("caption", ""))
    if category not in ATTACHMENT_KIND:
        raise BadRequest("no such kind of attachment")
    if len(caption) > _CAPTION_CHARS_MAX:
        return await _page(request, space, record, error=_("The caption is too long."))
    sent = request.get(UPLOAD, b"")
    if not sent:
        return await _page(request, space, record, error=_("Choose a file first."))
    allowed = await port.read(lambda node: _allowed(node, space))
    try:
        async with site_of(request).drawing:
            content = await asyncio.to_thread(clean_picture, sent, allowed)
    except NoPicture:
        why = _("This file is no picture that can be read here. Photographs and scans are taken as JPEG, PNG or WebP.")
        return await _page(request, space, record, error=why)
    except TooLarge:
        return await _page(request, space, record, error=_("This ledger takes no picture of that size."))
    file = NewFile(content=content, type="jpeg", category=category, caption=caption, is_stripped=True)
    await port.write(lambda node: attach(node.space(space), record, file, now=port.now()))
    session_of(request).notice(_("Attached. Place, time and device that the file may have told were left out."))
    raise see(card_url(space, record))


async def send_whole(request: web.Request) -> web.StreamResponse:
    """Send a picture as a download. Its name tells nothing."""
    space, record = place_of(request)
    content = await port_of(request).read(lambda node: read_file(node.space(space), record))
    _require(content)
    headers = {
        "Content-Disposition": f'attachment; filename="picture-{record.hex()[:8]}.jpg"',
        "Content-Security-Policy": FILE_POLICY,
    }
    return web.Response(body=content, content_type="image/jpeg", headers=headers)


async def send_small(request: web.Request) -> web.StreamResponse:
    """Send a picture small, drawn here."""
    space, record = place_of(request)
    smalls, port = site_of(request).smalls, port_of(request)
    try:
        await port.read(lambda node: read_projection(node.space(space), record))
    except NotFound:
        smalls.pop((space, record), None)  # erased meanwhile
        raise
    drawn = smalls.get((space, record))
    if drawn is None:
        content = await port.read(lambda node: read_file(node.space(space), record))
        try:
            async with site_of(request).drawing:
                drawn = await asyncio.to_thread(small_picture, content)
        except NoPicture:
            raise NotHere("an attachment that is no picture") from None
        smalls[space, record] = drawn
        while len(smalls) > SMALLS_KEPT:
            smalls.popitem(last=False)
    headers = {"Content-Security-Policy": FILE_POLICY}
    return web.Response(body=drawn, content_type="image/jpeg", headers=headers)


def _require(content: bytes) -> None:
    try:
        require_jpeg(content)
    except NoPicture:
        raise NotHere("an attachment that is no picture") from None


def _allowed(node: Node, space: Space) -> Step[int]:
    yield from ()
    return bytes_allowed(node.space(space))


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
        "chars_max": _CAPTION_CHARS_MAX,
    }
    return await render(request, "attach.html", context, status=422 if error else 200)


ROUTES = [
    web.get("/attach/{space}/{record}", show_form),
    web.post("/attach", take_picture),
    web.get("/file/{space}/{record}", send_whole),
    web.get("/file/{space}/{record}/small", send_small),
]
