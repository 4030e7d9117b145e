"""C9, F7, F10: what the files of a store tell: nothing without the key, and with it nothing of what was erased."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from node.crdt.entry import Payload, prune
from node.crdt.ids import Record, Space
from node.service.effects import Commit, DropRows, FindRows, LoadAll, RecordRow
from node.store.store import Store
from tests.faults.raw_pages import everything
from tests.sim.entries import LogWriter

Random = Callable[[int], bytes]
KEY = bytes(range(32))
SPACE = Space(b"S" * 16)
ALES, BARBARA = Record(b"a" * 16), Record(b"b" * 16)
NAME = "uzoravazz"  # of an invented person; no other text of the database holds it


def row(record: Record, name: str) -> RecordRow:
    return RecordRow(
        space=SPACE,
        record=record,
        kind="person",
        view=f"view TEST-{name}".encode() * 50,
        hash=bytes(32),
        title=f"TEST-{name}",
        sort=name,
        tokens=f"{name} test",
        refs=((f"path/{name}", ALES),),
        is_hidden=False,
    )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path, KEY)
    yield opened
    await opened.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def readable_by_others(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if file.stat().st_mode & 0o077]


async def fill(store: Store, random: Random) -> Commit:
    """Store a record whose name stands in everything that can hold one, among many others."""
    alice = LogWriter(SPACE, random)
    named = Payload(ALES, f"TEST-{NAME} ".encode() * 300)
    commit = Commit(
        entries=(alice.write(named, Payload(BARBARA, random(64))),),
        rows=(row(ALES, NAME),),
        secrets=(("key", NAME.encode() * 3),),
    )
    await store.perform(commit)
    others = [Record(number.to_bytes(16, "big")) for number in range(300)]
    await store.perform(Commit(entries=(alice.change(*others[:60]),), rows=tuple(row(r, r.hex()) for r in others)))
    await store.perform(replace(commit, entries=(), rows=(row(ALES, NAME + "-renamed"),)))
    return commit


async def erase(store: Store, commit: Commit) -> None:
    await store.perform(Commit(prune=((SPACE, ALES),), secrets=(("key", None),)))


async def erase_one_entry(store: Store, commit: Commit) -> None:
    """Give a held entry again with its payload pruned, then an empty row."""
    (entry,) = commit.entries
    first = entry.payloads[0]
    assert isinstance(first, Payload)
    pruned = replace(entry, payloads=(prune(first), *entry.payloads[1:]))
    await store.perform(Commit(entries=(pruned,), dirty=((SPACE, ALES),), secrets=(("key", None),)))
    await store.perform(Commit(rows=(replace(row(ALES, ""), view=b"", title="", tokens="", refs=()),), is_own=False))


@pytest.mark.parametrize("erase", [erase, erase_one_entry])
async def test_c09_erased_text_is_nowhere_in_database_index_or_write_ahead_log(
    store: Store, tmp_path: Path, random: Random, erase: Callable[[Store, Commit], Awaitable[None]]
) -> None:
    commit = await fill(store, random)
    assert NAME.encode() in everything(tmp_path, KEY)
    assert NAME[1:].encode() in everything(tmp_path, KEY), "the index shortens words that begin alike"
    await erase(store, commit)
    left = everything(tmp_path, KEY)
    assert NAME[2:].encode() not in left
    assert b"person" in left, "what was not erased is there, in clear to this test"
    assert (await store.perform(FindRows(tokens=(NAME[:2],)))).total == 0


async def test_c09_erased_text_stays_away_over_rebuild_and_reopening(
    store: Store, tmp_path: Path, random: Random
) -> None:
    await erase(store, await fill(store, random))
    await store.perform(DropRows(SPACE))
    assert NAME[2:].encode() not in everything(tmp_path, KEY)
    await store.close()
    again = await Store.open(tmp_path, KEY)
    await again.perform(LoadAll())
    assert NAME[2:].encode() not in everything(tmp_path, KEY)
    assert await again.examine() == []
    await again.close()


async def test_f07_files_hold_no_name_without_the_key(store: Store, tmp_path: Path, random: Random) -> None:
    await fill(store, random)
    files = contents(tmp_path)
    await store.close()
    files |= {name + " closed": content for name, content in contents(tmp_path).items()}
    assert {"ledger.db", "ledger.db-wal", "ledger.db-shm", "generation", "written", "lock"} <= set(files)
    for form in (NAME.encode(), NAME.encode("utf-16-le"), NAME.encode("utf-16-be"), KEY, KEY.hex().encode(), b"person"):
        assert [name for name, content in files.items() if form in content] == []
    assert b"SQLite" not in files["ledger.db closed"]


async def test_f07_files_are_for_their_owner_only(store: Store, tmp_path: Path, random: Random) -> None:
    await fill(store, random)
    assert readable_by_others(tmp_path) == []


async def test_f10_debug_logging_of_every_logger_tells_no_value(tmp_path: Path, random: Random) -> None:
    told: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage() + repr(record.__dict__))

    listener = Listener()
    loggers = [logging.getLogger(), logging.getLogger("aiosqlite")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(listener)
    try:
        opened = await Store.open(tmp_path, KEY)
        await fill(opened, random)
        await opened.perform(FindRows(tokens=(NAME,)))
        await opened.close()
        logging.getLogger("aiosqlite").debug("heard")
        logging.getLogger("TEST-other").debug("heard")
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(listener)
            logger.setLevel(level)
    assert [line for line in told if line.startswith("heard")] != [], "the listener hears what is let through"
    assert [line for line in told if NAME in line or KEY.hex() in line or "INSERT" in line] == []
