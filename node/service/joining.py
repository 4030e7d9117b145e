"""Steps of the guest: ask under an invitation, check what the inviter answers, make the space known to this node.

J1  The founding certificate gives the space the invitation names; the roster pinned in it is on the accepted chain.
J2  The channel was the inviter's: a pass in force binds its key to the device the invitation names. Of an answer by
    file: the pass for this device is signed by the inviter.
J3  This device has a pass, and at least one epoch key came; to a carrier the routing key alone, from its inviter.
J4  Space, anchor, keys and the passes in force are stored in one commit, or nothing of it: a space without them could
    call nobody, and nobody could be asked again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from keys.box import BoxKey
from node.crdt.certificate import Certificate, endorse
from node.crdt.errors import CrdtError
from node.crdt.packet import EpochContents, Packet, open_packet
from node.crdt.passes import Pass, Prekey, passes_in_force, sign_prekey
from node.crdt.routing import RoutingPacket, open_routing, verify_routing
from node.service.effects import Commit, Step
from node.service.enrolling import Packed, admit_objects, read_objects, verify_object
from node.service.errors import Refused
from node.service.holdings import Holdings, Member, stored
from node.service.invitations import Invitation, Request, sign_request
from node.service.keyring import KeyRing, epoch_secret, prekey_secret
from node.service.node import Node
from node.service.routes import Routes, is_counting, routing_secret
from node.service.space import SpaceState, anchor_setting
from node.service.unsealing import publish_prekey
from node.service.view import View, build_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a guest keeps between asking and being answered."""

    invitation: Invitation
    prekey: Prekey
    private: BoxKey
    payload: bytes


def ask(node: Node, invitation: Invitation, now: int) -> Ticket:
    """Return the request for the handshake. Raises: Refused for an expired invitation or a space already held."""
    if now >= invitation.expires:
        raise Refused("this invitation has expired; ask for a new one; nothing was changed")
    if node.is_carrier and invitation.role is not None:
        raise Refused("this is the home of a carrier, which reads nothing: join with a node that has a passphrase")
    if not node.is_carrier and invitation.role is None:
        raise Refused("this invitation is for a carrier: join in a home of its own, without a passphrase")
    if invitation.space in node.spaces:
        raise Refused("this node is in that space already; nothing was changed")
    private = BoxKey.new(node.random)
    unsigned = Prekey(space=invitation.space, device=node.device, number=0, key=private.public)
    prekey = sign_prekey(unsigned, node.key)
    request = Request(device=node.device, name=node.name, bundle_key=node.bundle.public, prekey=prekey)
    payload = sign_request(request, invitation, node.channel.public, node.key)
    return Ticket(invitation=invitation, prekey=prekey, private=private, payload=payload)


def finish_join(node: Node, ticket: Ticket, items: Sequence[Packed], channel_key: bytes | None) -> Step[SpaceState]:
    """Check the inviter's answer and hold the space (J1 to J4). Raises: Refused.

    `channel_key` is the other side's, None where the answer came as a file.
    """
    try:
        objects = read_objects(items)
        view = _view_of(ticket.invitation, objects)
        keys, routes = _carried_of(node, ticket, objects) if node.is_carrier else _keys_of(ticket, objects)
        passes = [item for item in objects if isinstance(item, Pass)]
        for item in passes:
            verify_object(item)
    except CrdtError as error:
        raise Refused("what the other side sent is not the space of this invitation; nothing was stored") from error
    counting = _counting_passes(node, ticket.invitation, view, passes, channel_key)
    if not all(is_counting(view.roster, number) for number, _ in routes.keys):
        raise Refused("the other side sent a routing key of no expulsion; nothing was stored")
    space = SpaceState(
        space=ticket.invitation.space,
        key=node.key,
        registry=node.registry,
        random=node.random,
        keys=keys,
        view=view,
        routes=routes,
        is_carried=node.is_carrier,
        prekeys={ticket.prekey.id: ticket.private},
    )
    certificates = [item for item in objects if isinstance(item, Certificate) and item.id in view.roster.stages]
    at_once: tuple[Member, ...] = (*certificates, ticket.prekey, *counting)
    yield Commit(
        objects=tuple(stored(space.space, item) for item in at_once),
        secrets=(
            *((epoch_secret(space.space, kid), key.reveal()) for kid, key in keys.epochs.items()),
            *((routing_secret(space.space, number, key), key.reveal()) for number, key in routes.keys),
            (prekey_secret(space.space, ticket.prekey.id), ticket.private.reveal()),
        ),
        settings=((anchor_setting(space.space), bytes(view.head)),),
    )
    space.holdings = _holding(at_once)
    node.spaces[space.space] = space
    yield from admit_objects(space, [item for item in objects if not isinstance(item, Packet)])
    if not node.is_carrier:
        yield from publish_prekey(space)
    return space


def _holding(objects: Iterable[Member]) -> Holdings:
    held = Holdings()
    for item in objects:
        held.add(item)
    return held


def _view_of(invitation: Invitation, objects: Sequence[Member]) -> View:
    certificates = tuple(endorse(item) for item in objects if isinstance(item, Certificate))
    view = build_view(space=invitation.space, certificates=certificates, anchor=invitation.head)
    if view.roster.is_behind or not view.roster.holds(invitation.head):
        raise Refused("the other side does not know the roster of this invitation; nothing was stored")
    return view


def _keys_of(ticket: Ticket, objects: Sequence[Member]) -> tuple[KeyRing, Routes]:
    ring, routes = KeyRing(), Routes()
    for item in objects:
        if isinstance(item, Packet) and item.prekey == ticket.prekey.id:
            contents = open_packet(item, ticket.private)
            if isinstance(contents, EpochContents):
                ring.add_epoch(item.kid, contents.epoch)
                routes = routes.with_key(contents.routing_number, contents.routing)
    if not routes.keys:
        raise Refused("the other side sent no key of the space; nothing was stored")
    return ring, routes


def _carried_of(node: Node, ticket: Ticket, objects: Sequence[Member]) -> tuple[KeyRing, Routes]:
    for item in objects:
        if isinstance(item, RoutingPacket) and (item.steward, item.device) == (ticket.invitation.inviter, node.device):
            verify_routing(item)
            return KeyRing(), Routes(((item.number, open_routing(item, node.bundle)),))
    raise Refused("the other side sent no routing key of the space; nothing was stored")


def _counting_passes(
    node: Node, invitation: Invitation, view: View, passes: Sequence[Pass], channel_key: bytes | None
) -> Iterable[Pass]:
    counting = passes_in_force(view.roster, view.membership.force, passes)
    inviter, own = counting.get(invitation.inviter), counting.get(node.device)
    if own is None or own.channel_key != node.channel.public:
        raise Refused("the other side sent no pass for this device; nothing was stored")
    is_inviter = own.steward == invitation.inviter if channel_key is None else _is_bound(inviter, channel_key)
    if not is_inviter:
        raise Refused("the other side is not the one who invited; nothing was stored: tell them by another way")
    return counting.values()


def _is_bound(given: Pass | None, channel_key: bytes) -> bool:
    return given is not None and given.channel_key == channel_key
