"""A home in the making: its key stands under another name until everything else is there and on disk.

So a process that dies meanwhile leaves what opens for nobody and is taken away when a home is made there again, never
half a home. Refuses a database whose key file is lost, and a folder in which another process is at work.
"""

from contextlib import suppress
from pathlib import Path

from keys.disk import destroy_file, sync_directory
from node.runtime.errors import NotReady
from node.runtime.panic import destroy_rest
from node.store.home import Home as StoreHome
from node.store.home import HomeLock

_UNFINISHED = ".unfinished"


def unfinished(key_file: Path) -> Path:
    """Return the name of a key file while its home is being made."""
    return key_file.with_name(key_file.name + _UNFINISHED)


def finish(key_file: Path) -> None:
    """Give the key file its name: from now on the home is one. Raises: OSError; then it is none."""
    draft = unfinished(key_file)
    draft.replace(key_file)
    try:
        sync_directory(key_file.parent)
    except OSError:
        key_file.replace(draft)
        raise


def clear(folder: Path, *key_files: Path) -> None:
    """Take away what a making that did not come to its end left. Raises: NotReady, StoreError, OSError."""
    begun = any(unfinished(file).exists() for file in key_files)
    if StoreHome(folder).database.exists() and not begun:
        raise NotReady("this folder holds a database without its key file; it was not changed; use an empty folder")
    if begun:
        HomeLock(StoreHome(folder)).release()  # refuses while another process makes it
        destroy_rest(folder)
        for file in key_files:  # last, so that a clearing cut short is done again
            destroy_file(unfinished(file))


def undo(folder: Path, *key_files: Path) -> None:
    """Take a home away that was made in vain. Raises: StoreError, OSError."""
    for file in key_files:
        with suppress(FileNotFoundError):
            file.replace(unfinished(file))
    clear(folder, *key_files)
