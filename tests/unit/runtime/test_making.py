"""A home that a process left half made: taken away and made again, never opened, never taken for a node."""

from __future__ import annotations

from pathlib import Path

import pytest

from keys import keyfile
from keys.keyfile import CHEAP
from keys.randomness import system_random
from node.api.port import Condition
from node.runtime import making
from node.runtime.errors import NotReady
from node.runtime.home import Home
from node.store.errors import AlreadyOpen
from node.store.home import Home as StoreHome
from node.store.home import HomeLock
from tests.integration.homes import PASSPHRASE, make_home


def half_made(folder: Path) -> Home:
    """Leave what a process leaves that dies between its key file and the end."""
    folder.mkdir()
    home = Home(folder, cost=CHEAP)
    keyfile.create(making.unfinished(home.key_file), "TEST another", random=system_random, cost=CHEAP)
    StoreHome(folder).database.write_bytes(b"x" * 100)
    return home


async def test_f05_home_left_half_made_is_no_node_and_is_made_again(tmp_path: Path) -> None:
    home = half_made(tmp_path / "home")
    assert home.condition is Condition.EMPTY
    with pytest.raises(NotReady):
        await home.unlock("TEST another")
    await home.create(name="TEST-alice", passphrase=PASSPHRASE)
    await home.lock()
    assert not making.unfinished(home.key_file).exists()
    await home.unlock(PASSPHRASE)
    await home.lock()


async def test_f05_home_that_could_not_be_made_leaves_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home", cost=CHEAP)
    monkeypatch.setattr(making, "sync_directory", refusing)
    with pytest.raises(OSError, match="TEST"):
        await home.create(name="TEST-alice", passphrase=PASSPHRASE)
    assert home.condition is Condition.EMPTY
    assert {file.name for file in home.folder.iterdir()} == set()


def refusing(_folder: Path) -> None:
    raise OSError("TEST")


async def test_database_whose_key_file_is_lost_is_never_taken_away(tmp_path: Path) -> None:
    home = await make_home(tmp_path / "home")
    await home.lock()
    home.key_file.unlink()
    before = StoreHome(home.folder).database.read_bytes()
    with pytest.raises(NotReady, match="without its key file"):
        await home.create(name="TEST-alice", passphrase=PASSPHRASE)
    assert StoreHome(home.folder).database.read_bytes() == before


async def test_f11_home_that_another_process_is_making_is_left_to_it(tmp_path: Path) -> None:
    home = half_made(tmp_path / "home")
    lock = HomeLock(StoreHome(home.folder))
    with pytest.raises(AlreadyOpen):
        await home.create(name="TEST-alice", passphrase=PASSPHRASE)
    lock.release()
    assert making.unfinished(home.key_file).exists()


async def test_panic_destroys_the_key_of_a_home_left_half_made(tmp_path: Path) -> None:
    home = half_made(tmp_path / "home")
    await home.panic()
    assert list(home.folder.iterdir()) == []
