"""Suspending, proposing and signing over several nodes: what each sees, and what takes effect when."""

from __future__ import annotations

import pytest

from node.crdt.errors import NotAllowed as CrdtNotAllowed
from node.crdt.grants import Role
from node.crdt.ids import Group, Head, Record, Space
from node.crdt.members import State
from node.crdt.suspension import Reason
from node.crdt.vote import Vote
from node.service.admitting import admit_packed
from node.service.deciding import proposals, propose, sign_proposal, suspend
from node.service.enrolling import admit_objects
from node.service.errors import NotAllowed, NotFound, Refused
from node.service.lookup import find_records
from node.service.records import add_record, read_projection, set_values
from node.service.spaces import create_space
from node.service.tending import tend
from node.service.wishes import AddGroup, Decide, Erase, Expel, Seat, Settle, Unseat
from tests.sim.nodes import NOW, SimNode, join, new_node, sync
from tests.sim.stewards import decide, found_with, sync_all

NAME = "names/n1/text"


def write_person(node: SimNode, space: Space, name: str) -> Record:
    return node.run(add_record(node.node.space(space), "person", {NAME: name}, now=NOW))


def titles(node: SimNode, space: Space) -> dict[Record, str]:
    """Return the records that a node lists, by id."""
    node.state(space)
    return {row.record: row.title for row in node.run(find_records(space=space)).rows}


def state_of(node: SimNode, of: SimNode, space: Space) -> State:
    return node.node.space(space).view.membership.members[of.node.device].state


# --- suspending -------------------------------------------------------------------------------------------------------
def test_suspension_holds_later_entries_and_makes_a_new_key_for_the_others() -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    before = write_person(mallory, space, "TEST-before")
    sync_all([alice, bob, mallory], space)
    old = alice.node.space(space).view.writing_kid()

    made = alice.run(suspend(alice.node.space(space), mallory.node.device, Reason.SEIZED))
    assert state_of(alice, mallory, space) is State.SUSPENDED
    assert {place.log for place in made.frontier} == {alice.node.space(space).own, mallory.node.space(space).own}
    new = alice.node.space(space).view.writing_kid()
    assert new not in (None, old)

    sync(alice, bob, space)
    assert state_of(bob, mallory, space) is State.SUSPENDED
    assert bob.node.space(space).view.writing_kid() == new
    after = write_person(bob, space, "TEST-after")
    late = write_person(mallory, space, "TEST-late")
    assert new not in mallory.node.space(space).keys.epochs
    for log, entries in mallory.store._state.logs.items():  # by a memory stick: no channel is open to her
        if log == mallory.node.space(space).own:
            alice.run(admit_packed(alice.node.space(space), [(e.packed, e.payloads, e.device) for e in entries]))
    sync(alice, bob, space)
    assert alice.state(space) == bob.state(space)
    for node in (alice, bob):
        rows = titles(node, space)
        assert before in rows
        assert after in rows
        assert rows.get(late, "") == ""


def test_suspended_member_counts_again_once_settled() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    alice.run(suspend(alice.node.space(space), bob.node.device))
    decided = alice.run(propose(alice.node.space(space), Settle(bob.node.device)))
    assert decided.is_certificate
    assert state_of(alice, bob, space) is State.ACTIVE
    sync_all([alice, bob], space)
    assert state_of(bob, bob, space) is State.ACTIVE
    write_person(bob, space, "TEST-again")
    sync_all([alice, bob], space)
    assert alice.state(space) == bob.state(space)


def test_suspension_survives_a_restart() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    alice.run(suspend(alice.node.space(space), bob.node.device))
    kid = alice.node.space(space).view.writing_kid()
    alice.crash()
    assert state_of(alice, bob, space) is State.SUSPENDED
    assert alice.node.space(space).view.writing_kid() == kid
    assert kid in alice.node.space(space).keys.epochs


def test_who_may_not_suspend_is_told_why_and_nothing_changes() -> None:
    space, (alice, bob, carol) = found_with("alice", guests=("bob", "carol"))
    with pytest.raises(NotAllowed):
        bob.run(suspend(bob.node.space(space), carol.node.device))
    with pytest.raises(Refused, match="another steward"):
        alice.run(suspend(alice.node.space(space), alice.node.device))
    with pytest.raises(NotFound):
        alice.run(suspend(alice.node.space(space), new_node("dave").node.device))
    alice.run(suspend(alice.node.space(space), bob.node.device))
    with pytest.raises(Refused, match="already"):
        alice.run(suspend(alice.node.space(space), bob.node.device))
    assert len(alice.node.space(space).holdings.suspensions) == 1


# --- proposing --------------------------------------------------------------------------------------------------------
def test_proposal_waits_for_signatures_and_says_so_in_words() -> None:
    space, (alice, bob, carol, mallory) = found_with("alice", "bob", "carol", guests=("mallory",))
    made = alice.run(propose(alice.node.space(space), Expel((mallory.node.device,))))
    assert (made.is_certificate, made.signed, made.needed, made.is_signed_here) == (False, 1, 3, True)
    assert made.words[0].startswith("expel TEST-mallory (device-")
    sync(alice, bob, space)
    (shown,) = proposals(bob.node.space(space))
    assert (shown.id, shown.signed, shown.is_signed_here) == (made.id, 1, False)
    second = bob.run(sign_proposal(bob.node.space(space), made.id))
    assert (second.is_certificate, second.signed) == (False, 2)
    assert state_of(bob, mallory, space) is State.ACTIVE
    sync(bob, carol, space)
    third = carol.run(sign_proposal(carol.node.space(space), made.id))
    assert (third.is_certificate, third.signed, third.needed) == (True, 3, 3)
    assert state_of(carol, mallory, space) is State.EXPELLED
    assert proposals(carol.node.space(space)) == ()
    assert carol.node.space(space).view.writing_kid() in carol.node.space(space).keys.epochs
    sync_all([alice, bob, carol], space)
    assert alice.state(space) == bob.state(space) == carol.state(space)
    assert not alice.node.space(space).holdings.shared(alice.node.space(space).view.roster).keys() ^ (
        carol.node.space(space).holdings.shared(carol.node.space(space).view.roster).keys()
    )


def test_votes_of_two_meet_on_a_third_node_and_become_the_certificate_there() -> None:
    space, (alice, bob, carol) = found_with("alice", "bob", guests=("carol",))
    made = alice.run(propose(alice.node.space(space), Decide(votes_verified=2)))
    sync(alice, bob, space)
    sync(alice, carol, space)
    signed = bob.run(sign_proposal(bob.node.space(space), made.id))
    assert signed.is_certificate
    certificate = bob.node.space(space).holdings.certificates[made.id]
    vote = Vote(
        space=space,
        head=Head(certificate.body.parent),
        signer=bob.node.device,
        packed_body=certificate.packed_body,
        signature=dict(certificate.signatures)[bob.node.device],
    )
    carol.run(admit_objects(carol.node.space(space), [vote]))
    assert carol.node.space(space).view.head == made.id
    assert carol.node.space(space).view.votes_needed == 2


def test_second_proposal_for_the_same_roster_is_not_signed_even_after_a_crash() -> None:
    space, (alice, bob) = found_with("alice", "bob")
    alice.run(propose(alice.node.space(space), Decide(votes_verified=2)))
    alice.crash()
    with pytest.raises(CrdtNotAllowed, match="already signed another"):
        alice.run(propose(alice.node.space(space), Decide(votes_verified=3)))
    sync(alice, bob, space)
    assert len(proposals(bob.node.space(space))) == 1


def test_vote_is_durable_before_anybody_hears_of_it() -> None:
    space, (alice, _) = found_with("alice", "bob")
    made = alice.run(propose(alice.node.space(space), Decide(votes_verified=2)))
    alice.crash()
    assert [item.id for item in proposals(alice.node.space(space))] == [made.id]


def test_b08_steward_restored_from_a_backup_abstains() -> None:
    space, (alice, bob) = found_with("alice", "bob")
    mark = alice.store.snapshot()
    alice.run(propose(alice.node.space(space), Decide(votes_verified=2)))
    alice.store = alice.store.restored(mark)
    alice.reopen()
    with pytest.raises(CrdtNotAllowed, match="abstains"):
        alice.run(propose(alice.node.space(space), Decide(votes_verified=3)))
    made = bob.run(propose(bob.node.space(space), Decide(votes_verified=4)))
    assert (made.signed, made.needed) == (1, 2)


def test_seats_groups_and_policy_change_by_certificate() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    group = Group(b"G" * 16)
    assert alice.run(propose(alice.node.space(space), AddGroup(group))).is_certificate
    made = alice.run(propose(alice.node.space(space), Seat(bob.node.device, group)))
    assert (made.is_certificate, made.waits_for) == (False, frozenset({bob.node.device}))
    sync(alice, bob, space)
    assert bob.run(sign_proposal(bob.node.space(space), made.id)).is_certificate
    assert bob.node.space(space).role is Role.STEWARD
    sync(alice, bob, space)
    decided = decide([alice, bob], space, Unseat(bob.node.device))
    assert decided.is_certificate
    assert bob.node.space(space).role is Role.VERIFIER


def test_what_changes_nothing_or_cannot_be_is_refused() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    for wish in (Decide(votes_verified=1), Decide()):
        with pytest.raises(Refused, match="change nothing"):
            alice.run(propose(alice.node.space(space), wish))
    with pytest.raises(NotFound):
        alice.run(propose(alice.node.space(space), Settle(bob.node.device)))
    with pytest.raises(CrdtNotAllowed):
        alice.run(propose(alice.node.space(space), Expel((alice.node.device,))))
    with pytest.raises(NotAllowed):
        bob.run(propose(bob.node.space(space), Decide(votes_verified=2)))
    assert proposals(alice.node.space(space)) == ()


def test_expelled_founder_leaves_the_others_able_to_talk() -> None:
    space, (alice, bob, carol, dave) = found_with("alice", "bob", "carol", guests=("dave",))
    decided = decide([bob, carol], space, Expel((alice.node.device,)))
    assert (decided.is_certificate, decided.needed) == (True, 2)
    sync_all([bob, carol, dave], space)
    assert {state_of(node, alice, space) for node in (bob, carol)} == {State.EXPELLED}
    record = write_person(bob, space, "TEST-after the founder")
    sync_all([bob, carol, dave], space)
    assert record in titles(carol, space)


def test_one_of_three_stewards_together_with_others_is_refused_with_what_to_do_first() -> None:
    space, (alice, bob, carol, dave) = found_with("alice", "bob", "carol", guests=("dave",))
    both = Expel((alice.node.device, dave.node.device))
    with pytest.raises(Refused, match="first the steward alone, then the rest"):
        bob.run(propose(bob.node.space(space), both))
    assert decide([bob, carol], space, Expel((alice.node.device,))).is_certificate
    assert decide([bob, carol], space, Expel((dave.node.device,))).is_certificate


# --- erasing ----------------------------------------------------------------------------------------------------------
def test_erased_record_is_gone_from_every_node_and_stays_gone() -> None:
    space, (alice, bob, carol) = found_with("alice", guests=("bob", "carol"))
    record, kept = write_person(alice, space, "TEST-erased"), write_person(bob, space, "TEST-kept")
    sync(alice, bob, space)
    decided = alice.run(propose(alice.node.space(space), Erase({record: ()})))
    assert decided.is_certificate
    bob.run(set_values(bob.node.space(space), record, {NAME: "TEST-erased later"}, now=NOW))
    sync_all([alice, bob, carol], space)
    for node in (alice, bob, carol):
        with pytest.raises(NotFound, match="erased"):
            node.run(read_projection(node.node.space(space), record))
        with pytest.raises(Refused, match="erased"):
            node.run(add_record(node.node.space(space), "person", {NAME: "TEST"}, now=NOW, record=record))
        assert titles(node, space).keys() == {kept}
        node.reopen()
    assert alice.state(space) == bob.state(space) == carol.state(space)


def test_space_without_passes_to_renew_is_left_alone() -> None:
    alice = new_node("alice")
    made = alice.run(create_space(alice.node, title="TEST-space"))
    bob = new_node("bob")
    join(bob, alice, made.space)
    size = alice.store.snapshot()
    alice.run(tend(made))
    assert alice.store.snapshot() == size
