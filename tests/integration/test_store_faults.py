"""F5: the n-th write, sync, rename or truncation fails, or the process dies in it, at every place of a write path."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.faults.shim import IO_ERROR, KILL, NO_SPACE, TEAR, Fault, Outcome, build, run_child
from tests.faults.verdict import acknowledged, check_home

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="faults are put in by preloading a library")

CHILD = "tests.faults.writing_child"
SEED, COMMITS = "TEST-faults", 8
CALLS_MAX = 2_000  # a sweep that has not come to its end by then does not end

MODES = {
    "killed": Fault(at=0, do=KILL),
    "torn": Fault(at=0, do=TEAR, calls="write"),
    "io error": Fault(at=0, do=IO_ERROR),
    "io error from then on": Fault(at=0, do=IO_ERROR, stays=True),
    "disk full at once": Fault(at=0, do=NO_SPACE, calls="write,ftruncate,open"),
    "disk full from then on": Fault(at=0, do=NO_SPACE, calls="write,ftruncate,open", stays=True),
}


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, require_tool: Callable[[str], str]) -> Path:
    """The library that puts faults in."""
    return build(tmp_path_factory.mktemp("faults"), require_tool("gcc"))


def sweep(folder: Path, library: Path, mode: Fault, places: range, count: int) -> Iterator[tuple[Path, Outcome]]:
    """Yield the outcome of a fault at each of some calls, until the child is done before it happens."""
    for at in places:
        home = folder / str(at)
        home.mkdir()
        fault = Fault(at=at, do=mode.do, calls=mode.calls, stays=mode.stays)
        outcome = run_child(CHILD, [str(home), SEED, str(count)], home=home, library=library, fault=fault)
        yield home, outcome
        shutil.rmtree(home)
        if not outcome.has_happened:
            return
    raise AssertionError("the sweep did not come to its end")


async def check_sweep(folder: Path, library: Path, mode: Fault, places: range, count: int = COMMITS) -> None:
    faults = 0
    for home, outcome in sweep(folder, library, mode, places, count):
        try:
            await check_outcome(home, outcome, count)
        except BaseException as error:
            error.add_note(f"fault {mode} at call {home.name}: {outcome.lines} {outcome.errors}")
            raise
        faults += outcome.has_happened
    assert faults > 0


async def check_outcome(home: Path, outcome: Outcome, count: int) -> None:
    told = acknowledged(outcome.lines)
    held = await check_home(home, SEED, count, told)
    assert "Traceback" not in outcome.errors
    assert outcome.code != 0 or told == count or outcome.lines[-1].startswith("ended ")
    if not outcome.has_happened:
        assert (held, outcome.code, outcome.errors) == (count, 0, "")


@pytest.mark.parametrize("mode", MODES)
async def test_f05_fault_at_some_calls_loses_no_acknowledged_commit(tmp_path: Path, library: Path, mode: str) -> None:
    await check_sweep(tmp_path, library, MODES[mode], range(1, CALLS_MAX, 61))


@pytest.mark.parametrize("do", [KILL, TEAR, IO_ERROR])
async def test_f05_fault_while_a_home_is_made_leaves_one_that_opens(tmp_path: Path, library: Path, do: str) -> None:
    await check_sweep(tmp_path, library, Fault(at=0, do=do), range(3, CALLS_MAX, 8), count=0)


@pytest.mark.proof
@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
async def test_f05_fault_at_every_call_loses_no_acknowledged_commit(tmp_path: Path, library: Path, mode: str) -> None:
    await check_sweep(tmp_path, library, MODES[mode], range(1, CALLS_MAX))


@pytest.mark.parametrize("pages", [1, 12, 30, 60, 100])
async def test_f05_files_that_may_not_grow_lose_no_acknowledged_commit(tmp_path: Path, pages: int) -> None:
    home = tmp_path / "home"
    home.mkdir()
    outcome = run_child(CHILD, [str(home), SEED, str(COMMITS)], home=home, file_bytes_max=pages * 16 * 1024)
    assert "Traceback" not in outcome.errors
    assert outcome.lines[-1].split()[0] in {"ended", "refused"} or outcome.lines[-1] == f"stored {COMMITS - 1}"
    await check_home(home, SEED, COMMITS, acknowledged(outcome.lines))


async def test_commit_that_failed_in_its_sync_is_not_doubled_when_given_again(tmp_path: Path, library: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    fault = Fault(at=20, do=IO_ERROR, calls="fsync")  # beyond those of opening
    outcome = run_child(CHILD, [str(home), SEED, str(COMMITS)], home=home, library=library, fault=fault)
    assert "refused IoFailed" in outcome.lines
    assert await check_home(home, SEED, COMMITS, acknowledged(outcome.lines)) == COMMITS


async def test_every_own_commit_is_synced_before_it_is_acknowledged(tmp_path: Path, library: Path) -> None:
    """After k syncs beyond those of opening, at most k commits are acknowledged: each waited for one of its own."""
    told: list[int] = []
    for at in range(1, 40):
        home = tmp_path / str(at)
        home.mkdir()
        fault = Fault(at=at, do=KILL, calls="fsync")
        outcome = run_child(CHILD, [str(home), SEED, str(COMMITS)], home=home, library=library, fault=fault)
        told.append(acknowledged(outcome.lines))
        if not outcome.has_happened or told[-1] == COMMITS:
            break
    assert told[-1] == COMMITS
    assert all(later - earlier <= 1 for earlier, later in pairwise(told)), told
