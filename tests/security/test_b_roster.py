"""Threats B1 to B9, B14, B16 to B18: stewards against stewards. B6 in all orders stands in `tests/property`."""

from itertools import permutations

import pytest

from node.crdt.certificate import Certificate, certify, endorse, sign_body
from node.crdt.errors import NotAllowed
from node.crdt.grants import Role
from node.crdt.inforce import in_force
from node.crdt.members import State
from node.crdt.membership import Action
from node.crdt.policy import Policy
from node.crdt.roster import Roster, build_roster
from node.crdt.stage import Refusal
from node.crdt.suspension import Suspension
from node.crdt.vote import VoteBook, cast_vote
from tests.support.people import World, device_of, key_of, new_world, place_of

FOUR = ("alice", "bob", "carol", "dave")
FIVE = (*FOUR, "erin")


def results(world: World) -> set[tuple[object, ...]]:
    """Deliver everything but the founding certificate in every order and give the results."""
    found = set()
    for order in permutations([*world.certificates[1:], *world.suspensions]):
        held: list[Certificate] = [world.genesis]
        suspensions: list[Suspension] = []
        anchor, roster = world.genesis.id, world.roster(world.genesis.id)
        for item in order:
            if isinstance(item, Certificate):
                held.append(item)
            else:
                suspensions.append(item)
            roster = build_roster(world.space, [endorse(c) for c in held], anchor)
            anchor = roster.anchor
        force = in_force(roster, suspensions)
        found.add((roster.head.id, frozenset(roster.stewards), frozenset(force.by_id), roster.is_frozen))
    return found


def test_b01_two_stewards_expel_one_another_and_the_quorum_of_the_rest_decides() -> None:
    world = new_world(FOUR)
    against_bob = world.suspend("alice", "bob")
    against_alice = world.suspend("bob", "alice")
    world.after(world.genesis, by=("alice",), expel={"bob": ()})
    world.after(world.genesis, by=("bob",), expel={"alice": ()})
    assert results(world) == {
        (world.genesis.id, frozenset(map(device_of, FOUR)), frozenset({against_bob.id, against_alice.id}), False)
    }
    decided = world.after(world.genesis, by=("bob", "carol", "dave"), expel={"alice": ()}, settled=(against_bob.id,))
    ends = results(world)
    assert {end[0] for end in ends} == {decided.id}
    assert len(ends) == 1
    assert world.roster().stewards.keys() == {device_of(name) for name in ("bob", "carol", "dave")}


def test_b02_removals_that_an_expelled_steward_signs_later_are_void() -> None:
    world = new_world(FOUR)
    expelled = world.after(world.genesis, by=FOUR[:3], expel={"dave": (place_of("dave", 3),)})
    after = world.after(expelled, by=("alice", "dave"), expel={"carol": ()})
    grant = world.grant("dave", 4, "mallory", roster=world.genesis)
    roster = world.roster(expelled.id)
    assert roster.refused == {after.id: Refusal.QUORUM}
    assert not world.view().control_has_effect(grant)
    world.after(expelled, by=("alice", "bob", "carol"), groups=("one", "two"))
    world.after(world.genesis, by=("bob", "carol", "dave"), expel={"alice": ()})  # "concurrent", and certified
    roster = world.roster(expelled.id)
    assert not roster.is_frozen
    assert device_of("alice") in roster.stewards
    assert device_of("dave") not in roster.stewards


def test_b03_seized_founder_is_removable_like_anyone() -> None:
    world = new_world(("alice",))
    one = world.after(world.genesis, by=FOUR, stewards=FOUR)
    world.after(one, by=FOUR[1:], expel={"alice": (place_of("alice", 9),)})
    view = world.view()
    assert view.members[device_of("alice")].state is State.EXPELLED
    assert not any(view.may(device_of("alice"), action) for action in Action)


def refusals(world: World, child: Certificate) -> Roster:
    """Give the roster with one more certificate."""
    world.certificates = [world.genesis, child]
    return world.roster()


def test_b04_certificates_with_too_little_behind_them_are_refused() -> None:
    world = new_world(FOUR)
    body = world.child(world.genesis)
    packed = body.packed_body
    alice = sign_body(packed, key_of("alice"))
    twice = certify(packed, [alice, alice, sign_body(packed, key_of("bob"))])
    assert len(twice.signatures) == 2
    assert refusals(world, twice).refused == {twice.id: Refusal.QUORUM}
    stranger = world.child(world.genesis, by=("alice", "bob", "mallory"))
    assert refusals(world, stranger).refused == {stranger.id: Refusal.QUORUM}
    orphan = world.child(world.child(world.genesis, by=FOUR), by=FOUR)
    assert refusals(world, orphan).missing == {orphan.body.parent}
    assert world.roster().head.id == world.genesis.id


def test_b05_two_certified_siblings_are_evidence_and_freeze_until_recovery_keys_end_it() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3], expel={"dave": ()})
    two = world.after(world.genesis, by=("alice", "bob", "dave"), expel={"carol": ()})
    added = world.grant("alice", 1, "mallory", roster=one)
    view = world.view()
    assert view.is_frozen
    assert set(view.roster.stewards) == {device_of("alice"), device_of("bob")}
    assert not view.control_has_effect(added)
    for name in ("carol", "dave"):
        assert view.members[device_of(name)].state is State.SUSPENDED
    rescue = world.after(world.genesis, recovery=("paper",), expel={"alice": (), "bob": ()}, abandons=(one.id, two.id))
    assert {end[0] for end in results(world)} == {rescue.id}
    assert world.roster(one.id).evidence == {one.id, two.id}


def test_b07_old_stewards_keys_all_seized_years_later_reorganise_nothing() -> None:
    world = new_world(FOUR)
    young = ("frank", "grace", "heidi", "ivan")
    cuts = {name: (place_of(name, 50),) for name in FOUR}
    moved = world.after(world.genesis, by=(*FOUR, *young), stewards=young, cut_roles=cuts)
    newest = world.after(moved, by=young)
    forged = world.after(world.genesis, by=FOUR, expel=dict.fromkeys(young, ()))
    deeper = world.after(forged, by=FOUR, policy=Policy(votes_verified=3))
    roster = world.roster(newest.id)
    assert roster.head.id == newest.id
    assert not roster.is_frozen
    assert roster.evidence == {forged.id, deeper.id}


def test_b08_steward_restored_from_a_backup_abstains_until_the_next_change() -> None:
    world = new_world(FOUR)
    body = world.child(world.genesis).packed_body
    restored = VoteBook(signed={}, abstains_at=frozenset({world.genesis.id}))
    with pytest.raises(NotAllowed):
        cast_vote(world.roster(), restored, body, key_of("alice"))
    one = world.after(world.genesis, by=FOUR[1:])
    vote, _ = cast_vote(world.roster(), restored, world.child(one).packed_body, key_of("alice"))
    assert vote.head == one.id


def test_b09_highest_version_is_kept_when_a_peer_serves_an_older_chain() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    two = world.after(one, by=FOUR[:3])
    anchor = world.roster().anchor
    assert anchor == two.id
    old = build_roster(world.space, [endorse(c) for c in (world.genesis, one)], anchor)
    assert old.is_behind
    assert old.missing == {two.id}
    assert world.roster(anchor).head.id == two.id


def test_b14_recovery_keys_replace_stewards_that_are_all_lost() -> None:
    world = new_world(FOUR, recovery=("paper", "partner"))
    young = ("frank", "grace")
    cuts = {name: (place_of(name, 50),) for name in FOUR}
    too_few = world.after(world.genesis, recovery=("paper",), stewards=young, cut_roles=cuts)
    assert world.roster().refused == {too_few.id: Refusal.QUORUM}
    world.after(world.genesis, recovery=("paper", "partner"), stewards=young, cut_roles=cuts)
    assert set(world.roster().stewards) == {device_of(name) for name in young}


def test_b16_two_of_five_stewards_taken_are_suspended_at_once_and_expelled_through_recovery_keys() -> None:
    world = new_world(FIVE, recovery=("paper", "partner", "vault"))
    world.grant("alice", 1, "frank")
    suspensions = [
        world.suspend("alice", "dave", frontier=(place_of("alice", 1), place_of("dave", 4))),
        world.suspend("bob", "erin", frontier=(place_of("erin", 7),)),
    ]
    view = world.view()
    for name in ("dave", "erin"):
        assert view.members[device_of(name)].state is State.SUSPENDED
        assert not view.may(device_of(name), Action.READ)
    assert view.role_of(device_of("frank")) is Role.VERIFIER
    cuts = {"dave": (place_of("dave", 4),), "erin": (place_of("erin", 7),)}
    by_rest = world.child(world.genesis, by=FIVE[:3], expel=cuts)
    assert refusals(world, by_rest).refused == {by_rest.id: Refusal.QUORUM}
    settled = tuple(item.id for item in suspensions)
    world.after(world.genesis, recovery=("partner", "vault", "paper"), expel=cuts, settled=settled)
    view = world.view()
    assert set(view.roster.stewards) == {device_of(name) for name in FIVE[:3]}
    assert not view.force.by_id
    assert all(view.may(device_of(name), Action.GRANT) for name in FIVE[:3])


def test_b17_seized_steward_who_suspends_everybody_rests_itself_and_votes_still_count() -> None:
    world = new_world(FOUR)
    for slot, name in enumerate(("alice", "bob", "carol", "frank", "grace")):
        world.suspend("dave", name, slot=slot)
    sybil = world.grant("dave", 9, "mallory")
    world.suspend("alice", "dave", frontier=(place_of("dave", 8),))
    view = world.view()
    suspended = {name for name in (*FOUR, "frank", "grace") if device_of(name) in view.force.by_device}
    assert suspended == {"alice", "dave"}
    assert not view.control_has_effect(sybil)
    assert not view.may(device_of("dave"), Action.SUSPEND)
    ended = world.after(
        world.genesis,
        by=("alice", "bob", "carol"),
        expel={"dave": (place_of("dave", 8),)},
        settled=tuple(suspension.id for suspension in world.suspensions),
    )
    view = world.view()
    assert view.head == ended.id
    assert not view.control_has_effect(sybil)
    still = {suspension.device for suspension in view.force.by_id.values()}
    assert still == {device_of("alice")}  # two others of three did not yet decide her case; of two they do
    world.after(ended, by=("alice", "bob", "carol"), settled=tuple(item.id for item in world.suspensions))
    assert not world.view().force.by_id


def test_b18_unrelated_certificate_does_not_lift_a_suspension() -> None:
    world = new_world(FOUR)
    suspension = world.suspend("alice", "mallory", frontier=(place_of("mallory", 2),))
    head = world.genesis
    for votes in range(2, 6):
        head = world.after(head, by=FOUR[:3], policy=Policy(votes_verified=votes))
    assert suspension.id in world.view().force.by_id
    world.after(head, by=FOUR[:3], expel={"alice": (place_of("alice", 9),)}, stewards=FOUR[1:])
    assert suspension.id in world.view().force.by_id
