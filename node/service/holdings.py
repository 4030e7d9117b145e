"""The membership objects a node holds of one space, by type: what stands outside the logs.

Of two that answer one question only one is kept, the same on every node: of a device the newest prekey, of a steward's
passes for one device the newest, of a forked log the proof with the lowest id.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from keys.hashing import digest
from keys.labels import Label
from node.crdt.certificate import Certificate, decode_certificate, encode_certificate
from node.crdt.codec import pack
from node.crdt.forkproof import ForkProof, decode_fork_proof, encode_fork_proof
from node.crdt.ids import Device, Head, Kid, Log, Space
from node.crdt.inforce import InForce, suspensions_kept
from node.crdt.packet import Packet, decode_packet, encode_packet
from node.crdt.passes import (
    Pass,
    Prekey,
    decode_pass,
    decode_prekey,
    encode_pass,
    encode_prekey,
    passes_in_force,
    passes_kept,
)
from node.crdt.roster import Roster
from node.crdt.routing import RoutingPacket, decode_routing, encode_routing, routing_counts
from node.crdt.suspension import Suspension, decode_suspension, encode_suspension
from node.crdt.vote import Vote, decode_vote, encode_vote, votes_kept
from node.service.effects import ObjectType, StoredObject
from node.service.routes import ACCEPTED_NUMBERS

KEY_BYTES = 16  # of what names an object in a frontier
Member = Certificate | Suspension | Pass | Prekey | ForkProof | Packet | RoutingPacket | Vote

# In the order in which each may depend on those before it.
ORDER = (
    ObjectType.CERTIFICATE,
    ObjectType.SUSPENSION,
    ObjectType.PASS,
    ObjectType.PREKEY,
    ObjectType.VOTE,
    ObjectType.FORK_PROOF,
    ObjectType.PACKET,
    ObjectType.ROUTING,
)


@dataclass(slots=True, eq=False)
class Holdings:
    """The objects of one space, decoded."""

    certificates: dict[Head, Certificate] = field(default_factory=dict)
    suspensions: dict[bytes, Suspension] = field(default_factory=dict)
    passes: dict[tuple[Device, Device], Pass] = field(default_factory=dict)  # by device and steward
    prekeys: dict[Device, Prekey] = field(default_factory=dict)
    votes: dict[bytes, Vote] = field(default_factory=dict)
    proofs: dict[Log, ForkProof] = field(default_factory=dict)
    packets: dict[tuple[Device, Kid], Packet] = field(default_factory=dict)
    routing: dict[tuple[Device, int, Device], RoutingPacket] = field(default_factory=dict)  # with number and steward
    _shared: tuple[Roster, dict[bytes, Member]] | None = None
    _in_force: tuple[Roster, InForce, dict[Device, Pass]] | None = None

    def add(self, item: Member) -> bool:
        """Hold an object unless one that is held says as much; tell whether it was taken."""
        if not self.is_new(item):
            return False
        self._shared = self._in_force = None
        match item:
            case Certificate():
                self.certificates[item.id] = item
            case Suspension():
                self.suspensions[item.id] = item
            case Pass():
                self.passes[item.device, item.steward] = item
            case Prekey():
                self.prekeys[item.device] = item
            case Vote():
                self.votes[item.id] = item
            case ForkProof():
                self.proofs[item.log] = item
            case Packet():
                self.packets[item.device, item.kid] = item
            case RoutingPacket():
                self.routing[item.device, item.number, item.steward] = item
        return True

    def is_new(self, item: Member) -> bool:
        """Tell whether `add` would hold an object; nothing changes."""
        match item:
            case Certificate():
                known = self.certificates.get(item.id)
                return known is None or not set(item.signatures) <= set(known.signatures)
            case Suspension():
                return item.id not in self.suspensions
            case Pass():
                held = self.passes.get((item.device, item.steward))
                return held is None or _newer(item, held)
            case Prekey():
                newest = self.prekeys.get(item.device)
                return newest is None or _newer(item, newest)
            case Vote():
                return item.id not in self.votes
            case ForkProof():
                proof = self.proofs.get(item.log)
                return proof is None or item.id < proof.id
            case Packet():
                packet = self.packets.get((item.device, item.kid))
                return packet is None or packet.prekey != item.prekey
            case RoutingPacket():
                sealed = self.routing.get((item.device, item.number, item.steward))
                return sealed is None or item.id < sealed.id

    def superseded(self, items: Iterable[Member]) -> list[Member]:
        """Return what is no longer kept once `items` are added: of two that answer one question only one is."""
        after, seen = Holdings(), list[Member]()
        for item in items:
            for one in (self._rival(item), item):
                if one is not None:
                    seen.append(one)
                    after.add(one)
        kept = {(type_of(item), item.id) for item in (after._rival(one) for one in seen) if item is not None}
        asked = {(type_of(one), one.id): one for one in seen if after._rival(one) is not None}
        return [one for key, one in asked.items() if key not in kept]

    def _rival(self, item: Member) -> Member | None:
        """Return what is held in answer to the question an object answers, None where objects of its type add up."""
        match item:
            case Pass():
                return self.passes.get((item.device, item.steward))
            case Prekey():
                return self.prekeys.get(item.device)
            case ForkProof():
                return self.proofs.get(item.log)
            case Packet():
                return self.packets.get((item.device, item.kid))
            case RoutingPacket():
                return self.routing.get((item.device, item.number, item.steward))
            case _:
                return None

    def shared(self, roster: Roster) -> Mapping[bytes, Member]:
        """Return what every node holds alike, by what names it in a frontier: each after those it depends on.

        Of passes and suspensions only those that the roster bounds to, of prekeys those of devices with such a pass;
        key packets are not among it.
        """
        if self._shared is None or self._shared[0] is not roster:
            self._shared = roster, {key_of(item): item for item in self._listed(roster)}
        return self._shared[1]

    def passes_in_force(self, roster: Roster, force: InForce) -> Mapping[Device, Pass]:
        """Return the pass of every device that has one. Asked for every message, so kept until a change."""
        known = self._in_force
        if known is None or known[0] is not roster or known[1] is not force:
            known = self._in_force = roster, force, passes_in_force(roster, force, self.passes.values())
        return known[2]

    def _listed(self, roster: Roster) -> Iterable[Member]:
        yield from sorted(self.certificates.values(), key=lambda item: (item.body.version, item.id))
        yield from suspensions_kept(roster, self.suspensions.values()).values()
        passes = passes_kept(roster, self.passes.values())
        yield from passes.values()
        yield from (item for device, item in self.prekeys.items() if device in passes)
        for shelf in (votes_kept(roster, self.votes.values()), self.proofs):
            yield from shelf.values()
        yield from routing_kept(roster, self.routing.values())


def routing_kept(roster: Roster, packets: Iterable[RoutingPacket]) -> list[RoutingPacket]:
    """Return the routing packets a node keeps and shows: of the two newest expulsions, for devices not expelled."""
    numbers = [stage.version for stage in roster.chain if stage.body.expulsions][-ACCEPTED_NUMBERS:]
    counting = (item for item in packets if item.number in numbers and routing_counts(roster, item))
    return [item for item in counting if item.device not in roster.head.expelled]


def type_of(item: Member) -> ObjectType:
    """Return the type under which an object is stored and sent."""
    return _TYPES[type(item)]


def key_of(item: Member) -> bytes:
    """Return what names an object in a frontier: its type in a byte, then 16 bytes of its id.

    For a certificate the 16 bytes cover who signed it too.
    """
    kind = bytes([type_of(item).value])
    if isinstance(item, Certificate):
        signers = sorted(signer for signer, _ in item.signatures)
        return kind + digest(Label.FRONTIER_DIGEST, pack([item.id, signers]), size=KEY_BYTES)
    return kind + item.id[:KEY_BYTES]


def encode_object(item: Member) -> bytes:
    """Pack an object."""
    match item:
        case Certificate():
            return encode_certificate(item)
        case Suspension():
            return encode_suspension(item)
        case Pass():
            return encode_pass(item)
        case Prekey():
            return encode_prekey(item)
        case Vote():
            return encode_vote(item)
        case ForkProof():
            return encode_fork_proof(item)
        case Packet():
            return encode_packet(item)
        case RoutingPacket():
            return encode_routing(item)


def decode_object(kind: ObjectType, packed: bytes) -> Member:
    """Decode an object. Raises: Malformed, OverLimit, BrokenChain. Signatures are not checked here."""
    match kind:
        case ObjectType.CERTIFICATE:
            return decode_certificate(packed)
        case ObjectType.SUSPENSION:
            return decode_suspension(packed)
        case ObjectType.PASS:
            return decode_pass(packed)
        case ObjectType.PREKEY:
            return decode_prekey(packed)
        case ObjectType.VOTE:
            return decode_vote(packed)
        case ObjectType.FORK_PROOF:
            return decode_fork_proof(packed)
        case ObjectType.PACKET:
            return decode_packet(packed)
        case ObjectType.ROUTING:
            return decode_routing(packed)


def stored(space: Space, item: Member) -> StoredObject:
    """Return an object as the store takes it."""
    return StoredObject(space=space, type=type_of(item), id=item.id, packed=encode_object(item))


def open_holdings(objects: Iterable[StoredObject]) -> Holdings:
    """Return the holdings of a space from what the store has."""
    held = Holdings()
    for item in objects:
        held.add(decode_object(item.type, item.packed))
    return held


_TYPES = {
    Certificate: ObjectType.CERTIFICATE,
    Suspension: ObjectType.SUSPENSION,
    Pass: ObjectType.PASS,
    Prekey: ObjectType.PREKEY,
    Vote: ObjectType.VOTE,
    ForkProof: ObjectType.FORK_PROOF,
    Packet: ObjectType.PACKET,
    RoutingPacket: ObjectType.ROUTING,
}


def _newer(new: Pass | Prekey, old: Pass | Prekey) -> bool:
    """Tell whether a pass or prekey counts instead of another: the higher number, of equal ones the lower id."""
    return (-new.number, new.id) < (-old.number, old.id)
