"""Key packets and routing packets: sealed, opened, judged."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.box import BoxKey, seal_to
from keys.epoch import kid as name_of
from keys.secret import EpochKey, RecordKey, RoutingKey
from node.crdt.codec import pack, unpack
from node.crdt.errors import BadSignature, CrdtError, Malformed, OverLimit, Sealed
from node.crdt.ids import Kid, Record
from node.crdt.limits import PACKET_RECORDS_MAX
from node.crdt.packet import (
    EpochContents,
    PacketType,
    RecordContents,
    decode_packet,
    encode_packet,
    open_packet,
    seal_epoch,
    seal_records,
)
from node.crdt.passes import Pass, Prekey, sign_pass, sign_prekey
from node.crdt.routing import (
    decode_routing,
    encode_routing,
    open_routing,
    routing_counts,
    seal_routing,
    verify_routing,
)
from tests.support.people import World, device_of, key_of, new_world, octets, place_of

Draw = Callable[[int], bytes]
BOX = BoxKey(octets("private prekey"))
EPOCH, ROUTING = EpochKey(octets("epoch key")), RoutingKey(octets("routing key"))
CONTENTS = EpochContents(epoch=EPOCH, routing=ROUTING, routing_number=2)
FOUR = ("alice", "bob", "carol", "dave")


def prekey(world: World, public: bytes = BOX.public) -> Prekey:
    """Give bob's prekey."""
    return sign_prekey(Prekey(space=world.space, device=device_of("bob"), number=1, key=public), key_of("bob"))


def test_epoch_packet_opens_to_its_keys(random: Draw) -> None:
    packet = decode_packet(encode_packet(seal_epoch(prekey(new_world()), CONTENTS, random)))
    assert packet.type is PacketType.EPOCH
    assert packet.kid == name_of(EPOCH)
    assert open_packet(packet, BOX) == CONTENTS


def test_record_packet_opens_to_its_keys(random: Draw) -> None:
    keys = {Record(octets(name, 16)): RecordKey(octets(f"key of {name}")) for name in "abc"}
    packet = seal_records(prekey(new_world()), Kid(name_of(EPOCH)), keys, random)
    assert open_packet(decode_packet(encode_packet(packet)), BOX) == RecordContents(keys)


@pytest.mark.parametrize("count", [0, PACKET_RECORDS_MAX + 1])
def test_record_packet_holds_a_bounded_number(count: int, random: Draw) -> None:
    keys = {Record(octets(str(number), 16)): RecordKey(bytes(32)) for number in range(count)}
    with pytest.raises(OverLimit):
        seal_records(prekey(new_world()), Kid(name_of(EPOCH)), keys, random)


def test_largest_record_packet_fits_an_object(random: Draw) -> None:
    keys = {Record(octets(str(number), 16)): RecordKey(bytes(32)) for number in range(PACKET_RECORDS_MAX)}
    packet = seal_records(prekey(new_world()), Kid(name_of(EPOCH)), keys, random)
    assert decode_packet(encode_packet(packet)) == packet


def test_packet_opens_under_no_other_key_and_bound_to_all_its_fields(random: Draw) -> None:
    packet = seal_epoch(prekey(new_world()), CONTENTS, random)
    with pytest.raises(Sealed):
        open_packet(packet, BoxKey(octets("another")))
    for change in ({"device": device_of("mallory")}, {"kid": Kid(bytes(32))}, {"type": PacketType.RECORDS}):
        with pytest.raises(Sealed):
            open_packet(replace(packet, **change), BOX)


def test_epoch_key_that_its_packet_does_not_name_is_refused(random: Draw) -> None:
    empty = replace(seal_epoch(prekey(new_world()), CONTENTS, random), sealed=b"")
    garbage = pack([octets("garbage"), ROUTING.reveal(), 2])
    forged = replace(empty, sealed=seal_to(BOX.public, garbage, context=empty.context, random=random))
    with pytest.raises(Malformed):
        open_packet(forged, BOX)


@pytest.mark.parametrize("plain", [b"", pack([]), pack([bytes(32), bytes(31), 0]), pack([bytes(32), bytes(32), -1])])
def test_packet_with_contents_of_another_shape_is_malformed(plain: bytes, random: Draw) -> None:
    empty = replace(seal_epoch(prekey(new_world()), CONTENTS, random), sealed=b"")
    sealed = seal_to(BOX.public, plain, context=empty.context, random=random)
    with pytest.raises(Malformed):
        open_packet(replace(empty, sealed=sealed), BOX)


def test_prekey_of_small_order_is_malformed(random: Draw) -> None:
    with pytest.raises(Malformed):
        seal_epoch(prekey(new_world(), bytes(32)), CONTENTS, random)


def test_packet_of_an_unknown_type_is_malformed(random: Draw) -> None:
    items: list[object] = [*unpack(encode_packet(seal_epoch(prekey(new_world()), CONTENTS, random)), bytes_max=4096)]
    items[0] = 3
    with pytest.raises(Malformed):
        decode_packet(pack(items))


@given(st.binary(max_size=300))
def test_decoding_any_bytes_gives_a_packet_or_one_error(data: bytes) -> None:
    for decode in (decode_packet, decode_routing):
        try:
            decode(data)
        except CrdtError:
            continue


# --- routing ----------------------------------------------------------------------------------------------------------
def pass_of(world: World) -> Pass:
    """Give the pass of a carrier."""
    unsigned = Pass(
        space=world.space,
        head=world.genesis.id,
        device=device_of("carrier"),
        channel_key=octets("channel"),
        bundle_key=BOX.public,
        number=0,
        steward=device_of("alice"),
    )
    return sign_pass(unsigned, key_of("alice"))


def test_routing_packet_opens_to_its_key_and_verifies(random: Draw) -> None:
    packet = seal_routing(pass_of(new_world()), ROUTING, 1, key_of("alice"), random)
    again = decode_routing(encode_routing(packet))
    assert again == packet
    verify_routing(again)
    assert open_routing(again, BOX) == ROUTING
    with pytest.raises(BadSignature):
        verify_routing(replace(packet, number=2))
    with pytest.raises(Sealed):
        open_routing(packet, BoxKey(octets("another")))


def test_routing_key_counts_under_the_number_of_an_accepted_expulsion_only(random: Draw) -> None:
    world = new_world(FOUR)
    one = world.after(world.genesis, by=FOUR[:3])
    world.after(one, by=FOUR[:3], expel={"mallory": (place_of("mallory", 1),)})
    roster = world.roster()
    made = {
        (name, number): seal_routing(pass_of(world), ROUTING, number, key_of(name), random)
        for name in ("alice", "mallory")
        for number in (1, 2, 3)
    }
    assert {key for key, packet in made.items() if routing_counts(roster, packet)} == {("alice", 2)}


def test_routing_key_for_an_unusable_bundle_key_is_malformed(random: Draw) -> None:
    with pytest.raises(Malformed):
        seal_routing(replace(pass_of(new_world()), bundle_key=bytes(32)), ROUTING, 1, key_of("alice"), random)


def test_ids_differ_where_packets_do(random: Draw) -> None:
    world = new_world()
    epochs = [seal_epoch(prekey(world), CONTENTS, random) for _ in range(2)]
    routes = [seal_routing(pass_of(world), ROUTING, number, key_of("alice"), random) for number in range(2)]
    assert len({packet.id for packet in (*epochs, *routes)}) == 4
