"""Which epoch key is written under, who may be given which, when one may be dropped."""

import pytest

from node.crdt.bodies import Announcement
from node.crdt.certificate import Certificate
from node.crdt.epochs import next_announcement, retirement
from node.crdt.errors import NotAllowed
from node.crdt.grants import Placed, Role
from node.crdt.ids import Head, Record
from node.crdt.policy import Newcomers, Policy
from node.crdt.suspension import Suspension
from tests.support.people import World, device_of, kid_of, new_world, octets, place_of

FOUR = ("alice", "bob", "carol", "dave")
BOB, ERIN, MALLORY = (device_of(name) for name in ("bob", "erin", "mallory"))


def announce(
    world: World,
    author: str,
    seq: int,
    name: str,
    replaced: tuple[str, ...] = (),
    *,
    head: Certificate | None = None,
    suspensions: tuple[Suspension, ...] = (),
) -> Placed:
    """Announce an epoch by its name."""
    body = Announcement(
        kid=kid_of(name),
        replaced=tuple(kid_of(old) for old in replaced),
        head=(head or world.genesis).id,
        suspensions=tuple(item.id for item in suspensions),
    )
    return world.write(author, seq, body, kid=replaced[0] if replaced else name)


def test_first_epoch_is_written_under() -> None:
    world = new_world()
    announce(world, "alice", 0, "first")
    assert world.epochs().writing == kid_of("first")


def test_replaced_key_is_not_written_under() -> None:
    world = new_world()
    announce(world, "alice", 0, "first")
    announce(world, "alice", 1, "second", ("first",))
    announce(world, "alice", 2, "third", ("second",))
    epochs = world.epochs()
    assert epochs.writing == kid_of("third")
    assert epochs.unreplaced == {kid_of("third")}
    assert epochs.replacing(kid_of("first")) == {kid_of("second"), kid_of("third")}


def test_of_two_concurrent_keys_the_lowest_is_written_under() -> None:
    world = new_world(FOUR)
    announce(world, "alice", 0, "first")
    announce(world, "alice", 1, "second", ("first",))
    announce(world, "bob", 1, "other", ("first",))
    assert world.epochs().writing == min(kid_of("second"), kid_of("other"))


def test_announcement_by_no_steward_or_off_the_cut_is_not_valid() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "mallory")
    announce(world, "alice", 0, "first")
    announce(world, "mallory", 0, "theirs", ("first",))
    announce(world, "dave", 7, "late", ("first",))
    world.after(world.genesis, by=FOUR[:3], expel={"dave": (place_of("dave", 3),)})
    assert world.epochs().announced.keys() == {kid_of("first")}


def test_announcement_that_replaces_itself_is_not_valid_and_circles_leave_none() -> None:
    world = new_world()
    announce(world, "alice", 0, "self", ("self",))
    assert world.epochs().writing is None
    announce(world, "alice", 1, "a", ("b",))
    announce(world, "alice", 2, "b", ("a",))
    assert world.epochs().writing is None


def test_key_is_not_removed_by_announcing_it_again_in_its_own_place() -> None:
    world = new_world(FOUR)
    announce(world, "alice", 0, "first")
    announce(world, "dave", 0, "first", ("first",))
    assert world.epochs().writing == kid_of("first")


def test_key_covers_only_once_it_knows_the_suspension() -> None:
    world = new_world(FOUR)
    announce(world, "alice", 0, "first")
    suspension = world.suspend("alice", "mallory")
    assert world.epochs().writing is None
    announce(world, "alice", 1, "second", ("first",), suspensions=(suspension,))
    assert world.epochs().writing == kid_of("second")
    world.after(world.genesis, by=FOUR[:3], settled=(suspension.id,))
    assert world.epochs().writing == kid_of("second")


@pytest.mark.parametrize("change", [{"expel": {"mallory": ()}}, {"erasures": ((Record(bytes(16)), ()),)}])
def test_key_covers_only_once_its_head_knows_expulsion_and_erasure(change: dict[str, object]) -> None:
    world = new_world(FOUR)
    announce(world, "alice", 0, "first")
    one = world.after(world.genesis, by=FOUR[:3], **change)
    assert world.epochs().writing is None
    two = world.after(one, by=FOUR[:3])
    announce(world, "alice", 1, "second", ("first",), head=one)
    assert world.epochs().writing == kid_of("second")
    assert world.view().covers(two.id, ())
    assert not world.view().covers(Head(octets("unknown")), ())


def test_key_announced_twice_covers_only_if_both_do() -> None:
    world = new_world(FOUR)
    announce(world, "alice", 0, "first")
    one = world.after(world.genesis, by=FOUR[:3], expel={"mallory": ()})
    announce(world, "dave", 1, "first", head=one)
    assert world.epochs().writing is None


def test_next_announcement_replaces_every_unreplaced_key() -> None:
    world = new_world(FOUR)
    announce(world, "alice", 0, "first")
    announce(world, "alice", 1, "second", ("first",))
    announce(world, "bob", 1, "other", ("first",))
    suspension = world.suspend("alice", "mallory")
    body = next_announcement(world.epochs(), kid_of("new"))
    assert set(body.replaced) == {kid_of("second"), kid_of("other")}
    assert body.suspensions == (suspension.id,)
    world.write("alice", 2, body)
    assert world.epochs().writing == kid_of("new")


def test_no_new_key_while_frozen_by_an_expulsion() -> None:
    world = new_world(FOUR)
    announce(world, "alice", 0, "first")
    world.after(world.genesis, by=FOUR[:3], expel={"mallory": ()})
    world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=2))
    assert world.epochs().writing is None
    with pytest.raises(NotAllowed):
        next_announcement(world.epochs(), kid_of("new"))


# --- who may be given a key -------------------------------------------------------------------------------------------
def test_key_is_given_to_members_only() -> None:
    world = new_world(FOUR)
    announce(world, "alice", 0, "first")
    world.grant("alice", 1, "erin", Role.READER)
    epochs = world.epochs()
    assert epochs.receivers(kid_of("first")) == {*(device_of(name) for name in FOUR), ERIN}
    assert not epochs.may_give(kid_of("first"), MALLORY)
    assert not epochs.may_give(kid_of("never announced"), BOB)


def test_key_is_not_given_to_a_suspended_device_until_it_is_released() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "erin")
    suspension = world.suspend("bob", "erin")
    announce(world, "alice", 2, "second", suspensions=(suspension,))
    assert not world.epochs().may_give(kid_of("second"), ERIN)
    assert world.epochs().may_give(kid_of("second"), BOB)
    world.after(world.genesis, by=FOUR[:3], settled=(suspension.id,))
    assert world.epochs().may_give(kid_of("second"), ERIN)


def test_key_of_a_steward_who_was_cut_off_is_still_passed_on_but_not_written_under() -> None:
    world = new_world(FOUR)
    announce(world, "alice", 0, "first")
    announce(world, "dave", 5, "second", ("first",))
    world.suspend("alice", "dave", frontier=(place_of("dave", 4), place_of("alice", 0)))
    epochs = world.epochs()
    assert epochs.writing is None
    assert epochs.unreplaced == {kid_of("first")}
    assert epochs.may_give(kid_of("second"), BOB)
    assert not epochs.may_give(kid_of("second"), device_of("dave"))


def test_key_announced_under_an_abandoned_head_is_still_passed_on_but_not_written_under() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "erin", roster=world.genesis)
    one = world.after(world.genesis, by=FOUR[:3], expel={"erin": ()})
    announce(world, "alice", 2, "second", head=one)
    world.after(world.genesis, recovery=("paper",), abandons=(one.id,))
    epochs = world.epochs()
    assert epochs.writing is None
    assert epochs.may_give(kid_of("second"), BOB)
    assert world.view().is_active(ERIN)
    assert not epochs.may_give(kid_of("second"), ERIN)


def test_key_is_not_given_to_a_device_that_a_listed_suspension_names_even_out_of_force() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "erin")
    world.grant("alice", 2, "frank")
    rivals = [world.suspend("bob", name) for name in ("erin", "frank")]
    announce(world, "alice", 3, "second", suspensions=tuple(rivals))
    receivers = world.epochs().receivers(kid_of("second"))
    assert receivers == {device_of(name) for name in FOUR}


def test_key_is_given_to_nobody_by_a_node_that_lacks_a_listed_suspension_or_head() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "erin")
    suspension = world.suspend("bob", "erin")
    announce(world, "alice", 2, "second", suspensions=(suspension,))
    world.suspensions.clear()
    assert not world.epochs().receivers(kid_of("second"))
    later = world.child(world.genesis, by=FOUR[:3])
    announce(world, "alice", 3, "third", head=later)
    assert not world.epochs().receivers(kid_of("third"))


def test_key_announced_twice_is_given_only_if_both_announcements_allow() -> None:
    world = new_world(FOUR)
    world.grant("alice", 1, "erin")
    suspension = world.suspend("bob", "erin")
    announce(world, "alice", 2, "second", suspensions=(suspension,))
    announce(world, "carol", 2, "second")
    assert not world.epochs().may_give(kid_of("second"), ERIN)
    world.suspensions.clear()
    assert not world.epochs().receivers(kid_of("second"))


@pytest.mark.parametrize(("newcomers", "reads_history"), [(Newcomers.ALL, True), (Newcomers.LIVE, False)])
def test_newcomer_gets_past_keys_as_the_policy_says(newcomers: Newcomers, reads_history: bool) -> None:
    world = new_world(FOUR, policy=Policy(newcomers=newcomers))
    announce(world, "alice", 0, "first")
    world.grant("alice", 1, "bob", kid="first")
    announce(world, "alice", 2, "second", ("first",))
    world.grant("alice", 3, "erin", kid="second")
    announce(world, "alice", 4, "third", ("second",))
    epochs = world.epochs()
    assert [epochs.may_give(kid_of(name), ERIN) for name in ("second", "third")] == [True, True]
    assert epochs.may_give(kid_of("first"), ERIN) is reads_history
    assert epochs.receivers(kid_of("first")) >= {BOB}


# --- retiring ---------------------------------------------------------------------------------------------------------
def test_epoch_is_retired_once_everything_is_handed_on() -> None:
    world = new_world(FOUR)
    announce(world, "alice", 0, "first")
    announce(world, "alice", 1, "second", ("first",))
    first, second, record = kid_of("first"), kid_of("second"), octets("record", 16)
    suspended = world.suspend("alice", "dave")
    announce(world, "alice", 2, "third", ("second",), suspensions=(suspended,))
    result = retirement(
        world.epochs(),
        first,
        own=device_of("alice"),
        held={BOB: [second], device_of("carol"): [first], device_of("dave"): [first]},
        seen=[device_of(name) for name in FOUR],
        live=[record],
        handed=[],
        is_witnessed=False,
    )
    assert result.waiting_for == {device_of("carol")}
    assert result.unhanded == {record}
    assert result.is_unwitnessed
    assert not result.is_due
    done = retirement(
        world.epochs(),
        first,
        own=device_of("alice"),
        held={BOB: [second], device_of("carol"): [kid_of("third")]},
        seen=[device_of(name) for name in FOUR],
        live=[record],
        handed=[record],
        is_witnessed=True,
    )
    assert done.is_due


def test_epoch_that_nothing_replaces_is_not_retired() -> None:
    world = new_world()
    announce(world, "alice", 0, "first")
    with pytest.raises(NotAllowed):
        retirement(
            world.epochs(),
            kid_of("first"),
            own=device_of("alice"),
            held={},
            seen=[],
            live=[],
            handed=[],
            is_witnessed=True,
        )
