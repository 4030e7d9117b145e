"""Certificates: one encoding, and what a body may not contradict within itself."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.crdt.certificate import (
    CertificateBody,
    certify,
    decode_certificate,
    decode_certificate_body,
    encode_certificate,
    encode_certificate_body,
    endorse,
    merge_signatures,
    sign_body,
    sign_body_to_recover,
    space_of,
)
from node.crdt.codec import pack, unpack
from node.crdt.errors import BadSignature, CrdtError, Malformed, OverLimit
from node.crdt.ids import Group, Head, Record
from node.crdt.limits import SIGNATURES_MAX, STEWARDS_MAX
from node.crdt.policy import Newcomers, Policy
from tests.support.people import (
    child_body,
    device_of,
    genesis_body,
    group_of,
    key_of,
    new_world,
    octets,
    place_of,
    recovery_of,
    seats,
    sign,
)

GENESIS = new_world(("alice", "bob"), groups=("one", "two")).genesis


def full_body() -> CertificateBody:
    """Give a body with something in every field."""
    return replace(
        child_body(GENESIS.body, GENESIS.id),
        abandons=(Head(octets("head")),),
        policy=Policy(votes_verified=2, newcomers=Newcomers.LIVE, rotation_days=7, attachment_kib=0),
        expulsions=((device_of("mallory"), (place_of("mallory", 4), place_of("mallory", 0, 1))),),
        role_cuts=((device_of("carol"), ()),),
        settled=(octets("suspension"),),
        erasures=((Record(octets("record", 16)), (octets("a", 16), octets("b", 16))),),
    )


def test_certificate_survives_encoding() -> None:
    certificate = sign(full_body(), by=("alice", "bob"), recovery=("paper",))
    again = decode_certificate(encode_certificate(certificate))
    assert again == certificate
    assert encode_certificate_body(again.body) == certificate.packed_body


def test_endorsing_tells_stewards_from_recovery_keys() -> None:
    certificate = sign(full_body(), by=("alice",), recovery=("paper",))
    result = endorse(certificate)
    assert result.stewards == {device_of("alice")}
    assert result.recovery == {recovery_of("paper").public}
    assert result.space is None


def test_founding_certificate_names_its_space() -> None:
    assert endorse(GENESIS).space == space_of(GENESIS.packed_body)
    assert len(space_of(GENESIS.packed_body)) == 16


def test_signature_of_another_body_is_refused() -> None:
    other = encode_certificate_body(full_body())
    certificate = certify(GENESIS.packed_body, [sign_body(other, key_of("alice"))])
    with pytest.raises(BadSignature):
        endorse(certificate)


@pytest.mark.parametrize(
    "change",
    [
        {"stewards": ()},
        {"recovery": ()},
        {"stewards": (*seats(["alice"]), (device_of("alice"), group_of("two")))},
        {"stewards": ((device_of("alice"), group_of("three")),)},
        {"recovery": (device_of("alice"),)},
        {"expulsions": ((device_of("alice"), ()),)},
        {"expulsions": ((device_of("mallory"), ()), (device_of("mallory"), (place_of("mallory", 1),)))},
        {"expulsions": ((device_of("mallory"), (place_of("mallory", 1), place_of("mallory", 2))),)},
        {"erasures": ((Record(bytes(16)), ()), (Record(bytes(16)), (bytes(16),)))},
        {"groups": (Group(bytes(15)),)},
        {"profile": 0},
        {"version": -1},
        {"policy": Policy(votes_verified=0)},
        {"policy": Policy(rotation_days=366)},
        {"policy": Policy(attachment_kib=-1)},
        {"parent": bytes(16)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_body_that_contradicts_itself_is_malformed(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        encode_certificate_body(replace(full_body(), **change))


@pytest.mark.parametrize("field", ["abandons", "expulsions", "role_cuts", "settled", "erasures"])
def test_founding_body_that_changes_something_is_malformed(field: str) -> None:
    body = replace(genesis_body(), **{field: getattr(full_body(), field)})
    with pytest.raises(Malformed):
        encode_certificate_body(body)


def test_more_stewards_than_the_ceiling_are_refused() -> None:
    names = [f"steward {number}" for number in range(STEWARDS_MAX + 1)]
    with pytest.raises(OverLimit):
        encode_certificate_body(replace(full_body(), stewards=seats(names)))


@pytest.mark.parametrize("index", range(13))
def test_set_in_another_order_or_item_of_another_type_is_refused(index: int) -> None:
    items = unpack(encode_certificate_body(full_body()), bytes_max=4096)
    item = items[index]
    items[index] = item[::-1] if isinstance(item, list) and len(item) > 1 and index != 8 else "text"
    with pytest.raises(Malformed):
        decode_certificate_body(pack(items))


def test_policy_with_an_unknown_choice_is_malformed() -> None:
    items = unpack(encode_certificate_body(full_body()), bytes_max=4096)
    items[8] = [1, 2, 30, 0]
    with pytest.raises(Malformed):
        decode_certificate_body(pack(items))


def test_any_flipped_bit_of_a_certificate_is_refused() -> None:
    data = encode_certificate(sign(full_body(), by=("alice",)))
    for index in range(len(data)):
        flipped = data[:index] + bytes([data[index] ^ 1]) + data[index + 1 :]
        with pytest.raises(CrdtError):
            endorse(decode_certificate(flipped))


@given(st.binary(max_size=400))
def test_decoding_any_bytes_gives_a_certificate_or_one_error(data: bytes) -> None:
    for decode in (decode_certificate, decode_certificate_body):
        try:
            decode(data)
        except CrdtError:
            continue


def test_merging_copies_joins_signatures_and_keeps_one_for_each_signer_and_label() -> None:
    packed = encode_certificate_body(full_body())
    alice, bob, paper = (
        sign_body(packed, key_of("alice")),
        sign_body(packed, key_of("bob")),
        sign_body_to_recover(packed, recovery_of("paper")),
    )
    stranger = sign_body(packed, key_of("mallory"))
    as_recovery = sign_body_to_recover(packed, key_of("alice"))
    first, second = certify(packed, [alice, stranger]), certify(packed, [bob, paper, as_recovery])
    signers = frozenset(signer for signer, _ in (alice, bob, paper))
    merged = merge_signatures(first, second, signers)
    assert set(merged.signatures) == {alice, bob, paper, as_recovery}
    assert merge_signatures(second, first, signers) == merged
    assert endorse(merged).stewards == {device_of("alice"), device_of("bob")}


def test_more_signatures_than_the_ceiling_are_refused() -> None:
    signatures = [(octets(f"signer {number}"), bytes(64)) for number in range(SIGNATURES_MAX + 1)]
    with pytest.raises(OverLimit):
        certify(GENESIS.packed_body, signatures)
