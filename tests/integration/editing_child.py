"""A process that edits until it is killed: it says each write only after the store has acknowledged it.

Run as `python -m tests.integration.editing_child FOLDER SEED`.
"""

import asyncio
import sys
from pathlib import Path
from random import Random

from node.crdt.ids import Record
from node.service.records import add_records, set_values
from tests.integration.homes import add_person, open_home

WRITES_MAX = 5_000


async def edit(folder: Path, seed: int) -> None:
    """Add persons one at a time and in batches, and rename them, acknowledging each on standard output."""
    choose = Random(seed)
    home = await open_home(folder)
    print("open", flush=True)
    for number in range(WRITES_MAX):
        name = f"TEST-{seed}-{number}"
        if choose.random() < 0.2:
            new = [Record(choose.randbytes(16)) for _ in range(choose.randrange(2, 80))]
            drafts = [(record, "person", {"names/a/text": name}) for record in new]
            await home.write(lambda node, drafts=drafts: add_records(node.only_space(), drafts, now=1))
            _acknowledge(name, *new)
            continue
        record = await add_person(home, name)
        _acknowledge(name, record)
        if choose.random() < 0.5:
            values = {"names/a/text": name + "-renamed"}
            await home.write(lambda node, r=record, v=values: set_values(node.only_space(), r, v, now=2))
            _acknowledge(name + "-renamed", record)


def _acknowledge(name: str, *records: Record) -> None:
    print(name, *(record.hex() for record in records), flush=True)


if __name__ == "__main__":
    asyncio.run(edit(Path(sys.argv[1]), int(sys.argv[2])))
