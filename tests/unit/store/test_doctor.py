"""What the store finds wrong with a home, one harm at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from node.crdt.ids import Record, Space
from node.service.effects import Commit, RecordRow
from node.store.cipher import connect
from node.store.doctor import Problem, examine
from node.store.errors import AlreadyOpen, WrongKey
from node.store.store import Store
from tests.sim.entries import LogWriter

KEY = bytes(32)
SPACE = Space(b"S" * 16)
ALES, BARBARA = Record(b"a" * 16), Record(b"b" * 16)


@pytest.fixture
async def home(tmp_path: Path, random: Callable[[int], bytes]) -> Path:
    """A sound home with two entries and a row; it is closed."""
    store = await Store.open(tmp_path, KEY)
    alice = LogWriter(SPACE, random)
    row = RecordRow(
        space=SPACE,
        record=ALES,
        kind="person",
        view=b"",
        hash=bytes(32),
        title="TEST-Ales",
        sort="ales",
        tokens="ales",
        refs=(("place", BARBARA),),
        is_hidden=False,
    )
    await store.perform(Commit(entries=(alice.write(), alice.change(ALES)), rows=(row,)))
    await store.close()
    return tmp_path


def harmed(home: Path, *statements: str) -> list[Problem]:
    """Change the database behind the store's back and return what it finds."""
    sql = connect(home / "ledger.db", KEY, mode="rw")
    for statement in statements:
        sql.execute(statement)
    sql.close()
    return examine(home, KEY)


def test_sound_home_has_no_problem(home: Path) -> None:
    assert examine(home, KEY) == []
    assert examine(home, KEY) == []


@pytest.mark.parametrize(
    ("statement", "where", "mend"),
    [
        ("DELETE FROM payloads WHERE n / 64 = 2", "entries", "restore a backup"),
        ("UPDATE payloads SET record = 99", "payloads", "restore a backup"),
        ("DELETE FROM entries WHERE seq = 0", "logs", "restore a backup"),
        ("DELETE FROM entries WHERE seq = 1", "logs", "restore a backup"),
        ("UPDATE logs SET tip = 1", "logs", "restore a backup"),
        ("DELETE FROM logs", "entries", "restore a backup"),
        ("DELETE FROM spaces", "records", "restore a backup"),
        ("DELETE FROM views", "rows", "`rebuild`"),
        ("DELETE FROM rows", "views", "`rebuild`"),
        ("DELETE FROM rows", "references", "`rebuild`"),
        ("INSERT INTO words (words, rowid, tokens) VALUES ('delete', 2, 'ales')", "search", "`rebuild`"),
    ],
)
def test_rows_that_belong_to_nothing_are_found(home: Path, statement: str, where: str, mend: str) -> None:
    found = harmed(home, statement)
    assert [problem for problem in found if problem.where == where and mend in problem.mend] != []
    assert all(problem.what and problem.mend for problem in found)


def test_index_that_does_not_fit_its_table_is_found(home: Path) -> None:
    found = harmed(
        home,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'hidden, sort', 'sort, hidden') WHERE name = 'rows_by_sort'",
    )
    assert [problem.what for problem in found] == ["tables and indexes do not agree"]


def test_entries_that_were_saved_and_are_gone_are_counted(home: Path) -> None:
    found = harmed(home, "DELETE FROM entries", "DELETE FROM payloads", "DELETE FROM logs")
    assert [problem.what.split()[0] for problem in found if "had been saved" in problem.what] == ["2"]


@pytest.mark.parametrize("name", ["generation", "written"])
def test_missing_mark_is_found(home: Path, name: str) -> None:
    (home / name).unlink()
    assert [problem.where for problem in examine(home, KEY)] == [name]


@pytest.mark.parametrize("name", ["generation.new", "ledger.db.version-1", "ledger.db.version-1.new"])
def test_leftovers_are_found(home: Path, name: str) -> None:
    (home / name).write_bytes(b"")
    found = examine(home, KEY)
    assert {problem.where for problem in found} == {name}
    assert all("remove" in problem.mend for problem in found)


async def test_open_store_examines_itself_and_a_second_look_is_refused(home: Path) -> None:
    store = await Store.open(home, KEY)
    assert await store.examine() == []
    with pytest.raises(AlreadyOpen):
        examine(home, KEY)
    await store.close()


def test_wrong_key_is_an_error_and_no_problem_of_the_home(home: Path) -> None:
    with pytest.raises(WrongKey):
        examine(home, b"k" * 32)
