"""Marks on a real disk: they outlive a restart, an older database gets them, and an erasure takes them away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from node.crdt.ids import Record, Space
from node.service.effects import Commit, DropRows, FindRows, LoadDirty, RecordRow
from node.service.following import FindDue, ListMarks, LoadUnmarked, RowMarks
from node.store import migrate, migrations
from node.store.cipher import connect
from node.store.store import Store

KEY = bytes(32)
SPACE, ALES, NEED = Space(b"S" * 16), Record(b"a" * 16), Record(b"n" * 16)


def row(record: Record, kind: str, **refs: Record) -> RecordRow:
    """Make a row of which something may follow."""
    return RecordRow(
        space=SPACE, record=record, kind=kind, view=b"\x90", hash=record * 2, title="TEST-", sort="test", tokens="test",
        refs=tuple(refs.items()), is_hidden=False, marks=("conflict",), touches=(record, *refs.values()),
    )  # fmt: skip


def unmarked(day: str = "2026-03-14") -> LoadUnmarked:
    return LoadUnmarked(day=day, kinds=("person", "need"), near=("person",), count=10)


async def test_marks_and_what_is_to_be_looked_at_outlive_a_restart(tmp_path: Path) -> None:
    store = await Store.open(tmp_path, KEY)
    await store.perform(Commit(rows=(row(ALES, "person"), row(NEED, "need", person=ALES))))
    found = await store.perform(unmarked())
    assert [(item.record, item.kind, len(item.near)) for item in found.rows] == [(NEED, "need", 0), (ALES, "person", 1)]
    marks = RowMarks(space=SPACE, record=NEED, marks=("open",), due=(("need", "1"),), until="2026-04-01")
    await store.perform(Commit(marks=(marks,), is_own=False))
    await store.close()
    store = await Store.open(tmp_path, KEY)
    assert [item.record for item in (await store.perform(unmarked())).rows] == [ALES]
    assert {item.record for item in (await store.perform(unmarked("2026-04-01"))).rows} == {ALES, NEED}
    (again,) = (await store.perform(FindRows(marks=("open", "conflict")))).rows
    assert (again.record, again.marks, again.follows, again.due) == (NEED, ("conflict",), ("open",), (("need", "1"),))
    assert (await store.perform(FindDue(list="need"))).total == 1
    await store.close()


async def test_erased_record_leaves_no_mark_and_its_neighbour_is_looked_at_again(tmp_path: Path) -> None:
    store = await Store.open(tmp_path, KEY)
    await store.perform(Commit(rows=(row(ALES, "person"), row(NEED, "need", person=ALES))))
    marks = tuple(
        RowMarks(space=SPACE, record=record, marks=("open",), due=(("need", "1"),)) for record in (ALES, NEED)
    )
    await store.perform(Commit(marks=marks))
    await store.perform(Commit(marks=marks[:1]))  # its need was marked meanwhile
    await store.perform(Commit(prune=((SPACE, NEED),)))
    assert [item.record for item in (await store.perform(unmarked())).rows] == [NEED, ALES]
    assert [one.record for one in (await store.perform(FindRows(marks=("open",)))).rows] == [ALES]
    assert [one.record for one in (await store.perform(FindDue(list="need"))).rows] == [ALES]
    await store.close()
    sql = connect(tmp_path / "ledger.db", KEY, mode="rw")
    for table in ("follows", "due"):
        assert sql.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
    sql.close()


async def test_f06_rows_of_an_older_database_are_made_anew_with_their_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "MIGRATIONS", migrations.MIGRATIONS[:2])
        await (await Store.open(tmp_path, KEY)).close()
    sql = connect(tmp_path / "ledger.db", KEY, mode="rw")
    sql.execute("INSERT INTO spaces VALUES (1, ?)", (SPACE,))
    sql.execute("INSERT INTO kinds VALUES (1, 'person')")
    sql.execute("INSERT INTO records VALUES (1, 1, ?)", (ALES,))
    sql.execute("INSERT INTO rows VALUES (1, 1, 1, 0, 's', ?, x'')", (ALES,))
    sql.execute("INSERT INTO views VALUES (1, 'test', x'90', 'TEST-', x'90')")
    sql.close()
    store = await Store.open(tmp_path, KEY)
    assert await store.perform(LoadDirty(SPACE, 10)) == ((SPACE, ALES),)
    await store.close()


async def test_older_database_gets_its_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "MIGRATIONS", migrations.MIGRATIONS[:5])
    hidden = replace(row(Record(b"h" * 16), "person"), is_hidden=True)
    bare = replace(row(Record(b"b" * 16), "place"), marks=(), tokens="")
    store = await Store.open(tmp_path, KEY)
    await store.perform(Commit(rows=(row(ALES, "person"), row(NEED, "need", person=ALES), hidden, bare)))
    await store.perform(Commit(marks=(RowMarks(space=SPACE, record=ALES, marks=("place=1", "liberty=free")),)))
    asked = [
        *(FindRows(kind=kind, marks=marks, limit=0) for kind in (None, "person", "place") for marks in ((), ("a",))),
        ListMarks(prefix=""),
    ]
    kept = [await store.perform(effect) for effect in asked]
    assert kept[-1] == (("conflict", 2), ("liberty=free", 1), ("place=1", 1))
    await store.close()
    sql = connect(tmp_path / "ledger.db", KEY, mode="rw")
    sql.execute("DROP TABLE counts")
    sql.execute("PRAGMA user_version = 4")
    sql.close()
    store = await Store.open(tmp_path, KEY)
    assert [await store.perform(effect) for effect in asked] == kept
    assert {problem.where for problem in await store.examine()} == {"ledger.db.version-4"}  # the copy made before
    await store.close()


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE counts SET rows = 2 WHERE mark = ''",
        "UPDATE counts SET rows = 2 WHERE mark = 'conflict'",
        "INSERT INTO counts VALUES ('never', 1, 1, 1)",
        "DELETE FROM counts",
    ],
)
async def test_wrong_count_is_noticed_and_made_anew(tmp_path: Path, wrong: str) -> None:
    store = await Store.open(tmp_path, KEY)
    await store.perform(Commit(rows=(row(ALES, "person"),)))
    await store.close()
    sql = connect(tmp_path / "ledger.db", KEY, mode="rw")
    sql.execute(wrong)
    sql.close()
    store = await Store.open(tmp_path, KEY)
    assert {problem.where for problem in await store.examine()} == {"counts"}
    await store.perform(DropRows(SPACE))
    await store.perform(Commit(rows=(row(ALES, "person"),)))
    assert await store.examine() == []
    await store.close()
