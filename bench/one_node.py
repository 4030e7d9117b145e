"""One node: single edits, bulk import, unlocking, search, rebuild and the size on disk."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from bench.report import Figure, at_least, at_most, peak_memory_mib, percentile, timed
from examples.synthetic import REFERENCES, SIZES, generate
from keys.keyfile import CHEAP
from node.crdt.ids import Record
from node.runtime.home import Home
from node.service.limits import RECORDS_PER_COMMIT
from node.service.lookup import find_records, read_state_hash
from node.service.rebuilding import rebuild
from node.service.records import add_record, add_records, set_values
from node.service.spaces import create_space

PASSPHRASE = "a phrase for measuring only"
SINGLE_EDITS = 2_000
PIPELINE = 16  # edits asked for at the same moment, as several pages or an API client would
QUERIES = ("Tes", "Testovič", "Узор", "Ales", "Сяргей Уз", "Uzorava M", "Kaciaryna", "a", "пр", "zzzz")

Draft = tuple[Record, str, dict[str, bytes | str | int | bool | None]]


def drafts(persons: int) -> Iterator[Draft]:
    """Yield synthetic records with their references turned into record ids."""
    ids: dict[str, Record] = {}
    for number, (key, kind, fields) in enumerate(generate(persons)):
        ids[key] = Record(number.to_bytes(16, "big"))
        values = {path: ids[str(value)] if path in REFERENCES else value for path, value in fields.items()}
        yield ids[key], kind, values


def measure(persons: int = SIZES["large"]) -> Iterator[Figure]:
    """Yield the figures of one node with this many synthetic persons and their aid."""
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_measured(Path(folder) / "home", persons))


async def _measured(folder: Path, persons: int) -> list[Figure]:
    return [figure async for figure in _figures(folder, persons)]


async def _figures(folder: Path, persons: int) -> AsyncIterator[Figure]:
    home = Home(folder, cost=CHEAP)
    await home.create(name="alice", passphrase=PASSPHRASE)
    await home.write(lambda node: create_space(node, title="TEST space"))
    made = list(drafts(persons))
    with timed() as span:
        for at in range(0, len(made), RECORDS_PER_COMMIT):
            part = made[at : at + RECORDS_PER_COMMIT]
            await home.write(lambda node, part=part: add_records(node.only_space(), part, now=1))
    yield at_least(f"bulk import, {len(made):,} records of {persons:,} persons", len(made), span.seconds, 8_000)
    yield await _single_edits(home, [record for record, kind, _ in made if kind == "person"])
    yield await _pipelined(home)
    size = await asyncio.to_thread(_size_mib, folder)
    yield Figure(work="size on disk", figure=f"{size:,.1f} MiB")
    for figure in await _search(home):
        yield figure
    with timed() as span:
        await home.write(lambda node: rebuild(node.only_space(), lambda _done: None))
    yield Figure(work="rebuild", figure=f"{span.seconds:,.2f} s")
    with timed() as span:
        await home.read(lambda node: read_state_hash(node.only_space()))
    yield Figure(work="state hash", figure=f"{span.seconds * 1000:,.1f} ms")
    await home.lock()
    for figure in await asyncio.to_thread(_unlock, folder):
        yield figure


async def _single_edits(home: Home, persons: list[Record]) -> Figure:
    with timed() as span:
        for number in range(SINGLE_EDITS):
            record, values = persons[number % len(persons)], {"names/main/text": f"TEST-{number}"}
            await home.write(lambda node, r=record, v=values: set_values(node.only_space(), r, v, now=1))
    return at_least("single edits one after another, each fsynced", SINGLE_EDITS, span.seconds, 2_000)


async def _pipelined(home: Home) -> Figure:
    async def writer(first: int) -> None:
        for number in range(first, SINGLE_EDITS, PIPELINE):
            values = {"names/main/text": f"TEST-{number}"}
            await home.write(lambda node, v=values: add_record(node.only_space(), "person", v, now=1))

    with timed() as span:
        await asyncio.gather(*(writer(first) for first in range(PIPELINE)))
    return at_least(f"single edits, {PIPELINE} asked for at once, each fsynced", SINGLE_EDITS, span.seconds, 2_000)


async def _search(home: Home) -> list[Figure]:
    times = []
    for query in QUERIES * 20:
        begin = time.perf_counter()
        await home.read(lambda node, q=query: find_records(kind="person", search=q, limit=30))
        times.append((time.perf_counter() - begin) * 1000)
    return [
        Figure(work="search as you type, median", figure=f"{percentile(times, 0.5):,.1f} ms"),
        at_most("search as you type, p99", percentile(times, 0.99), 30, "ms"),
    ]


def _unlock(folder: Path) -> list[Figure]:
    """Measure in a process of its own, so that the memory is that of a node that was only unlocked."""
    child = subprocess.run(
        [sys.executable, "-m", "bench.unlock", str(folder), PASSPHRASE], capture_output=True, text=True, check=True
    )
    milliseconds, memory = map(float, child.stdout.split())
    return [
        at_most("unlock to first page, passphrase stretching aside", milliseconds / 1000, 0.5, "s"),
        at_most("memory of a node that was unlocked", memory, 150, "MiB"),
        Figure(work="memory of the measuring process", figure=f"{peak_memory_mib():,.0f} MiB"),
    ]


def _size_mib(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.iterdir()) / 1024 / 1024
