"""The key file: a random master key wrapped under a passphrase.

With `keys.disk` the only part of keys/ that touches the disk. A changed passphrase wraps the same master key anew, so
nothing else is written again. Refuses to replace a key file by a new master key. Errors of the disk pass as OSError.
"""

from dataclasses import dataclass
from pathlib import Path

from keys.disk import destroy_file, read_small, write_whole
from keys.errors import BadKeyFile, KeyFileProblem
from keys.limits import KEY_BYTES, KEY_FILE_BYTES_MAX, SEAL_OVERHEAD_BYTES
from keys.randomness import Random
from keys.secret import MasterKey
from keys.stretch import CHEAP, NORMAL, Cost
from keys.wrapping import parse, unwrap, wrap

__all__ = [
    "CHEAP",
    "NORMAL",
    "Cost",
    "KeyFileInfo",
    "change_passphrase",
    "create",
    "destroy",
    "inspect",
    "unlock",
    "unwrap",
    "wrap",
]


@dataclass(frozen=True, slots=True)
class KeyFileInfo:
    """What a key file shows without its passphrase."""

    version: int
    cost: Cost

    def is_cheaper_than(self, cost: Cost) -> bool:
        """Says whether changing the passphrase (to the same one, if wished) would make it dearer to guess."""
        work = self.cost.operations * self.cost.memory_kib
        return self.cost.memory_kib < cost.memory_kib or work < cost.operations * cost.memory_kib


def create(path: Path, passphrase: str, *, random: Random, cost: Cost = NORMAL) -> MasterKey:
    """Draws a master key and writes it, wrapped, into a new key file.

    Raises: FileExistsError when a file is there; BadPassphrase; NotEnoughMemory; OSError.
    """
    if path.exists():
        raise FileExistsError("a key file is already there; it was not changed")
    master = MasterKey.new(random)
    write_whole(path, wrap(master.reveal(), passphrase, random=random, cost=cost))
    return master


def unlock(path: Path, passphrase: str) -> MasterKey:
    """Opens a key file.

    Raises: BadKeyFile before any stretching; WrongPassphrase; BadPassphrase; NotEnoughMemory; FileNotFoundError and
    other OSErrors.
    """
    content = _read(path)
    return MasterKey(unwrap(content, passphrase))


def change_passphrase(path: Path, old: str, new: str, *, random: Random, cost: Cost = NORMAL) -> None:
    """Wraps the same master key under another passphrase or at another cost; the database stays as it is.

    Raises: as `unlock`; then the old or the new file is there, whole.
    """
    master = unlock(path, old)
    write_whole(path, wrap(master.reveal(), new, random=random, cost=cost))


def inspect(path: Path) -> KeyFileInfo:
    """Reads what a key file shows without its passphrase, and checks it.

    Raises: FileNotFoundError; BadKeyFile; OSError.
    """
    parts = parse(_read(path))
    return KeyFileInfo(parts.version, parts.cost)


def destroy(path: Path) -> None:
    """Overwrites and removes a key file: without it the database stays closed for ever. Needs no passphrase.

    On flash memory overwriting promises nothing; there the passphrase must carry the rest.
    Raises: OSError when the file is still there; none when there was none.
    """
    destroy_file(path)


def _read(path: Path) -> bytes:
    content = read_small(path, KEY_FILE_BYTES_MAX)
    if len(parse(content).sealed) != KEY_BYTES + SEAL_OVERHEAD_BYTES:
        raise BadKeyFile(KeyFileProblem.LENGTH)
    return content
