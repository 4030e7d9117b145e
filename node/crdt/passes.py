"""Passes and prekeys (docs/FORMATS, "Pass" and "Prekey"): in clear, so that a carrier can judge them.

A pass is a steward's word that a device may connect; a prekey is a device's own short-lived key for key packets.
Refused on receipt: wrong bytes, a signature that does not verify. What the set of them says:

 P1  A pass counts while its steward is one in the newest roster and was one in the roster it names.
 P2  An expelled or suspended device has none.
 P3  Of one device the highest number counts, of equal ones the lowest id; of one steward the lowest PASSES_MAX devices.
 P4  Of a steward who was dropped, not expelled, passes for stewards of the newest roster count on, each until a steward
     of that roster signed one for the same device. So whoever hears first who left can still meet those who remain, and
     they renew all passes; whoever left lets nobody in whom the roster does not list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from keys.labels import Label
from keys.signing import SigningKey
from node.crdt import shape
from node.crdt.codec import pack, packed_set
from node.crdt.ids import Device, Head, Kid, Space
from node.crdt.inforce import InForce
from node.crdt.limits import HELD_MAX, NUMBER_MAX, PASSES_MAX
from node.crdt.roster import Roster
from node.crdt.signed import check_signature, id_of_array, read_array, read_signature, sign_array
from node.crdt.standing import is_rested


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """A steward lets a device connect under these X25519 keys (32 bytes): one for channels, one for bundles."""

    space: Space
    head: Head
    device: Device
    channel_key: bytes
    bundle_key: bytes
    number: int
    steward: Device
    signature: bytes = b""

    @property
    def id(self) -> bytes:
        """The hash of all but the signature."""
        return id_of_array(Label.PASS, self.unsigned())

    def unsigned(self) -> list[object]:
        """Return the array the signature covers."""
        keys = [self.channel_key, self.bundle_key]
        return [self.space, self.head, self.device, *keys, self.number, self.steward]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prekey:
    """A device's newest X25519 key for key packets, and the epochs (`held`) whose keys it has."""

    space: Space
    device: Device
    number: int
    key: bytes
    held: tuple[Kid, ...] = ()
    signature: bytes = b""

    @property
    def id(self) -> bytes:
        """The hash of all but the signature; packets name it."""
        return id_of_array(Label.PREKEY, self.unsigned())

    def unsigned(self) -> list[object]:
        """Return the array the signature covers."""
        return [self.space, self.device, self.number, self.key, packed_set(self.held)]


# --- passes -----------------------------------------------------------------------------------------------------------
def sign_pass(unsigned: Pass, key: SigningKey) -> Pass:
    """Return the pass signed by its steward. Raises: Malformed, OverLimit for one that could not be decoded."""
    assert unsigned.steward == key.public
    signature = sign_array(key, Label.PASS, unsigned.unsigned())
    return decode_pass(encode_pass(replace(unsigned, signature=signature)))


def verify_pass(item: Pass) -> None:
    """Check the steward's signature. Raises: BadSignature."""
    check_signature(item.steward, Label.PASS, item.unsigned(), item.signature)


def encode_pass(item: Pass) -> bytes:
    """Pack a pass: [space, head, device, channel key, bundle key, number, steward, signature]."""
    return pack([*item.unsigned(), item.signature])


def decode_pass(data: bytes) -> Pass:
    """Decode a pass. Raises: Malformed, OverLimit. The signature is not checked here."""
    space, head, device, channel_key, bundle_key, number, steward, signature = read_array(data, 8)
    return Pass(
        space=Space(shape.short_id(space)),
        head=Head(shape.long_id(head)),
        device=Device(shape.long_id(device)),
        channel_key=shape.long_id(channel_key),
        bundle_key=shape.long_id(bundle_key),
        number=shape.integer(number, 0, NUMBER_MAX),
        steward=Device(shape.long_id(steward)),
        signature=read_signature(signature),
    )


def passes_in_force(roster: Roster, force: InForce, passes: Iterable[Pass]) -> dict[Device, Pass]:
    """Return the pass of every device that has one (P1 to P4)."""
    kept = passes_kept(roster, passes)
    return {device: item for device, item in kept.items() if not is_rested(roster, force, device)}


def passes_kept(roster: Roster, passes: Iterable[Pass]) -> dict[Device, Pass]:
    """Return the passes a node keeps: those in force, and those of devices that are suspended now."""
    return {device: items[0] for device, items in passes_counting(roster, passes).items()}


def passes_counting(roster: Roster, passes: Iterable[Pass]) -> dict[Device, list[Pass]]:
    """Return of every device the newest pass of each steward that counts, that in force first (P3, P4)."""
    stewards, by_steward = roster.stewards, dict[Device, set[Device]]()
    valid = [item for item in passes if _counts(roster, item)]
    for item in valid:
        by_steward.setdefault(item.steward, set()).add(item.device)
    bounded = {steward: frozenset(sorted(devices)[:PASSES_MAX]) for steward, devices in by_steward.items()}
    found: dict[Device, list[Pass]] = {}
    within = (item for item in valid if item.device in bounded[item.steward])
    for item in sorted(within, key=lambda item: (item.steward not in stewards, -item.number, item.id)):
        items = found.setdefault(item.device, [])
        is_over = bool(items) and items[0].steward in stewards and item.steward not in stewards
        if not is_over and item.steward not in {known.steward for known in items}:
            items.append(item)
    return found


def _counts(roster: Roster, item: Pass) -> bool:
    stage = roster.judge_of(item.head)
    return (
        item.space == roster.space
        and (item.steward in roster.stewards or _counts_on(roster, item))
        and stage is not None
        and item.steward in stage.stewards
        and item.device not in roster.head.expelled
    )


def _counts_on(roster: Roster, item: Pass) -> bool:
    """Tell whether a pass of somebody who is no steward any more still leads to one of the newest roster (P4)."""
    expelled = {device for sibling in roster.siblings for device, _ in sibling.body.expulsions}
    return item.device in roster.stewards and item.steward not in expelled | roster.head.expelled.keys()


# --- prekeys ----------------------------------------------------------------------------------------------------------
def sign_prekey(unsigned: Prekey, key: SigningKey) -> Prekey:
    """Return the prekey signed by its device. Raises: Malformed, OverLimit for one that could not be decoded."""
    assert unsigned.device == key.public
    signature = sign_array(key, Label.PREKEY, unsigned.unsigned())
    return decode_prekey(encode_prekey(replace(unsigned, signature=signature)))


def verify_prekey(prekey: Prekey) -> None:
    """Check the device's signature. Raises: BadSignature."""
    check_signature(prekey.device, Label.PREKEY, prekey.unsigned(), prekey.signature)


def encode_prekey(prekey: Prekey) -> bytes:
    """Pack a prekey: [space, device, number, key, set of held kids, signature]."""
    return pack([*prekey.unsigned(), prekey.signature])


def decode_prekey(data: bytes) -> Prekey:
    """Decode a prekey. Raises: Malformed, OverLimit. The signature is not checked here."""
    space, device, number, key, held, signature = read_array(data, 6)
    return Prekey(
        space=Space(shape.short_id(space)),
        device=Device(shape.long_id(device)),
        number=shape.integer(number, 0, NUMBER_MAX),
        key=shape.long_id(key),
        held=shape.sorted_set(held, lambda kid: Kid(shape.long_id(kid)), HELD_MAX),
        signature=read_signature(signature),
    )


def newest_prekeys(space: Space, prekeys: Iterable[Prekey]) -> dict[Device, Prekey]:
    """Return the newest prekey of every device: the highest number, of equal ones the lowest id."""
    newest: dict[Device, Prekey] = {}
    for prekey in sorted(prekeys, key=lambda prekey: (prekey.number, _inverse(prekey.id))):
        if prekey.space == space:
            newest[prekey.device] = prekey
    return newest


def _inverse(object_id: bytes) -> int:
    return -int.from_bytes(object_id, "big")
