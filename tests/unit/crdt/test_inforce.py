"""Which suspensions are in force, and what rests a steward's own powers."""

import pytest

from node.crdt.errors import NotAllowed
from node.crdt.ids import Head
from node.crdt.inforce import InForce, free_slot, in_force
from tests.support.people import World, device_of, new_world, octets

FIVE = ("alice", "bob", "carol", "dave", "erin")


def force(world: World) -> InForce:
    """Give the suspensions in force."""
    return in_force(world.roster(), world.suspensions)


def test_any_one_steward_suspends_a_device() -> None:
    world = new_world(FIVE)
    suspension = world.suspend("alice", "mallory")
    assert force(world).by_device == {device_of("mallory"): (suspension,)}


def test_suspension_by_someone_who_is_no_steward_has_no_effect() -> None:
    world = new_world(FIVE)
    world.suspend("mallory", "alice")
    assert not force(world).by_id


def test_suspension_of_another_space_is_passed_over() -> None:
    world, other = new_world(FIVE), new_world(FIVE[:4])
    world.suspensions.append(other.suspend("alice", "mallory"))
    assert not force(world).held


def test_suspension_under_a_head_not_held_waits_and_is_asked_for() -> None:
    world = new_world(FIVE)
    later = world.child(world.genesis, by=FIVE[:4])
    world.suspend("alice", "mallory", head=later)
    assert not force(world).by_id
    assert force(world).missing == {later.id}
    world.add(later)
    assert len(force(world).by_id) == 1


def test_of_two_in_one_slot_the_lowest_id_counts() -> None:
    world = new_world(FIVE)
    both = [world.suspend("alice", name) for name in ("mallory", "trent")]
    assert list(force(world).by_id) == [min(item.id for item in both)]


def test_only_a_certificate_that_names_it_settles_a_suspension() -> None:
    world = new_world(FIVE)
    suspension = world.suspend("alice", "mallory")
    unrelated = world.after(world.genesis, by=FIVE[:4], settled=(octets("another"),))
    assert suspension.id in force(world).by_id
    world.after(unrelated, by=FIVE[:4], settled=(suspension.id,))
    assert not force(world).by_id
    assert force(world).settled == {suspension.id}


def test_slot_is_free_again_only_under_a_head_that_settles_it() -> None:
    world = new_world(FIVE)
    first = world.suspend("alice", "mallory")
    settling = world.after(world.genesis, by=FIVE[:4], settled=(first.id,))
    spent = world.suspend("alice", "trent", head=world.genesis)
    assert not force(world).by_id
    fresh = world.suspend("alice", "trent", head=settling)
    assert list(force(world).by_id) == [fresh.id]
    assert spent.id in force(world).held


@pytest.mark.parametrize(
    ("count", "by", "is_settled"),
    [
        (5, ("alice", "carol", "dave", "erin"), True),
        (5, ("bob", "carol", "dave", "erin"), True),
        (4, ("alice", "carol", "dave"), True),
        (4, ("bob", "carol", "dave"), False),
        (3, ("alice", "bob", "carol"), True),
        (2, ("alice", "bob"), True),
    ],
)
def test_case_of_a_steward_is_settled_by_a_quorum_of_the_others(
    count: int, by: tuple[str, ...], is_settled: bool
) -> None:
    world = new_world(FIVE[:count])
    suspension = world.suspend("alice", "bob")
    settling = world.after(world.genesis, by=by, settled=(suspension.id,))
    assert world.roster().head.id == settling.id
    assert (suspension.id not in force(world).by_id) is is_settled


def test_only_steward_does_not_release_itself() -> None:
    world = new_world(("alice",))
    suspension = world.suspend("alice", "alice")
    world.after(world.genesis, by=("alice",), settled=(suspension.id,))
    assert suspension.id in force(world).by_id


def test_recovery_keys_settle_a_suspension() -> None:
    world = new_world(FIVE[:2])
    suspension = world.suspend("alice", "bob")
    world.after(world.genesis, recovery=("paper",), settled=(suspension.id,))
    assert not force(world).by_id


def test_two_stewards_suspend_one_another() -> None:
    world = new_world(FIVE)
    world.suspend("alice", "bob")
    world.suspend("bob", "alice")
    assert set(force(world).by_device) == {device_of("alice"), device_of("bob")}
    assert set(force(world).resting) == {device_of("alice"), device_of("bob")}


def test_suspending_a_steward_voids_the_higher_slots() -> None:
    world = new_world(FIVE)
    lower = world.suspend("alice", "mallory", slot=0)
    steward = world.suspend("alice", "bob", slot=1)
    world.suspend("alice", "carol", slot=2)
    world.suspend("alice", "trent", slot=3)
    assert set(force(world).by_id) == {lower.id, steward.id}
    assert force(world).resting == {device_of("alice"): steward}


def test_suspension_under_a_disputed_head_is_judged_by_the_parent() -> None:
    world = new_world(FIVE[:4])
    one = world.after(world.genesis, by=("alice", "bob", "carol", "mallory"), stewards=(*FIVE[:4], "mallory"))
    world.after(world.genesis, by=FIVE[1:4], groups=("one", "two"))
    by_added = world.suspend("mallory", "alice", head=one)
    by_old = world.suspend("bob", "trent", head=one)
    assert set(force(world).by_id) == {by_old.id}
    assert by_added.id in force(world).held


def test_free_slot_is_the_lowest_and_for_a_steward_above_all_others() -> None:
    world = new_world(FIVE)
    world.suspend("alice", "mallory", slot=1)
    roster, now = world.roster(), force(world)
    alice = device_of("alice")
    assert free_slot(roster, now, alice, device_of("trent")) == 0
    assert free_slot(roster, now, alice, device_of("bob")) == 2


def test_no_slot_for_others_while_resting_or_when_all_are_in_use() -> None:
    world = new_world(FIVE)
    alice, bob = device_of("alice"), device_of("bob")
    with pytest.raises(NotAllowed):
        free_slot(world.roster(), force(world), device_of("mallory"), alice)
    for slot in range(8):
        world.suspend("bob", f"stranger {slot}", slot=slot)
    with pytest.raises(NotAllowed):
        free_slot(world.roster(), force(world), bob, device_of("mallory"))
    world.suspend("alice", "bob")
    with pytest.raises(NotAllowed):
        free_slot(world.roster(), force(world), alice, device_of("mallory"))


def test_unknown_head_is_no_head_of_this_roster() -> None:
    assert new_world(FIVE).roster().judge_of(Head(octets("unknown"))) is None
