"""Where devices can be called: what they say of themselves inside a space, and where they were reached.

Refused: addresses of somebody else who is a member, more of them or longer ones than a payload holds.
"""

from collections.abc import Sequence

from node.crdt.bodies import ADDRESS_BYTES_MAX, ADDRESSES_MAX, Addresses
from node.crdt.ids import NO_RECORD, Device
from node.service.effects import Step
from node.service.errors import NotAllowed, Refused
from node.service.knowing import passes_of
from node.service.node import Node
from node.service.space import SpaceState, write


def addresses_of(node: Node, device: Device) -> tuple[str, ...]:
    """Return where a device may be called: where it was reached last, then what the spaces say of it."""
    said = (space.view.addresses().get(device, ()) for space in node.spaces.values())
    return tuple(dict.fromkeys((*node.addresses.get(device, ()), *(place for listed in said for place in listed))))


def tell_addresses(space: SpaceState, device: Device, addresses: Sequence[str]) -> Step[bool]:
    """Say to the members of a space where a device can be called; tell whether that was news.

    Of the own device as a member, of a carrier as a steward. Raises: NotAllowed, Refused, NoKey.
    """
    is_carrier = device not in space.view.membership.members and device in passes_of(space)
    if device != space.device and not (is_carrier and space.device in space.view.roster.stewards):
        raise NotAllowed("a member tells its own addresses, a steward those of a carrier; nothing was changed")
    if len(addresses) > ADDRESSES_MAX or any(len(item.encode()) > ADDRESS_BYTES_MAX for item in addresses):
        raise Refused(f"at most {ADDRESSES_MAX} addresses of {ADDRESS_BYTES_MAX} bytes are told; nothing was changed")
    if set(space.view.addresses().get(device, ())) == set(addresses):
        return False
    yield from write(space, [(NO_RECORD, Addresses(device, tuple(sorted(set(addresses)))))])
    return True
