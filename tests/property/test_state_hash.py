"""The state of a space is a function of the entries held: any order, batching and duplicates give the same hash."""

from __future__ import annotations

from copy import copy, deepcopy
from random import Random

import pytest

from node.crdt.bodies import Put, RecordChange
from node.crdt.grants import Role
from node.crdt.ids import Record
from node.service.admitting import admit_packed
from node.service.effects import FindRows, FoundRows, LoadEntries, StoredEntry
from node.service.errors import ServiceError
from node.service.rebuilding import rebuild
from node.service.records import (
    add_record,
    attest,
    delete_values,
    dispute,
    hide,
    read_projection,
    set_values,
    unhide,
    withhold,
)
from node.service.spaces import create_space
from tests.security.forging import forge
from tests.sim.nodes import NOW, SimNode, join, new_node, sync

PATHS = ("sex", "birth_date", "names/n1/text", "code", "identity_withheld")
VALUES = {
    "sex": ("male", "female"),
    "birth_date": ("1982", "1983", "1984"),
    "names/n1/text": ("TEST-A", "TEST-B"),
    "code": ("TEST-1", "TEST-2"),
    "identity_withheld": (True, False),
}


def space_of_four(seed: int) -> dict[str, SimNode]:
    """Founds a space with four members who all know one another; dave only reads."""
    nodes = {name: new_node(f"{name} {seed}") for name in ("alice", "bob", "carol", "dave")}
    alice = nodes["alice"]
    space = alice.run(create_space(alice.node, title="TEST-space")).space
    for name in ("bob", "carol", "dave"):
        join(nodes[name], alice, space, Role.READER if name == "dave" else Role.VERIFIER)
    for name in ("bob", "carol", "dave"):
        sync(nodes[name], alice, space)
        nodes[name].state(space)
    return nodes


def live(random: Random, nodes: dict[str, SimNode], steps: int) -> None:
    """Lets three people work, each on what they know, and meet now and then."""
    records: list[Record] = []
    for _ in range(steps):
        node = nodes[random.choice(("alice", "bob", "carol"))]
        if random.random() < 0.25:
            other = nodes[random.choice(("alice", "bob", "carol"))]
            if other is not node:
                sync(node, other, node.space().space)
                for one in (node, other):
                    one.state(one.space().space)
            continue
        try:
            _act(random, node, records)
        except ServiceError:
            continue  # not known here yet, nothing to delete, a conflict to choose from first


def _act(random: Random, node: SimNode, records: list[Record]) -> None:
    space, path = node.space(), random.choice(PATHS)
    if not records or random.random() < 0.2:
        records.append(node.run(add_record(space, "person", {"names/n1/text": "TEST-A"}, now=NOW)))
        return
    record = random.choice(records)
    match random.randrange(11):
        case 0:
            node.run(delete_values(space, record, [path], now=NOW))
        case 1:
            node.run(attest(space, record, [path], now=NOW, step="document"))
        case 2:
            node.run(dispute(space, record, [path], now=NOW, step="refuted"))
        case 3:
            node.run(random.choice((hide, withhold))(space, record, reason="minor"))
        case 4:
            node.run(unhide(space, record))
        case 5:
            known = node.run(read_projection(space, record)).heads
            body = RecordChange(deps=known[:1], time=0, source=None, ops=(Put(path, 5), Put("sex", "male")))
            forge(node, [(record, body), (record, b"\x91\x09"), (record, b"")])
        case 6 | 7:
            known = node.run(read_projection(space, record)).heads
            anywhere = random.choice(sorted(tip.id for tip in space.tips.values()))
            body = RecordChange(deps=(*known[:1], (anywhere, 0)), time=0, source=None, ops=(Put("sex", "female"),))
            forge(node, [(record, body)])  # it depends on what is not of this record
        case _:
            node.run(set_values(space, record, {path: random.choice(VALUES[path])}, now=NOW))


def everything(nodes: dict[str, SimNode]) -> list[StoredEntry]:
    """Gives every entry that anybody holds."""
    found: dict[bytes, StoredEntry] = {}
    for node in nodes.values():
        for tip in node.space().tips.values():
            listed = node.store.perform(LoadEntries(log=tip.log, first=0, count=10_000))
            found.update({item.id: item for item in listed})
    return list(found.values())


def reader(dave: SimNode) -> SimNode:
    """Gives another dave, with a store and memory of his own."""
    twin = copy(dave)
    twin.store = deepcopy(dave.store)
    twin.reopen()
    return twin


def deliver(random: Random, node: SimNode, entries: list[StoredEntry]) -> None:
    """Brings entries in a random order, in batches of random size, some of them twice, replaying now and then."""
    order = [*entries, *random.sample(entries, len(entries) // 4)]
    random.shuffle(order)
    while order:
        size = random.randint(1, max(1, len(order) // 2))
        batch, order = order[:size], order[size:]
        node.run(admit_packed(node.space(), [(item.packed, item.payloads, item.device) for item in batch]))
        if random.random() < 0.5:
            node.state(node.space().space)
        if random.random() < 0.1:
            node.reopen()


def rows(node: SimNode) -> FoundRows:
    found: FoundRows = node.store.perform(FindRows(with_hidden=True, limit=1_000))
    return found


@pytest.mark.parametrize("seed", range(10))
def test_state_hash_of_the_same_entries_is_the_same_however_they_came(seed: int) -> None:
    random, nodes = Random(seed), space_of_four(seed)
    space = nodes["alice"].space().space
    live(random, nodes, 60)
    entries = everything(nodes)
    daves = [reader(nodes["dave"]) for _ in range(3)]
    for dave in daves:
        deliver(random, dave, entries)
    states = {dave.state(space) for dave in daves}
    assert len(states) == 1
    assert len({tuple(rows(dave).rows) for dave in daves}) == 1
    for _ in range(2):
        for name in ("bob", "carol", "dave"):
            sync(nodes[name], nodes["alice"], space)
    assert {node.state(space) for node in nodes.values()} == states
    before = rows(daves[0])
    daves[0].reopen()
    daves[0].run(rebuild(daves[0].space(), lambda _: None))
    assert daves[0].state(space) in states
    assert rows(daves[0]) == before
