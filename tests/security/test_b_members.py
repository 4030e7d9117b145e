"""Threats B10 to B13, B15, B19: devices that were let in, cut off, or let in again."""

from node.crdt.bodies import Announcement
from node.crdt.cuts import Place
from node.crdt.grants import Role
from node.crdt.limits import PROFILE_1
from node.crdt.members import State
from node.crdt.standing import Standing
from tests.support.people import World, device_of, entry_of, kid_of, log_of, new_world, octets, place_of, prefix

FOUR = ("alice", "bob", "carol", "dave")


def standing(world: World, name: str, place: Place) -> Standing:
    """Tell how an entry counts."""
    return world.view().standing(device_of(name), place.log, place.seq, place.id, prefix)


def test_b10_late_honest_entry_is_quarantined_until_a_certificate_extends_the_cut() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "erin")
    expelled = world.after(world.genesis, by=FOUR[:3], expel={"erin": (place_of("erin", 5),)})
    late = place_of("erin", 8)
    assert standing(world, "erin", late) is Standing.QUARANTINED
    world.after(expelled, by=FOUR[:3], expel={"erin": (late,)})
    assert standing(world, "erin", late) is Standing.OK
    assert standing(world, "erin", place_of("erin", 9)) is Standing.QUARANTINED
    assert world.view().members[device_of("erin")].state is State.EXPELLED


def test_b11_backdated_entries_off_the_certified_prefix_are_quarantined() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "erin")
    world.after(world.genesis, by=FOUR[:3], expel={"erin": (place_of("erin", 5),)})
    log = log_of("erin")
    rewritten = Place(log, 2, entry_of(log, 2, "rewritten"))
    fresh_log = place_of("erin", 0, number=7)
    assert standing(world, "erin", rewritten) is Standing.QUARANTINED
    assert standing(world, "erin", fresh_log) is Standing.QUARANTINED
    grant = world.grant("erin", 0, "mallory", log=7, roster=world.genesis)
    assert not world.view().control_has_effect(grant)


def test_b12_re_invited_person_comes_with_a_new_device_and_the_old_quarantine_stays() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "erin")
    world.after(world.genesis, by=FOUR[:3], expel={"erin": (place_of("erin", 5),)})
    world.grant("alice", 2, "erin")
    world.grant("alice", 3, "erin's new laptop")
    view = world.view()
    assert view.members[device_of("erin")].state is State.EXPELLED
    assert view.is_active(device_of("erin's new laptop"))
    assert standing(world, "erin", place_of("erin", 6)) is Standing.QUARANTINED


def test_b13_invitation_used_twice_admits_one_device() -> None:
    world = new_world(FOUR)
    secret = octets("invitation", 16)
    world.grant("alice", 1, "erin", Role.READER, invitation=secret)
    second = world.grant("alice", 2, "mallory", invitation=secret)
    assert not world.view().control_has_effect(second)
    assert device_of("mallory") not in world.view().members
    assert device_of("erin") in world.view().members


def test_b15_mass_admission_is_bounded_and_taken_back_by_one_certificate() -> None:
    world = new_world(FOUR)
    world.grant("dave", 1, "erin")
    for number in range(300):
        world.grant("dave", number + 2, f"sybil {number}")
    assert len(world.view().members) == len(FOUR) + PROFILE_1.grants_per_steward_max
    taken_back = world.after(world.genesis, by=FOUR[:3], cut_roles={"dave": (place_of("dave", 1),)})
    assert set(world.view().members) == {device_of(name) for name in (*FOUR, "erin")}
    world.after(taken_back, by=FOUR[:3], expel={"dave": (place_of("dave", 1),)})
    assert set(world.view().members) == {device_of(name) for name in (*FOUR, "erin")}


def test_b15_grants_beyond_the_bound_do_not_move_up_when_admitted_ones_are_expelled() -> None:
    world = new_world(FOUR)
    most = PROFILE_1.grants_per_steward_max
    for number in range(most + 50):
        world.grant("dave", number + 1, f"sybil {number}")
    world.after(world.genesis, by=FOUR[:3], expel={f"sybil {number}": () for number in range(100)})
    view = world.view()
    active = [device for device in view.members if view.is_active(device)]
    assert len(active) == len(FOUR) + most - 100


def test_b19_steward_who_invents_groups_gains_no_votes() -> None:
    world = new_world({"alice": "one", "bob": "two"}, groups=("one", "two", "three"))
    world.grant("bob", 1, "mallory", group="invented")
    world.grant("bob", 2, "trent", group="one")
    world.grant("bob", 3, "sybil", group="three")
    world.grant("bob", 4, "erin", group="two")
    view = world.view()
    assert device_of("mallory") not in view.members
    assert device_of("trent") not in view.members
    assert not view.is_independent(device_of("sybil"))
    assert view.is_independent(device_of("erin"))
    groups = {view.group_of(device) for device in view.members if view.is_independent(device)}
    assert len(groups) == 2


# --- the halves of threats C that membership decides ------------------------------------------------------------------
def announce(world: World, seq: int, name: str, *replaced: str, suspensions: tuple[bytes, ...] = ()) -> None:
    """Announce an epoch under the newest certificate."""
    body = Announcement(
        kid=kid_of(name),
        replaced=tuple(kid_of(old) for old in replaced),
        head=world.certificates[-1].id,
        suspensions=suspensions,
    )
    world.write("alice", seq, body)


def test_c01_expelled_device_is_given_no_key_announced_after_the_cut() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "erin")
    announce(world, 2, "first")
    assert world.epochs().may_give(kid_of("first"), device_of("erin"))
    world.after(world.genesis, by=FOUR[:3], expel={"erin": (place_of("erin", 5),)})
    assert world.epochs().writing is None
    announce(world, 3, "second", "first")
    epochs = world.epochs()
    assert epochs.writing == kid_of("second")
    assert not any(epochs.may_give(kid_of(name), device_of("erin")) for name in ("first", "second"))


def test_c07_two_emergency_keys_at_once_give_one_choice_on_every_node() -> None:
    world = new_world(FOUR)
    announce(world, 1, "first")
    suspension = world.suspend("bob", "dave")
    announce(world, 2, "second", "first", suspensions=(suspension.id,))
    world.write(
        "carol",
        1,
        Announcement(
            kid=kid_of("third"), replaced=(kid_of("first"),), head=world.genesis.id, suspensions=(suspension.id,)
        ),
    )
    chosen = world.epochs().writing
    assert chosen == min(kid_of("second"), kid_of("third"))
    world.placed.reverse()
    assert world.epochs().writing == chosen


def test_c13_member_who_has_not_heard_of_the_suspension_gives_the_new_key_to_nobody() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "erin")
    suspension = world.suspend("bob", "erin")
    announce(world, 2, "second", suspensions=(suspension.id,))
    world.suspensions.clear()
    assert world.epochs().receivers(kid_of("second")) == frozenset()
    world.suspensions.append(suspension)
    assert device_of("erin") not in world.epochs().receivers(kid_of("second"))
    assert device_of("bob") in world.epochs().receivers(kid_of("second"))
