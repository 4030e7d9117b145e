"""What a node says of itself on a local network, and what it reads out of what others say.

A beacon is a nonce and keyed tags: for each space one that only who holds its routing key can make or test, and random
ones up to a multiple of eight. Two beacons of one node have nothing in common. Refused: nothing; a beacon of another
form says nothing.
"""

from collections.abc import Iterable

from keys.hashing import digest_array
from keys.labels import Label
from keys.secret import RoutingKey
from node.crdt.ids import Space
from node.service.knowing import routed_spaces
from node.service.node import Node

NONCE_BYTES = 16
TAG_BYTES = 8  # a forged one fits once in 2^64; what fits is only a reason to call
TAGS_STEP = 8
TAGS_MAX = 24  # of one beacon: they fit the 255 bytes of one text record
_DIRECTION = b"lan"


def make_beacon(node: Node) -> bytes:
    """Return a fresh beacon: nonce, then 8 to 24 tags in an order that says nothing."""
    nonce = node.random(NONCE_BYTES)
    keys = [(space.space, space.routing) for space in routed_spaces(node)][:TAGS_MAX]
    tags = [_tag(key, nonce, space) for space, key in keys if key is not None]
    count = max(-(-len(tags) // TAGS_STEP), 1) * TAGS_STEP
    tags += [node.random(TAG_BYTES) for _ in range(count - len(tags))]
    return nonce + b"".join(sorted(tags))


def spaces_in(node: Node, beacon: bytes) -> tuple[Space, ...]:
    """Return the spaces of this node that a beacon is tagged with; none for bytes of another form."""
    nonce, rest = beacon[:NONCE_BYTES], beacon[NONCE_BYTES:]
    if not rest or len(rest) % (TAGS_STEP * TAG_BYTES) or len(rest) > TAGS_MAX * TAG_BYTES:
        return ()
    tags = {rest[at : at + TAG_BYTES] for at in range(0, len(rest), TAG_BYTES)}
    return tuple(
        space.space
        for space in routed_spaces(node)
        if tags & _tags(space.space, nonce, (k for _, k in space.routes.keys))
    )


def _tags(space: Space, nonce: bytes, keys: Iterable[RoutingKey]) -> set[bytes]:
    return {_tag(key, nonce, space) for key in keys}


def _tag(key: RoutingKey, nonce: bytes, space: Space) -> bytes:
    return digest_array(Label.ROUTING_TAG, _DIRECTION, nonce, space, key=key.reveal(), size=TAG_BYTES)
