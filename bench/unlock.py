"""Unlock a home and read what the first page shows; print milliseconds and MiB. Run by `bench.one_node`."""

import asyncio
import sys
import time
from pathlib import Path

from bench.report import peak_memory_mib
from keys.keyfile import CHEAP
from node.runtime.home import Home
from node.service.lookup import find_records


async def main(folder: Path, passphrase: str) -> None:
    """Print how long it took (ms) and the most memory held (MiB)."""
    home = Home(folder, cost=CHEAP)
    begin = time.perf_counter()
    await home.unlock(passphrase)
    await home.read(lambda node: find_records(kind="need", limit=100))
    await home.read(lambda node: find_records(kind="person", limit=100))
    print((time.perf_counter() - begin) * 1000, peak_memory_mib())
    await home.lock()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
