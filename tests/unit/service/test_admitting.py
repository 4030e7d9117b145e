"""The gate for foreign entries: what is stored, what waits, what is refused, what becomes a proof (A1 to A7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from node.crdt.entry import Payload
from node.crdt.errors import BadSignature, BrokenChain, CrdtError, Malformed, OverLimit
from node.crdt.ids import Record
from node.service.admitting import Admitted, admit_packed
from node.service.effects import LoadEntries, StoredEntry
from node.service.records import add_record, read_projection
from node.service.space import SpaceState
from node.service.spaces import create_space
from tests.sim.nodes import NOW, SimNode, join, new_node, sync

NAME = "names/n1/text"


def two(name: str) -> tuple[SimNode, SimNode, SpaceState]:
    """Return alice with a space, bob in it, both equal, and bob's view of it."""
    alice, bob = new_node(f"alice {name}"), new_node(f"bob {name}")
    space = alice.run(create_space(alice.node, title="TEST-space")).space
    join(bob, alice, space)
    sync(bob, alice, space)
    return alice, bob, bob.node.spaces[space]


def write(author: SimNode, count: int) -> list[StoredEntry]:
    """Let somebody add records; return the entries."""
    held = author.space()
    first = held.tips[held.own].seq + 1 if held.own else 0
    for number in range(count):
        author.run(add_record(held, "person", {NAME: f"TEST-{number}"}, now=NOW))
    assert held.own is not None
    return list(author.store.perform(LoadEntries(log=held.own, first=first, count=count)))


def admit(node: SimNode, *entries: StoredEntry) -> Admitted:
    return node.run(admit_packed(node.space(), [(item.packed, item.payloads, item.device) for item in entries]))


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_entries_that_extend_a_log_are_stored_and_shown() -> None:
    alice, bob, held = two("extends")
    entries = write(alice, 3)
    assert admit(bob, *entries) == Admitted(stored=3, records=3)
    record = entries[0].payloads[0].record
    assert bob.run(read_projection(held, record)).values()[NAME] == "TEST-0"
    assert bob.state(held.space) == alice.state(held.space)


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 2, 0), (1, 0, 2), (2, 0, 1, 2, 1)])
def test_entries_in_one_batch_out_of_order_are_all_stored(order: tuple[int, ...]) -> None:
    alice, bob, held = two(f"order {order}")
    entries = write(alice, 3)
    admitted = admit(bob, *(entries[number] for number in order))
    assert (admitted.stored, admitted.pending) == (3, 0)
    assert not held.pending
    assert bob.state(held.space) == alice.state(held.space)


def test_held_entries_cost_nothing() -> None:
    alice, bob, _ = two("held")
    entries = write(alice, 2)
    admit(bob, *entries)
    assert admit(bob, *entries) == Admitted(held=2)


def test_a06_entries_behind_a_gap_wait_over_a_restart_and_are_applied_when_it_is_filled() -> None:
    alice, bob, held = two("gap")
    entries = write(alice, 4)
    assert admit(bob, *entries[2:]) == Admitted(pending=2)
    tip = held.tips[entries[0].log].seq
    bob.reopen()
    assert len(bob.space().pending) == 2
    assert bob.space().tips[entries[0].log].seq == tip
    assert admit(bob, *entries[:2]).stored == 4
    assert not bob.space().pending
    assert bob.state(held.space) == alice.state(held.space)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_a01_flipped_bit_anywhere_in_an_entry_is_refused_and_nothing_stored(share: float) -> None:
    alice, bob, held = two(f"flip {share}")
    good, bad = write(alice, 2)
    before = dict(held.tips)
    spoiled = replace(bad, packed=flipped(bad.packed, int(share * len(bad.packed))))
    with pytest.raises((BadSignature, BrokenChain, Malformed, OverLimit)):
        admit(bob, good, spoiled)
    assert held.tips == before


def test_a12_payload_of_a_wrong_hash_is_refused() -> None:
    alice, bob, _ = two("payload")
    (entry,) = write(alice, 1)
    (payload,) = entry.payloads
    assert isinstance(payload, Payload)
    wrong = Payload(payload.record, flipped(payload.ciphertext, 30))
    for payloads in ((wrong,), (), (payload, payload), (Payload(Record(bytes(16)), payload.ciphertext),)):
        with pytest.raises(BrokenChain):
            admit(bob, replace(entry, payloads=payloads))


def test_a02_entry_of_another_space_is_refused() -> None:
    _, bob, _ = two("space")
    other = new_node("carol of another space")
    other.run(create_space(other.node, title="TEST-other"))
    with pytest.raises(BrokenChain):
        admit(bob, *write(other, 1))


def test_a07_fork_becomes_one_proof_and_both_branches_stay() -> None:
    alice, bob, held = two("fork")
    mark = alice.store.snapshot()
    first = write(alice, 2)
    alice.store = alice.store._replayed(alice.store._journal[:mark], is_copy=False)  # a stolen key writes on
    alice.reopen()
    alice.random = new_node("other draws").random
    alice.node.spaces[held.space].random = alice.random
    second = write(alice, 2)
    assert first[0].seq == second[0].seq
    assert first[0].id != second[0].id
    admit(bob, *first)
    tip = held.tips[first[0].log]
    admitted = admit(bob, *second)
    assert (admitted.stored, admitted.forks) == (2, 1)
    assert held.tips[first[0].log] == tip
    assert admit(bob, *second) == Admitted(held=2)
    before = bob.state(held.space)
    bob.reopen()
    assert bob.state(held.space) == before
    assert list(bob.space().holdings.proofs) == [first[0].log]


def test_longer_copy_of_the_own_log_makes_the_next_entry_open_a_new_one() -> None:
    alice, bob, held = two("own log")
    mark = alice.store.snapshot()
    lost = write(alice, 2)
    alice.store = alice.store._replayed(alice.store._journal[:mark], is_copy=False)  # an older disk, not noticed
    alice.reopen()
    assert admit(alice, *lost).stored == 2
    assert alice.space().own is None
    fresh = write(alice, 1)
    assert fresh[0].log != lost[0].log
    assert admit(bob, *lost, *fresh).stored == 3
    assert bob.state(held.space) == alice.state(held.space)


def test_any_bytes_in_place_of_an_entry_raise_a_core_error() -> None:
    alice, bob, _ = two("bytes")
    (entry,) = write(alice, 1)
    for packed in (b"", b"\x99", b"\xff" * 200, entry.packed[:-1], entry.packed + b"\0", b"\x91" * 100_000):
        with pytest.raises(CrdtError):
            admit(bob, replace(entry, packed=packed))
