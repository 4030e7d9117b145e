"""Tables out of one node: exports, people written down twice, statistics."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

from bench.one_node import PASSPHRASE, drafts
from bench.report import Figure, at_most, peak_memory_mib, timed
from examples.synthetic import SIZES
from keys.keyfile import CHEAP
from node.ledger.duplicates import find_duplicates
from node.ledger.exports import Audience, Format
from node.ledger.statistics.figures import Question
from node.runtime.home import Home
from node.service.duplicates import gather_people
from node.service.exporting import Wanted, collect, write_export
from node.service.limits import RECORDS_PER_COMMIT
from node.service.records import add_records
from node.service.spaces import create_space
from node.service.statistics import count_space

TODAY = date(2026, 3, 14)
FIRST = date(2020, 8, 9)
_FILES = (
    ("person", Format.CSV, False),
    ("person", Format.XLSX, False),
    ("person", Format.CSV, True),
    (None, Format.JSON, False),
)


def measure(persons: int = SIZES["large"]) -> Iterator[Figure]:
    """Yield the figures of a node with this many synthetic persons and their aid."""
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_measured(Path(folder) / "home", persons))


async def _measured(folder: Path, persons: int) -> list[Figure]:
    home = Home(folder, cost=CHEAP)
    await home.create(name="alice", passphrase=PASSPHRASE)
    await home.write(lambda node: create_space(node, title="TEST space"))
    made = list(drafts(persons))
    for at in range(0, len(made), RECORDS_PER_COMMIT):
        part = made[at : at + RECORDS_PER_COMMIT]
        await home.write(lambda node, part=part: add_records(node.only_space(), part, now=1))
    del made
    figures = [figure async for figure in _exports(home)]
    figures += [figure async for figure in _duplicates(home)]
    figures += [figure async for figure in _statistics(home)]
    figures.append(Figure(work="memory of the measuring process", figure=f"{peak_memory_mib():,.0f} MiB"))
    await home.lock()
    return figures


async def _exports(home: Home) -> AsyncIterator[Figure]:
    for kind, form, said in _FILES:
        wanted = Wanted(audience=Audience.MEMBERS, kind=kind, with_provenance=said)
        with timed() as span:
            content, told = await home.read(
                lambda node, wanted=wanted, form=form: collect(write_export(node, wanted, form, lambda _a, _b: None))
            )
        what = f"{told.records:,} records of {'one kind' if kind else 'all kinds'}"
        how = f"{form.value}{' with provenance' if said else ''}"
        rate = told.records / span.seconds
        yield Figure(
            work=f"export, {what}, {how}",
            figure=f"{span.seconds:,.1f} s, {len(content) / 2**20:,.1f} MiB",
            goal=f"{rate:,.0f} /s",
        )


async def _duplicates(home: Home) -> AsyncIterator[Figure]:
    with timed() as span:
        material = await home.read(lambda node: gather_people(node.only_space()))
    people = len(material.people)
    yield Figure(work=f"duplicates, reading {people:,} people", figure=f"{span.seconds:,.1f} s")
    with timed() as span:
        found = find_duplicates(material.traits())
    compared = f"{found.compared:,} pairs compared, {len(found.candidates):,} candidates"
    yield at_most(f"duplicates, {compared}", span.seconds, 30, "s")
    yield at_most("pairs compared for each person", found.compared / people, 400, "")


async def _statistics(home: Home) -> AsyncIterator[Figure]:
    with timed() as span:
        counted = await home.read(lambda node: count_space(node.only_space(), TODAY, Question(TODAY, FIRST)))
    what = f"statistics: reading, all tables, recognition, heads of {len(counted.line):,} days"
    yield Figure(work=what, figure=f"{span.seconds:,.1f} s")
