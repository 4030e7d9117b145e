"""F5: rows that a node which was cut off left behind the logs are made anew when it opens, without a word of a peer."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.runtime import home as module
from node.service.effects import Commit, LoadDirty, Step
from node.service.node import Node
from node.store.errors import NoSpace
from tests.integration.homes import add_person, make_home, open_home


async def dirty_in(home: module.Home) -> int:
    return len(await home.perform(LoadDirty(home.node.only_space().space, 9)))


async def left_behind(folder: Path) -> None:
    """Leave a home with one record whose row is out of date."""
    home = await make_home(folder)
    record = await add_person(home, "TEST-one")

    def step(node: Node) -> Step[None]:
        yield Commit(dirty=((node.only_space().space, record),))

    await home.write(step)
    assert await dirty_in(home) == 1
    await home.lock()


async def test_f05_rows_left_behind_are_made_anew_when_the_home_opens(tmp_path: Path) -> None:
    await left_behind(tmp_path / "home")
    home = await open_home(tmp_path / "home")
    assert await dirty_in(home) == 0
    await home.lock()


async def test_f05_home_with_rows_left_behind_opens_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_behind(tmp_path / "home")

    monkeypatch.setattr(module, "refresh", lambda *_: refused())
    home = await open_home(tmp_path / "home")
    assert await dirty_in(home) == 1
    await home.lock()


def refused() -> Step[int]:
    raise NoSpace
    yield
