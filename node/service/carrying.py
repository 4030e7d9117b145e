"""What a carrier does otherwise than a member: it holds no data key, so it goes by passes, the roster and sizes.

 R1  It stores entries only of devices that the roster or a pass names, within a quota for each device.
 R2  It asks for no key and is given none; what it holds of key packets it hands to the device they are sealed to.
 R3  Members leave with it the packets of those who have not yet acknowledged a key they may have.

A member knows a carrier as a device with a pass and no grant. What is over a quota is passed over, not refused: the
line goes on, and the two do not come to hold the same.
"""

from collections.abc import Iterable, Mapping, Sequence

from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.entry import Payload, Pruned
from node.crdt.errors import CrdtError
from node.crdt.ids import Device, Kid, Log, Space
from node.crdt.packet import Packet, seal_epoch
from node.crdt.passes import passes_kept
from node.service.effects import Commit, ObjectType, Step, StoredEntry
from node.service.holdings import Holdings, stored
from node.service.limits import CARRIED_BYTES_MAX, CARRIED_PACKETS_MAX
from node.service.space import SpaceState
from node.service.view import View
from node.sync.runs import Foreign

_CARRIED = "carried/"  # settings, with space and device behind
_CARRIED_VALUE_BYTES = 16


def is_carrier(space: SpaceState, device: Device) -> bool:
    """Tell whether a device that has a pass is no member: what it stores it cannot read."""
    return not space.is_carried and device not in space.view.membership.members


# --- entries ----------------------------------------------------------------------------------------------------------
def within_quota(space: SpaceState, items: Sequence[Foreign]) -> list[Foreign]:
    """Return the entries a carrier stores (R1): of known devices, up to the first that is over its device's quota."""
    known = known_devices(space)
    used, full, reached = dict(space.carried), set[Device](), dict[Log, int]()
    taken: list[Foreign] = []
    for item in items:
        header = item.entry.header
        tip = space.tips.get(header.log)
        is_new = header.seq > max(tip.seq if tip else -1, reached.get(header.log, -1))
        used[item.device] = used.get(item.device, 0) + (_size(item.entry.packed, item.payloads) if is_new else 0)
        if item.device not in known or item.device in full or used[item.device] > CARRIED_BYTES_MAX:
            full.add(item.device)
            continue
        reached[header.log] = max(header.seq, reached.get(header.log, -1))
        taken.append(item)
    return taken


def known_devices(space: SpaceState) -> frozenset[Device]:
    """Return the devices whose entries a carrier stores: with a pass, stewards of any time, and the expelled."""
    roster = space.view.roster
    stewards = (device for stage in roster.stages.values() for device in stage.stewards)
    return frozenset((*passes_kept(roster, space.holdings.passes.values()), *stewards, *roster.head.expelled))


def carried_after(space: SpaceState, entries: Iterable[StoredEntry]) -> dict[Device, int]:
    """Return what a carrier has stored of each device once these entries are, in bytes, where it changes."""
    changed: dict[Device, int] = {}
    for item in entries:
        before = changed.get(item.device, space.carried.get(item.device, 0))
        changed[item.device] = before + _size(item.packed, item.payloads)
    return changed


def carried_settings(space: Space, carried: Mapping[Device, int]) -> tuple[tuple[str, bytes], ...]:
    """Return the settings that hold it."""
    return tuple((f"{_CARRIED}{space.hex()}/{device.hex()}", pack([size])) for device, size in carried.items())


def read_carried(space: Space, settings: Mapping[str, bytes]) -> dict[Device, int]:
    """Read what `carried_settings` wrote. Raises: Malformed for a damaged setting."""
    begins = f"{_CARRIED}{space.hex()}/"
    return {
        Device(bytes.fromhex(name.removeprefix(begins))): shape.integer(
            shape.array(unpack(value, bytes_max=_CARRIED_VALUE_BYTES), 1)[0], 0, 2**63
        )
        for name, value in settings.items()
        if name.startswith(begins)
    }


def _size(packed: bytes, payloads: Iterable[Payload | Pruned]) -> int:
    """Return what an entry takes once what stayed behind of it has come."""
    return len(packed) + sum(item.length if isinstance(item, Pruned) else len(item.ciphertext) for item in payloads)


# --- key packets ------------------------------------------------------------------------------------------------------
def may_keep(holdings: Holdings, packet: Packet) -> bool:
    """Tell whether a carrier has room for one more key packet of its device."""
    of_device = [kid for device, kid in holdings.packets if device == packet.device]
    return packet.kid in of_device or len(of_device) < CARRIED_PACKETS_MAX


def packets_to_hand(space: SpaceState, device: Device) -> list[Packet]:
    """Return the packets a carrier holds for a device that has not yet acknowledged their keys (R2)."""
    prekey = space.holdings.prekeys.get(device)
    held = prekey.held if prekey else ()
    packets = ((kid, item) for (owner, kid), item in space.holdings.packets.items() if owner == device)
    return [item for kid, item in sorted(packets, key=lambda pair: pair[0]) if kid not in held]


def packets_to_leave(space: SpaceState) -> Step[list[Packet]]:
    """Return the packets a member leaves with a carrier (R3); those not yet made are sealed and stored first.

    One sealed to an older prekey is made anew: where garbage took its place on the carrier, the next prekey frees that.
    """
    made: list[Packet] = []
    found: list[Packet] = []
    before: list[Packet] = []
    for device, kid in _unacknowledged(space.view, space):
        kept = space.holdings.packets.get((device, kid))
        contents, prekey = space.contents_for(kid), space.holdings.prekeys[device]
        if contents is not None and (kept is None or kept.prekey != prekey.id):
            try:
                fresh = seal_epoch(prekey, contents, space.random)
            except CrdtError:  # a prekey that is no usable key: its device will not get this one
                continue
            before += [kept] if kept is not None else []
            kept = fresh
            made.append(kept)
        if kept is not None:
            found.append(kept)
    if made:
        yield Commit(
            objects=tuple(stored(space.space, item) for item in made),
            dropped=tuple((space.space, ObjectType.PACKET, item.id) for item in before),
            is_own=False,
        )
        for item in made:
            space.holdings.add(item)
    return found


def _unacknowledged(view: View, space: SpaceState) -> list[tuple[Device, Kid]]:
    return [
        (device, kid)
        for device, prekey in sorted(space.holdings.prekeys.items())
        for kid in sorted(view.epochs.announced)
        if device != space.device and kid not in prekey.held and view.epochs.may_give(kid, device)
    ]
