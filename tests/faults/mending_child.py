"""A process that opens a copied home of an older version, erases a record in it and drops every row.

`python -m tests.faults.mending_child FOLDER`. It says each step once it is done. Its first Commit settles the copy and
keeps a setting that says so.
"""

import asyncio
import sys
from pathlib import Path

from node.crdt.ids import Record
from node.service.effects import Commit, DropRows, LoadAll
from node.store import migrate
from node.store.cipher import Sql
from node.store.errors import StoreError
from node.store.migrations import MIGRATIONS
from node.store.store import Store
from tests.faults.writing import KEY, SPACE

ERASED = Record((2).to_bytes(16, "big"))  # one of those the writing child stores


def add_column(sql: Sql) -> None:
    """Bring the database to a version this program does not have yet."""
    sql.execute("ALTER TABLE kinds ADD COLUMN color TEXT NOT NULL DEFAULT 'blue'")


NEXT_MIGRATIONS = (*MIGRATIONS, add_column)


async def mend(folder: Path) -> None:
    """Do every step, saying each."""
    store = await Store.open(folder, KEY, machine="TEST")
    print("opened", (await store.perform(LoadAll())).is_copy, flush=True)
    await store.perform(Commit(settles_copy=True, settings=(("settled", b"1"),)))
    print("settled", flush=True)
    await store.perform(Commit(prune=((SPACE, ERASED),)))
    print("pruned", flush=True)
    await store.perform(DropRows(SPACE))
    print("dropped", flush=True)
    await store.close()
    print("closed", flush=True)


if __name__ == "__main__":
    migrate.MIGRATIONS = NEXT_MIGRATIONS
    try:
        asyncio.run(mend(Path(sys.argv[1])))
    except StoreError as refused:
        print("ended", type(refused).__name__, flush=True)
