"""Whom a node talks to: which channel keys are let in, under which space, and what may be said to them.

W1  A caller is let in under a space when a pass of that space binds its channel key: the one in force, or the newest of
    any other steward, so that nobody is locked out by one steward who signs another key for it; the pass may come with
    the call. Expelled and suspended devices have none.
W2  A space is named to a peer only while that peer has such a pass in it.
W3  A peer that was let in is talked to until the line ends, or until it is expelled or suspended itself: where the
    steward who signed its pass goes, the certificate that says so must still reach it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from keys.secret import RoutingKey
from node.crdt.errors import CrdtError
from node.crdt.ids import Device, Space
from node.crdt.passes import Pass, decode_pass, encode_pass, passes_counting, passes_in_force, verify_pass
from node.crdt.standing import is_rested
from node.service.node import Node
from node.service.space import SpaceState


@dataclass(frozen=True, slots=True)
class Known:
    """A peer in one space: its device, and the pass that says so."""

    device: Device
    given: Pass


def passes_of(space: SpaceState, more: Collection[Pass] = ()) -> Mapping[Device, Pass]:
    """Return the pass in force of every device of a space, with further passes that were shown."""
    view = space.view
    if not more:
        return space.holdings.passes_in_force(view.roster, view.membership.force)
    return passes_in_force(view.roster, view.membership.force, (*space.holdings.passes.values(), *more))


def known_as(space: SpaceState, channel_key: bytes, shown: bytes = b"") -> Known | None:
    """Return who holds a channel key in a space, None for nobody; `shown` is a packed pass or empty (W1)."""
    more: list[Pass] = []
    if shown:
        try:
            given = decode_pass(shown)
            verify_pass(given)
            more.append(given)
        except CrdtError:
            return None
    members = space.view.membership
    found = [
        (members.is_active(device), item is items[0], Known(device, item))
        for device, items in sorted(every_pass(space, more).items())
        for item in items
        if item.channel_key == channel_key
    ]
    return max(found, key=lambda each: each[:2])[2] if found else None


def every_pass(space: SpaceState, more: Collection[Pass] = ()) -> dict[Device, list[Pass]]:
    """Return of every device that has a pass in force the newest of each steward, that in force first (W1)."""
    roster, force = space.view.roster, space.view.membership.force
    found = passes_counting(roster, (*space.holdings.passes.values(), *more))
    return {device: items for device, items in found.items() if not is_rested(roster, force, device)}


def routed_spaces(node: Node) -> list[SpaceState]:
    """Return the spaces with a routing key."""
    return [space for _, space in sorted(node.spaces.items()) if space.routing is not None]


def candidates(node: Node) -> list[tuple[SpaceState, RoutingKey]]:
    """Return the routing keys a call is tried under, with their spaces: the newest of each space first."""
    held = [
        (place, number, space, key)
        for number, space in enumerate(routed_spaces(node))
        for place, (_, key) in enumerate(space.routes.keys)
    ]
    return [(space, key) for _, _, space, key in sorted(held, key=lambda item: item[:2])]


def is_let_in(space: SpaceState, routing: RoutingKey, channel_key: bytes, shown: bytes) -> bool:
    """Tell whether a caller under a routing key is let in (W1): under an old key only with a pass held already."""
    return known_as(space, channel_key, shown if space.routes.is_accepted(routing) else b"") is not None


def shared_with(node: Node, channel_key: bytes) -> dict[Space, Device]:
    """Return the spaces a peer may be greeted in, with its device there (W2)."""
    found: dict[Space, Device] = {}
    for space in routed_spaces(node):
        known = known_as(space, channel_key)
        if known is not None and known.device != space.device:
            found[space.space] = known.device
    return found


def is_out(space: SpaceState, device: Device) -> bool:
    """Tell whether a device is expelled or suspended (W3)."""
    view = space.view
    return device in view.roster.head.expelled or is_rested(view.roster, view.membership.force, device)


def pass_to_reach(space: SpaceState, device: Device) -> Pass | None:
    """Return a pass of a member to write to: one in force, else the newest whose steward went (W3); None if it is out.

    Where the steward who signed it was expelled, the certificate that says so must still reach the member.
    """
    given = passes_of(space).get(device)
    if given is not None or is_out(space, device) or device not in space.view.membership.members:
        return given
    lapsed = [item for (holder, _), item in space.holdings.passes.items() if holder == device]
    return max(lapsed, key=lambda item: item.number, default=None)


def own_pass_in(space: SpaceState, channel_key: bytes) -> bytes:
    """Return this node's own pass in a space, packed, one for its channel key if there is any; empty without one."""
    own = every_pass(space).get(space.device, [])
    fitting = [item for item in own if item.channel_key == channel_key]
    return encode_pass((fitting or own)[0]) if own else b""


def channel_keys(space: SpaceState) -> list[tuple[Device, bytes]]:
    """Return every other device that has a pass with its channel keys, that of the pass in force first (W1)."""
    found = ((device, item.channel_key) for device, items in sorted(every_pass(space).items()) for item in items)
    return [each for each in dict.fromkeys(found) if each[0] != space.device]
