"""Routing packets (docs/FORMATS, "Routing packet"): the routing key made after an expulsion, for one device with a
pass.

Signed, because a carrier has nothing else to judge it by. Refused on receipt: wrong bytes, a signature that does not
verify. It counts when its signer is a steward and its number is the version of an accepted certificate that expels
somebody, so that nobody can number ahead.
"""

from dataclasses import dataclass, replace

from keys.box import BoxKey, open_box, seal_to
from keys.errors import BadPoint, CannotOpen
from keys.labels import Label
from keys.randomness import Random
from keys.secret import RoutingKey
from keys.signing import SigningKey
from node.crdt import shape
from node.crdt.codec import pack
from node.crdt.errors import Malformed, Sealed
from node.crdt.ids import Device, Space
from node.crdt.limits import VERSION_MAX
from node.crdt.passes import Pass
from node.crdt.roster import Roster
from node.crdt.signed import check_signature, id_of_array, read_array, read_signature, sign_array

ROUTING_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingPacket:
    """The routing key of a number, sealed to the bundle key of a device's pass."""

    space: Space
    device: Device
    pass_id: bytes
    number: int
    sealed: bytes
    steward: Device
    signature: bytes = b""

    @property
    def id(self) -> bytes:
        """The hash of all but the signature."""
        return id_of_array(Label.PACKET, self.unsigned())

    @property
    def context(self) -> bytes:
        """The bytes that the sealed box is bound to."""
        return pack([self.space, self.device, self.pass_id, self.number, self.steward])

    def unsigned(self) -> list[object]:
        """Return the array the signature covers."""
        return [self.space, self.device, self.pass_id, self.number, self.sealed, self.steward]


def seal_routing(item: Pass, routing: RoutingKey, number: int, key: SigningKey, random: Random) -> RoutingPacket:
    """Seal and sign a routing key for the holder of a pass. Raises: Malformed where its bundle key is no usable key."""
    packet = RoutingPacket(
        space=item.space, device=item.device, pass_id=item.id, number=number, sealed=b"", steward=Device(key.public)
    )
    try:
        sealed = seal_to(item.bundle_key, routing.reveal(), context=packet.context, random=random)
    except BadPoint as error:
        raise Malformed("a bundle key that is no usable key") from error
    packet = replace(packet, sealed=sealed)
    return replace(packet, signature=sign_array(key, Label.PACKET, packet.unsigned()))


def open_routing(packet: RoutingPacket, key: BoxKey) -> RoutingKey:
    """Open a routing packet with the private bundle key. Raises: Sealed, Malformed."""
    try:
        plain = open_box(key, packet.sealed, context=packet.context)
    except CannotOpen as error:
        raise Sealed("a routing packet that this bundle key does not open") from error
    return RoutingKey(shape.octets(plain, ROUTING_KEY_BYTES))


def verify_routing(packet: RoutingPacket) -> None:
    """Check the steward's signature. Raises: BadSignature."""
    check_signature(packet.steward, Label.PACKET, packet.unsigned(), packet.signature)


def routing_counts(roster: Roster, packet: RoutingPacket) -> bool:
    """Tell whether a routing packet comes from a steward, under the number of an accepted expulsion."""
    return (
        packet.space == roster.space
        and packet.steward in roster.stewards
        and packet.number < len(roster.chain)
        and bool(roster.chain[packet.number].body.expulsions)
    )


def encode_routing(packet: RoutingPacket) -> bytes:
    """Pack a routing packet: [space, device, pass id, number, sealed box, steward, signature]."""
    return pack([*packet.unsigned(), packet.signature])


def decode_routing(data: bytes) -> RoutingPacket:
    """Decode a routing packet. Raises: Malformed, OverLimit. The signature is not checked here."""
    space, device, pass_id, number, sealed, steward, signature = read_array(data, 7)
    return RoutingPacket(
        space=Space(shape.short_id(space)),
        device=Device(shape.long_id(device)),
        pass_id=shape.long_id(pass_id),
        number=shape.integer(number, 0, VERSION_MAX),
        sealed=shape.octets(sealed),
        steward=Device(shape.long_id(steward)),
        signature=read_signature(signature),
    )
