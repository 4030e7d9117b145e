"""Taking the store's files away: after a restore that failed, and by panic once the key is gone."""

from pathlib import Path

from node.store.errors import of_the_system
from node.store.home import Home


def remove_store(folder: Path) -> None:
    """Remove the store's files from a home that no process has open; other files stay. Raises: ReadOnly, IoFailed."""
    home = Home(folder)
    shared_memory = home.wal.with_name(home.wal.name.removesuffix("wal") + "shm")
    older = sorted(folder.glob(home.database.name + ".version-*"))
    with of_the_system():
        for file in (home.database, home.wal, shared_memory, home.generation, home.written, home.lock, *older):
            file.unlink(missing_ok=True)
