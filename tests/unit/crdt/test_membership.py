"""Who is a member, in what role, and which control payloads have effect."""

from node.crdt.bodies import GroupName
from node.crdt.grants import Role
from node.crdt.ids import Group
from node.crdt.members import State
from node.crdt.membership import Action
from tests.support.people import device_of, group_of, new_world, place_of, prefix

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
