"""What this package relies on in its libraries, and could not see break otherwise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.service.effects import FindRows, LoadAll
from node.store.cipher import Sql, connect, set_up_writer
from node.store.errors import NoSpace
from node.store.find import find_rows
from node.store.migrations import MIGRATIONS
from node.store.store import Store
from node.store.thread import SqlThread
from tests.faults.shim import ROOT

KEY = bytes(32)


@pytest.fixture
def sql(tmp_path: Path) -> Iterator[Sql]:
    """A connection to a new database with every table."""
    (tmp_path / "ledger.db").touch()
    opened = connect(tmp_path / "ledger.db", KEY, mode="rw")
    set_up_writer(opened)
    for step in MIGRATIONS:
        step(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("fullfsync", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("mmap_size", None),
        ("cipher_page_size", "16384"),
        ("cipher_hmac_algorithm", "HMAC_SHA512"),
        ("cipher_use_hmac", "1"),
        ("cipher_plaintext_header_size", "0"),
    ],
)
def test_connection_is_set_up_as_promised(sql: Sql, pragma: str, value: object) -> None:
    found = sql.execute(f"PRAGMA {pragma}").fetchone()
    assert found == (None if value is None and found is None else (value or 0,))


def test_full_text_index_forgets_the_words_of_a_row_only_when_it_is_merged(sql: Sql) -> None:
    """Why an erased record's row is followed by `optimize`, and contentless deletion is not used."""
    sql.execute("INSERT INTO words (rowid, tokens) VALUES (1, 'uzoravazz')")
    sql.execute("INSERT INTO words (words, rowid, tokens) VALUES ('delete', 1, 'uzoravazz')")
    segments = "SELECT count(*) FROM words_data WHERE instr(block, CAST('zoravazz' AS BLOB))"
    assert sql.execute(segments).fetchone() != (0,)
    sql.execute("INSERT INTO words (words) VALUES ('optimize')")
    assert sql.execute(segments).fetchone() == (0,)


class Asked:
    """Keeps how the database carries out each statement of a search."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self.plans: list[str] = []

    def execute(self, statement: str, values: object = ()) -> object:
        plan = self._sql.execute(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
        self.plans.append(" | ".join(str(row[3]) for row in plan))
        return self._sql.execute(statement, values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "effect",
    [
        FindRows(),
        FindRows(kind="person"),
        FindRows(space=b"S" * 16),  # type: ignore[arg-type]
        FindRows(space=b"S" * 16, kind="person"),  # type: ignore[arg-type]
        FindRows(space=b"S" * 16, kind="person", tokens=("a",)),  # type: ignore[arg-type]
        FindRows(tokens=("a", "b")),
        FindRows(refs_to=b"r" * 16, kind="person"),  # type: ignore[arg-type]
        FindRows(records=(b"r" * 16,), tokens=("a",)),  # type: ignore[arg-type]
    ],
    ids=repr,
)
def test_no_search_reads_the_whole_table_of_rows(sql: Sql, effect: FindRows) -> None:
    sql.execute("BEGIN")
    sql.execute("INSERT INTO spaces VALUES (1, ?)", (b"S" * 16,))
    sql.execute("INSERT INTO kinds VALUES (1, 'person')")
    for n in range(300):
        sql.execute("INSERT INTO rows VALUES (?, 1, 1, 0, 's', x'', x'')", (n,))
        sql.execute("INSERT INTO views VALUES (?, '', x'90', '', x'', '')", (n,))
        sql.execute("INSERT INTO words (rowid, tokens) VALUES (?, 'a b \ue000sk \ue000s1k1')", (n,))
    sql.execute("COMMIT")
    asked = Asked(sql)
    find_rows(asked, effect)  # type: ignore[arg-type]
    assert asked.plans != []
    assert [plan for plan in asked.plans if "SCAN rows" in plan and "INDEX" not in plan] == []


async def test_connection_that_fails_to_open_ends_its_thread() -> None:
    thread = SqlThread()

    def fail() -> Sql:
        raise NoSpace

    with pytest.raises(NoSpace):
        await thread.start(fail)
    await thread.finish()
    await thread.finish()
    thread._thread.join(timeout=10)
    assert not thread._thread.is_alive()


def test_program_that_fails_with_the_store_open_ends(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from node.store.store import Store\n"
        "async def main(): store = await Store.open(Path(sys.argv[1]), bytes(32)); print('open'); sys.exit(3)\n"
        "asyncio.run(main())"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.returncode) == ("open\n", 3)


async def test_store_opens_where_one_was_never_closed(tmp_path: Path) -> None:
    test_program_that_fails_with_the_store_open_ends(tmp_path)
    store = await Store.open(tmp_path, KEY)
    assert not (await store.perform(LoadAll())).is_copy
    await store.close()
