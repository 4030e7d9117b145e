"""Commits that wait at the same moment share a transaction; each has its own outcome."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from node.crdt.ids import EntryId, Record, Space
from node.service.effects import Commit, DropRows, Emit, FindRows, LoadAll, LoadRecords, StoredEntry, Take
from node.store import group as group_module
from node.store.cipher import Sql
from node.store.errors import Closed, Defect, StoreError, Unfit
from node.store.limits import FIND_IDS_MAX, FIND_ROWS_MAX
from node.store.store import Store
from tests.sim.entries import LogWriter

Random = Callable[[int], bytes]
SPACE = Space(b"S" * 16)
ALES = Record(b"a" * 16)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path, bytes(32))
    yield opened
    await opened.close()


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many commits each transaction of a store held."""
    sizes: list[int] = []
    real = group_module.GroupWriter.write

    def write(self: group_module.GroupWriter, sql: Sql, group: list[group_module.Waiting]) -> None:
        sizes.append(len(group))
        real(self, sql, group)

    monkeypatch.setattr(group_module.GroupWriter, "write", write)
    return sizes


async def outcomes(store: Store, *commits: Commit | DropRows) -> list[type[BaseException] | None]:
    """Perform all at once; give the kind of error of each, or None."""
    results = await asyncio.gather(*(store.perform(commit) for commit in commits), return_exceptions=True)
    return [type(result) if isinstance(result, BaseException) else None for result in results]


async def test_commits_given_at_once_are_stored_in_order_by_few_transactions(
    store: Store, random: Random, transactions: list[int]
) -> None:
    alice = LogWriter(SPACE, random)
    entries = [alice.change(ALES) for _ in range(50)]
    assert await outcomes(store, *(Commit(entries=(entry,)) for entry in entries)) == [None] * 50
    found = await store.perform(LoadRecords(SPACE, (ALES,)))
    assert [item.entry for item in found[ALES]] == [entry.id for entry in entries]
    assert sum(transactions) == 50
    assert len(transactions) < 50


async def test_commit_that_does_not_fit_is_refused_alone(store: Store, random: Random) -> None:
    alice, bob = LogWriter(SPACE, random), LogWriter(SPACE, random)
    first, second, third = alice.write(), alice.write(), bob.write()
    bad = replace(second, id=EntryId(bytes(32)))
    assert await outcomes(
        store,
        Commit(entries=(first, second), settings=(("a", b"1"),)),
        Commit(entries=(bad,), settings=(("b", b"1"),)),
        DropRows(SPACE),
        Commit(entries=(third, bad), settings=(("c", b"1"),)),
        Commit(entries=(third,), settings=(("d", b"1"),)),
    ) == [None, Unfit, None, Unfit, None]
    loaded = await store.perform(LoadAll())
    assert [tip.id for tip in loaded.tips] == [second.id, third.id]
    assert set(loaded.settings) == {"a", "d"}


async def test_fault_of_the_program_in_one_commit_leaves_the_others(store: Store, random: Random) -> None:
    alice = LogWriter(SPACE, random)
    entry = alice.write()
    broken: StoredEntry = replace(entry, packed=object())  # type: ignore[arg-type]
    found = await outcomes(store, Commit(settings=(("a", b"1"),)), Commit(entries=(broken,)), Commit(entries=(entry,)))
    assert found == [None, Defect, None]
    assert [tip.id for tip in (await store.perform(LoadAll())).tips] == [entry.id]


async def test_commit_whose_caller_gave_up_is_stored_all_the_same(store: Store, random: Random) -> None:
    alice = LogWriter(SPACE, random)
    entries = [alice.write() for _ in range(3)]
    tasks = [asyncio.ensure_future(store.perform(Commit(entries=(entry,)))) for entry in entries]
    await asyncio.sleep(0)
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert tasks[0].cancelled()
    assert [tip.id for tip in (await store.perform(LoadAll())).tips] == [entries[2].id]


async def test_read_after_a_commit_sees_it_whichever_connection_reads(store: Store) -> None:
    for number in range(20):
        await store.perform(Commit(settings=(("n", bytes([number])),), is_own=number % 2 == 0))
        assert dict((await store.perform(LoadAll())).settings) == {"n": bytes([number])}


async def test_commits_asked_for_before_closing_are_finished(tmp_path: Path) -> None:
    store = await Store.open(tmp_path, bytes(32))
    tasks = [asyncio.ensure_future(store.perform(Commit(settings=((str(n), b""),)))) for n in range(30)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*tasks)
    again = await Store.open(tmp_path, bytes(32))
    assert len((await again.perform(LoadAll())).settings) == 30
    await again.close()


async def test_effects_that_no_store_carries_out_are_refused(store: Store) -> None:
    for effect in (
        Emit(b""),
        Take(1),
        FindRows(limit=FIND_ROWS_MAX + 1),
        FindRows(records=(ALES,) * (FIND_IDS_MAX + 1)),
    ):
        with pytest.raises(Unfit):
            await store.perform(effect)


async def test_closed_store_refuses_every_effect_and_closes_again(tmp_path: Path) -> None:
    store = await Store.open(tmp_path, bytes(32))
    await store.close()
    await store.close()
    for effect in (LoadAll(), Commit(), DropRows(SPACE)):
        with pytest.raises(Closed):
            await store.perform(effect)
    with pytest.raises(StoreError):
        await store.examine()
