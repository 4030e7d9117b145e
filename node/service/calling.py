"""The channels a node opens: to a device of a space, to an inviter, and for whoever calls.

A call is let in by `knowing.py`, a guest by `inviting.py`; everybody else gets silence.
"""

from dataclasses import dataclass, replace

from keys.secret import RoutingKey
from node.crdt.ids import Device, Space
from node.service.errors import NotFound
from node.service.invitations import KeptInvitation, Request
from node.service.inviting import open_invitations, request_of
from node.service.joining import Ticket
from node.service.knowing import candidates, channel_keys, is_let_in, own_pass_in, routed_spaces
from node.service.node import Node
from node.sync.channel import Channel
from node.sync.channel_terms import Hello, Terms
from node.sync.limits import CANDIDATES_MAX


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody to call: a device of a space by its channel key."""

    space: Space
    device: Device
    channel_key: bytes
    routing: RoutingKey | None = None  # to call under; None: the newest of the space


def callees(node: Node, address: str) -> list[Callee]:
    """Return whom an address may belong to, whom it was learned for first.

    Each channel key comes once under the newest routing key of a space; then, of those the address was learned for,
    under the older ones, which may be all that somebody who was away for long knows.
    """
    found: dict[bytes, Callee] = {}
    older: list[Callee] = []
    for space in routed_spaces(node):
        for device, key in channel_keys(space):
            found.setdefault(key, Callee(space.space, device, key))
            if address in node.addresses.get(device, ()):
                older += under_each_key(node, Callee(space.space, device, key))[1:]
    first = sorted(found.values(), key=lambda item: (address not in node.addresses.get(item.device, ()), item.device))
    known = sum(address in node.addresses.get(item.device, ()) for item in first)
    return [*first[:known], *older, *first[known:]]


def under_each_key(node: Node, callee: Callee) -> list[Callee]:
    """Return a callee under every routing key of its space, the newest first."""
    space = node.spaces.get(callee.space)
    return [replace(callee, routing=key) for _, key in space.routes.keys] if space else []


def call_channel(node: Node, callee: Callee) -> Channel:
    """Return a channel that calls a device. Raises: NotFound where its space is gone."""
    space = node.space(callee.space)
    routing = callee.routing or space.routing
    if routing is None:
        raise NotFound("no routing key of that space is held")
    terms = Terms(
        static=node.channel,
        random=node.random,
        is_known=lambda _: True,
        payload=own_pass_in(space, node.channel.public),
    )
    return Channel.initiate_known(terms, remote_static=callee.channel_key, routing_key=routing)


def guest_channel(node: Node, ticket: Ticket) -> Channel:
    """Return a channel that calls an inviter."""
    terms = Terms(static=node.channel, random=node.random, is_known=lambda _: True, payload=ticket.payload)
    return Channel.initiate_pair(terms, invitation=ticket.invitation.channel_secret)


class Reception:
    """What one call is answered with: the keys it is tried under, as they are when it comes."""

    __slots__ = ("_invitations", "_node", "_routed", "channel")

    def __init__(self, node: Node, now: int) -> None:
        self._node = node
        self._invitations = open_invitations(node, now)[:CANDIDATES_MAX]
        self._routed = candidates(node)[:CANDIDATES_MAX]
        self.channel = Channel.accept(
            Terms(static=node.channel, random=node.random, is_known=self._is_known),
            invitations=[item.invitation.channel_secret for item in self._invitations],
            routing_keys=[key for _, key in self._routed],
        )

    def guest(self, hello: Hello) -> tuple[KeptInvitation, Request] | None:
        """Return the invitation a hello came under and what is asked for; None for a known device."""
        if not hello.is_pairing:
            return None
        kept = self._node.invitations.get(self._invitations[hello.candidate].invitation.id)
        request = request_of(self._node, kept, hello.payload, hello.static) if kept else None
        return (kept, request) if kept and request else None

    def _is_known(self, hello: Hello) -> bool:
        if hello.is_pairing:
            return self.guest(hello) is not None
        return is_let_in(*self._routed[hello.candidate], hello.static, hello.payload)
