"""What must hold of a home after its writer was cut short: every acknowledged commit is there, and none in part."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

from node.service.effects import Commit, FindRows, LoadAll, LoadEntries
from node.store.store import Store
from tests.faults.writing import KEY, commits


def acknowledged(lines: tuple[str, ...]) -> int:
    """Return how many commits, from the first, a child was told are stored."""
    numbers = [int(line.split()[1]) for line in lines if line.startswith("stored ")]
    return max(numbers, default=-1) + 1


async def check_home(folder: Path, seed: str, count: int, told: int) -> int:
    """Open a home without faults and compare it with what was acknowledged; return how many commits it holds."""
    expected = commits(seed, count)
    store = await Store.open(folder, KEY, machine="TEST")
    try:
        held = await _held_commits(store, expected)
        assert held >= told, f"{told} commits were acknowledged, {held} are there"
        await _compare(store, expected[:held])
        wrong = [problem for problem in await store.examine() if not problem.where.endswith(".new")]
        assert not wrong, wrong
    finally:
        await store.close()
    return held


async def _held_commits(store: Store, expected: list[Commit]) -> int:
    tips = (await store.perform(LoadAll())).tips
    ends = list(accumulate(len(commit.entries) for commit in expected))
    entries = tips[0].seq + 1 if tips else 0
    assert entries in (0, *ends), "a commit is there in part"
    return 0 if not entries else ends.index(entries) + 1


async def _compare(store: Store, expected: list[Commit]) -> None:
    entries = tuple(entry for commit in expected for entry in commit.entries)
    if entries:
        assert await store.perform(LoadEntries(log=entries[0].log, first=0, count=len(entries) + 1)) == entries
    rows = tuple(row for commit in expected for row in commit.rows)
    assert (await store.perform(FindRows(limit=1000))).rows == rows
    assert (await store.perform(FindRows(tokens=("test", "n")))).total == len(rows)
    secrets = {name: value for commit in expected for name, value in commit.secrets}
    kept = {name: value for name, value in secrets.items() if value is not None}
    assert dict((await store.perform(LoadAll())).secrets) == kept
