"""A table that a browser sent, while its import is being prepared: kept in memory only and dropped by a lock.

    sent ─▶ columns said ─▶ looked at ─▶ imported

The work goes on beside the pages; a page shows how far it is. Refused: a body over the bound, a form without its token
before the file.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import BodyPartReader, web

from node.api.errors import BadRequest, FileTooLarge, TooLarge
from node.api.limits import UPLOAD_TEXT_BYTES_MAX, UPLOAD_TEXTS_MAX
from node.crdt.ids import Space
from node.ledger.tables import How, Table
from node.service.imports import Imported, Looked, Undone

UPLOAD_TYPE: Final = "multipart/form-data"
UPLOAD = web.RequestKey("upload", bytes)
_PIECE: Final = 256 * 1024

Done = Looked | Imported | Undone


@dataclass(slots=True, eq=False)
class Work:
    """Something that takes a while: how far it is, and what came of it."""

    name: str  # look, import or undo
    task: asyncio.Task[Done] | None = None
    done: int = 0
    total: int = 1

    def tell(self, done: int, total: int) -> None:
        """Note how far it is."""
        self.done, self.total = done, max(total, 1)

    def begin(self, working: Awaitable[Done]) -> None:
        """Let it go on beside the pages."""
        self.task = asyncio.ensure_future(working)

    @property
    def percent(self) -> int:
        """Return how far it is; never 100 before it is done."""
        return min(99, self.done * 100 // self.total)

    def stop(self) -> None:
        """Give it up; what was not committed is not stored."""
        if self.task is not None:
            self.task.cancel()


@dataclass(slots=True, eq=False, kw_only=True)
class Upload:
    """A table on its way into a space. `how` is None until it is known what the columns hold."""

    table: Table = field(repr=False)
    space: Space
    how: How
    is_confirmed: bool
    looked: Looked | None = field(default=None, repr=False)
    traced: tuple[tuple[int, str], ...] = ()  # rows with traces of helpers, and of which sort


async def read_upload(request: web.Request, bytes_max: int) -> tuple[dict[str, str], bytes]:
    """Return the texts and the one file, of at most `bytes_max`, of a posted form. Raises: BadRequest, TooLarge."""
    texts: dict[str, str] = {}
    data = bytearray()
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise BadRequest("a form inside a form")
        if part.filename is None:
            if len(texts) >= UPLOAD_TEXTS_MAX or part.name in texts:
                raise TooLarge("too many fields")
            texts[part.name] = (await _read(part, UPLOAD_TEXT_BYTES_MAX)).decode("utf-8", "replace")
        elif "token" not in texts or data:
            raise BadRequest("a file before its token, or two files")
        else:
            data = await _read(part, bytes_max)
    return texts, bytes(data)


async def _read(part: BodyPartReader, bytes_max: int) -> bytearray:
    data = bytearray()
    while piece := await part.read_chunk(_PIECE):
        data += piece
        if len(data) > bytes_max:
            raise (TooLarge if part.filename is None else FileTooLarge)("a part of a form that is too large")
    return data
