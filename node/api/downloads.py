"""A file handed to the browser, read a part at a time. Its name is neutral: it stands in the list of downloads."""

import asyncio
from pathlib import Path
from typing import Final

from aiohttp import web

_CHUNK: Final = 256 * 1024  # of a file at once


async def send_file(request: web.Request, file: Path) -> web.StreamResponse:
    """Send a file under its own name. Raises: OSError."""
    answer = web.StreamResponse(
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{file.name}"',
        }
    )
    answer.content_length = (await asyncio.to_thread(file.stat)).st_size
    await answer.prepare(request)
    with file.open("rb") as source:
        while chunk := await asyncio.to_thread(source.read, _CHUNK):
            await answer.write(chunk)
    await answer.write_eof()
    return answer
