"""Suspensions: one steward rests a device at once (docs/FORMATS, "Suspension").

Refused on receipt: wrong bytes, a slot out of bounds, a signature that does not verify. Which suspensions are in
force is `inforce.py`.
"""

from dataclasses import dataclass, replace
from enum import IntEnum

from keys.labels import Label
from keys.signing import SigningKey
from node.crdt import shape
from node.crdt.codec import pack
from node.crdt.cuts import Cuts, cuts_array, read_cuts
from node.crdt.ids import Device, Head, Space
from node.crdt.limits import REASON_MAX, SLOTS
from node.crdt.signed import check_signature, id_of_array, read_array, read_signature, sign_array


class Reason(IntEnum):
    """Why a device is rested; other numbers are shown as "other"."""

    OTHER = 0
    SEIZED = 1
    LOST = 2
    COPIED = 3
    MISUSED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """`device` is rested beyond `frontier`; the steward's own logs in it say how far the steward's own grants still
    count.

    `head` is the roster it is judged by, `slot` one of the steward's eight (0-7), `reason` a code (0-255).
    """

    space: Space
    head: Head
    steward: Device
    slot: int
    device: Device
    frontier: Cuts
    reason: int = Reason.OTHER
    signature: bytes = b""

    @property
    def id(self) -> bytes:
        """The hash of all but the signature."""
        return id_of_array(Label.SUSPENSION, self.unsigned())

    def unsigned(self) -> list[object]:
        """Return the array the signature covers."""
        frontier = cuts_array(self.frontier)
        return [self.space, self.head, self.steward, self.slot, self.device, frontier, int(self.reason)]


def sign_suspension(suspension: Suspension, key: SigningKey) -> Suspension:
    """Return the suspension signed. Raises: Malformed, OverLimit for one that could not be decoded."""
    assert suspension.steward == key.public
    signature = sign_array(key, Label.SUSPENSION, suspension.unsigned())
    return decode_suspension(encode_suspension(replace(suspension, signature=signature)))


def verify_suspension(suspension: Suspension) -> None:
    """Check the steward's signature. Raises: BadSignature."""
    check_signature(suspension.steward, Label.SUSPENSION, suspension.unsigned(), suspension.signature)


def encode_suspension(suspension: Suspension) -> bytes:
    """Pack a suspension: [space, head, steward, slot, device, frontier, reason, signature]."""
    return pack([*suspension.unsigned(), suspension.signature])


def decode_suspension(data: bytes) -> Suspension:
    """Decode a suspension. Raises: Malformed, OverLimit. The signature is not checked here."""
    space, head, steward, slot, device, frontier, reason, signature = read_array(data, 8)
    return Suspension(
        space=Space(shape.short_id(space)),
        head=Head(shape.long_id(head)),
        steward=Device(shape.long_id(steward)),
        slot=shape.integer(slot, 0, SLOTS - 1),
        device=Device(shape.long_id(device)),
        frontier=read_cuts(frontier),
        reason=shape.integer(reason, 0, REASON_MAX),
        signature=read_signature(signature),
    )
