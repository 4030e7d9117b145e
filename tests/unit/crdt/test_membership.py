"""Who is a member, in what role, and which control payloads have effect."""

from node.crdt.bodies import GroupName
from node.crdt.grants import Role
from node.crdt.ids import Group, Record
from node.crdt.members import State
from node.crdt.membership import Action
from node.crdt.policy import Policy
from tests.support.people import device_of, group_of, new_world, octets, place_of, prefix

ALICE, BOB = device_of("alice"), device_of("bob")


def test_founder_is_active_steward_of_its_group() -> None:
    world = new_world()
    world.grant("alice", 0, "alice", index=1)
    view = world.view()
    assert view.role_of(ALICE) is Role.STEWARD
    assert view.group_of(ALICE) == group_of("one")
    assert view.members[ALICE].name == "TEST-alice"
    assert view.members[ALICE].state is State.ACTIVE
    assert view.head == world.genesis.id
    assert all(view.may(ALICE, action) for action in Action)


def test_grant_by_steward_admits_a_device() -> None:
    world = new_world()
    placed = world.grant("alice", 1, "bob", Role.CONTRIBUTOR)
    view = world.view()
    assert view.control_has_effect(placed)
    assert view.role_of(BOB) is Role.CONTRIBUTOR
    assert view.may(BOB, Action.WRITE)
    assert not view.may(BOB, Action.ATTEST)


def test_grant_by_a_member_who_is_no_steward_has_no_effect() -> None:
    world = new_world()
    world.grant("alice", 1, "bob")
    placed = world.grant("bob", 0, "mallory")
    view = world.view()
    assert not view.control_has_effect(placed)
    assert device_of("mallory") not in view.members


def test_space_and_group_are_named_by_their_stewards() -> None:
    world = new_world()
    world.write("alice", 0, GroupName(group_of("one"), "TEST-group"))
    world.write("alice", 1, GroupName(Group(world.space), "TEST-space"))
    world.write("mallory", 0, GroupName(group_of("one"), "TEST-other"))
    assert world.view().group_names == {group_of("one"): "TEST-group", Group(world.space): "TEST-space"}


def test_entries_of_a_member_stand() -> None:
    world = new_world()
    world.grant("alice", 1, "bob")
    place = place_of("bob", 3)
    assert world.view().standing(BOB, place.log, place.seq, place.id, prefix).value == "ok"


RECORD = Record(octets("record", 16))
SOURCE = octets("keyed hash of a source id", 16)
FOUR = ("alice", "bob", "carol", "dave")


def test_erased_record_and_its_sources_are_remembered() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3], erasures=((RECORD, (SOURCE,)),))
    world.after(one, by=FOUR[:3])
    view = world.view()
    assert view.is_erased(RECORD)
    assert not view.is_erasing(RECORD)
    assert view.erased_sources() == {SOURCE}


def test_erasure_between_siblings_destroys_nothing() -> None:
    world = new_world(FOUR)
    world.after(world.genesis, by=FOUR[:3], erasures=((RECORD, (SOURCE,)),))
    world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=2))
    view = world.view()
    assert not view.is_erased(RECORD)
    assert view.is_erasing(RECORD)
    assert view.erased_sources() == frozenset()
    assert not view.covers(world.genesis.id, ())


def test_settled_suspension_that_is_not_held_is_asked_for() -> None:
    world = new_world(FOUR)
    suspension = world.suspend("alice", "mallory")
    world.after(world.genesis, by=FOUR[:3], settled=(suspension.id,))
    assert not world.view().needs.suspensions
    world.suspensions.clear()
    assert world.view().needs.suspensions == {suspension.id}


def test_policy_says_how_many_groups_must_attest() -> None:
    assert new_world(policy=Policy(votes_verified=3)).view().votes_needed == 3


def test_view_does_not_depend_on_the_order_of_what_it_is_built_from() -> None:
    world = new_world(FOUR)
    for number, name in enumerate(("erin", "frank", "grace")):
        world.grant(FOUR[number], number, name, Role(number + 1))
        world.suspend(FOUR[number], name, frontier=(place_of(name, number),))
    world.after(world.genesis, by=FOUR[:3], expel={"grace": (place_of("grace", 1),)})
    first = world.view()
    for items in (world.certificates, world.suspensions, world.placed):
        items.reverse()
    second = world.view()
    assert first.members == second.members
    assert first.effective == second.effective
    assert first.force.by_id == second.force.by_id
