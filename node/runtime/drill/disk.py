"""What a locked disk tells: texts that stand in clear in the files of a folder."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from node.runtime.limits import DRILL_READ_BYTES

NOT_COPIED: Final = shutil.ignore_patterns("control", "running", "lock")  # sockets and locks hold no data


def readable_on_disk(folder: Path, needles: Iterable[str]) -> list[str]:
    """Return which texts stand in clear in any file of a folder, as UTF-8 or UTF-16."""
    wanted = {text: (text.encode(), text.encode("utf-16-le")) for text in needles}
    longest = max((len(form) for forms in wanted.values() for form in forms), default=0)
    found: set[str] = set()
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            found |= _found_in(file, wanted, longest)
    return sorted(found)


def _found_in(file: Path, wanted: dict[str, tuple[bytes, bytes]], overlap: int) -> set[str]:
    found: set[str] = set()
    with file.open("rb") as source:
        before = b""
        while chunk := source.read(DRILL_READ_BYTES):
            window = before + chunk
            found |= {text for text, forms in wanted.items() if any(form in window for form in forms)}
            before = window[-overlap:]
    return found
