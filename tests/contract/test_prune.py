"""Erasing records in every store: payloads, rows and search words are gone, chains still check."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from node.crdt.entry import Payload, Pruned, decode_entry, prune, slot_of
from node.crdt.ids import Record, Space
from node.service.effects import (
    Commit,
    DropRows,
    Effect,
    FindRows,
    LoadDirty,
    LoadEntries,
    LoadPending,
    LoadRecords,
    RecordHashes,
    RecordRow,
)
from node.store.store import Store
from tests.sim.entries import LogWriter
from tests.sim.memory_store import MemoryStore

Random = Callable[[int], bytes]
Perform = Callable[[Effect], Awaitable[Any]]
SPACE = Space(b"S" * 16)
ERASED, KEPT = Record(b"e" * 16), Record(b"k" * 16)


@pytest.fixture(params=["disk", "memory"])
async def perform(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Perform]:
    """Carries out effects on each kind of store in turn."""
    if request.param == "memory":
        memory = MemoryStore()

        async def perform_in_memory(effect: Effect) -> Any:
            return memory.perform(effect)

        yield perform_in_memory
        return
    store = await Store.open(tmp_path, bytes(32))
    yield store.perform
    await store.close()


def row(record: Record, word: str) -> RecordRow:
    return RecordRow(
        space=SPACE,
        record=record,
        kind="person",
        view=b"view",
        hash=record * 2,
        title=f"TEST-{word}",
        sort=word,
        tokens=word,
        refs=(("a", KEPT),) if record == ERASED else (),
        is_hidden=False,
    )


async def test_pruned_record_leaves_hashes_alone(perform: Perform, random: Random) -> None:
    alice = LogWriter(SPACE, random)
    first, second = alice.change(ERASED, KEPT), alice.change(ERASED)
    await perform(Commit(entries=(first, second), rows=(row(ERASED, "gone"), row(KEPT, "stays"))))
    await perform(Commit(prune=((SPACE, ERASED),)))

    loaded = await perform(LoadRecords(SPACE, (ERASED, KEPT)))
    assert [item.payload for item in loaded[ERASED]] == [prune(first.payloads[0]), prune(second.payloads[0])]  # type: ignore[arg-type]
    assert [item.payload for item in loaded[KEPT]] == [first.payloads[1]]
    entries = await perform(LoadEntries(log=first.log, first=0, count=9))
    assert all(tuple(map(slot_of, item.payloads)) == decode_entry(item.packed).header.slots for item in entries)
    found = await perform(FindRows(with_hidden=True))
    assert [item.record for item in found.rows] == [KEPT]
    assert (await perform(FindRows(tokens=("gone",), with_hidden=True))).total == 0
    assert (await perform(FindRows(refs_to=KEPT))).total == 0
    assert await perform(RecordHashes(SPACE)) == [(KEPT, KEPT * 2)]


async def test_pruning_again_or_nothing_changes_nothing(perform: Perform, random: Random) -> None:
    entry = LogWriter(SPACE, random).change(ERASED)
    await perform(Commit(entries=(entry,), prune=((SPACE, ERASED),)))
    await perform(Commit(prune=((SPACE, ERASED), (SPACE, KEPT))))
    [item] = (await perform(LoadRecords(SPACE, (ERASED,))))[ERASED]
    assert item.payload == prune(entry.payloads[0])  # type: ignore[arg-type]


async def test_pruning_reaches_what_waits_and_what_is_dirty(perform: Perform, random: Random) -> None:
    alice = LogWriter(SPACE, random)
    alice.change(KEPT)
    waiting = alice.change(ERASED, KEPT)
    await perform(Commit(pending=(waiting,), dirty=((SPACE, ERASED), (SPACE, KEPT))))
    await perform(Commit(prune=((SPACE, ERASED),)))
    [item] = await perform(LoadPending(waiting.log))
    assert isinstance(item.payloads[0], Pruned)
    assert isinstance(item.payloads[1], Payload)
    assert replace(item, payloads=waiting.payloads) == waiting
    assert await perform(LoadDirty(SPACE, 9)) == ((SPACE, KEPT),)


async def test_pruned_record_marked_anew_can_be_pruned_from_the_marks(perform: Perform, random: Random) -> None:
    entry = LogWriter(SPACE, random).change(ERASED)
    await perform(Commit(entries=(entry,), rows=(row(ERASED, "gone"),)))
    await perform(Commit(prune=((SPACE, ERASED),)))
    await perform(DropRows(SPACE))
    await perform(Commit(prune=tuple(await perform(LoadDirty(SPACE, 9)))))
    assert await perform(LoadDirty(SPACE, 9)) == ()
