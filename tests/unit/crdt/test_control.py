"""Which control payloads have effect under the roster they name and the cuts of the newest."""

from dataclasses import replace

from node.crdt.bodies import HIDE, WITHHOLD, GroupName, Hiding, Lifting, Witness
from node.crdt.grants import Placed, Role
from node.crdt.ids import Record
from node.crdt.policy import Policy
from tests.support.people import World, device_of, group_of, new_world, octets, place_of

FOUR = ("alice", "bob", "carol", "dave")
RECORD = Record(octets("record", 16))


def hide(world: World, author: str, seq: int, mode: int = HIDE) -> Placed:
    """Hide or withhold the record."""
    return world.write(author, seq, Hiding(record=RECORD, mode=mode, reason="family_request"))


def lift(world: World, author: str, seq: int, hiding: Placed) -> Placed:
    """Lift a hiding of the record."""
    return world.write(author, seq, Lifting(RECORD, (hiding.id,)))


def test_payload_under_a_roster_not_held_waits_and_is_asked_for() -> None:
    world = new_world(FOUR)
    later = world.child(world.genesis, by=FOUR[:3])
    placed = world.grant("alice", 1, "mallory", roster=later)
    assert not world.view().control_has_effect(placed)
    assert world.view().needs.certificates == {later.id}
    world.add(later)
    assert world.view().control_has_effect(placed)
    assert not world.view().needs.certificates


def test_disputed_payload_has_no_effect() -> None:
    world = new_world()
    placed = world.grant("alice", 1, "bob")
    world.placed = [replace(placed, is_disputed=True)]
    assert not world.view().control_has_effect(placed)


def test_payload_of_a_dropped_steward_counts_as_far_as_its_role_cut() -> None:
    world = new_world(FOUR)
    kept = world.grant("dave", 3, "erin")
    beyond = world.grant("dave", 4, "mallory")
    elsewhere = world.grant("dave", 0, "trent", log=1)
    world.after(world.genesis, by=FOUR[:3], stewards=FOUR[:3], cut_roles={"dave": (place_of("dave", 3),)})
    view = world.view()
    assert view.control_has_effect(kept)
    assert not view.control_has_effect(beyond)
    assert not view.control_has_effect(elsewhere)
    assert view.role_of(device_of("dave")) is Role.VERIFIER


def test_steward_with_a_role_cut_grants_again_under_later_certificates() -> None:
    world = new_world(FOUR)
    taken_back = world.grant("dave", 5, "mallory")
    world.after(world.genesis, by=FOUR[:3], cut_roles={"dave": (place_of("dave", 3),)})
    fresh = world.grant("dave", 6, "erin")
    assert not world.view().control_has_effect(taken_back)
    assert world.view().control_has_effect(fresh)


def test_payload_beyond_the_cut_of_an_expelled_steward_has_no_effect() -> None:
    world = new_world(FOUR)
    kept = world.grant("dave", 3, "erin")
    late = world.grant("dave", 4, "mallory", roster=world.genesis)
    world.after(world.genesis, by=FOUR[:3], expel={"dave": (place_of("dave", 3),)})
    assert world.view().control_has_effect(kept)
    assert not world.view().control_has_effect(late)


def test_grants_of_a_resting_steward_count_as_far_as_its_own_places() -> None:
    world = new_world(FOUR)
    before = world.grant("alice", 1, "erin")
    after = world.grant("alice", 2, "mallory")
    suspension = world.suspend("alice", "bob", frontier=(place_of("alice", 1), place_of("bob", 4)))
    hidden = hide(world, "alice", 3)
    view = world.view()
    assert view.control_has_effect(before)
    assert not view.control_has_effect(after)
    assert view.control_has_effect(hidden)
    world.after(world.genesis, by=("alice", "carol", "dave"), settled=(suspension.id,))
    assert world.view().control_has_effect(after)


def test_grant_naming_a_disputed_or_abandoned_certificate_adds_nothing() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    before = world.grant("alice", 1, "erin", roster=world.genesis)
    under = world.grant("alice", 2, "frank", roster=one)
    hidden = world.write("alice", 3, Hiding(record=RECORD, mode=HIDE, reason="x"), roster=one)
    assert world.view().control_has_effect(under)
    world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=2))
    view = world.view()
    assert view.is_frozen
    assert view.control_has_effect(before)
    assert not view.control_has_effect(under)
    assert view.control_has_effect(hidden)


def test_role_cuts_of_every_sibling_apply_while_frozen() -> None:
    world = new_world(FOUR)
    placed = world.grant("dave", 4, "mallory")
    world.after(world.genesis, by=FOUR[:3], stewards=FOUR[:3], cut_roles={"dave": (place_of("dave", 3),)})
    world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=2))
    assert not world.view().control_has_effect(placed)


def test_contributor_withholds_but_does_not_hide() -> None:
    world = new_world()
    world.grant("alice", 1, "bob", Role.CONTRIBUTOR)
    world.grant("alice", 2, "carol", Role.READER)
    withheld = hide(world, "bob", 1, WITHHOLD)
    hide(world, "bob", 2, HIDE)
    hide(world, "carol", 1, WITHHOLD)
    assert world.view().hidings == {RECORD: (withheld,)}


def test_record_is_hidden_while_one_hiding_is_not_lifted() -> None:
    world = new_world(("alice", "bob"))
    hidings = [hide(world, "alice", 1), hide(world, "bob", 1)]
    lift(world, "bob", 2, hidings[0])
    assert world.view().hidings == {RECORD: (hidings[1],)}
    lift(world, "alice", 2, hidings[1])
    assert world.view().hidings == {}


def test_contributor_lifts_a_withholding_but_not_a_hiding() -> None:
    world = new_world()
    world.grant("alice", 1, "bob", Role.CONTRIBUTOR)
    hidden, withheld = hide(world, "alice", 2), hide(world, "alice", 3, WITHHOLD)
    lift(world, "bob", 1, hidden)
    lift(world, "bob", 2, withheld)
    assert world.view().hidings == {RECORD: (hidden,)}


def test_lifting_that_names_another_record_lifts_nothing() -> None:
    world = new_world()
    hidden = hide(world, "alice", 2)
    world.write("alice", 3, Lifting(Record(bytes(16)), (hidden.id,)))
    assert world.view().hidings == {RECORD: (hidden,)}


def test_witness_of_any_member_has_effect_and_of_a_stranger_none() -> None:
    world = new_world()
    world.grant("alice", 1, "bob", Role.READER)
    member, stranger = world.write("bob", 0, Witness(())), world.write("mallory", 0, Witness(()))
    view = world.view()
    assert view.control_has_effect(member)
    assert not view.control_has_effect(stranger)


def test_steward_names_no_group_of_others() -> None:
    world = new_world({"alice": "one", "bob": "two"}, groups=("one", "two"))
    placed = world.write("bob", 1, GroupName(group_of("one"), "TEST-taken"))
    assert not world.view().control_has_effect(placed)
