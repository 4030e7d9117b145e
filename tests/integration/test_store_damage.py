"""F6 and damage: wrong keys, flipped bytes, cut files, newer versions: each is named, nothing is written over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from node.service.effects import DropRows
from node.store import migrate, migrations
from node.store.cipher import connect, file_salt
from node.store.doctor import examine
from node.store.errors import Damaged, NewerVersion, StoreError, WrongKey
from node.store.home import Home
from node.store.limits import PAGE_BYTES
from node.store.store import Store
from tests.faults.verdict import check_home
from tests.faults.writing import KEY, SPACE, commits

SEED, COMMITS = "TEST-damage", 6
OTHER_KEY = b"k" * 32


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A closed home with a few commits in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    await fill(folder)
    return folder


async def fill(folder: Path) -> None:
    store = await Store.open(folder, KEY, machine="TEST")
    for commit in commits(SEED, COMMITS):
        await store.perform(commit)
    await store.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith("-shm")}


async def refusal(folder: Path, key: bytes = KEY) -> StoreError:
    with pytest.raises(StoreError) as refused:
        await Store.open(folder, key, machine="TEST")
    return refused.value


async def test_database_under_another_key_is_refused_and_untouched(home: Path) -> None:
    before = contents(home)
    refused = await refusal(home, OTHER_KEY)
    assert isinstance(refused, WrongKey)
    assert "nothing was changed" in str(refused)
    assert contents(home) == before
    await check_home(home, SEED, COMMITS, COMMITS)


def test_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        connect(tmp_path / "x", b"short", mode="rw")


def test_file_begins_with_bytes_only_the_key_gives(home: Path) -> None:
    assert (home / "ledger.db").read_bytes()[:16] == file_salt(KEY) != file_salt(OTHER_KEY)


async def test_every_page_with_a_flipped_byte_is_named(home: Path) -> None:
    database = home / "ledger.db"
    whole = database.read_bytes()
    assert examine(home, KEY) == []
    for page in range(len(whole) // PAGE_BYTES):
        for place in (*(range(17) if page == 0 else (0,)), 5000, PAGE_BYTES - 80, PAGE_BYTES - 1):
            harmed = bytearray(whole)
            harmed[page * PAGE_BYTES + place] ^= 0x10
            database.write_bytes(harmed)
            assert [problem.where for problem in examine(home, KEY)] == [f"database, page {page + 1}"], place
    database.write_bytes(whole)
    assert examine(home, KEY) == []


async def test_damaged_first_page_is_not_taken_for_a_wrong_key(home: Path) -> None:
    database = home / "ledger.db"
    whole = database.read_bytes()
    for places in ((20,), (0, 20)):
        harmed = bytearray(whole)
        for place in places:
            harmed[place] ^= 1
        database.write_bytes(harmed)
        refused = await refusal(home)
        assert isinstance(refused, Damaged)
        assert refused.pages == (1,)
        assert "page 1;" in str(refused)
        assert database.read_bytes() == harmed, "nothing was written over it"


async def test_damaged_salt_alone_is_named_and_keeps_nothing_from_opening(home: Path) -> None:
    database = home / "ledger.db"
    whole = database.read_bytes()
    database.write_bytes(b"\0" + whole[1:])
    store = await Store.open(home, KEY, machine="TEST")
    assert await store.damaged_pages() == [1]
    assert [problem.where for problem in await store.examine()] == ["database, page 1"]
    await store.close()


@pytest.mark.parametrize("left", [1, 15, PAGE_BYTES - 1, PAGE_BYTES, 5 * PAGE_BYTES, -PAGE_BYTES, -1])
async def test_cut_database_is_refused_as_damaged(home: Path, left: int) -> None:
    database = home / "ledger.db"
    cut = database.read_bytes()[:left]
    database.write_bytes(cut)
    assert isinstance(await refusal(home), Damaged)
    assert database.read_bytes() == cut


async def test_page_damaged_while_open_is_named_where_it_is_read(home: Path, tmp_path: Path) -> None:
    whole = (home / "ledger.db").read_bytes()
    named = set()
    for page in range(2, len(whole) // PAGE_BYTES):
        copy = tmp_path / str(page)
        shutil.copytree(home, copy)
        harmed = bytearray(whole)
        harmed[page * PAGE_BYTES + 100] ^= 1
        (copy / "ledger.db").write_bytes(harmed)
        try:
            await check_home(copy, SEED, COMMITS, COMMITS)
        except Damaged as error:
            named.add(error.pages == (page + 1,))
        except AssertionError:
            continue  # read, and found by the examination alone
    assert named == {True}


async def test_page_damaged_while_open_is_named_where_it_is_written(home: Path) -> None:
    database = home / "ledger.db"
    store = await Store.open(home, KEY, machine="TEST")
    pages = len(database.read_bytes()) // PAGE_BYTES
    with database.open("r+b") as file:
        for page in range(1, pages):
            file.seek(page * PAGE_BYTES + 100)
            file.write(b"harm")
    with pytest.raises(Damaged) as refused:
        await store.perform(DropRows(SPACE))
    assert refused.value.pages == tuple(range(2, pages + 1))
    await store.close()


# --- versions ---------------------------------------------------------------------------------------------------------
def set_version(folder: Path, version: int) -> None:
    sql = connect(folder / "ledger.db", KEY, mode="rw")
    sql.execute(f"PRAGMA user_version = {version}")
    sql.close()


async def test_f06_newer_database_is_refused_and_untouched(home: Path) -> None:
    newer = len(migrations.MIGRATIONS) + 1
    set_version(home, newer)
    before = contents(home)
    refused = await refusal(home)
    assert isinstance(refused, NewerVersion)
    assert (refused.found, refused.known) == (newer, newer - 1)
    assert "install the newer program" in str(refused)
    assert contents(home) == before


async def test_f06_newer_database_with_a_write_ahead_log_is_untouched(home: Path, tmp_path: Path) -> None:
    newer = len(migrations.MIGRATIONS) + 1
    sql = connect(home / "ledger.db", KEY, mode="rw")
    sql.execute(f"PRAGMA user_version = {newer}")
    killed = tmp_path / "killed"
    shutil.copytree(home, killed)
    sql.close()
    before = contents(killed)
    assert before["ledger.db-wal"]
    assert isinstance(await refusal(killed), NewerVersion)
    assert contents(killed) == before


def add_column(sql: migrate.Sql) -> None:
    sql.execute("ALTER TABLE kinds ADD COLUMN color TEXT NOT NULL DEFAULT 'blue'")


def fail(sql: migrate.Sql) -> None:
    sql.execute("DELETE FROM entries")
    sql.execute("NO SQL")


@pytest.fixture
def with_migrations(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the program know more versions."""

    def know(*more: migrations.Migration) -> None:
        monkeypatch.setattr(migrate, "MIGRATIONS", (*migrations.MIGRATIONS, *more))

    return know


async def test_f06_older_database_is_migrated_with_a_verified_copy_first(
    home: Path, with_migrations: Callable[..., None]
) -> None:
    older = (home / "ledger.db").read_bytes()
    with_migrations(add_column)
    store = await Store.open(home, KEY, machine="TEST")
    await store.close()
    backup = Home(home).backup(len(migrations.MIGRATIONS))
    assert backup.read_bytes() == older
    assert backup.stat().st_mode & 0o077 == 0
    assert await check_home(home, SEED, COMMITS, COMMITS) == COMMITS
    assert backup.name not in contents(home), "what it holds may since be erased"


async def test_f06_migration_that_fails_leaves_the_old_version(
    home: Path, with_migrations: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "MIGRATIONS", (*migrations.MIGRATIONS, add_column, fail))
        with pytest.raises(StoreError):
            await Store.open(home, KEY, machine="TEST")
    assert await check_home(home, SEED, COMMITS, COMMITS) == COMMITS


async def test_f06_damaged_database_is_not_migrated(home: Path, with_migrations: Callable[..., None]) -> None:
    database = home / "ledger.db"
    harmed = bytearray(database.read_bytes())
    harmed[-200] ^= 1
    database.write_bytes(harmed)
    with_migrations(add_column)
    assert isinstance(await refusal(home), Damaged)
    assert database.read_bytes() == harmed
    assert not [name for name in contents(home) if ".version-" in name]
