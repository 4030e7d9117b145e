"""Votes: a steward's (or a recovery key's) signature of one body, on its way to become a certificate.

The signature is the one that goes into the certificate, so enough votes for one body are that certificate. A steward
signs one body for one parent and remembers it durably before the vote leaves. Refused on receipt: wrong bytes, a
round of a later version, a body that does not follow the head named, a signature that does not verify.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from keys.hashing import digest
from keys.labels import Label
from keys.signing import SigningKey
from node.crdt import shape
from node.crdt.certificate import (
    Certificate,
    CertificateBody,
    Endorsed,
    certify,
    decode_certificate_body,
    endorse,
    id_of,
    label_of,
    sign_body,
    sign_body_to_recover,
)
from node.crdt.codec import pack
from node.crdt.errors import Malformed, NotAllowed
from node.crdt.ids import Device, Head, Space
from node.crdt.limits import VOTE_ROUND, VOTES_KEPT
from node.crdt.roster import Roster
from node.crdt.signed import read_array, read_signature
from node.crdt.stage import Refusal, Stage, quorum, refusal, signers_of, voters, votes_needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """`signer` signs the packed body of a certificate that would follow `head`."""

    space: Space
    head: Head
    signer: bytes
    packed_body: bytes
    signature: bytes

    @property
    def id(self) -> bytes:
        """The hash of all but the signature."""
        return digest(Label.VOTE, pack([self.space, self.head, VOTE_ROUND, self.signer, self.packed_body]))

    @property
    def proposal(self) -> Head:
        """The id that the certificate would have."""
        return id_of(self.packed_body)


def encode_vote(vote: Vote) -> bytes:
    """Pack a vote: [space, head, round, signer, body, signature]."""
    return pack([vote.space, vote.head, VOTE_ROUND, vote.signer, vote.packed_body, vote.signature])


def decode_vote(data: bytes) -> Vote:
    """Decode a vote. Raises: Malformed, OverLimit. The signature is not checked here."""
    space, head, number, signer, body, signature = read_array(data, 6)
    if number != VOTE_ROUND or type(number) is not int:
        raise Malformed("a vote of a later round")
    vote = Vote(
        space=Space(shape.short_id(space)),
        head=Head(shape.long_id(head)),
        signer=shape.long_id(signer),
        packed_body=shape.octets(body),
        signature=read_signature(signature),
    )
    if decode_certificate_body(vote.packed_body).parent != vote.head:
        raise Malformed("a vote for a body that does not follow the head named")
    return vote


def verify_vote(vote: Vote) -> Label:
    """Check the signature and return its label: CERTIFICATE of a steward, RECOVERY. Raises: BadSignature."""
    return label_of(vote.packed_body, (vote.signer, vote.signature))


# --- one body per parent ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class VoteBook:
    """What a steward's node remembers: the proposal it signed for each parent.

    `abstains_at`: the head found when the node came back from a backup; what it signed there before is not known, so
    it signs nothing for that parent.
    """

    signed: Mapping[Head, Head]
    abstains_at: frozenset[Head] = frozenset()


def cast_vote(roster: Roster, book: VoteBook, packed_body: bytes, key: SigningKey) -> tuple[Vote, VoteBook]:
    """Sign a body for the current head; the book returned must be stored durably before the vote leaves.

    Raises: NotAllowed for another parent, a frozen roster, a second body or an abstaining node.
    """
    body = decode_certificate_body(packed_body)
    head, proposal = roster.head.id, id_of(packed_body)
    if roster.is_frozen:
        raise NotAllowed("two certificates stand against one another: only recovery keys can decide")
    if body.parent != head:
        raise NotAllowed("this proposal follows a roster that is no longer the newest")
    if head in book.abstains_at:
        raise NotAllowed("this node came back from a backup and may have signed another: it abstains this time")
    if book.signed.get(head, proposal) != proposal:
        raise NotAllowed("you have already signed another proposal; only one can be signed until the next change")
    signer, signature = sign_body(packed_body, key)
    vote = Vote(space=roster.space, head=head, signer=signer, packed_body=packed_body, signature=signature)
    return vote, VoteBook(signed={**book.signed, head: proposal}, abstains_at=book.abstains_at)


def cast_recovery_vote(space: Space, packed_body: bytes, key: SigningKey) -> Vote:
    """Sign a body with a recovery key. Raises: Malformed, OverLimit for what is no body."""
    parent = Head(decode_certificate_body(packed_body).parent)
    signer, signature = sign_body_to_recover(packed_body, key)
    return Vote(space=space, head=parent, signer=signer, packed_body=packed_body, signature=signature)


# --- from votes to certificates ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A body with the votes held for it, and what it still lacks.

    `signed` of `needed` stewards; `recovery` of `recovery_needed` recovery keys would do instead; `unconsenting` are
    stewards it adds that have not signed; `refusal` is None once it is a valid certificate.
    """

    certificate: Certificate
    signed: frozenset[Device]
    needed: int
    recovery: frozenset[bytes]
    recovery_needed: int
    unconsenting: frozenset[Device]
    refusal: Refusal | None

    @property
    def body(self) -> CertificateBody:
        """What is proposed."""
        return self.certificate.body


def votes_kept(roster: Roster, votes: Iterable[Vote]) -> dict[bytes, Vote]:
    """Return, by id, the votes a node keeps.

    They are for children of its head or of the siblings it is frozen between, of keys that count, and of each key for
    each parent the VOTES_KEPT lowest proposals.
    """
    parents = {stage.id: stage for stage in (roster.head, *roster.siblings)}
    kept: dict[bytes, Vote] = {}
    shelves: Counter[tuple[Head, bytes]] = Counter()
    for vote in sorted(votes, key=lambda vote: (vote.proposal, vote.signature)):
        parent = parents.get(vote.head)
        if parent is None or vote.space != roster.space or vote.id in kept:
            continue
        shelf = vote.head, vote.signer
        is_counted = vote.signer in signers_of(parent, decode_certificate_body(vote.packed_body))
        if is_counted and shelves[shelf] < VOTES_KEPT:
            shelves[shelf] += 1
            kept[vote.id] = vote
    return kept


def proposals(roster: Roster, votes: Iterable[Vote]) -> tuple[Proposal, ...]:
    """Gather the votes kept into what they propose, ordered by id; what is a certificate already is left out."""
    bodies: dict[bytes, list[Vote]] = {}
    for vote in votes_kept(roster, votes).values():
        if vote.proposal not in roster.stages:
            bodies.setdefault(vote.packed_body, []).append(vote)
    found = []
    for packed, cast in bodies.items():
        certificate = certify(packed, ((vote.signer, vote.signature) for vote in cast))
        found.append(_proposal(roster.stages[cast[0].head], certificate, endorse(certificate)))
    return tuple(sorted(found, key=lambda proposal: proposal.certificate.id))


def _proposal(parent: Stage, certificate: Certificate, endorsed: Endorsed) -> Proposal:
    body = certificate.body
    added = frozenset(device for device, _ in body.stewards) - parent.stewards.keys()
    return Proposal(
        certificate=certificate,
        signed=endorsed.stewards & voters(parent, body),
        needed=votes_needed(parent, body),
        recovery=endorsed.recovery.intersection(parent.body.recovery),
        recovery_needed=quorum(len(parent.body.recovery)),
        unconsenting=added - endorsed.stewards,
        refusal=refusal(parent, endorsed),
    )
