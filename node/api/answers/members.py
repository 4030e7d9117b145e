"""Members, carriers and peers of a space as JSON."""

from datetime import UTC, datetime

from node.crdt.ids import Device, Group
from node.crdt.members import Member
from node.ledger.types import Json
from node.service.progress import PeerState
from node.service.space import SpaceState
from node.service.withheld import Withheld
from node.service.wording import device_text


def member_json(space: SpaceState, member: Member) -> dict[str, Json]:
    """Return one member of a space."""
    return {
        "device": device_text(member.device),
        "name": member.name,
        "group": group_name(space, member.group),
        "role": member.role.name.lower() if member.role else "none",
        "state": member.state.value,
    }


def carrier_json(space: SpaceState, device: Device) -> dict[str, Json]:
    """Return a carrier of a space, as a line beside its members."""
    is_away = device in space.view.membership.force.by_device
    return {
        "device": device_text(device),
        "name": "",
        "group": "",
        "role": "carrier",
        "state": "suspended" if is_away else "active",
    }


def peer_json(space: SpaceState, peer: PeerState) -> dict[str, Json]:
    """Return how one peer of one space stands."""
    return {
        "space": peer.space.hex(),
        "device": device_text(peer.device),
        "name": author_name(space, peer.device),
        "role": "carrier" if peer.is_carrier else "member",
        "state": peer.state,
        "connected": peer.is_connected,
        "equal": peer.is_equal,
        "missing": peer.missing,
        "unsent": peer.unsent,
        "waiting_keys": peer.waiting_keys,
        "heard": datetime.fromtimestamp(peer.heard, UTC).isoformat() if peer.heard is not None else None,
        "per_s": int(peer.rate) if peer.rate is not None else None,
        "left_s": int(peer.left_s) if peer.left_s is not None else None,
    }


def withheld_json(space: SpaceState, end: Withheld) -> dict[str, Json]:
    """Return the end of a log that others have seen and this node has not."""
    return {
        "log": end.log.hex(),
        "device": device_text(end.device) if end.device else None,
        "name": author_name(space, end.device) if end.device else "",
        "entries": end.entries,
        "told_by": [author_name(space, device) for device in end.told_by],
        "heard": datetime.fromtimestamp(end.heard, UTC).date().isoformat() if end.heard is not None else None,
    }


def author_name(space: SpaceState, device: Device) -> str:
    """Return the pseudonym a device has in a space; empty where nobody named it."""
    member = space.view.membership.members.get(device)
    return member.name if member else ""


def group_name(space: SpaceState, group: Group | None) -> str:
    """Return the name of a group; empty where nobody named it."""
    return space.view.name_of(group)
