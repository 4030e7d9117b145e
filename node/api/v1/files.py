"""Operations on attached pictures: attach one, drawn anew as on the page; read one whole."""

import asyncio
import base64
import binascii
from typing import Final

from node.api.errors import NoPicture, TooLarge
from node.api.limits import API_IMPORT_BYTES_MAX
from node.api.pictures import clean_picture, require_jpeg
from node.api.v1 import schemas
from node.api.v1.errors import BadValue
from node.api.v1.operations import Asked, FileReply, Operation, Reply
from node.api.v1.records import AT, ONE, OVERRIDE, RECORD, SPACE, place_of, refuse_traces
from node.api.v1.shapes import Line, Pattern, Word, defaulted, needed, struct
from node.crdt.ids import Record, Space
from node.ledger.text import tidy_line
from node.ledger.vocabulary.attachment import ATTACHMENT_KIND
from node.service.attachments import KIND, NewFile, attach, bytes_allowed, read_file
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.node import Node

_CAPTION_CHARS_MAX: Final = 200
_CATEGORY: Final = needed("category", Word(ATTACHMENT_KIND.codes), "What it is.")
_CAPTION: Final = defaulted("caption", Line(_CAPTION_CHARS_MAX), "", "What it shows.")
_CONTENT: Final = needed("content", Pattern("[A-Za-z0-9+/]+={0,2}", "base64"), "A JPEG, PNG or WebP, in base64.")


async def attach_picture(asked: Asked) -> Reply:
    """Attach a picture to a record."""
    port, get = asked.port, asked.given.get
    allowed = await port.read(lambda node: _allowed(node, Space(get(SPACE))))
    async with asked.drawing:
        content = await asyncio.to_thread(_drawn, get(_CONTENT), allowed)
    caption = tidy_line(get(_CAPTION))
    file = NewFile(content=content, type="jpeg", category=get(_CATEGORY), caption=caption, is_stripped=True)

    def step(node: Node) -> Step[Record]:
        space, about = place_of(node, asked)
        refuse_traces(node, asked, {"caption": caption}, "body.")
        return (yield from attach(space, about, file, now=port.now()))

    record = await port.write(step)
    return {"record": record.hex(), "space": get(SPACE).hex(), "kind": KIND, "waiting": False}


async def read_picture(asked: Asked) -> Reply:
    """Read an attached picture."""

    def step(node: Node) -> Step[bytes]:
        space, record = place_of(node, asked)
        return (yield from read_file(space, record))

    content = await asked.port.read(step)
    try:
        require_jpeg(content)
    except NoPicture:
        raise NotFound("what is attached here is no picture") from None
    name = f"picture-{asked.given.get(RECORD).hex()[:8]}.jpg"
    return FileReply(content=content, content_type="image/jpeg", name=name)


def _allowed(node: Node, space: Space) -> Step[int]:
    yield from ()
    return bytes_allowed(node.space(space))


def _drawn(text: str, bytes_max: int) -> bytes:
    try:
        return clean_picture(base64.b64decode(text, validate=True), bytes_max)
    except binascii.Error:
        raise BadValue("body.content", "this is not whole base64") from None
    except NoPicture:
        raise BadValue("body.content", "this is no picture that can be read") from None
    except TooLarge:
        raise BadValue("body.content", "this space takes no picture of that size") from None


OPERATIONS: Final = (
    Operation(
        method="POST",
        path=ONE + "/attachments",
        name="attachPicture",
        words="Attaches a picture to a record. It is drawn anew, so that nothing but its pixels is kept.",
        act=attach_picture,
        params=AT,
        body=struct(_CATEGORY, _CAPTION, _CONTENT, OVERRIDE),
        body_bytes_max=API_IMPORT_BYTES_MAX,
        answer=schemas.WRITTEN,
        status=201,
        writes=True,
        refusals=(404, 409, 422),
    ),
    Operation(
        method="GET",
        path=ONE + "/content",
        name="readPicture",
        words="Reads the picture of an attachment.",
        act=read_picture,
        params=AT,
        files=("image/jpeg",),
        refusals=(404,),
    ),
)
