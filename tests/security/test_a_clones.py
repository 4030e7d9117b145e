"""Threats A9, A10, A11: a disk rolled back, a machine cloned, the end of a log withheld."""

from __future__ import annotations

import pytest

from node.crdt.entry import Opening, decode_entry
from node.service.admitting import admit_packed
from node.service.authored import left_out
from node.service.clones import answer_clone, clone_questions
from node.service.cutting import witnessed
from node.service.effects import StoredEntry
from node.service.errors import NotFound, Refused
from node.service.records import read_projection
from node.service.wishes import Expel
from tests.sim.nodes import SimNode, sync
from tests.sim.stewards import decide, found_with, sync_all
from tests.sim.twins import NAME, entries_from, twin_of, write_on


def admit(node: SimNode, *entries: StoredEntry) -> None:
    node.run(admit_packed(node.space(), [(item.packed, item.payloads, item.device) for item in entries]))


def test_a09_node_rolled_back_unnoticed_opens_a_new_log_once_a_peer_shows_a_longer_one() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    write_on(bob, 1)
    mark = bob.store.snapshot()
    lost = write_on(bob, 2, "lost")
    sync(bob, alice, space)
    back = twin_of(bob, mark, "rolled back")
    sync(back, alice, space)
    assert back.space().own is None
    fresh = write_on(back, 1, "fresh")
    opening = decode_entry(entries_from(back, fresh[0].log, 0)[0].packed).header.prev
    assert isinstance(opening, Opening)
    assert (opening.previous, opening.tip) == (lost[0].log, lost[-1].id)
    sync(back, alice, space)
    assert not alice.space().holdings.proofs
    assert back.state(space) == alice.state(space)
    assert clone_questions(back.node) == ()


def test_a10_clone_that_goes_on_is_asked_which_computer_is_real() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    write_on(bob, 1)
    sync(bob, alice, space)
    clone = twin_of(bob, bob.store.snapshot(), "clone")
    assert clone_questions(bob.node) == ()
    here, there = write_on(bob, 2, "here"), write_on(clone, 2, "there")
    for one, other in ((bob, alice), (clone, alice), (bob, alice), (clone, alice)):
        sync(one, other, space)
    for node in (bob, clone):
        (question,) = clone_questions(node.node)
        assert (question.log, question.seq) == (here[0].log, here[0].seq)
        node.reopen()
        assert len(clone_questions(node.node)) == 1
    assert clone_questions(alice.node) == ()
    assert bob.run(answer_clone(bob.space(), is_this=True)) == 1
    assert clone.run(answer_clone(clone.space(), is_this=False)) == 1
    for node in (bob, clone):
        node.reopen()
        assert clone_questions(node.node) == ()
        with pytest.raises(NotFound):
            node.run(answer_clone(node.space(), is_this=True))
    with pytest.raises(Refused):
        write_on(clone, 1)
    fresh = write_on(bob, 1, "fresh")
    assert fresh[0].log not in (here[0].log, there[0].log)
    sync(bob, alice, space)
    assert bob.state(space) == alice.state(space)
    for item in (here[0], there[0], fresh[0]):
        claim = alice.run(read_projection(alice.space(), item.payloads[0].record)).fields[NAME][0]
        assert claim.is_contested is (item is not fresh[0])


def test_b10_expulsion_is_proposed_from_witnesses_and_extended_for_late_honest_work() -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    seen = write_on(mallory, 2, "seen")
    sync(mallory, bob, space)
    write_on(bob, 40)
    late = write_on(mallory, 3, "late")
    sync_all([alice, bob], space)
    admit(alice, *late)
    (found,) = alice.run(witnessed(alice.space(), mallory.node.device))
    assert (found.place.id, found.members) == (seen[-1].id, 1)
    wish = Expel((mallory.node.device,), keep=(found.place,), only_kept=True)
    assert decide([alice], space, wish).is_certificate
    sync_all([alice, bob], space)
    admit(bob, *late)
    out = alice.run(left_out(alice.space(), mallory.node.device))
    assert [item.place.id for item in out] == [item.id for item in late]
    assert not alice.run(read_projection(alice.space(), late[0].payloads[0].record)).fields
    assert decide([alice], space, Expel((mallory.node.device,), keep=(out[1].place,))).is_certificate
    sync_all([alice, bob], space)
    for node in (alice, bob):
        shown = [
            bool(node.run(read_projection(node.space(), item.payloads[0].record)).fields) for item in (*seen, *late)
        ]
        assert shown == [True, True, True, True, False]
    assert alice.state(space) == bob.state(space)
    with pytest.raises(Refused):
        decide([alice], space, Expel((mallory.node.device,)))
