"""Votes: one body for one parent, and from enough votes a certificate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.labels import Label
from node.crdt.certificate import encode_certificate_body, endorse
from node.crdt.codec import pack, unpack
from node.crdt.errors import BadSignature, CrdtError, Malformed, NotAllowed
from node.crdt.limits import VOTES_KEPT
from node.crdt.policy import Policy
from node.crdt.stage import Refusal
from node.crdt.vote import (
    Vote,
    VoteBook,
    cast_recovery_vote,
    cast_vote,
    decode_vote,
    encode_vote,
    proposals,
    verify_vote,
    votes_kept,
)
from tests.support.people import World, child_body, device_of, key_of, new_world, recovery_of

FOUR = ("alice", "bob", "carol", "dave")
EMPTY = VoteBook(signed={})


def proposal(world: World, votes_verified: int = 2, **changes: object) -> bytes:
    """Give a packed body that follows the founding certificate."""
    body = child_body(world.genesis.body, world.genesis.id, policy=Policy(votes_verified=votes_verified), **changes)
    return encode_certificate_body(body)


def cast(world: World, name: str, body: bytes) -> Vote:
    """Sign a body by a steward who has not voted yet."""
    return cast_vote(world.roster(), EMPTY, body, key_of(name))[0]


def test_vote_survives_encoding_and_verifies() -> None:
    world = new_world(FOUR)
    vote = cast(world, "alice", proposal(world))
    assert decode_vote(encode_vote(vote)) == vote
    assert verify_vote(vote) is Label.CERTIFICATE
    assert verify_vote(cast_recovery_vote(world.space, proposal(world), recovery_of("paper"))) is Label.RECOVERY


def test_vote_signed_by_another_does_not_verify() -> None:
    world = new_world(FOUR)
    items: list[object] = [*unpack(encode_vote(cast(world, "alice", proposal(world))), bytes_max=4096)]
    items[3] = device_of("bob")
    with pytest.raises(BadSignature):
        verify_vote(decode_vote(pack(items)))


@pytest.mark.parametrize(("index", "value"), [(1, bytes(32)), (2, 1), (2, True), (4, b"")])
def test_vote_of_a_later_round_or_another_parent_is_malformed(index: int, value: object) -> None:
    world = new_world(FOUR)
    items: list[object] = [*unpack(encode_vote(cast(world, "alice", proposal(world))), bytes_max=4096)]
    items[index] = value
    with pytest.raises(Malformed):
        decode_vote(pack(items))


@given(st.binary(max_size=300))
def test_decoding_any_bytes_gives_a_vote_or_one_error(data: bytes) -> None:
    try:
        decode_vote(data)
    except CrdtError:
        return


def test_enough_votes_are_the_certificate() -> None:
    world = new_world(FOUR)
    body = proposal(world)
    votes = [cast(world, name, body) for name in FOUR[:2]]
    (pending,) = proposals(world.roster(), votes)
    assert (pending.signed, pending.needed) == ({device_of("alice"), device_of("bob")}, 3)
    assert pending.refusal is Refusal.QUORUM
    (done,) = proposals(world.roster(), [*votes, cast(world, "carol", body)])
    assert done.refusal is None
    assert done.body.policy.votes_verified == 2
    world.add(done.certificate)
    assert world.roster().head.id == done.certificate.id
    assert proposals(world.roster(), votes) == ()


def test_recovery_votes_and_missing_consent_are_counted() -> None:
    world = new_world(FOUR, recovery=("paper", "partner"))
    body = proposal(world, stewards=(*FOUR, "erin"))
    votes = [cast(world, name, body) for name in FOUR[:3]]
    votes.append(cast_recovery_vote(world.space, body, recovery_of("paper")))
    (pending,) = proposals(world.roster(), votes)
    assert pending.refusal is Refusal.CONSENT
    assert pending.unconsenting == {device_of("erin")}
    assert (len(pending.recovery), pending.recovery_needed) == (1, 2)
    votes.append(cast_recovery_vote(world.space, body, recovery_of("partner")))
    (done,) = proposals(world.roster(), votes)
    assert done.refusal is None
    assert endorse(done.certificate).recovery == {recovery_of(name).public for name in ("paper", "partner")}


def test_steward_signs_one_body_for_one_parent() -> None:
    world = new_world(FOUR)
    _, book = cast_vote(world.roster(), EMPTY, proposal(world), key_of("alice"))
    again, same = cast_vote(world.roster(), book, proposal(world), key_of("alice"))
    assert again.signer == device_of("alice")
    assert same == book
    with pytest.raises(NotAllowed):
        cast_vote(world.roster(), book, proposal(world, votes_verified=3), key_of("alice"))


def test_steward_signs_again_after_the_next_certificate() -> None:
    world = new_world(FOUR)
    _, book = cast_vote(world.roster(), EMPTY, proposal(world), key_of("alice"))
    one = world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=5))
    with pytest.raises(NotAllowed):
        cast_vote(world.roster(), book, proposal(world), key_of("alice"))
    next_body = encode_certificate_body(child_body(one.body, one.id))
    assert cast_vote(world.roster(), book, next_body, key_of("alice"))[1].signed.keys() == {world.genesis.id, one.id}


def test_nobody_signs_while_frozen() -> None:
    world = new_world(FOUR)
    world.after(world.genesis, by=FOUR[:3])
    world.after(world.genesis, by=FOUR[1:], policy=Policy(votes_verified=5))
    with pytest.raises(NotAllowed):
        cast(world, "alice", proposal(world))


def test_votes_that_cannot_count_are_not_kept() -> None:
    world, other = new_world(FOUR), new_world(FOUR[:3])
    good = cast(world, "alice", proposal(world))
    foreign = cast(other, "alice", proposal(other))
    stranger = cast(world, "mallory", proposal(world))
    kept = votes_kept(world.roster(), [good, good, foreign, stranger])
    assert kept == {good.id: good}


def test_votes_of_one_steward_for_one_parent_are_bounded_alike_in_any_order() -> None:
    world = new_world(FOUR)
    flood = [cast(world, "mallory", proposal(world, number, stewards=(*FOUR, "mallory"))) for number in range(2, 12)]
    kept = votes_kept(world.roster(), flood)
    assert len(kept) == VOTES_KEPT
    assert votes_kept(world.roster(), flood[::-1]) == kept
    assert {vote.proposal for vote in kept.values()} == set(sorted(vote.proposal for vote in flood)[:VOTES_KEPT])
