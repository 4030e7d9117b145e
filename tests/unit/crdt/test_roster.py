"""Which certificates a node accepts: the anchor, siblings, recovery."""

import pytest

from node.crdt.errors import BrokenChain
from node.crdt.ids import Head, Space
from node.crdt.policy import Policy
from node.crdt.roster import build_roster
from tests.support.people import device_of, endorsed, new_world, octets, place_of

FOUR = ("alice", "bob", "carol", "dave")


def test_chain_grows_to_the_newest_certificate() -> None:
    world = new_world()
    one = world.after(world.genesis, by=("alice",))
    two = world.after(one, by=("alice",), policy=Policy(votes_verified=3))
    roster = world.roster()
    assert [stage.id for stage in roster.chain] == [world.genesis.id, one.id, two.id]
    assert roster.head.body.policy.votes_verified == 3
    assert roster.anchor == two.id
    assert not roster.is_frozen


def test_set_without_the_founding_certificate_is_refused() -> None:
    world = new_world()
    with pytest.raises(BrokenChain):
        build_roster(Space(bytes(16)), endorsed(world.certificates))


def test_missing_parent_is_named() -> None:
    world = new_world()
    one = world.child(world.genesis, by=("alice",))
    world.after(one, by=("alice",))
    assert world.roster().missing == {one.id}
    assert world.roster().head.id == world.genesis.id


def test_pinned_head_that_is_not_held_is_asked_for() -> None:
    world = new_world()
    pinned = Head(octets("pinned"))
    roster = world.roster(anchor=pinned)
    assert roster.is_behind
    assert roster.missing == {pinned}


def test_siblings_freeze_membership_at_their_parent() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3], expel={"dave": (place_of("dave", 1),)})
    two = world.after(world.genesis, by=("alice", "bob", "dave", "erin"), stewards=(*FOUR, "erin"))
    three = world.after(
        world.genesis, by=("alice", "bob", "dave"), stewards=("alice", "bob", "dave"), cut_roles={"carol": ()}
    )
    roster = world.roster()
    assert roster.head.id == world.genesis.id
    assert {stage.id for stage in roster.siblings} == {one.id, two.id, three.id}
    assert set(roster.stewards) == {device_of("alice"), device_of("bob")}


def test_frozen_node_keeps_naming_the_sibling_it_had_accepted() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    two = world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=2))
    assert world.roster(anchor=one.id).anchor == one.id
    assert world.roster(anchor=two.id).anchor == two.id
    assert world.roster(anchor=world.genesis.id).anchor == world.genesis.id


def test_sibling_signed_by_recovery_keys_wins() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    two = world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=2))
    rescue = world.after(world.genesis, recovery=("paper",), policy=Policy(votes_verified=3))
    for anchor in (world.genesis, one, two, rescue):
        roster = world.roster(anchor=anchor.id)
        assert roster.head.id == rescue.id
        assert roster.evidence == {one.id, two.id}


def test_two_siblings_signed_by_recovery_keys_freeze() -> None:
    world = new_world(FOUR)
    world.after(world.genesis, by=FOUR[:3])
    rescues = [world.after(world.genesis, recovery=("paper",), policy=Policy(votes_verified=votes)) for votes in (2, 3)]
    assert {stage.id for stage in world.roster().siblings} == {rescue.id for rescue in rescues}


def test_recovery_certificate_that_abandons_its_rivals_wins_over_them_too() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    rescue = world.after(world.genesis, recovery=("paper",), policy=Policy(votes_verified=2))
    other = world.after(world.genesis, recovery=("paper",), policy=Policy(votes_verified=3))
    rivals = world.roster().rivals(world.genesis.id)
    assert rivals == {one.id, rescue.id, other.id}
    last = world.after(
        world.genesis, recovery=("paper",), policy=Policy(votes_verified=4), abandons=tuple(sorted(rivals))
    )
    for anchor in (world.genesis, one, rescue, other):
        assert world.roster(anchor=anchor.id).head.id == last.id


def test_sibling_of_a_certificate_with_an_accepted_child_is_evidence_only() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    child = world.after(one, by=FOUR[:3])
    late = world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=2))
    late_child = world.after(late, by=FOUR[1:])
    for anchor in (one, child):
        roster = world.roster(anchor=anchor.id)
        assert roster.head.id == child.id
        assert roster.evidence == {late.id, late_child.id}
        assert not roster.is_frozen


def test_sibling_of_the_tip_freezes_even_with_a_child_of_its_own() -> None:
    world = new_world(FOUR)
    tip = world.after(world.genesis, by=FOUR[:3])
    other = world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=2))
    world.after(other, by=FOUR[1:])
    roster = world.roster(anchor=tip.id)
    assert {stage.id for stage in roster.siblings} == {tip.id, other.id}
    assert roster.anchor == tip.id


def test_recovery_certificate_beside_an_accepted_chain_is_evidence_only() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    two = world.after(one, by=FOUR[:3])
    rescue = world.after(world.genesis, recovery=("paper",), policy=Policy(votes_verified=2))
    roster = world.roster(anchor=two.id)
    assert roster.head.id == two.id
    assert roster.evidence == {rescue.id}


def test_recovery_certificate_moves_nodes_anchored_at_heads_it_abandons() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    two = world.after(one, by=FOUR[:3])
    three = world.after(two, by=FOUR[:3])
    rescue = world.after(world.genesis, recovery=("paper",), abandons=(two.id, three.id))
    assert world.roster(anchor=three.id).head.id == rescue.id
    assert world.roster(anchor=three.id).anchor == rescue.id
    world.certificates.remove(three)
    assert world.roster(anchor=two.id).head.id == rescue.id


def test_recovery_certificate_does_not_move_nodes_beyond_the_heads_it_abandons() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    two = world.after(one, by=FOUR[:3])
    world.after(world.genesis, recovery=("paper",), abandons=(one.id,))
    assert world.roster(anchor=two.id).head.id == two.id


def test_abandoned_branch_cannot_claim_nodes_back() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    rescue = world.after(world.genesis, recovery=("paper",), abandons=(one.id,))
    world.after(one, recovery=("paper",), abandons=(rescue.id,))
    for anchor in (world.genesis, rescue):
        assert world.roster(anchor=anchor.id).head.id == rescue.id


def test_accepted_recovery_certificate_is_not_left_for_a_sibling() -> None:
    world = new_world(FOUR)
    rescue = world.after(world.genesis, recovery=("paper",))
    other = world.after(world.genesis, by=FOUR[:3], policy=Policy(votes_verified=2))
    world.after(other, by=FOUR[:3])
    assert world.roster(anchor=rescue.id).head.id == rescue.id


def test_copies_with_different_signatures_count_together() -> None:
    world = new_world(FOUR)
    first = world.after(world.genesis, by=("alice", "bob"))
    assert world.roster().head.id == world.genesis.id
    second = world.after(world.genesis, by=("carol",))
    assert first.id == second.id
    assert world.roster().head.id == first.id


def test_judge_is_the_newest_accepted_stage_at_or_before_a_certificate() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    two = world.after(one, by=FOUR[:3])
    side = world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=2))
    deeper = world.after(side, by=FOUR[1:])
    roster = world.roster(anchor=two.id)
    found = [roster.judge_of(item.id) for item in (two, one, deeper)]
    assert [stage.id for stage in found if stage] == [two.id, one.id, world.genesis.id]
    assert roster.judge_of(Head(bytes(32))) is None
    assert roster.holds(one.id)
    assert not roster.holds(deeper.id)


def test_descent_is_told_along_parents() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    side = world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=2))
    roster = world.roster()
    assert roster.descends(one.id, world.genesis.id)
    assert roster.descends(one.id, one.id)
    assert roster.descends(world.genesis.id, one.id) is False
    assert roster.descends(side.id, one.id) is False
    assert roster.descends(Head(bytes(32)), one.id) is None


def test_fingerprint_tells_held_certificates_and_their_signers_apart() -> None:
    world = new_world(FOUR)
    before = world.roster().fingerprint
    world.after(world.genesis, by=FOUR[:3])
    one = world.roster().fingerprint
    world.after(world.genesis, by=("dave", "mallory"))
    two = world.roster().fingerprint
    world.after(world.genesis, by=("mallory",), recovery=("stolen",))
    assert len({before, one, two}) == 3
    assert world.roster().fingerprint == two
