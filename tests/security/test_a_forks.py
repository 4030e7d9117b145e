"""Threats A7, A8, A10 over whole nodes: a log forked by a stolen key, a storm of branches, a clone that goes on."""

from __future__ import annotations

import tracemalloc

import pytest

from node.crdt.bodies import Put, RecordChange
from node.crdt.cuts import Place
from node.crdt.forks import line_of
from node.crdt.graph import Verdict
from node.crdt.ids import Record
from node.crdt.limits import FORK_CHILDREN_MAX, FORK_REPLAY_MAX
from node.service.admitting import Admitted, admit_packed
from node.service.effects import StoredEntry
from node.service.errors import NotFound
from node.service.frontier import digest_of
from node.service.records import attest, read_projection, set_values
from node.service.wishes import Expel
from tests.conftest import steady_random
from tests.sim.nodes import NOW, SimNode, sync
from tests.sim.stewards import decide, found_with, sync_all
from tests.sim.twins import NAME, entries_from, twin_of, write_on


def admit(node: SimNode, *entries: StoredEntry) -> Admitted:
    return node.run(admit_packed(node.space(), [(item.packed, item.payloads, item.device) for item in entries]))


def crowd(*stewards: str, guests: tuple[str, ...]) -> list[SimNode]:
    """Return nodes that hold the same."""
    return found_with(*stewards, guests=guests)[1]


def same(*nodes: SimNode) -> bool:
    space = nodes[0].space().space
    return len({digest_of(node.space()) for node in nodes}) == len({node.state(space) for node in nodes}) == 1


def siblings(author: SimNode, count: int) -> list[StoredEntry]:
    """Return entries that all follow the newest of a node, each telling of a record of its own."""
    held = author.space()
    made = []
    for number in range(count):
        held.random = steady_random(f"sibling {number}")
        change = RecordChange(deps=(), time=NOW, source=None, ops=(Put("kind", "person"), Put(NAME, f"TEST-{number}")))
        made += [item.stored() for item in held.pen().write([(Record(number.to_bytes(16, "big")), change)])]
    held.random = author.random
    return made


def test_a07_fork_by_a_stolen_key_is_one_proof_and_one_state_everywhere() -> None:
    alice, bob, carol, mallory = crowd("alice", guests=("bob", "carol", "mallory"))
    space = alice.space().space
    write_on(mallory, 2)
    sync_all([alice, bob, carol, mallory], space)
    thief = twin_of(mallory, mallory.store.snapshot(), "stolen")
    honest, stolen = write_on(mallory, 3, "honest"), write_on(thief, 4, "stolen")
    admit(bob, *honest)
    admit(carol, *stolen)
    sync_all([alice, bob, carol], space)
    assert same(alice, bob, carol)
    for node in (alice, bob, carol):
        (proof,) = node.space().holdings.proofs.values()
        assert (proof.device, proof.seq) == (mallory.node.device, honest[0].seq)
        assert len(node.space().view.forks[honest[0].log].leaves()) == 2
    write_on(alice, 1)
    sync_all([alice, bob, carol], space)
    assert same(alice, bob, carol)
    for node in (alice, bob):
        node.reopen()
    assert same(alice, bob, carol)


def test_a07_what_is_said_on_a_branch_nobody_vouches_for_is_shown_flagged_and_attests_nothing() -> None:
    alice, bob, mallory = crowd("alice", guests=("bob", "mallory"))
    space = alice.space().space
    (entry,) = write_on(alice, 1)
    record = entry.payloads[0].record
    write_on(mallory, 1)
    sync_all([alice, bob, mallory], space)
    thief = twin_of(mallory, mallory.store.snapshot(), "stolen")
    mallory.state(space)
    thief.run(attest(thief.space(), record, [NAME], now=NOW, step="document"))
    thief.run(set_values(thief.space(), record, {"note": "TEST-forged"}, now=NOW))
    first = write_on(mallory, 1)
    seen = bob.run(read_projection(bob.space(), record))
    assert not seen.fields[NAME][0].is_contested
    log = first[0].log
    admit(bob, *entries_from(thief, log, first[0].seq))
    badge = bob.run(read_projection(bob.space(), record)).fields[NAME][0].attested_by
    assert len(badge) == 1, "before the fork is known the attestation counts"
    admit(bob, *first)
    shown = bob.run(read_projection(bob.space(), record))
    assert shown.fields[NAME][0].attested_by == ()
    assert shown.fields["note"][0].is_contested
    assert not shown.fields[NAME][0].is_contested


def test_a07_branch_that_another_member_witnessed_is_out_of_dispute() -> None:
    alice, bob, mallory = crowd("alice", guests=("bob", "mallory"))
    space = alice.space().space
    write_on(mallory, 1)
    sync_all([alice, bob, mallory], space)
    thief = twin_of(mallory, mallory.store.snapshot(), "stolen")
    honest, stolen = write_on(mallory, 2), write_on(thief, 2, "stolen")
    admit(alice, *honest)
    write_on(alice, 40)  # a witness among them
    sync(alice, bob, space)
    admit(bob, *stolen)
    doubts = bob.space().view.doubts.depths[honest[0].log]
    assert doubts == {item.id: number for number, item in enumerate(stolen, 1)}
    for item, is_contested in ((honest[0], False), (stolen[0], True)):
        shown = bob.run(read_projection(bob.space(), item.payloads[0].record))
        assert shown.fields[NAME][0].is_contested is is_contested


def test_a07_of_a_branch_in_dispute_only_the_first_entries_are_replayed() -> None:
    alice, mallory = crowd("alice", guests=("mallory",))
    space = alice.space().space
    write_on(mallory, 1)
    sync_all([alice, mallory], space)
    thief = twin_of(mallory, mallory.store.snapshot(), "stolen")
    admit(alice, *write_on(mallory, 1))
    stolen = write_on(thief, FORK_REPLAY_MAX + 2, "stolen")
    admit(alice, *stolen)
    last, beyond = stolen[FORK_REPLAY_MAX - 1], stolen[FORK_REPLAY_MAX]
    assert alice.run(read_projection(alice.space(), last.payloads[0].record)).fields[NAME][0].is_contested
    left = alice.run(read_projection(alice.space(), beyond.payloads[0].record))
    assert not left.fields
    assert {refusal.verdict for refusal in left.refused} == {Verdict.HELD}


def test_a08_storm_of_a_thousand_branches_keeps_four_and_bounded_memory() -> None:
    alice, bob, mallory = crowd("alice", guests=("bob", "mallory"))
    space = alice.space().space
    write_on(mallory, 1)
    sync_all([alice, bob, mallory], space)
    storm = siblings(mallory, 1000)
    first = write_on(mallory, 2, "accepted")
    admit(bob, *first)
    tracemalloc.start()
    for start in range(0, 1000, 50):
        admit(bob, *storm[start : start + 50])
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    tree = bob.space().view.forks[first[0].log]
    lowest = sorted(item.id for item in (*storm, first[0]))[:FORK_CHILDREN_MAX]
    assert len(tree.leaves()) == FORK_CHILDREN_MAX
    assert {id for id in tree.twigs if tree.holds(id) and tree.twigs[id].parent == tree.root} == set(lowest)
    assert held < 4_000_000
    assert len(bob.space().holdings.proofs) == 1
    admit(alice, *storm[::-1])
    sync_all([alice, bob], space)
    assert same(alice, bob)
    bob.reopen()
    assert same(alice, bob)


def test_a08_branch_crowded_out_comes_back_once_a_certificate_names_it() -> None:
    alice, bob, carol, mallory = crowd("alice", guests=("bob", "carol", "mallory"))
    space = alice.space().space
    write_on(mallory, 1)
    sync_all([alice, bob, carol, mallory], space)
    storm = siblings(mallory, 40)
    honest = write_on(mallory, 3, "honest")
    admit(alice, *honest)
    record = honest[2].payloads[0].record
    assert alice.run(read_projection(alice.space(), record)).values()[NAME] == "TEST-honest2"
    lower = sorted((item for item in storm if item.id < honest[0].id), key=lambda item: item.id)
    assert len(lower) >= FORK_CHILDREN_MAX, "choose other draws: the honest entry must not be among the lowest"
    admit(alice, *lower)
    alice.state(space)
    with pytest.raises(NotFound):
        alice.run(read_projection(alice.space(), record))
    admit(bob, *lower)
    sync_all([alice, bob], space)
    assert same(alice, bob)
    alice.reopen()
    decided = decide(
        [alice], space, Expel((mallory.node.device,), keep=(Place(honest[2].log, honest[2].seq, honest[2].id),))
    )
    assert decided.is_certificate
    assert alice.run(read_projection(alice.space(), record)).values()[NAME] == "TEST-honest2"
    sync_all([alice, bob, carol], space)
    assert same(alice, bob, carol)
    for node in (alice, bob, carol):
        claim = node.run(read_projection(node.space(), record)).fields[NAME][0]
        assert (claim.value, claim.is_contested) == ("TEST-honest2", False)
        gone = node.run(read_projection(node.space(), lower[0].payloads[0].record))
        assert {refusal.verdict for refusal in gone.refused} == {Verdict.QUARANTINED}
        assert not gone.fields


@pytest.mark.parametrize("depth", [1, 40])
def test_a07_peer_with_another_branch_far_back_gets_ours_from_where_it_parts(depth: int) -> None:
    alice, bob, mallory = crowd("alice", guests=("bob", "mallory"))
    space = alice.space().space
    write_on(mallory, 1)
    sync_all([alice, bob, mallory], space)
    thief = twin_of(mallory, mallory.store.snapshot(), "stolen")
    admit(alice, *write_on(mallory, 2 * depth))
    stolen = write_on(thief, depth, "stolen")
    admit(bob, *stolen)
    sync(alice, bob, space)
    sync(bob, alice, space)
    assert same(alice, bob)
    assert bob.space().view.forks[stolen[0].log].twigs[stolen[0].id].line in {stolen[0].log, line_of(stolen[0].id)}
    _, _, count = sync(alice, bob, space)
    assert count <= 300
