"""A node behind its pages, empty or filled, and a browser that was let in."""

from collections.abc import AsyncIterator, Callable

import pytest

from tests.api.desk import Desk
from tests.api.fake_port import FakePort
from tests.api.sample import Sample, filled, found

Random = Callable[[int], bytes]


@pytest.fixture
def port(random_from: Callable[[str], Random]) -> FakePort:
    """An empty home."""
    return FakePort(random_from("node"))


@pytest.fixture
async def desk(port: FakePort, random_from: Callable[[str], Random]) -> AsyncIterator[Desk]:
    """The pages of the home, and a browser that was not let in yet."""
    desk = Desk(port, random_from("pages"))
    async with desk.client:
        yield desk


@pytest.fixture
async def new(port: FakePort, desk: Desk) -> Sample:
    """An empty space; the browser is let in."""
    sample = await found(port)
    await desk.let_in()
    return sample


@pytest.fixture
async def sample(port: FakePort, desk: Desk) -> Sample:
    """A space with one of everything; the browser is let in."""
    made = await filled(port)
    await desk.let_in()
    return made
