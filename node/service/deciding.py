"""Steps by which stewards decide: suspend at once, propose, sign; what has signatures enough takes effect.

D1  A suspension lists the logs of the device as held and the suspender's own; a new epoch for the others follows it.
D2  A vote is on disk, with the book that remembers it, before anybody hears of it.
D3  Votes enough are a certificate: stored, anchored, and what it erases destroyed, in one commit.
D4  After it the others get a new epoch where no key covers any more.
"""

from dataclasses import dataclass

from keys.signing import SigningKey
from node.crdt.bodies import GroupName
from node.crdt.certificate import decode_certificate_body, encode_certificate_body, id_of
from node.crdt.changes import Changes, changes_of
from node.crdt.ids import NO_RECORD, Device, Group, Head
from node.crdt.inforce import free_slot
from node.crdt.membership import Action
from node.crdt.stage import does_more_than_expel_a_third, quorum, signers_of, votes_needed
from node.crdt.suspension import Reason, Suspension, sign_suspension
from node.crdt.vote import Proposal, Vote, cast_recovery_vote, cast_vote
from node.crdt.vote import proposals as gather
from node.service.cutting import places_of
from node.service.effects import Commit, LoadAll, Step
from node.service.enrolling import admit_objects
from node.service.errors import NotAllowed, NotFound, Refused
from node.service.holdings import stored
from node.service.space import SpaceState, write
from node.service.spaces import check_name
from node.service.tending import tend
from node.service.votebook import keep_book, read_book
from node.service.wishes import AddGroup, Wish, body_of
from node.service.wording import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How far a proposal is. `certificate` tells whether it is in force; `words` what it changes, a line each.

    `signed` of `needed` stewards; `recovery` of `recovery_needed` recovery keys would do instead. `waits_for`: stewards
    it adds that have not signed. `is_signed_here`: this device has signed it.
    """

    id: Head
    is_certificate: bool
    signed: int
    needed: int
    recovery: int
    recovery_needed: int
    waits_for: frozenset[Device]
    is_signed_here: bool
    changes: Changes
    words: tuple[str, ...]


# --- suspending -------------------------------------------------------------------------------------------------------
def suspend(space: SpaceState, device: Device, reason: Reason = Reason.SEIZED) -> Step[Suspension]:
    """Rest a device at once and announce a new epoch for the others (D1). Raises: NotFound, Refused, NotAllowed."""
    membership = space.view.membership
    if not space.knows(device):
        raise NotFound("no member of this space has that device; nothing was changed")
    if device == space.device:
        raise Refused("this is the device of this node: another steward must suspend it; nothing was changed")
    if device in space.view.roster.head.expelled:
        raise Refused("this device is expelled already; nothing was changed")
    if any(item.steward == space.device for item in membership.force.by_device.get(device, ())):
        raise Refused("you have suspended this device already; nothing was changed")
    if not membership.may(space.device, Action.SUSPEND):
        raise NotAllowed("only a steward whose own powers do not rest suspends a device; nothing was changed")
    slot = free_slot(space.view.roster, membership.force, space.device, device)
    unsigned = Suspension(
        space=space.space,
        head=space.view.roster.head.id,
        steward=space.device,
        slot=slot,
        device=device,
        frontier=places_of(space, device, space.device),
        reason=reason,
    )
    signed = sign_suspension(unsigned, space.key)
    yield from admit_objects(space, [signed], is_own=True)
    yield from tend(space)
    return signed


# --- proposing and signing --------------------------------------------------------------------------------------------
def propose(space: SpaceState, wish: Wish) -> Step[Decision]:
    """Sign a proposal that does what is wished; it takes effect where one signature is enough.

    Raises: Refused, NotAllowed, NotFound; OverLimit for one that is too large.
    """
    if not space.view.membership.may(space.device, Action.VOTE):
        raise NotAllowed("only a steward proposes, and nobody while two certificates stand against one another")
    body = body_of(space, wish)
    if does_more_than_expel_a_third(space.view.roster.head, body):
        raise Refused(
            "of three stewards two can expel the third only by a proposal that does nothing else: "
            "first the steward alone, then the rest; nothing was proposed"
        )
    return (yield from _sign(space, encode_certificate_body(body)))


def proposals(space: SpaceState) -> tuple[Decision, ...]:
    """Return what is proposed and not yet in force, ordered by id."""
    return tuple(_decision(space, item) for item in gather(space.view.roster, space.holdings.votes.values()))


def find_proposal(space: SpaceState, id: Head) -> Proposal:
    """Return a proposal by its id. Raises: NotFound."""
    found = {item.certificate.id: item for item in gather(space.view.roster, space.holdings.votes.values())}
    if id not in found:
        raise NotFound("there is no open proposal of that id; nothing was signed")
    return found[id]


def sign_proposal(space: SpaceState, id: Head) -> Step[Decision]:
    """Sign a proposal as a steward, or as the one it makes a steward. Raises: NotFound, NotAllowed."""
    found = find_proposal(space, id)
    return (yield from _sign(space, found.certificate.packed_body))


def sign_to_recover(space: SpaceState, id: Head, key: SigningKey) -> Step[Decision]:
    """Sign a proposal with a recovery key. Raises: NotFound, NotAllowed for a key that is none of this space."""
    found = find_proposal(space, id)
    if key.public not in space.view.roster.stages[Head(found.body.parent)].body.recovery:
        raise NotAllowed("this is no recovery key of this space; nothing was signed")
    return (yield from _recover(space, found.certificate.packed_body, key))


def propose_to_recover(space: SpaceState, wish: Wish, key: SigningKey) -> Step[Decision]:
    """Sign a proposal of any member with a recovery key: where no steward is left, or two certificates stand against
    one another. Raises: Refused, NotFound; NotAllowed for a key that is none of this space; OverLimit.
    """
    if space.is_carried or key.public not in space.view.roster.head.body.recovery:
        raise NotAllowed("this is no recovery key of this space; nothing was proposed")
    return (yield from _recover(space, encode_certificate_body(body_of(space, wish)), key))


def _recover(space: SpaceState, packed: bytes, key: SigningKey) -> Step[Decision]:
    yield from _keep(space, cast_recovery_vote(space.space, packed, key), Commit())
    return _outcome(space, packed)


def _sign(space: SpaceState, packed: bytes) -> Step[Decision]:
    stage = space.view.roster.head
    if space.device not in signers_of(stage, decode_certificate_body(packed)):
        raise NotAllowed("only a steward signs a proposal, and whom it makes one; nothing was signed")
    loaded = yield LoadAll()
    book = read_book(space.space, loaded.settings)
    vote, kept = cast_vote(space.view.roster, book, packed, space.key)
    yield from _keep(space, vote, Commit(settings=(keep_book(space.space, kept, vote.head),)))
    return _outcome(space, packed)


def _keep(space: SpaceState, vote: Vote, also: Commit) -> Step[None]:
    yield Commit(objects=(stored(space.space, vote),), settings=also.settings)  # D2
    space.holdings.add(vote)
    yield from tend(space)


def _outcome(space: SpaceState, packed: bytes) -> Decision:
    """Return how far a proposal is after a signature."""
    id = id_of(packed)
    stage = space.view.roster.stages.get(id)
    if stage is None:
        return _decision(space, find_proposal(space, id))
    body = stage.body
    parent = space.view.roster.stages[Head(body.parent)]
    return Decision(
        id=id,
        is_certificate=True,
        signed=len(stage.signed.intersection(parent.stewards)),
        needed=votes_needed(parent, body),
        recovery=len(stage.signed.intersection(parent.body.recovery)),
        recovery_needed=quorum(len(parent.body.recovery)),
        waits_for=frozenset(),
        is_signed_here=space.device in stage.signed,
        changes=changes_of(parent, body),
        words=words_of(space, changes_of(parent, body)),
    )


def _decision(space: SpaceState, item: Proposal) -> Decision:
    parent = space.view.roster.stages[Head(item.body.parent)]
    changes = changes_of(parent, item.body)
    signers = {signer for signer, _ in item.certificate.signatures}
    return Decision(
        id=item.certificate.id,
        is_certificate=False,
        signed=len(item.signed),
        needed=item.needed,
        recovery=len(item.recovery),
        recovery_needed=item.recovery_needed,
        waits_for=item.unconsenting,
        is_signed_here=space.device in signers,
        changes=changes,
        words=words_of(space, changes),
    )


# --- the names of new groups ------------------------------------------------------------------------------------------
def propose_group(space: SpaceState, name: str) -> Step[tuple[Decision, Group]]:
    """Propose a new group; this node names it once it is listed. Raises: as `propose`."""
    check_name(name)
    if any(space.view.name_of(known) == name for known in space.view.roster.head.body.groups):
        raise Refused("there is a group of that name already; nothing was proposed")
    group = Group(space.random(16))
    yield Commit(settings=((_to_name(space) + group.hex(), name.encode()),))
    decided = yield from propose(space, AddGroup(group))
    yield from name_groups(space)
    return decided, group


def name_groups(space: SpaceState) -> Step[int]:
    """Name the groups proposed here that are listed by now; return how many."""
    view = space.view
    if all(
        view.name_of(group) or not view.roster.head.may_speak_for(space.device, group)
        for group in view.roster.head.body.groups
    ):
        return 0
    loaded = yield LoadAll()
    before = _to_name(space)
    waiting = {key: Group(bytes.fromhex(key.removeprefix(before))) for key in loaded.settings if key.startswith(before)}
    stage = space.view.roster.head
    named = {key: group for key, group in waiting.items() if stage.may_speak_for(space.device, group)}
    if not named or space.view.writing_kid() not in space.keys.epochs:
        return 0
    drafts = [(NO_RECORD, GroupName(group, loaded.settings[key].decode())) for key, group in named.items()]
    yield from write(space, drafts, also=Commit(settings=tuple((key, None) for key in named)))
    return len(named)


def _to_name(space: SpaceState) -> str:
    return f"to-name/{space.space.hex()}/"
