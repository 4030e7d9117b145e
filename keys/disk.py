"""Small files that must never be half written, and must be gone when destroyed. The disk part of the key file.

A file is written beside its name, synced and renamed over it, so that after a crash the old or the new one is there,
whole. Readable by its owner only. On Windows directories cannot be synced and an open file cannot be replaced: the
first is left to the system, the second is not attempted.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

_IS_WINDOWS = sys.platform == "win32"
_OWNER_ONLY = 0o600
_UNFINISHED = ".new"


def read_small(path: Path, bytes_max: int) -> bytes:
    """Reads at most `bytes_max` + 1 bytes of a file; a longer one shows by its length.

    Raises: OSError.
    """
    with path.open("rb") as file:
        return file.read(bytes_max + 1)


def write_whole(path: Path, content: bytes) -> None:
    """Puts a whole file in place of whatever stands there, durably, and overwrites what stood there before.

    Raises: OSError; then the old or the new file is there, whole.
    """
    unfinished = _unfinished(path)
    try:
        _write_new(unfinished, content)
        before = _hold(path)
        try:
            unfinished.replace(path)
            sync_directory(path.parent)
            _blank_unlinked(before)
        finally:
            if before is not None:
                os.close(before)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def destroy_file(path: Path) -> None:
    """Overwrites and removes a file and any unfinished copy of it; a file that is not there is no error.

    Raises: OSError when the file is still there.
    """
    for doomed in (path, _unfinished(path)):
        with suppress(OSError):
            _blank(doomed)
        doomed.unlink(missing_ok=True)
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Puts the names in a folder on disk; on Windows the system does that when it sees fit.

    Raises: OSError.
    """
    if _IS_WINDOWS:
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + _UNFINISHED)


def _write_new(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, _OWNER_ONLY), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _hold(path: Path) -> int | None:
    if _IS_WINDOWS:
        return None
    try:
        return os.open(path, os.O_WRONLY)
    except OSError:
        return None


# A file that still has another name is somebody's copy and is left alone.
def _blank_unlinked(handle: int | None) -> None:
    if handle is None:
        return
    with suppress(OSError):
        state = os.fstat(handle)
        if state.st_nlink == 0:
            os.write(handle, bytes(state.st_size))
            os.fsync(handle)


def _blank(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(os.fstat(file.fileno()).st_size))
        file.flush()
        os.fsync(file.fileno())
