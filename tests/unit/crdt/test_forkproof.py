"""Fork proofs: two entries of one place, checked without anything else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.crdt.entry import Entry, Header, Opening, Slot, sign_entry
from node.crdt.errors import BadSignature, BrokenChain, CrdtError
from node.crdt.forkproof import ForkProof, decode_fork_proof, encode_fork_proof, prove_fork, verify_fork_proof
from node.crdt.ids import EntryId, Head, Kid, Space
from tests.support.people import device_of, key_of, octets

SPACE = Space(octets("space", 16))
NONCE = octets("nonce", 16)
OPENING = Opening(device=device_of("bob"), nonce=NONCE, previous=None, tip=None)


def entry(text: str, seq: int = 4, *, signer: str = "bob", space: Space = SPACE) -> Entry:
    """Sign an entry of bob's log."""
    header = Header(
        space=space,
        log=OPENING.log_in(SPACE),
        seq=seq,
        prev=EntryId(octets("before")) if seq else OPENING,
        roster=Head(octets("head")),
        kid=Kid(octets("kid")),
        slots=(Slot(hash=octets(text), length=100),),
    )
    return sign_entry(header, key_of(signer))


def proof() -> ForkProof:
    """Prove a fork of bob's log."""
    return prove_fork(device_of("bob"), NONCE, entry("one"), entry("two"))


def test_proof_survives_encoding_and_verifies_alone() -> None:
    again = decode_fork_proof(encode_fork_proof(proof()))
    assert again == proof()
    assert (again.space, again.log, again.seq) == (SPACE, OPENING.log_in(SPACE), 4)
    verify_fork_proof(again)


def test_proof_is_the_same_whichever_entry_came_first() -> None:
    assert prove_fork(device_of("bob"), NONCE, entry("two"), entry("one")).id == proof().id


def test_fork_of_the_opening_is_proven_too() -> None:
    verify_fork_proof(prove_fork(device_of("bob"), NONCE, entry("one", 0), entry("two", 0)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry("one"), entry("one")),
        (entry("one"), entry("two", 5)),
        (entry("one"), entry("two", space=Space(bytes(16)))),
    ],
    ids=["same entry", "other place", "other space"],
)
def test_entries_that_do_not_contradict_are_no_proof(one: Entry, other: Entry) -> None:
    with pytest.raises(BrokenChain):
        prove_fork(device_of("bob"), NONCE, one, other)


def test_entries_in_the_wrong_order_are_refused() -> None:
    good = proof()
    with pytest.raises(BrokenChain):
        decode_fork_proof(encode_fork_proof(replace(good, first=good.second, second=good.first)))


def test_log_of_another_device_is_no_proof_against_this_one() -> None:
    with pytest.raises(BrokenChain):
        prove_fork(device_of("carol"), NONCE, entry("one"), entry("two"))


def test_entry_signed_by_another_does_not_verify() -> None:
    with pytest.raises(BadSignature):
        verify_fork_proof(prove_fork(device_of("bob"), NONCE, entry("one"), entry("two", signer="mallory")))


@given(st.binary(max_size=600))
def test_decoding_any_bytes_gives_a_proof_or_one_error(data: bytes) -> None:
    try:
        decode_fork_proof(data)
    except CrdtError:
        return
