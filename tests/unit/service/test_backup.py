"""Backups: what a forked log is when it comes back."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from node.service.admitting import admit_packed
from node.service.archive import ArchiveKey
from node.service.backup import check_backup, read_backup, write_backup
from node.service.effects import LoadAll, StoredEntry, Take
from node.service.frontier import digest_of
from tests.sim.memory_store import MemoryStore
from tests.sim.nodes import SimNode, sync
from tests.sim.stewards import found_with, sync_all
from tests.sim.twins import twin_of, write_on
from tests.support.bundles import emitted

KEY = ArchiveKey(b"k" * 32)


def admit(node: SimNode, *entries: StoredEntry) -> None:
    node.run(admit_packed(node.space(), [(item.packed, item.payloads, item.device) for item in entries]))


def taking(node: SimNode, step: Generator[Any, Any, int], data: bytes) -> int:
    """Run a step that takes a file."""

    def feeding() -> Generator[Any, Any, int]:
        answer: Any = None
        at = 0
        while True:
            try:
                effect = step.send(answer)
            except StopIteration as done:
                return done.value  # type: ignore[no-any-return]
            if isinstance(effect, Take):
                answer, at = data[at : at + effect.count], at + effect.count
            else:
                answer = yield effect

    return node.run(feeding())


def test_backup_of_a_forked_log_brings_all_its_branches_back() -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    write_on(mallory, 2)
    sync_all([alice, bob, mallory], space)
    thief = twin_of(mallory, mallory.store.snapshot(), "stolen")
    honest, stolen = write_on(mallory, 3, "honest"), write_on(thief, 2, "stolen")
    admit(alice, *honest, *stolen)
    sync(alice, bob, space)
    log = honest[0].log
    assert len(alice.space().view.forks[log].leaves()) == 2
    before = alice.store.perform(LoadAll()).branches, digest_of(alice.space()), alice.state(space)

    data, written = emitted(alice, write_backup(alice.node, KEY, lambda _: None))
    assert taking(alice, check_backup(KEY, lambda _: None), data) == written
    alice.store = MemoryStore()
    assert taking(alice, read_backup(KEY, lambda _: None), data) == written
    alice.reopen()
    after = alice.store.perform(LoadAll()).branches, digest_of(alice.space()), alice.state(space)
    assert after == before
    assert alice.space().own is None, "it goes on in a log of its own"
    (again,) = write_on(alice, 1, "again")[-1:]
    sync(alice, bob, space)
    assert bob.state(space) == alice.state(space)
    assert again.id in bob.store.entries()
