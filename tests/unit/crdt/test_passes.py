"""Passes and prekeys: one encoding, and which of them count."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.crdt.certificate import Certificate
from node.crdt.codec import pack, unpack
from node.crdt.errors import BadSignature, CrdtError, Malformed
from node.crdt.ids import Space
from node.crdt.limits import PASSES_MAX
from node.crdt.passes import (
    Pass,
    Prekey,
    decode_pass,
    decode_prekey,
    encode_pass,
    encode_prekey,
    newest_prekeys,
    passes_counting,
    passes_in_force,
    passes_kept,
    sign_pass,
    sign_prekey,
    verify_pass,
    verify_prekey,
)
from tests.support.people import World, device_of, key_of, kid_of, new_world, octets, place_of

FOUR = ("alice", "bob", "carol", "dave")
BOB = device_of("bob")


def let_in(world: World, steward: str, device: str, number: int = 0, head: Certificate | None = None) -> Pass:
    """Sign a pass."""
    unsigned = Pass(
        space=world.space,
        head=(head or world.genesis).id,
        device=device_of(device),
        channel_key=octets(f"channel of {device} {number}"),
        bundle_key=octets(f"bundle of {device}"),
        number=number,
        steward=device_of(steward),
    )
    return sign_pass(unsigned, key_of(steward))


def prekey_of(world: World, device: str, number: int = 0, held: tuple[str, ...] = ()) -> Prekey:
    """Sign a prekey."""
    unsigned = Prekey(
        space=world.space,
        device=device_of(device),
        number=number,
        key=octets(f"prekey {number} of {device}"),
        held=tuple(kid_of(name) for name in held),
    )
    return sign_prekey(unsigned, key_of(device))


def in_force(world: World, *passes: Pass) -> dict[object, Pass]:
    """Give the passes that count."""
    view = world.view()
    return dict(passes_in_force(view.roster, view.force, passes))


def test_pass_survives_encoding_and_verifies() -> None:
    item = let_in(new_world(), "alice", "bob", 3)
    assert decode_pass(encode_pass(item)) == item
    verify_pass(item)
    with pytest.raises(BadSignature):
        verify_pass(replace(item, channel_key=octets("of mallory")))


def test_prekey_survives_encoding_and_verifies() -> None:
    item = prekey_of(new_world(), "bob", 3, held=("b", "a"))
    again = decode_prekey(encode_prekey(item))
    assert again.id == item.id
    assert again == replace(item, held=again.held)
    verify_prekey(again)
    with pytest.raises(BadSignature):
        verify_prekey(replace(item, held=()))


def test_pass_and_prekey_of_another_shape_are_malformed() -> None:
    world = new_world()
    for encoded, decode, index in (
        (encode_pass(let_in(world, "alice", "bob")), decode_pass, 5),
        (encode_prekey(prekey_of(world, "bob")), decode_prekey, 2),
    ):
        items: list[object] = [*unpack(encoded, bytes_max=4096)]
        items[index] = -1
        with pytest.raises(Malformed):
            decode(pack(items))


@given(st.binary(max_size=300))
def test_decoding_any_bytes_gives_a_value_or_one_error(data: bytes) -> None:
    for decode in (decode_pass, decode_prekey):
        try:
            decode(data)
        except CrdtError:
            continue


def test_highest_number_of_a_device_counts_then_the_lowest_id() -> None:
    world = new_world(FOUR)
    old, new = let_in(world, "alice", "bob", 1), let_in(world, "carol", "bob", 2)
    assert in_force(world, new, old) == {BOB: new}
    rivals = [let_in(world, name, "bob", 7) for name in ("alice", "carol", "dave")]
    expected = min(rivals, key=lambda item: item.id)
    assert in_force(world, *rivals) == {BOB: expected}
    assert in_force(world, *reversed(rivals)) == {BOB: expected}


def test_pass_by_no_steward_of_its_head_or_of_now_does_not_count() -> None:
    world = new_world(FOUR)
    by_stranger = let_in(world, "mallory", "bob")
    by_dave = let_in(world, "dave", "bob")
    assert not in_force(world, by_stranger)
    assert in_force(world, by_dave)
    child = world.after(world.genesis, by=FOUR[:3], expel={"dave": (place_of("dave", 3),)})
    assert not in_force(world, by_dave)
    assert in_force(world, let_in(world, "alice", "bob", 1, head=child))


def test_pass_backdated_to_a_head_without_its_steward_does_not_count() -> None:
    world = new_world(FOUR[:3])
    child = world.after(world.genesis, by=FOUR, stewards=FOUR)
    assert not in_force(world, let_in(world, "dave", "bob", head=world.genesis))
    assert in_force(world, let_in(world, "dave", "bob", head=child))


def test_pass_of_a_steward_who_left_counts_for_those_who_remain_until_one_of_them_signs() -> None:
    world = new_world(FOUR)
    for_bob, for_erin, for_dave = (let_in(world, "dave", name, 9) for name in ("bob", "erin", "dave"))
    left = world.after(world.genesis, by=FOUR, stewards=FOUR[:3], cut_roles={"dave": ()})
    assert in_force(world, for_bob, for_erin, for_dave) == {BOB: for_bob}
    renewed = let_in(world, "carol", "bob", 1, head=left)
    assert in_force(world, for_bob, renewed) == {BOB: renewed}
    world.after(left, by=FOUR[:3], expel={"dave": ()})
    assert not in_force(world, for_bob)


def test_newest_pass_of_each_steward_counts_beside_the_one_in_force() -> None:
    world = new_world(FOUR)
    old, new = let_in(world, "alice", "bob", 1), let_in(world, "alice", "bob", 2)
    highest, gone = let_in(world, "carol", "bob", 9), let_in(world, "dave", "bob", 7)
    passes = [old, gone, highest, new]
    assert passes_counting(world.roster(), passes) == {BOB: [highest, gone, new]}
    world.after(world.genesis, by=FOUR, stewards=FOUR[:3], cut_roles={"dave": ()})
    assert passes_counting(world.roster(), passes) == {BOB: [highest, new]}
    assert passes_counting(world.roster(), [gone]) == {BOB: [gone]}


def test_pass_of_a_steward_whom_a_sibling_expels_does_not_count_on() -> None:
    world = new_world(FOUR)
    item = let_in(world, "dave", "bob")
    world.after(world.genesis, by=FOUR[:3], expel={"dave": ()})
    world.after(world.genesis, by=FOUR, profile=1, policy=replace(world.genesis.body.policy, votes_verified=3))
    assert world.roster().is_frozen
    assert not in_force(world, item)


def test_expelled_or_suspended_device_has_no_pass() -> None:
    world = new_world(FOUR)
    item = let_in(world, "alice", "bob")
    suspension = world.suspend("carol", "bob")
    assert not in_force(world, item)
    assert passes_kept(world.roster(), [item]) == {BOB: item}
    settled = world.after(world.genesis, by=("alice", "carol", "dave"), settled=(suspension.id,))
    assert in_force(world, item)
    world.after(settled, by=("alice", "carol", "dave"), expel={"bob": ()})
    assert not in_force(world, item)


def test_passes_of_one_steward_are_bounded() -> None:
    world = new_world(FOUR)
    flood = [let_in(world, "dave", f"sybil {number}") for number in range(PASSES_MAX + 5)]
    honest = let_in(world, "alice", "bob")
    counted = in_force(world, *flood, honest)
    assert len(counted) == PASSES_MAX + 1
    assert counted[BOB] == honest


def test_newest_prekey_of_a_device_counts() -> None:
    world = new_world()
    old, new = prekey_of(world, "bob", 1), prekey_of(world, "bob", 2)
    foreign = replace(prekey_of(world, "bob", 3), space=Space(bytes(16)))
    assert newest_prekeys(world.space, [new, old, foreign]) == {BOB: new}
    rivals = [prekey_of(world, "bob", 2, held=(name,)) for name in "abc"]
    assert newest_prekeys(world.space, rivals) == newest_prekeys(world.space, rivals[::-1])
