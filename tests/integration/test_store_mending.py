"""F5, F6, C9, A9: faults at every call of opening a copied, older home, of erasing and of dropping rows."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from node.crdt.entry import Pruned
from node.service.effects import FindRows, LoadAll, LoadRecords
from node.store import migrate
from node.store.store import Store
from tests.faults.mending_child import ERASED, NEXT_MIGRATIONS
from tests.faults.raw_pages import everything
from tests.faults.shim import IO_ERROR, KILL, NO_SPACE, TEAR, Fault, Outcome, build, run_child
from tests.faults.writing import KEY, SPACE, commits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="faults are put in by preloading a library")

CHILD = "tests.faults.mending_child"
SEED, COMMITS = "TEST-mending", 5
CALLS_MAX = 2_000
MODES = {
    "killed": Fault(at=0, do=KILL),
    "torn": Fault(at=0, do=TEAR, calls="write"),
    "io error": Fault(at=0, do=IO_ERROR),
    "disk full from then on": Fault(at=0, do=NO_SPACE, calls="write,ftruncate,open", stays=True),
}


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, require_tool: Callable[[str], str]) -> Path:
    """The library that puts faults in."""
    return build(tmp_path_factory.mktemp("faults"), require_tool("gcc"))


@pytest.fixture
async def older(tmp_path: Path) -> Path:
    """A closed home of the version before the child's."""
    home = tmp_path / "older"
    home.mkdir()
    store = await Store.open(home, KEY, machine="TEST")
    for commit in commits(SEED, COMMITS):
        await store.perform(commit)
    await store.close()
    return home


@pytest.fixture(autouse=True)
def next_version(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test open what the child has migrated."""
    monkeypatch.setattr(migrate, "MIGRATIONS", NEXT_MIGRATIONS)


async def check_sweep(folder: Path, older: Path, library: Path, mode: Fault, places: range) -> None:
    for faults, at in enumerate(places):
        home = folder / str(at)
        shutil.copytree(older, home)
        fault = Fault(at=at, do=mode.do, calls=mode.calls, stays=mode.stays)
        outcome = run_child(CHILD, [str(home)], home=home, library=library, fault=fault)
        try:
            await check_outcome(home, outcome)
        except BaseException as error:
            error.add_note(f"fault {mode} at call {at}: {outcome.lines} {outcome.errors}")
            raise
        shutil.rmtree(home)
        if not outcome.has_happened:
            assert outcome.lines == ("opened True", "settled", "pruned", "dropped", "closed")
            assert faults > 0
            return
    raise AssertionError("the sweep did not come to its end")


async def check_outcome(home: Path, outcome: Outcome) -> None:
    assert "Traceback" not in outcome.errors
    store = await Store.open(home, KEY, machine="TEST")
    loaded = await store.perform(LoadAll())
    assert loaded.is_copy == ("settled" not in loaded.settings), "a copy is forgotten only together with its logs"
    assert "settled" in loaded.settings or "settled" not in outcome.lines
    found = await store.perform(LoadRecords(SPACE, (ERASED,)))
    is_pruned = all(isinstance(item.payload, Pruned) for item in found[ERASED])
    assert is_pruned or "pruned" not in outcome.lines
    await check_rest(store, is_pruned=is_pruned, is_dropped="dropped" in outcome.lines)
    if is_pruned:
        assert b"TEST-2" not in everything(home, KEY)
    await store.close()


async def check_rest(store: Store, *, is_pruned: bool, is_dropped: bool) -> None:
    """Everything that was not erased is there, and nothing is wrong."""
    made = commits(SEED, COMMITS)
    kept = tuple(row.record for commit in made for row in commit.rows if row.record != ERASED)
    payloads = await store.perform(LoadRecords(SPACE, kept))
    assert sum(map(len, payloads.values())) == sum(len(commit.entries) for commit in made) - 1
    rows = (await store.perform(FindRows())).total
    assert rows == 0 if is_dropped else rows in (0, COMMITS - is_pruned)
    wrong = [problem for problem in await store.examine() if ".version-" not in problem.where]
    assert [problem for problem in wrong if not problem.where.endswith(".new")] == []


@pytest.mark.parametrize("mode", MODES)
async def test_f05_fault_at_some_calls_of_mending_harms_nothing(
    tmp_path: Path, older: Path, library: Path, mode: str
) -> None:
    await check_sweep(tmp_path, older, library, MODES[mode], range(3, CALLS_MAX, 29))


@pytest.mark.proof
@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
async def test_f05_fault_at_every_call_of_mending_harms_nothing(
    tmp_path: Path, older: Path, library: Path, mode: str
) -> None:
    await check_sweep(tmp_path, older, library, MODES[mode], range(1, CALLS_MAX))
