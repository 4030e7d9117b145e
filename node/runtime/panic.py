"""Destroying a home on purpose: its keys first, so that what is left of the rest opens for nobody.

A second passphrase can be chosen whose only effect is this. Its file always exists and looks the same whether one was
chosen or not. On flash memory overwriting promises nothing: there the first passphrase must carry the rest.
"""

from pathlib import Path
from typing import Final

from keys import keyfile
from keys.disk import destroy_file, read_small, write_whole
from keys.errors import BadKeyFile, WrongPassphrase
from keys.keyfile import Cost
from keys.limits import KEY_BYTES, KEY_FILE_BYTES_MAX
from keys.randomness import system_random
from node.runtime.errors import NotReady
from node.store.removal import remove_store

_SECOND_FILE: Final = "key2"


def second_file(folder: Path) -> Path:
    """Return where the file of the second passphrase is."""
    return folder / _SECOND_FILE


def clear_second(folder: Path, cost: Cost) -> None:
    """Write the file as it is while no second passphrase is chosen: nobody knows one that opens it. Raises: OSError."""
    _write(folder, system_random(KEY_BYTES).hex(), cost)


def set_second(folder: Path, key_file: Path, passphrase: str, cost: Cost) -> None:
    """Choose a second passphrase. Raises: NotReady where it is the first one, KeysError, OSError."""
    try:
        keyfile.unlock(key_file, passphrase)
    except WrongPassphrase:
        _write(folder, passphrase, cost)
        return
    raise NotReady("this is the passphrase that opens the node: the second one must be another; nothing was changed")


def is_second(folder: Path, passphrase: str) -> bool:
    """Tell whether this is the second passphrase. Slow on purpose, as every passphrase is."""
    try:
        keyfile.unwrap(read_small(second_file(folder), KEY_FILE_BYTES_MAX), passphrase)
    except (WrongPassphrase, BadKeyFile, FileNotFoundError):
        return False
    return True


def destroy_keys(*files: Path) -> None:
    """Overwrite and remove files that hold keys. Raises: OSError when one is still there."""
    for file in files:
        destroy_file(file)


def destroy_rest(folder: Path) -> None:
    """Remove what no key opens any more; the database must be closed. Raises: ReadOnly, IoFailed, OSError."""
    destroy_file(second_file(folder))
    remove_store(folder)


def _write(folder: Path, passphrase: str, cost: Cost) -> None:
    write_whole(
        second_file(folder), keyfile.wrap(system_random(KEY_BYTES), passphrase, random=system_random, cost=cost)
    )
