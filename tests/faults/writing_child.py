"""A process that stores commits, one after the other, and says each once the store has acknowledged it.

`python -m tests.faults.writing_child FOLDER SEED COUNT`. A refused commit is said by the name of its error and tried
once more, on the store opened again where it was closed. The commits before those already stored are left out.
"""

import asyncio
import sys
from pathlib import Path

from node.service.effects import Commit, LoadAll
from node.store.errors import StoreError
from node.store.store import Store
from tests.faults.writing import KEY, commits

TRIES = 2


async def write(folder: Path, seed: str, count: int) -> None:
    """Store what is not stored yet."""
    store = await Store.open(folder, KEY, machine="TEST")
    try:
        tips = (await store.perform(LoadAll())).tips
        stored = tips[0].seq + 1 if tips else 0
        written = 0
        for number, commit in enumerate(commits(seed, count)):
            written += len(commit.entries)
            if written > stored:
                store = await _store(store, folder, commit, number)
    finally:
        await store.close()


async def _store(store: Store, folder: Path, commit: Commit, number: int) -> Store:
    for _ in range(TRIES):
        try:
            await store.perform(commit)
        except StoreError as error:
            print("refused", type(error).__name__, flush=True)
            await store.close()
            store = await Store.open(folder, KEY, machine="TEST")
            if await _is_stored(store, commit):
                return store
        else:
            print("stored", number, flush=True)
            return store
    raise SystemExit(3)


# Refused, and yet on disk: the write went through and its sync did not.
async def _is_stored(store: Store, commit: Commit) -> bool:
    tips = (await store.perform(LoadAll())).tips
    return bool(tips) and tips[0].seq >= commit.entries[-1].seq


if __name__ == "__main__":
    try:
        asyncio.run(write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
    except StoreError as refused:
        print("ended", type(refused).__name__, flush=True)
