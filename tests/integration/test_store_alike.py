"""Random histories: the store on disk and the one in memory answer every effect alike, over restarts too."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from node.crdt.entry import Payload, prune
from node.crdt.ids import EntryId, Record, Space
from node.service.effects import (
    Commit,
    DropRows,
    Effect,
    EntryAt,
    FindRows,
    HeldEntries,
    LoadAll,
    LoadBare,
    LoadById,
    LoadControl,
    LoadDirty,
    LoadEntries,
    LoadPending,
    LoadRecords,
    ObjectType,
    RecordHashes,
    RecordRow,
    StoredEntry,
    StoredObject,
)
from node.service.following import FindDue, ListDue, ListMarks, LoadUnmarked, RowMarks
from node.store.errors import Unfit
from node.store.store import Store
from tests.sim.entries import LogWriter
from tests.sim.memory_store import MemoryStore

STEPS = 60
KEY = bytes(32)
SPACES = (Space(b"S" * 16), Space(b"O" * 16))
RECORDS = tuple(Record(bytes([65 + n]) * 16) for n in range(8))
WORDS = ("ales", "alena", "bialiacki", "браун", "o'brien", "x-9", "ALES", "*", '"')
MARKS = ("a", "a=1", "b=1", "b=2")
DAYS = ("2026-01-01", "2026-02-01", "2027")


class History:
    """Draws effects that a service could ask for, and some it never should."""

    def __init__(self, seed: int) -> None:
        self._choose = Random(seed)
        self._writers = [LogWriter(space, self._choose.randbytes) for space in SPACES for _ in range(2)]
        self._stored: list[StoredEntry] = []

    def write(self) -> Commit | DropRows:
        """Draw something to store."""
        choose = self._choose
        if choose.random() < 0.05:
            return DropRows(choose.choice(SPACES))
        entries = [self._entry() for _ in range(choose.choice((0, 1, 1, 3)))]
        self._stored += entries
        return Commit(
            entries=tuple(entries),
            objects=tuple(self._object() for _ in range(choose.choice((0, 0, 1)))),
            rows=tuple(self._row() for _ in range(choose.choice((0, 1, 4)))),
            marks=tuple(self._row_marks() for _ in range(choose.choice((0, 1, 3)))),
            dirty=tuple(self._some((choose.choice(SPACES), record) for record in RECORDS)),
            secrets=tuple(self._named()),
            settings=tuple(self._named()),
            pending=tuple(self._some(self._stored)),
            settled=tuple(entry.id for entry in self._some(self._stored)),
            prune=tuple((choose.choice(SPACES), record) for record in RECORDS if choose.random() < 0.02),
            is_own=choose.random() < 0.5,
        )

    def reads(self) -> list[Effect]:
        """Draw what to ask, of every kind."""
        choose = self._choose
        space, writer = choose.choice(SPACES), choose.choice(self._writers)
        ids = [entry.id for entry in self._some(self._stored)]
        return [
            LoadAll(),
            LoadRecords(space, RECORDS),
            LoadControl(space),
            LoadEntries(log=writer.log, first=choose.randrange(5), count=choose.randrange(1, 9)),
            LoadPending(writer.log),
            LoadById(space, choose.choice((EntryId(bytes(32)), *(entry.id for entry in self._stored)))),
            LoadBare(space, choose.choice((1, 41))),
            HeldEntries((*ids, EntryId(bytes(32)))),
            EntryAt(writer.log, choose.randrange(12)),
            LoadDirty(space, len(RECORDS)),
            RecordHashes(space),
            *(self._search() for _ in range(4)),
            FindDue(list=choose.choice("lmn"), first=choose.choice(("", *DAYS)), limit=3, offset=choose.choice((0, 1))),
            FindDue(list="l", space=choose.choice(SPACES), last=choose.choice(DAYS)),
            FindDue(
                list=choose.choice("lm"),
                marks=tuple(self._some(MARKS)[:1]),
                about=tuple(self._some(MARKS)[:1]),
                path=choose.choice("pq"),
                space=choose.choice((None, *SPACES)),
                is_backwards=choose.random() < 0.5,
                counts=choose.random() < 0.5,
                limit=2,
                offset=choose.choice((0, 1)),
            ),
            ListDue(list=choose.choice("lm"), space=choose.choice((None, *SPACES)), last=choose.choice(DAYS), limit=3),
            ListMarks(prefix=choose.choice(("", "a", "b="))),
            LoadUnmarked(day=choose.choice(DAYS), kinds=("person", ""), near=("p",), count=100, offset=0),
        ]

    def _entry(self) -> StoredEntry:
        choose = self._choose
        if self._stored and choose.random() < 0.15:
            return self._again(choose.choice(self._stored))
        records = choose.sample(RECORDS, choose.randrange(4))
        return choose.choice(self._writers).write(*(Payload(record, choose.randbytes(40)) for record in records))

    def _again(self, entry: StoredEntry) -> StoredEntry:
        if self._choose.random() < 0.3:
            return replace(entry, id=EntryId(self._choose.randbytes(32)))
        payloads = (prune(item) if isinstance(item, Payload) else item for item in entry.payloads)
        return replace(entry, payloads=tuple(payloads))

    def _object(self) -> StoredObject:
        choose = self._choose
        return StoredObject(
            space=choose.choice(SPACES),
            type=choose.choice(list(ObjectType)),
            id=choose.choice(RECORDS),
            packed=choose.randbytes(9),
        )

    def _row(self) -> RecordRow:
        choose = self._choose
        return RecordRow(
            space=choose.choice(SPACES),
            record=choose.choice(RECORDS),
            kind=choose.choice(("person", "need", "")),
            view=choose.randbytes(20),
            hash=choose.randbytes(32),
            title="TEST-title",
            sort=choose.choice(WORDS),
            tokens=" ".join(self._some(WORDS)),
            refs=tuple((choose.choice("pq"), record) for record in self._some(RECORDS)),
            is_hidden=choose.random() < 0.2,
            marks=tuple(self._some(MARKS)),
            touches=tuple(self._some(RECORDS)),
        )

    def _row_marks(self) -> RowMarks:
        choose = self._choose
        return RowMarks(
            space=choose.choice(SPACES),
            record=choose.choice(RECORDS),
            marks=tuple(self._some(MARKS)),
            due=tuple((choose.choice("lm"), day) for day in self._some(DAYS)),
            until=choose.choice(("", *DAYS)),
            through=choose.choice(((), (("p", "q"),), (("q", ""), ("p", "q")))),
            is_same=choose.random() < 0.1,
        )

    def _search(self) -> FindRows:
        choose = self._choose
        return FindRows(
            space=choose.choice((None, *SPACES)),
            kind=choose.choice((None, "person", "need", "never")),
            tokens=tuple(word[: choose.randrange(1, 4)] for word in self._some(WORDS)[:2]),
            marks=tuple(self._some(MARKS)[:2]),
            refs_to=choose.choice((None, None, *RECORDS)),
            refs_to_any=choose.choice((None, None, RECORDS[2:5])),
            path=choose.choice((None, "p")),
            records=choose.choice((None, None, RECORDS[:4])),
            limit=choose.randrange(1, 6),
            offset=choose.choice((0, 0, 2)),
            with_hidden=choose.random() < 0.3,
        )

    def _named(self) -> list[tuple[str, bytes | None]]:
        choose = self._choose
        return [(name, choose.choice((None, choose.randbytes(5)))) for name in self._some("abc")]

    def _some(self, items: Any) -> list[Any]:
        return [item for item in items if self._choose.random() < 0.25]


def compared(effect: Effect, answer: Any) -> Any:
    """Return an answer without the order that the port leaves open."""
    if isinstance(effect, LoadDirty | LoadBare):
        return sorted(answer)
    if isinstance(effect, LoadUnmarked):
        rows = [replace(row, near=tuple(sorted(row.near, key=repr))) for row in answer.rows]
        return sorted(rows, key=repr), answer.total
    return answer


def result(perform: Callable[[], Any]) -> Any:
    try:
        return perform()
    except Unfit:
        return Unfit


async def check_history(seed: int) -> int:
    """Play one history on both stores; return how many writes were refused."""
    history, memory, refused = History(seed), MemoryStore(), 0
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(Path(folder), KEY)
        for step in range(STEPS):
            for effect in (history.write(), *history.reads()):
                try:
                    answer = await store.perform(effect)
                except Unfit:
                    answer = Unfit
                    refused += 1
                expected = result(lambda effect=effect: memory.perform(effect))
                assert compared(effect, answer) == compared(effect, expected), f"seed {seed} step {step}: {effect}"
            if step % 20 == 19:
                await store.close()
                store = await Store.open(Path(folder), KEY)
        assert await store.examine() == []
        await store.close()
    return refused


@pytest.mark.parametrize("seed", [0, 1, 3, 4])
async def test_random_history_is_answered_alike(seed: int) -> None:
    assert await check_history(seed) > 0


@pytest.mark.proof
@pytest.mark.slow
def test_many_random_histories_are_answered_alike() -> None:
    for seed in range(4, 200):
        asyncio.run(check_history(seed))
