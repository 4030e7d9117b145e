"""F5: a disk that is full, a folder that cannot be written: one clear line, and what was saved is there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from node.service.effects import Commit, LoadAll
from node.store.errors import NoSpace, ReadOnly, StoreError
from node.store.store import Store
from tests.faults.shim import ROOT
from tests.faults.verdict import check_home
from tests.faults.writing import KEY, commits

SEED, COMMITS = "TEST-disk", 60
DISK_BYTES = 3 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path, require_tool: Callable[[str], str]) -> Iterator[Path]:
    """A disk of three megabytes. Needs the right to mount one."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("not tested here, missing: the right to mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = [require_tool("mount"), "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("not tested here, missing: the right to mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


async def write_until_refused(store: Store, made: list[Commit]) -> int:
    for number, commit in enumerate(made):
        try:
            await store.perform(commit)
        except NoSpace:
            return number
    raise AssertionError("the disk never filled")


async def test_f05_full_disk_refuses_one_commit_and_the_store_goes_on(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(DISK_BYTES // 3))
    made = commits(SEED, COMMITS)
    store = await Store.open(small_disk, KEY, machine="TEST")
    stored = await write_until_refused(store, made)
    assert stored > 0
    (tip,) = (await store.perform(LoadAll())).tips
    assert tip.id == made[stored - 1].entries[-1].id, "reading goes on, and nothing of the refused commit is there"
    with pytest.raises(NoSpace, match="free some space"):
        await store.perform(made[stored])
    ballast.unlink()
    await store.perform(made[stored])
    await store.close()
    assert await check_home(small_disk, SEED, COMMITS, stored + 1) == stored + 1


async def test_f05_full_disk_at_close_and_at_opening_loses_nothing(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(DISK_BYTES // 3))
    store = await Store.open(small_disk, KEY, machine="TEST")
    stored = await write_until_refused(store, commits(SEED, COMMITS))
    await store.close()
    refused: list[StoreError] = []
    try:
        again = await Store.open(small_disk, KEY, machine="TEST")
        await again.close()
    except StoreError as error:
        refused.append(error)
    assert all(isinstance(error, NoSpace) for error in refused)
    ballast.unlink()
    assert await check_home(small_disk, SEED, COMMITS, stored) == stored


async def test_f05_full_disk_makes_no_half_home(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(DISK_BYTES - 16 * 1024))
    with pytest.raises(NoSpace):
        await Store.open(small_disk, KEY, machine="TEST")
    ballast.unlink()
    assert await check_home(small_disk, SEED, COMMITS, 0) == 0


async def test_f05_disk_that_cannot_be_written_is_refused_with_one_line(small_disk: Path) -> None:
    store = await Store.open(small_disk, KEY, machine="TEST")
    await store.perform(commits(SEED, 1)[0])
    await store.close()
    remount(small_disk, "ro")
    with pytest.raises(ReadOnly) as refused:
        await Store.open(small_disk, KEY, machine="TEST")
    assert "cannot be written" in str(refused.value)
    assert "\n" not in str(refused.value)
    remount(small_disk, "rw")
    assert await check_home(small_disk, SEED, COMMITS, 1) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
@pytest.mark.parametrize(("harmed", "mode"), [(".", 0o500), ("ledger.db", 0o400), ("lock", 0o400), ("written", 0o400)])
async def test_f05_home_without_the_right_to_write_is_refused(
    tmp_path: Path, require_tool: Callable[[str], str], harmed: str, mode: int
) -> None:
    store = await Store.open(tmp_path, KEY, machine="TEST")
    await store.close()
    usual = change_mode(tmp_path / harmed, mode)
    said = without_power(tmp_path, require_tool)
    change_mode(tmp_path / harmed, usual)
    assert said == "ended ReadOnly"
    assert await check_home(tmp_path, SEED, COMMITS, 0) == 0


def change_mode(path: Path, mode: int) -> int:
    usual = path.stat().st_mode & 0o777
    path.chmod(mode)
    return usual


def without_power(home: Path, require_tool: Callable[[str], str]) -> str:
    """Return what a writer says that has no more rights than the modes of files give; root alone may write anywhere."""
    command = [sys.executable, "-m", "tests.faults.writing_child", str(home), SEED, "1"]
    if os.geteuid() == 0:
        command = [require_tool("setpriv"), "--bounding-set", "-dac_override,-dac_read_search", *command]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.strip()
