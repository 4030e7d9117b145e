"""Every page of many rows, by each way the store has of finding one, against a store in memory that sorts them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from node.crdt.ids import Record, Space
from node.service.effects import Commit, FindRows, RecordRow
from node.service.following import FindDue, RowMarks
from node.store import find
from node.store.cipher import connect
from node.store.plan import plan_of
from node.store.store import Store
from tests.sim.memory_store import MemoryStore

KEY = bytes(32)
WIDE, NARROW = Space(b"W" * 16), Space(b"N" * 16)
ROWS = 240
LIMIT = 7


def rows() -> Iterator[RecordRow]:
    """Make rows of two spaces and two kinds: marks that most have, few, or only those at the end of the order."""
    for at in range(ROWS):
        marks = [f"third={at % 3}", *(["dense"] if at % 10 else []), *(["late"] if at > ROWS - 90 else [])]
        yield RecordRow(
            space=NARROW if at % 12 == 5 else WIDE,
            record=Record((at * 7919 % 65_537).to_bytes(16, "big")),
            kind="need" if at % 4 == 3 else "person",
            view=b"\x90",
            hash=bytes(32),
            title="TEST-",
            sort=f"{at // 5:04}",  # five of each: the record decides
            tokens=f"test name{at % 2} {'rare' if at % 60 == 7 else 'common'}",
            refs=(),
            is_hidden=at % 17 == 4,
            marks=tuple(marks),
        )


def searches() -> Iterator[FindRows]:
    """Ask for pages near both ends and in the middle, by words and marks."""
    asked = product(
        (None, WIDE, NARROW),
        (None, "person"),
        ((), ("name1",), ("r",), ("te", "comm")),
        ((), ("dense",), ("late",), ("dense", "third=1"), ("never",)),
        (0, 3, 70, 150, 500),
    )
    for space, kind, tokens, marks, offset in asked:
        yield FindRows(space=space, kind=kind, tokens=tokens, marks=marks, limit=LIMIT, offset=offset)


@pytest.fixture
async def both(tmp_path: Path) -> Any:
    """The same rows on disk and in memory."""
    store, memory = await Store.open(tmp_path, KEY), MemoryStore()
    made = tuple(rows())
    due = tuple(
        RowMarks(space=row.space, record=row.record, due=(("list", f"day {at // 9 % 3}"),))
        for at, row in enumerate(made)
    )
    for commit in (Commit(rows=made), Commit(marks=due)):
        await store.perform(commit)
        memory.perform(commit)
    yield store, memory
    await store.close()


@pytest.mark.parametrize("cost", [0.5, 1, 100])
async def test_every_way_gives_the_same_page(both: Any, cost: float, monkeypatch: pytest.MonkeyPatch) -> None:
    store, memory = both
    ways: Counter[str] = Counter()
    look = find._look

    def spied(sql: Any, plan: Any, part: Any, first: int) -> list[int]:
        found = look(sql, plan, part, first)
        ways["enough" if len(found) >= part.wanted else "too few"] += 1
        return found

    monkeypatch.setattr(find, "_look", spied)
    monkeypatch.setattr(find, "LOOKUP_COST", cost)
    monkeypatch.setattr(find, "LOOK_ROWS_MIN", 2)
    for effect in searches():
        assert await store.perform(effect) == memory.perform(effect), effect
    assert (min(ways["enough"], ways["too few"]) > 0) == (cost <= 1), ways


@pytest.mark.parametrize("space", [None, WIDE])
async def test_every_page_of_a_list_by_day_has_its_order(both: Any, space: Space | None) -> None:
    store, memory = both
    for offset in range(0, ROWS, LIMIT):
        effect = FindDue(list="list", space=space, first="day 1", limit=LIMIT, offset=offset)
        assert await store.perform(effect) == memory.perform(effect)


async def test_no_list_is_sorted_when_it_is_asked_for(both: Any, tmp_path: Path) -> None:
    """A page of a kind is walked to in the order of an index, over several spaces too, and from both ends."""
    sql = connect(tmp_path / "ledger.db", KEY, mode="ro")
    for effect in (FindRows(kind="person"), FindRows(kind="person", space=WIDE)):
        plan = plan_of(sql, effect)
        assert plan is not None
        assert len(plan.spaces) == (2 if effect.space is None else 1)
        for offset in (0, 150):
            part = find._Part.of(replace(effect, limit=LIMIT, offset=offset), ROWS)
            statement, values = find._walk(plan, *plan.clause())
            steps = " ".join(row[3] for row in sql.execute(f"EXPLAIN QUERY PLAN {statement} {part.order}", values))
            assert "USING COVERING INDEX rows_by_kind" in steps
            assert "TEMP B-TREE" not in steps
    sql.close()
