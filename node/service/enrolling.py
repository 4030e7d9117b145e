"""The one gate for foreign membership objects: certificates, suspensions, passes, prekeys, votes, fork proofs, packets.

 O1  An object is of this space and every signature on it verifies, before anything of it is kept.
 O2  Kept is what the set of objects gives a meaning: a certificate that validly follows one that is held, the
     suspensions, passes and votes to which the roster bounds their signers, a prekey of a device that is a member or
     carries a pass, a proof about a log of a known device, a packet for a known device (by a carrier as far as it has
     room: it cannot tell which keys there are). The rest is passed over: it
     may come again when what it needs is held.
 O3  The newest certificate accepted is anchored in the same commit.
 O4  Records that look otherwise by the new view are marked in the same commit; those it erases are destroyed in it.
 O5  Votes enough for a body are made the certificate.
 O6  A key packet goes once a prekey of its device shows the key.
 O7  What a new certificate names of a branch put aside comes back in the same commit.
 O8  A proof that the own log is forked makes the next own entry open a new one.
 O9  What another object took the place of is forgotten, and so are votes for what follows no newest certificate.

Refused with a CrdtError: O1; nothing of the whole batch is stored then.
"""

from collections.abc import Collection, Iterable, Sequence

from keys.errors import BadPoint
from keys.signing import check_public
from node.crdt.certificate import Certificate, endorse, merge_signatures
from node.crdt.errors import BrokenChain, Malformed
from node.crdt.forkproof import ForkProof, verify_fork_proof
from node.crdt.grants import Placed
from node.crdt.ids import Device, Kid, Record
from node.crdt.inforce import suspensions_kept
from node.crdt.packet import Packet, PacketType
from node.crdt.passes import Pass, Prekey, passes_counting, verify_pass, verify_prekey
from node.crdt.roster import Roster
from node.crdt.routing import RoutingPacket, verify_routing
from node.crdt.stage import signers_of
from node.crdt.suspension import Suspension, verify_suspension
from node.crdt.vote import Vote, proposals, verify_vote, votes_kept
from node.service.affected import records_judged_anew
from node.service.branching import Growth, Settled, control_of_line
from node.service.carrying import may_keep
from node.service.deferring import settle_files
from node.service.effects import Commit, ObjectType, Step
from node.service.holdings import ORDER, Member, decode_object, routing_kept, stored, type_of
from node.service.keyring import KeyRing, record_key_secrets
from node.service.space import SpaceState, anchor_setting, know_cut_places, leave_settings
from node.service.view import View, place_control

Packed = tuple[int, bytes]


def read_objects(items: Iterable[Packed]) -> list[Member]:
    """Decode objects as (type, bytes), in the order in which each may depend on those before it. Raises: CrdtError."""
    found: list[Member] = []
    for kind, packed in items:
        try:
            known = ObjectType(kind)
        except ValueError as error:
            raise Malformed("an object of an unknown type") from error
        found.append(decode_object(known, packed))
    return sorted(found, key=lambda item: ORDER.index(type_of(item)))


def admit_objects(space: SpaceState, items: Sequence[Member], *, is_own: bool = False) -> Step[int]:
    """Judge objects and store what counts in one commit (O1 to O9); return how many. Raises: CrdtError.

    `is_own` objects are on disk before this returns.
    """
    fresh = [item for item in items if space.holdings.is_new(item)]
    for item in fresh:
        _verify(space, item)
    certificates = [item for item in fresh if isinstance(item, Certificate)]
    suspensions = [item for item in fresh if isinstance(item, Suspension)]
    view = yield from _view_with(space, certificates, suspensions)
    view, branches = yield from _settle_forks(space, view)
    passes = (item for item in fresh if isinstance(item, Pass))
    known = _known_devices(space, view) | {item.device for item in passes if _normal(space, view, item, frozenset())}
    kept = [item for item in (_normal(space, view, item, known) for item in fresh) if item is not None]
    if not kept:
        return 0
    records = yield from records_judged_anew(space, view)
    has_moved = view.head != space.view.head
    leaves = any(isinstance(item, ForkProof) and item.log == space.own for item in kept)
    left = leave_settings(space) if leaves else ()
    erased = view.roster.head.erased.keys() - space.view.roster.head.erased.keys()
    acknowledged = _acknowledged(space, kept)
    spent = _spent_votes(space, view.roster) if has_moved else []
    gone_objects = {item.id: item for item in (*acknowledged, *spent, *space.holdings.superseded(kept))}.values()
    ring, gone = _ring_without(space, erased)
    yield Commit(
        objects=tuple(stored(space.space, item) for item in kept),
        dropped=tuple((space.space, type_of(item), item.id) for item in gone_objects),
        secrets=record_key_secrets(space.space, ring, gone),
        settings=(*left, (anchor_setting(space.space), bytes(view.head))) if has_moved else left,
        cuts=tuple(cut for item in branches for cut in item.cuts),
        back=tuple(line for item in branches for line in item.back),
        dirty=tuple((space.space, record) for record in sorted(records - view.roster.head.erased.keys())),
        prune=tuple((space.space, record) for record in sorted(erased)),
        is_own=is_own or has_moved,
    )
    for packet in acknowledged:
        del space.holdings.packets[packet.device, packet.kid]
    for vote in spent:
        del space.holdings.votes[vote.id]
    if leaves:
        space.previous, space.own = space.own, None
    for item in kept:
        space.holdings.add(item)
    space.heard |= {item.device for item in kept if isinstance(item, Prekey)}
    space.view, space.keys = view, ring
    space.forget(records | erased)
    has_moved = has_moved or any(item.cuts or item.back for item in branches)
    yield from settle_files(space, gone=erased, is_other=has_moved)
    return len(kept) + (yield from certify_what_is_signed(space))


def _acknowledged(space: SpaceState, kept: Iterable[Member]) -> list[Packet]:
    """Return the key packets that new prekeys say have done their work (O6)."""
    held = {item.device: item.held for item in kept if isinstance(item, Prekey)}
    return [item for (device, kid), item in space.holdings.packets.items() if kid in held.get(device, ())]


def _spent_votes(space: SpaceState, roster: Roster) -> list[Vote]:
    """Return the votes that no longer decide anything under a roster (O9)."""
    votes = space.holdings.votes
    kept = votes_kept(roster, votes.values())
    return [item for id, item in votes.items() if id not in kept]


def _ring_without(space: SpaceState, erased: Collection[Record]) -> tuple[KeyRing, frozenset[tuple[Kid, Record]]]:
    """Return the keys of a space without those held alone for records that are erased now (O4)."""
    ring = space.keys.copy() if erased else space.keys
    return ring, ring.drop_records(erased) if erased else frozenset()


def certify_what_is_signed(space: SpaceState) -> Step[int]:
    """Make certificates of the proposals that have votes enough (O5); return how many objects were stored."""
    votes = space.holdings.votes.values()
    ready = [item.certificate for item in proposals(space.view.roster, votes) if item.refusal is None]
    return (yield from admit_objects(space, ready, is_own=True)) if ready else 0


def _view_with(space: SpaceState, certificates: list[Certificate], suspensions: list[Suspension]) -> Step[View]:
    """Return the view with what counts of new certificates and suspensions."""
    view = space.view
    if certificates:
        endorsed = [endorse(item) for item in certificates]
        grown = view.with_objects(endorsed, ())
        valid = [item for item in endorsed if item.id in grown.roster.stages]
        view = view.with_objects(valid, ()) if valid else view
    kept = suspensions_kept(view.roster, (*space.holdings.suspensions.values(), *suspensions))
    counting = [item for item in suspensions if item.id in kept]
    if counting:
        view = view.with_objects((), counting)
    return (yield from know_cut_places(view))


def _settle_forks(space: SpaceState, view: View) -> Step[tuple[View, list[Settled]]]:
    """Return the view with what its certificates name of branches put aside (O7)."""
    if view.certificates == space.view.certificates:
        return view, []
    found = []
    for log, tree in space.view.forks.items():
        settled = Growth(tree).settle(view.named_in(log)) if tree.aside else None
        if settled is None or not settled.is_changed:
            continue
        found.append(settled)
        view = view.with_forks({log: settled.tree})
        for line in tree.lines():
            if line.key in settled.back:
                opened = (place_control(item, space.keys) for item in (yield from control_of_line(line)))
                view = view.with_payloads([item for item in opened if isinstance(item, Placed)])
    return view, found


def _verify(space: SpaceState, item: Member) -> None:
    """Check an object of this space (O1). Raises: CrdtError."""
    verify_object(item)
    if not isinstance(item, Certificate) and item.space != space.space:
        raise BrokenChain("an object of another space")


def verify_object(item: Member) -> None:
    """Check what an object shows by itself: its signatures and the keys it brings. Raises: CrdtError.

    A key packet is signed by nobody: it shows what it is only to whom it was sealed.
    """
    match item:
        case Certificate():
            endorse(item)
        case Suspension():
            verify_suspension(item)
        case Pass():
            verify_pass(item)
            _check_device(item.device)
        case Prekey():
            verify_prekey(item)
            _check_device(item.device)
        case Vote():
            verify_vote(item)
        case ForkProof():
            verify_fork_proof(item)
        case RoutingPacket():
            verify_routing(item)
        case Packet():
            pass


def _check_device(device: Device) -> None:
    try:
        check_public(device)
    except BadPoint as error:
        raise Malformed("a device key that is no usable key") from error


def _normal(space: SpaceState, view: View, item: Member, known: Collection[Device]) -> Member | None:
    """Return an object as it is kept, None where it has no meaning yet (O2). `known` devices carry a pass or grant."""
    roster, held = view.roster, space.holdings
    match item:
        case Certificate():
            return _merged(space, roster, item)
        case Suspension():
            return item if item.id in suspensions_kept(roster, (*held.suspensions.values(), item)) else None
        case Pass():
            return item if item in passes_counting(roster, (*held.passes.values(), item)).get(item.device, ()) else None
        case Prekey() | Packet() | RoutingPacket() if item.device not in known:
            return None
        case Packet() if space.is_carried:
            return item if may_keep(held, item) else None
        case Packet():
            return item if item.type is PacketType.EPOCH and item.kid in view.epochs.announced else None
        case RoutingPacket():
            return item if routing_kept(roster, (item,)) else None
        case Vote():
            return item if item.id in votes_kept(roster, (*held.votes.values(), item)) else None
        case ForkProof():
            return item if item.device in known else None
        case _:
            return item


def _known_devices(space: SpaceState, view: View) -> set[Device]:
    """Return the devices of members, of passes and of logs: an expelled one's forks are told on too."""
    logs = (tip.device for tip in space.tips.values())
    return {*view.membership.members, *(device for device, _ in space.holdings.passes), *logs}


def _merged(space: SpaceState, roster: Roster, item: Certificate) -> Certificate | None:
    """Return a certificate with the signatures that matter, those held before included."""
    stage = roster.stages.get(item.id)
    if stage is None:
        return None
    parent = roster.stages[stage.parent] if stage.parent is not None else stage
    known = space.holdings.certificates.get(item.id, item)
    merged = merge_signatures(known, item, signers_of(parent, item.body))
    return merged if merged.signatures != known.signatures or known is item else None
