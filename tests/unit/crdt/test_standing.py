"""How far entries count: cuts, suspensions, undecided certificates."""

from node.crdt.cuts import Place
from node.crdt.standing import Standing
from tests.support.people import World, device_of, entry_of, log_of, new_world, place_of, prefix

FOUR = ("alice", "bob", "carol", "dave")
MALLORY = device_of("mallory")


def standing(world: World, place: Place) -> Standing:
    """Tell how an entry of mallory's counts."""
    return world.view().standing(MALLORY, place.log, place.seq, place.id, prefix)


def test_expelled_device_keeps_what_lies_on_its_cuts() -> None:
    world = new_world(FOUR)
    world.after(world.genesis, by=FOUR[:3], expel={"mallory": (place_of("mallory", 5),)})
    assert standing(world, place_of("mallory", 5)) is Standing.OK
    assert standing(world, place_of("mallory", 6)) is Standing.QUARANTINED
    assert standing(world, place_of("mallory", 0, number=1)) is Standing.QUARANTINED


def test_entry_of_another_branch_at_a_kept_number_is_quarantined() -> None:
    world = new_world(FOUR)
    world.after(world.genesis, by=FOUR[:3], expel={"mallory": (place_of("mallory", 5),)})
    log = log_of("mallory")
    assert standing(world, Place(log, 3, entry_of(log, 3, "other branch"))) is Standing.QUARANTINED


def test_later_cut_replaces_the_earlier_both_ways() -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3], expel={"mallory": (place_of("mallory", 5),)})
    two = world.after(one, by=FOUR[:3], expel={"mallory": (place_of("mallory", 8),)})
    assert standing(world, place_of("mallory", 8)) is Standing.OK
    world.after(two, by=FOUR[:3], expel={"mallory": (place_of("mallory", 2),)})
    assert standing(world, place_of("mallory", 3)) is Standing.QUARANTINED


def test_suspended_device_is_held_beyond_every_frontier() -> None:
    world = new_world(FOUR)
    world.suspend("alice", "mallory", frontier=(place_of("mallory", 5),))
    world.suspend("bob", "mallory", frontier=(place_of("mallory", 3),))
    assert standing(world, place_of("mallory", 3)) is Standing.OK
    assert standing(world, place_of("mallory", 4)) is Standing.HELD
    assert standing(world, place_of("mallory", 0, number=1)) is Standing.HELD


def test_settled_suspension_releases_what_was_held() -> None:
    world = new_world(FOUR)
    suspension = world.suspend("alice", "mallory")
    assert standing(world, place_of("mallory", 0)) is Standing.HELD
    world.after(world.genesis, by=FOUR[:3], settled=(suspension.id,))
    assert standing(world, place_of("mallory", 0)) is Standing.OK


def test_what_siblings_expel_is_held_until_decided() -> None:
    world = new_world(FOUR)
    cut = {"mallory": (place_of("mallory", 1),)}
    one = world.after(world.genesis, by=FOUR[:3], expel=cut)
    world.after(world.genesis, by=FOUR[1:], groups=("one", "two"))
    assert standing(world, place_of("mallory", 1)) is Standing.OK
    assert standing(world, place_of("mallory", 2)) is Standing.HELD
    world.after(world.genesis, recovery=("paper",), abandons=(one.id,))
    assert standing(world, place_of("mallory", 2)) is Standing.OK
