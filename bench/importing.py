"""Imports of a dirty table over a real store: look, import, again, a newer file, undoing both; speed and memory."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from bench.report import Figure, at_least, at_most, peak_memory_mib, timed
from examples.dirty import MACHINE, as_csv, machine_rows
from keys.keyfile import CHEAP
from node.ledger.schema import LEDGER
from node.ledger.tables import Reading, layout_of, read_lines, read_table
from node.runtime.home import Home
from node.service.imports import Imported, import_rows, look_at, undo_import
from node.service.spaces import create_space

ROWS = 10_000
RATE_GOAL = 1_000  # rows a second
MEMORY_GOAL_MIB = 400


def measure(rows: int = ROWS) -> Iterator[Figure]:
    """Yield the figures of importing this many rows."""
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_measured(Path(folder) / "home", rows))


async def _measured(folder: Path, rows: int) -> list[Figure]:
    return [figure async for figure in _figures(folder, rows)]


async def _figures(folder: Path, rows: int) -> AsyncIterator[Figure]:
    home = Home(folder, cost=CHEAP)
    await home.create(name="alice", passphrase="a phrase for measuring only")
    await home.write(lambda node: create_space(node, title="TEST space"))
    data, newer = (as_csv(MACHINE, machine_rows(rows, newer=later)).encode() for later in (False, True))
    with timed() as span:
        told = await asyncio.to_thread(_read, data)
        await home.read(lambda node: look_at(node.only_space(), told, now=1, tell=_silent))
    yield at_least(f"dry run of {rows:,} dirty rows, reading included", rows, span.seconds, RATE_GOAL)
    with timed() as span:
        told = await asyncio.to_thread(_read, data)
        first = await _import(home, told)
    yield Figure(work="  rows for each second of the processor", figure=f"{rows / span.computed:,.0f} /s")
    writes = len(first.looked.comparison.drafts)
    yield at_least(f"import of {rows:,} dirty rows, reading included", rows, span.seconds, RATE_GOAL)
    yield Figure(work="  records written", figure=f"{writes:,}")
    whole = first.note.id if first.note else ""
    del first
    with timed() as span:
        again = await _import(home, told)
    yield at_least("the same file again", rows, span.seconds, RATE_GOAL)
    yield Figure(work="  records written", figure=f"{len(again.looked.comparison.drafts):,}")
    with timed() as span:
        later = await _import(home, await asyncio.to_thread(_read, newer))
    yield at_least("a newer file, every 50th row changed", rows, span.seconds, RATE_GOAL)
    yield Figure(work="  records written", figure=f"{len(later.looked.comparison.drafts):,}")
    assert later.note is not None
    id = later.note.id
    with timed() as span:
        await home.write(lambda node: undo_import(node.only_space(), id, now=1, tell=_silent))
    yield Figure(work="undo of the newer file", figure=f"{span.seconds:,.2f} s")
    yield at_most("memory until then", peak_memory_mib(), MEMORY_GOAL_MIB, "MiB")
    with timed() as span:
        done = await home.write(lambda node: undo_import(node.only_space(), whole, now=1, tell=_silent))
    yield Figure(work="undo of the whole import", figure=f"{span.seconds:,.2f} s")
    yield Figure(work="  of the processor", figure=f"{span.computed:,.2f} s")
    yield Figure(work="  records emptied", figure=f"{done.records:,}")
    yield at_most("memory with the undo of the whole import", peak_memory_mib(), MEMORY_GOAL_MIB, "MiB")
    await home.lock()


async def _import(home: Home, told: Reading) -> Imported:
    return await home.write(lambda node: import_rows(node.only_space(), told, now=1, accepts_drops=False, tell=_silent))


def _read(data: bytes) -> Reading:
    table = read_table(data)
    layout = layout_of(table.header)
    assert layout is not None
    return read_lines(LEDGER, table, layout)


def _silent(_done: int, _total: int) -> None:
    """Tell nobody of progress."""
