"""Whether the disk of this home tells anything while it is locked: a copy of it is searched for its own texts."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from node.runtime.drill.disk import NOT_COPIED, readable_on_disk
from node.runtime.home import Home
from node.runtime.limits import DRILL_TEXT_CHARS_MIN, DRILL_TEXTS
from node.service.lookup import find_records


async def own_disk(home: Home) -> int:
    """Return how many titles of an open home's records stand in clear on its disk. Raises: Locked, OSError."""
    found = await home.read(lambda _: find_records(limit=DRILL_TEXTS))
    texts = {text for text in (home.node.name, *(row.title for row in found.rows)) if len(text) >= DRILL_TEXT_CHARS_MIN}

    def search() -> int:
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            copy = Path(folder) / "copy"
            shutil.copytree(home.folder, copy, ignore=NOT_COPIED)
            return len(readable_on_disk(copy, texts))

    return await asyncio.to_thread(search)
