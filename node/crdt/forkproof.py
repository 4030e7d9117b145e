"""Fork proofs (docs/FORMATS, "Fork proof"): two signed entries of one device at the same place of the same log.

A proof carries the log's device and opening nonce, so that it can be checked alone. Refused on receipt: entries that
do not contradict one another, a log that is not the device's, a signature that does not verify.
"""

from dataclasses import dataclass

from keys.hashing import digest
from keys.labels import Label
from node.crdt import shape
from node.crdt.codec import pack
from node.crdt.entry import Entry, Opening, decode_entry, verify_entry
from node.crdt.errors import BrokenChain
from node.crdt.ids import Device, Log, Space
from node.crdt.signed import read_array


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkProof:
    """Two entries that cannot both be of one log, the one with the lower id first."""

    device: Device
    nonce: bytes
    first: Entry
    second: Entry

    @property
    def id(self) -> bytes:
        """The hash of the whole proof."""
        return digest(Label.PROOF, encode_fork_proof(self))

    @property
    def space(self) -> Space:
        """The space of the log."""
        return self.first.header.space

    @property
    def log(self) -> Log:
        """The log that is forked."""
        return self.first.header.log

    @property
    def seq(self) -> int:
        """Where it is forked."""
        return self.first.header.seq


def prove_fork(device: Device, nonce: bytes, one: Entry, other: Entry) -> ForkProof:
    """Put two entries into a proof. Raises: BrokenChain where they do not contradict one another."""
    first, second = sorted((one, other), key=lambda entry: entry.id)
    proof = ForkProof(device=device, nonce=nonce, first=first, second=second)
    _check(proof)
    return proof


def verify_fork_proof(proof: ForkProof) -> None:
    """Check both signatures. Raises: BadSignature."""
    verify_entry(proof.first, proof.device)
    verify_entry(proof.second, proof.device)


def encode_fork_proof(proof: ForkProof) -> bytes:
    """Pack a proof: [device, nonce, entry, entry], the entries as byte strings, the lower id first."""
    return pack([proof.device, proof.nonce, proof.first.packed, proof.second.packed])


def decode_fork_proof(data: bytes) -> ForkProof:
    """Decode a proof. Raises: Malformed, OverLimit, BrokenChain. The signatures are not checked here."""
    device, nonce, first, second = read_array(data, 4)
    proof = ForkProof(
        device=Device(shape.long_id(device)),
        nonce=shape.short_id(nonce),
        first=decode_entry(shape.octets(first)),
        second=decode_entry(shape.octets(second)),
    )
    _check(proof)
    return proof


def _check(proof: ForkProof) -> None:
    one, other = proof.first.header, proof.second.header
    if (one.space, one.log, one.seq) != (other.space, other.log, other.seq):
        raise BrokenChain("two entries of different places are no fork")
    if proof.first.id >= proof.second.id:
        raise BrokenChain("one entry twice, or two in the wrong order, are no fork proof")
    opening = Opening(device=proof.device, nonce=proof.nonce, previous=None, tip=None)
    if opening.log_in(one.space) != one.log:
        raise BrokenChain("a log that is not this device's")
