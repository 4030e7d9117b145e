"""Which certificate may follow which: numbers of signatures, and the rules around them."""

from dataclasses import replace
from typing import Any

import pytest

from node.crdt.certificate import Certificate, endorse
from node.crdt.policy import Policy
from node.crdt.stage import Refusal, found, quorum, refusal
from tests.support.people import World, genesis_body, new_world, octets, place_of, sign

EIGHT = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi")


def why(world: World, child: Certificate) -> Refusal | None:
    """Tell why a certificate may not follow the founding one."""
    parent = found(endorse(world.genesis))
    assert parent is not None
    return refusal(parent, endorse(child))


@pytest.mark.parametrize(("count", "needed"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 5), (8, 6)])
def test_quorum_is_more_than_two_thirds(count: int, needed: int) -> None:
    assert quorum(count) == needed
    world = new_world(EIGHT[:count])
    changed = Policy(votes_verified=2)
    enough = world.child(world.genesis, by=EIGHT[:needed], policy=changed)
    too_few = world.child(world.genesis, by=EIGHT[: needed - 1], policy=changed)
    assert why(world, enough) is None
    assert why(world, too_few) is Refusal.QUORUM


@pytest.mark.parametrize(("count", "needed"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4)])
def test_recovery_needs_more_than_two_thirds_of_its_keys(count: int, needed: int) -> None:
    keys = [f"sheet {number}" for number in range(count)]
    world = new_world(EIGHT[:4], recovery=keys)
    assert why(world, world.child(world.genesis, recovery=keys[:needed])) is None
    assert why(world, world.child(world.genesis, recovery=keys[: needed - 1])) is Refusal.QUORUM


def test_signatures_of_strangers_do_not_count() -> None:
    world = new_world(EIGHT[:4])
    child = world.child(world.genesis, by=("alice", "bob", "mallory", "trent"), recovery=("stolen",))
    assert why(world, child) is Refusal.QUORUM


def test_steward_key_under_the_recovery_label_does_not_count() -> None:
    world = new_world(("alice",))
    body = world.child(world.genesis).body
    assert why(world, sign(body, recovery=("alice",))) is Refusal.QUORUM


def test_version_must_be_one_above_the_parent() -> None:
    world = new_world()
    assert why(world, world.child(world.genesis, by=("alice",), version=2)) is Refusal.VERSION


def test_added_steward_must_sign_unless_recovery_keys_do() -> None:
    world = new_world(EIGHT[:2])
    stewards = ("alice", "bob", "carol")
    assert why(world, world.child(world.genesis, by=("alice", "bob"), stewards=stewards)) is Refusal.CONSENT
    assert why(world, world.child(world.genesis, by=stewards, stewards=stewards)) is None
    assert why(world, world.child(world.genesis, recovery=("paper",), stewards=stewards)) is None


def test_added_steward_does_not_count_toward_the_quorum() -> None:
    world = new_world(EIGHT[:3])
    stewards = EIGHT[:4]
    assert why(world, world.child(world.genesis, by=("alice", "bob", "dave"), stewards=stewards)) is Refusal.QUORUM


def test_abandoning_needs_recovery_signatures() -> None:
    world = new_world()
    heads = (octets("some head"),)
    assert why(world, world.child(world.genesis, by=("alice",), abandons=heads)) is Refusal.ABANDONS
    assert why(world, world.child(world.genesis, recovery=("paper",), abandons=heads)) is None


def test_dropped_steward_needs_a_cut_or_an_expulsion() -> None:
    world = new_world(EIGHT[:4])
    left = EIGHT[:3]
    cut = {"dave": (place_of("dave", 2),)}
    assert why(world, world.child(world.genesis, by=left, stewards=left)) is Refusal.NO_CUT
    assert why(world, world.child(world.genesis, by=left, stewards=left, cut_roles=cut)) is None
    assert why(world, world.child(world.genesis, by=left, expel=cut)) is None


def test_nobody_counts_in_their_own_case() -> None:
    world = new_world(EIGHT[:4])
    expel = {"dave": ()}
    assert why(world, world.child(world.genesis, by=("alice", "bob", "dave"), expel=expel)) is Refusal.QUORUM
    assert why(world, world.child(world.genesis, by=("alice", "bob", "carol"), expel=expel)) is None


def test_one_of_two_stewards_is_expelled_by_recovery_keys_only() -> None:
    world = new_world(EIGHT[:2])
    expel = {"bob": ()}
    assert why(world, world.child(world.genesis, by=("alice", "bob"), expel=expel)) is Refusal.QUORUM
    assert why(world, world.child(world.genesis, recovery=("paper",), expel=expel)) is None


def test_two_stewards_expel_an_ordinary_member_together() -> None:
    world = new_world(EIGHT[:2])
    assert why(world, world.child(world.genesis, by=("alice", "bob"), expel={"mallory": ()})) is None


def test_two_of_three_stewards_suffice_to_expel_the_third() -> None:
    world = new_world(EIGHT[:3])
    cut = (place_of("carol", 7),)
    assert why(world, world.child(world.genesis, by=("alice", "bob"), expel={"carol": cut})) is None
    both = world.child(world.genesis, by=("alice", "bob"), expel={"carol": cut}, cut_roles={"carol": ()})
    assert why(world, both) is None
    assert why(world, world.child(world.genesis, by=("alice", "carol"), expel={"carol": cut})) is Refusal.QUORUM


@pytest.mark.parametrize(
    "more",
    [
        {"policy": Policy(votes_verified=2)},
        {"profile": 2},
        {"settled": (octets("suspension"),)},
        {"erasures": ((octets("record", 16), ()),)},
        {"groups": ("one", "two")},
        {"recovery": (octets("another key"),)},
        {"cut_roles": {"mallory": ()}},
        {"expel": {"carol": (), "mallory": ()}},
        {"stewards": {"alice": "one"}, "cut_roles": {"bob": ()}},
        {"stewards": {"alice": "one", "bob": "one", "dave": "one"}},
    ],
    ids=lambda more: "+".join(more),
)
def test_two_of_three_do_nothing_else_beside_expelling(more: dict[str, Any]) -> None:
    world = new_world(EIGHT[:3])
    changes = {key: value for key, value in {"expel": {"carol": ()}, **more}.items() if key != "recovery"}
    body = world.child(world.genesis, **changes).body
    if "recovery" in more:
        body = replace(body, recovery=more["recovery"])  # signing names recovery keys too, so this one is set by hand
    assert why(world, sign(body, by=("alice", "bob", "dave"))) is Refusal.QUORUM


def test_expelled_device_is_never_a_steward_again() -> None:
    world = new_world(EIGHT[:4])
    child = world.after(world.genesis, by=EIGHT[:3], expel={"dave": ()})
    again = world.child(child, by=EIGHT[:4], stewards=EIGHT[:4])
    by_recovery = world.child(child, recovery=("paper",), stewards=EIGHT[:4])
    world.add(again)
    world.add(by_recovery)
    assert world.roster().refused == {again.id: Refusal.READMITS, by_recovery.id: Refusal.READMITS}


def test_founding_certificate_needs_every_steward() -> None:
    assert found(endorse(sign(genesis_body(("alice", "bob")), by=("alice",)))) is None


def test_folding_keeps_what_is_never_taken_back_and_replaces_cuts() -> None:
    world = new_world(EIGHT[:1])
    record, sources = octets("record", 16), (octets("a", 16), octets("b", 16))
    one = world.after(
        world.genesis, by=("alice",), expel={"mallory": (place_of("mallory", 1),)}, erasures=((record, sources[:1]),)
    )
    two = world.after(
        one, by=("alice",), expel={"mallory": (place_of("mallory", 5),)}, erasures=((record, sources[1:]),)
    )
    world.after(two, by=("alice",))
    head = world.roster().head
    assert list(head.expelled.values()) == [(place_of("mallory", 5),)]
    assert head.erased == {record: frozenset(sources)}
