"""The folder of a store: its lock, its names, and the computer it is on."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.service.effects import Commit, LoadAll
from node.store.errors import AlreadyOpen, Damaged, NoHome, StoreError
from node.store.home import Home, HomeLock
from node.store.machine import machine_id
from node.store.removal import remove_store
from node.store.store import Store

KEY = bytes(32)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_lock_is_held_once_until_it_is_released(tmp_path: Path) -> None:
    first = HomeLock(Home(tmp_path))
    with pytest.raises(AlreadyOpen):
        HomeLock(Home(tmp_path))
    first.release()
    first.release()
    HomeLock(Home(tmp_path)).release()


async def test_folder_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(NoHome):
        await Store.open(tmp_path / "missing", KEY)
    assert not Home(tmp_path / "missing").database.exists()


@pytest.mark.parametrize("name", ["TEST ?mode=ro#%41&x", "TEST-дом", "a'b\"c"])
async def test_folder_of_any_name_holds_a_store(tmp_path: Path, name: str) -> None:
    home = Home(tmp_path / name)
    home.folder.mkdir()
    for number in range(2):
        store = await Store.open(home.folder, KEY)
        assert len((await store.perform(LoadAll())).settings) == number
        await store.perform(Commit(settings=(("a", b""),)))
        await store.close()
    assert names(tmp_path) == {name}
    assert home.database.exists()


async def test_closed_store_leaves_these_files_and_removal_takes_them(tmp_path: Path) -> None:
    (tmp_path / "key").touch()
    store = await Store.open(tmp_path, KEY)
    await store.close()
    assert names(tmp_path) == {"key", "generation", "ledger.db", "lock", "written"}
    remove_store(tmp_path)
    assert names(tmp_path) == {"key"}


def test_computer_is_known_by_one_short_text() -> None:
    assert machine_id() == machine_id()
    assert len(machine_id()) <= 128


def test_messages_stay_one_line_and_name_few_pages() -> None:
    many = str(Damaged(range(1, 100)))
    assert "page 1, 2, 3, 4, 5, 6, 7, 8 and 91 more" in many
    assert "page" not in str(Damaged())
    kinds = [kind for kind in StoreError.__subclasses__() if kind.__init__ is not StoreError.__init__]
    for kind in kinds:
        arguments = {"NewerVersion": (2, 1), "Defect": (1,)}.get(kind.__name__, ())
        message = str(kind(*arguments))
        assert "\n" not in message
        assert ";" in message
