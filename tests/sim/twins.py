"""A second machine that goes on with a node's keys from an earlier moment: a stolen key, or an unnoticed clone."""

from __future__ import annotations

from copy import copy

from node.crdt.ids import Log
from node.service.effects import LoadEntries, StoredEntry
from node.service.records import add_record
from tests.conftest import steady_random
from tests.sim.nodes import NOW, SimNode

NAME = "names/n1/text"


def twin_of(node: SimNode, mark: int, name: str) -> SimNode:
    """Return a node with the same keys and the disk of an earlier moment, which does not know that it is a copy."""
    twin = copy(node)
    twin.name, twin.random = f"{node.name} {name}", steady_random(f"{node.name} {name}")
    twin.store = node.store._replayed(node.store._journal[:mark], is_copy=False)
    twin.reopen()
    return twin


def write_on(author: SimNode, count: int, label: str = "") -> list[StoredEntry]:
    """Let somebody add records one by one; return the entries."""
    held = author.space()
    first = held.tips[held.own].seq + 1 if held.own else 0
    for number in range(count):
        author.run(add_record(held, "person", {NAME: f"TEST-{label}{number}"}, now=NOW))
    assert held.own is not None
    return entries_from(author, held.own, first)


def entries_from(node: SimNode, log: Log, first: int) -> list[StoredEntry]:
    """Return what a node holds of a log, or a stretch of it, from a number on."""
    return list(node.store.perform(LoadEntries(log=log, first=first, count=100_000)))
