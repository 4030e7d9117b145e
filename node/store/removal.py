"""Taking the store's files away: after a restore that failed, and by panic once the key is gone."""

from pathlib import Path

from node.store.errors import of_the_system
from node.store.home import Home


def remove_store(folder: Path) -> None:
    """Remove the store's files from a home that no process has open; other files stay. Raises: ReadOnly, IoFailed."""
    home = Home(folder)
    beside = (home.wal, home.shared, home.journal)
    with of_the_system():
        for file in (home.database, *beside, home.generation, home.written, home.lock, *folder.glob(home.backups)):
            file.unlink(missing_ok=True)
