"""Operations on attached pictures: attach one, or the pages of a PDF, drawn anew as on the page; read one whole."""

import base64
import binascii
from typing import Final

from node.api.drawing.files import clean_file, files_of, whole_picture
from node.api.errors import Fault, NoPicture, TooLarge
from node.api.limits import API_IMPORT_BYTES_MAX, CAPTION_CHARS_MAX, PAPER_PAGES_MAX
from node.api.v1 import schemas
from node.api.v1.errors import BadValue
from node.api.v1.operations import Asked, FileReply, Operation, Reply
from node.api.v1.records import AT, ONE, OVERRIDE, RECORD, SPACE, place_of, refuse_traces
from node.api.v1.shapes import Flag, Line, Pattern, Word, defaulted, needed, struct
from node.crdt.ids import Record, Space
from node.ledger.text import tidy_line
from node.ledger.vocabulary.attachment import ATTACHMENT_KIND
from node.service.attachments import KIND, attach_all, bytes_allowed, open_file, read_file
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.node import Node

_CATEGORY: Final = needed("category", Word(ATTACHMENT_KIND.codes), "What it is.")
_CAPTION: Final = defaulted("caption", Line(CAPTION_CHARS_MAX), "", "What it shows.")
_CONTENT: Final = needed("content", Pattern("[A-Za-z0-9+/]+={0,2}", "base64"), "A JPEG, PNG, WebP or PDF, in base64.")
_AS_SENT: Final = defaulted("as_sent", Flag(), False, "The file as another program sent it, not drawn again.")
_PICTURE: Final = "image/jpeg"
_BYTES: Final = "application/octet-stream"
_FAULTS: Final = {
    Fault.DAMAGED: "this is no picture or PDF that can be read",
    Fault.LOCKED: "this PDF is locked with a passphrase",
    Fault.PAGES: f"this PDF has more than {PAPER_PAGES_MAX} pages",
    Fault.PIXELS: "this picture has more pixels than are unpacked here",
    Fault.LETTERS: "this PDF brings no font along for letters of its text",
    Fault.HEAVY: "drawing this takes more time or memory than it may",
}


async def attach_picture(asked: Asked) -> Reply:
    """Attach a picture to a record."""
    port, get = asked.port, asked.given.get
    allowed = await port.read(lambda node: _allowed(node, Space(get(SPACE))))
    async with asked.drawing:
        drawn = await _drawn(get(_CONTENT), allowed)
    caption = tidy_line(get(_CAPTION))
    files = files_of(drawn, get(_CATEGORY), caption)

    def step(node: Node) -> Step[tuple[Record, ...]]:
        space, about = place_of(node, asked)
        refuse_traces(node, asked, {"caption": caption}, "body.")
        return (yield from attach_all(space, about, files, now=port.now()))

    records = [record.hex() for record in await port.write(step)]
    return {"record": records[0], "records": [*records], "space": get(SPACE).hex(), "kind": KIND, "waiting": False}


async def read_picture(asked: Asked) -> Reply:
    """Read an attached picture."""

    def step(node: Node) -> Step[bytes]:
        space, record = place_of(node, asked)
        return (yield from read_file(space, record))

    content, mark = await asked.port.read(step), asked.given.get(RECORD).hex()[:8]
    if asked.given.get(_AS_SENT):
        return FileReply(content=content, content_type=_BYTES, name=f"file-{mark}.bin")
    try:
        async with asked.drawing:
            drawn = await whole_picture(content)
    except NoPicture:
        raise NotFound("what is attached here cannot be drawn; as_sent=true hands it out as it was sent") from None
    return FileReply(content=drawn, content_type=_PICTURE, name=f"picture-{mark}.jpg")


async def ask_for_picture(asked: Asked) -> Reply:
    """Ask for the bytes of an attachment that are not here."""

    def step(node: Node) -> Step[bool]:
        space, record = place_of(node, asked)
        return (yield from open_file(space, record))

    return {"record": asked.given.get(RECORD).hex(), "away": await asked.port.write(step)}


def _allowed(node: Node, space: Space) -> Step[int]:
    yield from ()
    return bytes_allowed(node.space(space))


async def _drawn(text: str, bytes_max: int) -> tuple[bytes, ...]:
    try:
        return await clean_file(base64.b64decode(text, validate=True), bytes_max)
    except binascii.Error:
        raise BadValue("body.content", "this is not whole base64") from None
    except NoPicture as error:
        raise BadValue("body.content", _FAULTS[error.fault]) from None
    except TooLarge:
        raise BadValue("body.content", "this space takes no picture of that size") from None


OPERATIONS: Final = (
    Operation(
        method="POST",
        path=ONE + "/attachments",
        name="attachPicture",
        words="Attaches a picture, or each page of a PDF, to a record: drawn anew, so that only pixels are kept.",
        act=attach_picture,
        params=AT,
        body=struct(_CATEGORY, _CAPTION, _CONTENT, OVERRIDE),
        body_bytes_max=API_IMPORT_BYTES_MAX,
        answer=schemas.ATTACHED,
        status=201,
        writes=True,
        refusals=(404, 409, 422),
    ),
    Operation(
        method="GET",
        path=ONE + "/content",
        name="readPicture",
        words="Reads the picture of an attachment, drawn again; or the file as it was sent.",
        act=read_picture,
        params=AT,
        query=(_AS_SENT,),
        files=(_PICTURE, _BYTES),
        refusals=(404,),
    ),
    Operation(
        method="POST",
        path=ONE + "/content",
        name="askForPicture",
        words="Asks every computer for the bytes of an attachment, where they are not on this one.",
        act=ask_for_picture,
        params=AT,
        answer=schemas.FILE,
        writes=True,
        refusals=(404,),
    ),
)
