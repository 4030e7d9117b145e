"""F5: on every way in which the program writes, each call that changes a file fails once; nothing acknowledged is lost.

The paths stand in tests/faults/paths.py, what fails and how in tests/faults/sweep.py. `make test` runs a part of the
sweep, `make proof` all of it, with a line for each path. By hand: `python -m tests.faults.sweep PATH`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.paths import PATHS
from tests.faults.sweep import CALLS_MAX, FILE_BYTES, MODES, SPARES, Count, Sweeper, may_mount

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="faults are put in by preloading a library")
TESTING = (Path(__file__).parents[2] / "docs" / "TESTING.md").read_text("utf-8")


@pytest.fixture(scope="module")
def sweeper(tmp_path_factory: pytest.TempPathFactory, require_tool: Callable[[str], str]) -> Iterator[Sweeper]:
    """A prepared world and a process that forks children under the library of faults."""
    made = Sweeper(tmp_path_factory.mktemp("sweep"), require_tool("gcc"))
    yield made
    made.close()


def test_f05_every_write_path_that_is_swept_is_told_of() -> None:
    assert not [name for name in PATHS if f"`{name}`" not in TESTING]


@pytest.mark.parametrize("name", PATHS)
def test_f05_fault_at_some_calls_of_a_path_loses_nothing(sweeper: Sweeper, name: str) -> None:
    count = Count()
    sweeper.sweep(name, "killed", range(7, CALLS_MAX, 59), count)
    sweeper.sweep(name, "disk full from then on", range(5, CALLS_MAX, 89), count)
    sweeper.limit(name, FILE_BYTES[2:3], count)
    assert count.faults > 1
    assert count.failures == []


@pytest.mark.parametrize("name", ["init", "edit", "receive", "backup"])
def test_f05_path_on_a_disk_that_is_nearly_full_loses_nothing(sweeper: Sweeper, name: str) -> None:
    if not may_mount():
        pytest.skip("not tested here, missing: the right to mount a small disk")
    count = Count()
    sweeper.fill(name, SPARES[1:4:2], count)
    assert count.failures == []


@pytest.mark.proof
@pytest.mark.slow
@pytest.mark.parametrize("name", PATHS)
def test_f05_fault_at_every_call_of_a_path_loses_nothing(
    sweeper: Sweeper, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    count = Count()
    for mode in MODES:
        sweeper.sweep(name, mode, range(1, CALLS_MAX), count)
    sweeper.limit(name, FILE_BYTES, count)
    if may_mount():
        sweeper.fill(name, SPARES, count)
    with capsys.disabled():
        print(f"\n{count}  {name}" + ("" if may_mount() else ", WITHOUT small disks: no right to mount"))
    assert count.failures == []
