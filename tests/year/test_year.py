"""A year of three groups on real nodes: partitions, doubles, an amnesty, deaths, a group that lies and is expelled.

What every node shows at its end is counted again from the book that was kept beside it.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from node.crdt.claims import KIND_PATH
from node.crdt.ids import Record
from node.service.lookup import find_records
from node.service.rows import values_of
from tests.year.offices import Office, Offices
from tests.year.script import BAD_GROUP, SMALL, WHOLE, Scale, Year, begin_year, first_day

SEED = 20310101

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="module",
    params=[SMALL, pytest.param(WHOLE, marks=pytest.mark.proof)],
    ids=["small", "whole"],
)
async def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Year]:
    """A year that has passed; the nodes are open."""
    scale: Scale = request.param
    folder: Path = tmp_path_factory.mktemp("year")
    async with AsyncExitStack() as stack:
        offices = Offices(folder=folder, today=first_day(), stack=stack)
        await offices.found(scale.members)
        year = begin_year(offices, scale, SEED)
        await year.run()
        yield year


async def shown_by(office: Office, kind: str) -> dict[Record, dict[str, object]]:
    """Return what a node has of a kind: the values that count."""
    found = await office.home.read(lambda _: find_records(kind=kind, limit=10_000))
    return {
        row.record: {path: value for path, value in values_of(row).items() if path != KIND_PATH} for row in found.rows
    }


async def test_everybody_who_stayed_holds_one_state(year: Year) -> None:
    states = [await office.state() for office in year.offices.members if office.group != BAD_GROUP]
    assert {state.hash for state in states} == {states[0].hash}
    assert not any(state.is_partial for state in states)


async def test_every_node_shows_the_book_and_nothing_else(year: Year) -> None:
    for office in (*year.offices.stewards[:2], year.offices.of_group(1)[-1]):
        for kind in sorted({line.kind for line in year.lines}):
            shown = await shown_by(office, kind)
            assert shown == {line.record: line.values for line in year.of(kind)}, (office.name, kind)


async def test_nothing_of_the_lies_is_shown(year: Year) -> None:
    office = year.offices.stewards[1]
    shown = await shown_by(office, "status_event") | await shown_by(office, "need")
    assert len(year.wrong) == 8
    assert not set(year.wrong) & set(shown)
