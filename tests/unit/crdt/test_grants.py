"""What grants give: roles, groups, bounds."""

from dataclasses import replace

import pytest

from node.crdt.grants import Role
from node.crdt.limits import PROFILE_1
from tests.support.people import device_of, grant, group_of, new_world, octets, place_of

STEWARDS = {"alice": "one", "carol": "two"}
BOB, MALLORY = device_of("bob"), device_of("mallory")


@pytest.mark.parametrize("role", [Role.STEWARD, 5, 255])
def test_grant_of_a_role_above_verifier_has_no_effect(role: int) -> None:
    world = new_world()
    placed = world.write("alice", 1, grant("bob", role))  # type: ignore[arg-type]
    assert not world.view().control_has_effect(placed)


def test_only_a_steward_of_the_group_admits_into_it() -> None:
    world = new_world(STEWARDS, groups=("one", "two"))
    own = world.grant("carol", 1, "bob", group="two")
    foreign = world.grant("alice", 1, "mallory", group="two")
    view = world.view()
    assert view.control_has_effect(own)
    assert not view.control_has_effect(foreign)


def test_group_without_a_steward_is_admitted_by_any_but_is_not_independent() -> None:
    world = new_world(STEWARDS, groups=("one", "two", "three"))
    world.grant("alice", 1, "bob", group="three")
    world.grant("alice", 2, "mallory", group="one")
    view = world.view()
    assert view.group_of(BOB) == group_of("three")
    assert not view.is_independent(BOB)
    assert view.is_independent(MALLORY)


def test_foreign_admission_stays_dependent_when_the_group_gets_a_steward() -> None:
    world = new_world(STEWARDS, groups=("one", "two", "three"))
    world.grant("alice", 1, "bob", group="three")
    stewards = {**STEWARDS, "dave": "three"}
    world.after(world.genesis, by=("alice", "carol", "dave"), stewards=stewards)
    assert not world.view().is_independent(BOB)
    world.grant("dave", 0, "bob", group="three")
    assert world.view().is_independent(BOB)


def test_grant_into_a_group_the_roster_does_not_list_has_no_effect() -> None:
    world = new_world()
    world.grant("alice", 1, "bob", group="invented")
    assert BOB not in world.view().members


def test_grant_without_a_group_admits_without_independence() -> None:
    world = new_world()
    world.grant("alice", 1, "bob", group=None)
    view = world.view()
    assert view.role_of(BOB) is Role.VERIFIER
    assert view.group_of(BOB) is None
    assert not view.is_independent(BOB)


def test_role_is_the_highest_of_all_grants_with_its_own_scope() -> None:
    world = new_world()
    world.grant("alice", 1, "bob", Role.READER)
    world.grant("alice", 2, "bob", Role.CONTRIBUTOR, scope=("letter",))
    world.grant("alice", 3, "bob", Role.READER)
    view = world.view()
    assert view.role_of(BOB) is Role.CONTRIBUTOR
    assert view.scope_of(BOB) == {"letter"}
    world.grant("alice", 4, "bob", Role.CONTRIBUTOR)
    assert world.view().scope_of(BOB) == frozenset()


def test_one_invitation_admits_one_device() -> None:
    world = new_world()
    used = octets("invitation", 16)
    world.grant("alice", 4, "mallory", invitation=used)
    world.grant("alice", 2, "bob", Role.READER, invitation=used)
    world.grant("alice", 3, "bob", Role.VERIFIER, invitation=used)
    view = world.view()
    assert view.role_of(BOB) is Role.VERIFIER
    assert MALLORY not in view.members


def test_same_invitation_of_two_stewards_is_two_invitations() -> None:
    world = new_world(STEWARDS, groups=("one", "two"))
    used = octets("invitation", 16)
    world.grant("alice", 1, "bob", invitation=used)
    world.grant("carol", 1, "mallory", group="two", invitation=used)
    assert {BOB, MALLORY} <= world.view().members.keys()


def test_one_steward_admits_a_bounded_number_of_devices() -> None:
    world = new_world()
    most = PROFILE_1.grants_per_steward_max
    for number in range(most + 20):
        world.grant("alice", number + 1, f"sybil {number}")
    world.grant("alice", most + 50, "sybil 0", Role.READER)
    view = world.view()
    assert len(view.members) == most + 1  # and alice by certificate
    assert device_of(f"sybil {most}") not in view.members


def test_expelled_device_is_not_admitted_again() -> None:
    world = new_world()
    world.grant("alice", 1, "bob", Role.READER)
    world.after(world.genesis, by=("alice",), expel={"bob": (place_of("bob", 2),)})
    placed = world.grant("alice", 2, "bob", Role.VERIFIER)
    view = world.view()
    assert not view.control_has_effect(placed)
    assert view.role_of(BOB) is Role.READER
    assert view.members[BOB].state == "expelled"
    assert not view.is_active(BOB)


def test_two_devices_of_one_pseudonym_and_group_are_one_person() -> None:
    world = new_world()
    world.grant("alice", 1, "bob")
    world.write("alice", 2, replace(grant("mallory"), pseudonym="TEST-bob"))
    world.grant("alice", 3, "carol")
    view = world.view()
    assert view.person_of(BOB) == view.person_of(MALLORY)
    assert view.person_of(BOB) != view.person_of(device_of("carol"))
    assert view.person_of(device_of("stranger")) == device_of("stranger")
