"""An import and its undoing are whole or not at all, whenever the process is killed, and go through afterwards."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from node.runtime.home import Home
from node.service.effects import FindRows, FoundRows, Step
from node.service.imports import list_imports
from node.service.node import Node
from tests.integration.homes import check_of, make_home, open_home

ROWS = 300
LINES = 5  # an import of so many rows says how far it is two times while it compares and two while it seals
NEVER = LINES + 9


async def _turn(folder: Path, lines: int) -> tuple[str, bool]:
    """Run an import or an undoing and kill it once it said so many lines; return which it was, whether it got through.

    The last line before `done` is said when everything is sealed: killed there, the process dies in its one commit.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.importing_child", str(folder), str(ROWS), stdout=PIPE
    )
    assert child.stdout is not None
    said = [await child.stdout.readline() for _ in range(lines)]
    if said[-1]:  # else it came to its end before
        child.kill()
    said += (await child.stdout.read()).splitlines(keepends=True)
    await child.wait()
    return said[0].decode().strip(), b"done\n" in said


def _count(node: Node) -> Step[int]:
    found = yield FindRows(space=node.only_space().space, limit=100_000)
    assert isinstance(found, FoundRows)
    return len(found.rows)


async def _standing(home: Home) -> tuple[int, int]:
    """Return how many records lists show and how many imports stand."""
    notes = await home.read(lambda node: list_imports(node.only_space()))
    return await home.read(_count), sum(not note.undone for note in notes)


async def _kill_many(folder: Path, kills: list[int]) -> None:
    await (await make_home(folder)).lock()
    assert await _turn(folder, NEVER) == ("import", True)
    home = await open_home(folder)
    everything = await _standing(home)
    assert everything[0] > 3 * ROWS
    assert everything[1] == 1
    await home.lock()
    standing = everything
    died = 0
    for lines in kills:
        what, is_through = await _turn(folder, lines)
        assert what == ("undo" if standing == everything else "import")
        home = await open_home(folder)
        after = await _standing(home)
        assert after in ((0, 0), everything), f"half of it after {what} was killed at line {lines}"
        assert (await check_of(home)).is_ok
        await home.lock()
        assert (after != standing) or not is_through, f"{what} said it was done"
        died += after == standing
        standing = after
    assert died >= len(kills) // 3
    what, is_through = await _turn(folder, NEVER)
    home = await open_home(folder)
    assert is_through
    assert await _standing(home) == ((0, 0) if what == "undo" else everything)
    await home.lock()


async def test_f05_import_and_undoing_killed_midway_are_whole_or_not_at_all(tmp_path: Path) -> None:
    await _kill_many(tmp_path / "home", [3, 5, 2, 5])


@pytest.mark.proof
@pytest.mark.slow
async def test_f05_import_and_undoing_killed_60_times_are_whole_or_not_at_all(tmp_path: Path) -> None:
    await _kill_many(tmp_path / "home", [1 + turn % LINES for turn in range(60)])
