"""Roles over a device's whole log, and what lowers them."""

from node.crdt.grants import Role
from node.crdt.membership import Action, Membership
from tests.support.people import World, device_of, new_world, place_of, prefix

FOUR = ("alice", "bob", "carol", "dave")
ERIN = device_of("erin")


def lowered() -> World:
    """Give a space where erin, a verifier, is cut at seq 5."""
    world = new_world(FOUR)
    world.grant("alice", 1, "erin")
    world.after(world.genesis, by=FOUR[:3], cut_roles={"erin": (place_of("erin", 5),)})
    return world


def roles(view: Membership) -> tuple[Role | None, Role | None]:
    """Give erin's roles before and after the cut."""
    return view.role_at(ERIN, place_of("erin", 5), prefix), view.role_at(ERIN, place_of("erin", 6), prefix)


def test_role_cut_lowers_a_device_beyond_the_cut() -> None:
    view = lowered().view()
    assert roles(view) == (Role.VERIFIER, None)
    assert view.role_of(ERIN) is None
    assert not view.may(ERIN, Action.READ)
    assert view.members[ERIN].name == "TEST-erin"


def test_later_grant_gives_a_lowered_device_its_new_role() -> None:
    world = lowered()
    world.grant("alice", 2, "erin", Role.CONTRIBUTOR)
    assert roles(world.view()) == (Role.VERIFIER, Role.CONTRIBUTOR)


def test_backdated_grant_does_not_raise_a_lowered_device() -> None:
    world = lowered()
    world.grant("bob", 1, "erin", Role.VERIFIER, roster=world.genesis)
    assert roles(world.view())[1] is None


def test_entries_outside_a_role_cut_still_stand() -> None:
    world = lowered()
    place = place_of("erin", 6)
    assert world.view().standing(ERIN, place.log, place.seq, place.id, prefix).value == "ok"


def test_dropped_steward_keeps_its_record_work_as_verifier() -> None:
    world = new_world(FOUR)
    world.after(world.genesis, by=FOUR[:3], stewards=FOUR[:3], cut_roles={"dave": (place_of("dave", 3),)})
    view, dave = world.view(), device_of("dave")
    assert view.role_at(dave, place_of("dave", 3), prefix) is Role.STEWARD
    assert view.role_at(dave, place_of("dave", 4), prefix) is Role.VERIFIER
    assert view.may(dave, Action.WRITE)
    assert not view.may(dave, Action.GRANT)


def test_steward_added_again_is_steward_again() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3], stewards=FOUR[:3], cut_roles={"dave": ()})
    world.after(one, by=FOUR, stewards=FOUR)
    placed = world.grant("dave", 9, "erin")
    view = world.view()
    assert view.role_of(device_of("dave")) is Role.STEWARD
    assert view.control_has_effect(placed)


def test_suspended_steward_votes_and_suspends_and_does_nothing_else() -> None:
    world = new_world(FOUR)
    world.suspend("alice", "dave")
    view, dave = world.view(), device_of("dave")
    allowed = {action for action in Action if view.may(dave, action)}
    assert allowed == {Action.VOTE, Action.SUSPEND}


def test_steward_who_suspended_a_steward_neither_grants_nor_suspends() -> None:
    world = new_world(FOUR)
    world.suspend("alice", "dave")
    view, alice = world.view(), device_of("alice")
    refused = {action for action in Action if not view.may(alice, action)}
    assert refused == {Action.GRANT, Action.SUSPEND}


def test_nobody_votes_or_grants_while_frozen() -> None:
    world = new_world(FOUR)
    world.after(world.genesis, by=FOUR[:3])
    world.after(world.genesis, by=FOUR[1:], groups=("one", "two"))
    view = world.view()
    refused = {action for action in Action if not view.may(device_of("alice"), action)}
    assert refused == {Action.GRANT, Action.VOTE}


def test_expelled_device_may_do_nothing() -> None:
    world = new_world(FOUR)
    world.after(world.genesis, by=FOUR[:3], expel={"dave": (place_of("dave", 9),)})
    assert not any(world.view().may(device_of("dave"), action) for action in Action)


def test_stranger_may_do_nothing_and_has_nothing() -> None:
    view, stranger = new_world().view(), device_of("stranger")
    assert not any(view.may(stranger, action) for action in Action)
    assert view.role_of(stranger) is None
    assert view.group_of(stranger) is None
    assert view.scope_of(stranger) == frozenset()
    assert not view.is_independent(stranger)
    assert view.role_at(stranger, place_of("stranger", 0), prefix) is None
