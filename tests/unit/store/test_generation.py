"""A9, F14: a copied, restored or older home is noticed, and stays noticed until a commit settles it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from node.crdt.ids import Space
from node.service.effects import Commit, LoadAll
from node.store import generation, opening
from node.store.errors import StoreError
from node.store.store import Store
from tests.sim.entries import LogWriter

Random = Callable[[int], bytes]
KEY = bytes(32)
DATABASE = ("ledger.db", "ledger.db-wal", "ledger.db-shm")


@pytest.fixture
def alice(random: Random) -> LogWriter:
    return LogWriter(Space(b"S" * 16), random)


async def opened(home: Path, machine: str = "TEST") -> Store:
    return await Store.open(home, KEY, machine=machine)


async def is_copy(home: Path, machine: str = "TEST") -> bool:
    """Open and close a home; tell what it took itself for."""
    store = await opened(home, machine)
    try:
        loaded = await store.perform(LoadAll())
    finally:
        await store.close()
    return bool(loaded.is_copy)


async def write(home: Path, alice: LogWriter, *, entries: int = 1, settles: bool = False) -> None:
    store = await opened(home)
    for _ in range(entries):
        await store.perform(Commit(entries=(alice.write(),), settles_copy=settles))
    await store.close()


def copied(source: Path, target: Path) -> Path:
    """Copy a folder with everything a good copying program keeps."""
    shutil.copytree(source, target, copy_function=shutil.copy2)
    return target


async def test_new_home_and_one_opened_again_are_no_copies(tmp_path: Path, alice: LogWriter) -> None:
    assert not await is_copy(tmp_path)
    await write(tmp_path, alice, entries=3)
    assert not await is_copy(tmp_path)


async def test_f14_copied_home_is_a_copy_until_a_commit_settles_it(tmp_path: Path, alice: LogWriter) -> None:
    (tmp_path / "first").mkdir()
    await write(tmp_path / "first", alice)
    second = copied(tmp_path / "first", tmp_path / "second")
    assert await is_copy(second)
    assert await is_copy(second), "over restarts too"
    await write(second, alice)
    assert await is_copy(second), "a commit that does not say so settles nothing"
    await write(second, alice, settles=True)
    assert not await is_copy(second)
    assert not await is_copy(tmp_path / "first")


async def test_f14_home_moved_on_one_disk_is_no_copy(tmp_path: Path, alice: LogWriter) -> None:
    (tmp_path / "first").mkdir()
    await write(tmp_path / "first", alice)
    (tmp_path / "first").rename(tmp_path / "second")
    assert not await is_copy(tmp_path / "second")


async def test_f14_home_on_another_computer_is_a_copy(tmp_path: Path, alice: LogWriter) -> None:
    await write(tmp_path, alice)
    assert await is_copy(tmp_path, machine="TEST-other")


async def test_a09_whole_home_restored_in_place_is_a_copy(tmp_path: Path, alice: LogWriter) -> None:
    home = tmp_path / "home"
    home.mkdir()
    await write(home, alice)
    backup = copied(home, tmp_path / "backup")
    await write(home, alice)
    for file in backup.iterdir():
        shutil.copy2(file, home / file.name)
    assert await is_copy(home)


async def test_a09_database_alone_restored_is_a_copy(tmp_path: Path, alice: LogWriter) -> None:
    home = tmp_path / "home"
    home.mkdir()
    await write(home, alice)
    older = (home / "ledger.db").read_bytes()
    await write(home, alice)
    (home / "ledger.db").write_bytes(older)
    assert await is_copy(home)


async def test_a09_database_copied_while_open_and_restored_after_a_kill_is_a_copy(
    tmp_path: Path, alice: LogWriter
) -> None:
    """The generation file is the same all the while: only the count of entries tells."""
    home, older, killed = tmp_path / "home", tmp_path / "older", tmp_path / "killed"
    home.mkdir()
    store = await opened(home)
    await store.perform(Commit(entries=(alice.write(),)))
    copied(home, older)
    await store.perform(Commit(entries=(alice.write(),)))
    copied(home, killed)
    await store.close()
    for name in DATABASE:
        (home / name).unlink(missing_ok=True)
        if (older / name).exists():
            shutil.copy2(older / name, home / name)
    assert await is_copy(home)


@pytest.mark.parametrize("name", ["generation", "written"])
@pytest.mark.parametrize("harm", ["gone", "empty", "other", "long"])
async def test_home_whose_marks_are_harmed_is_a_copy(tmp_path: Path, alice: LogWriter, name: str, harm: str) -> None:
    await write(tmp_path, alice)
    mark = tmp_path / name
    if harm == "gone":
        mark.unlink()
    else:
        mark.write_bytes({"empty": b"", "other": b"\xff" * len(mark.read_bytes()), "long": bytes(4096)}[harm])
    assert await is_copy(tmp_path)


async def test_mark_whose_time_of_change_moved_is_a_copy(tmp_path: Path, alice: LogWriter) -> None:
    """A file system that gives a restored file its old inode still shows it."""
    await write(tmp_path, alice)
    os.utime(tmp_path / "generation")
    assert await is_copy(tmp_path)


async def test_own_marks_left_as_they_were_by_many_openings(tmp_path: Path, alice: LogWriter) -> None:
    await write(tmp_path, alice)
    before = (tmp_path / "generation").stat()
    for _ in range(3):
        await write(tmp_path, alice)
    after = (tmp_path / "generation").stat()
    assert (before.st_ino, before.st_ctime_ns) == (after.st_ino, after.st_ctime_ns)


async def test_crash_between_mark_and_database_is_a_copy_again(
    tmp_path: Path, alice: LogWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "first").mkdir()
    await write(tmp_path / "first", alice)
    second = copied(tmp_path / "first", tmp_path / "second")

    class Crashed(Exception):
        pass

    def crash(*_: object) -> None:
        raise Crashed

    with monkeypatch.context() as patch:
        patch.setattr(generation, "transaction", crash)
        with pytest.raises(Crashed):
            await opened(second)
    assert await is_copy(second)


async def test_crash_before_the_database_knows_its_first_mark_leaves_a_home_that_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError

    with monkeypatch.context() as patch:
        patch.setattr(opening, "check_generation", refuse)
        with pytest.raises(StoreError):
            await opened(tmp_path)
    assert not await is_copy(tmp_path)


async def test_entries_of_others_lost_with_the_power_make_no_copy(tmp_path: Path, alice: LogWriter) -> None:
    """What was not synced is not counted, so its loss is not taken for an older database."""
    home = tmp_path / "home"
    home.mkdir()
    await write(home, alice)
    written = (home / "written").read_bytes()
    store = await opened(home)
    await store.perform(Commit(entries=(alice.write(),), is_own=False))
    assert (home / "written").read_bytes() == written
    await store.perform(Commit(entries=(alice.write(),)))
    assert (home / "written").read_bytes() != written
    await store.close()
