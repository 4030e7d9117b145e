"""Calendar feeds: addresses that a calendar program on this computer asks; each with a secret that can be revoked.

Only a hash of the secret is kept, in this node's own settings: no other node learns that there is a feed. A feed says
which ledger, what goes in, in which language and whether names may stand in it; names are left out unless told.
"""

from dataclasses import dataclass

from keys.hashing import digest_array
from keys.labels import Label
from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.ids import SHORT_ID_BYTES, Space
from node.crdt.limits import INT_MAX, OBJECT_BYTES_MAX
from node.ledger.calendars.days import What
from node.ledger.language import LANGUAGES
from node.service.effects import Commit, Step
from node.service.errors import NotFound, Refused
from node.service.limits import FEEDS_MAX
from node.service.node import FEED, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What one feed gives. `made` is a time of this node's clock, seconds since 1970 UTC."""

    space: Space
    what: tuple[What, ...]
    with_names: bool
    language: str
    made: int


def feed_id(token: bytes) -> bytes:
    """Return what a feed is kept under: nobody who reads the settings can ask for it."""
    return digest_array(Label.TOKEN, b"calendar", token, size=SHORT_ID_BYTES)


def make_feed(node: Node, feed: Feed, token: bytes) -> Step[bytes]:
    """Keep a new feed under its secret; return its id. Raises: Refused above FEEDS_MAX, NotFound."""
    node.space(feed.space)
    if len(node.feeds) >= FEEDS_MAX:
        raise Refused(f"there are {FEEDS_MAX} calendar addresses already: revoke one first; nothing was changed")
    id = feed_id(token)
    packed = pack([feed.space, [one.value for one in feed.what], feed.with_names, feed.language, feed.made])
    yield Commit(settings=((FEED + id.hex(), packed),))
    node.feeds[id] = packed
    return id


def revoke_feed(node: Node, id: bytes) -> Step[None]:
    """Give nothing under a feed's address any more. Raises: NotFound."""
    if id not in node.feeds:
        raise NotFound("there is no calendar address of that id")
    yield Commit(settings=((FEED + id.hex(), None),))
    del node.feeds[id]


def feeds_of(node: Node) -> list[tuple[bytes, Feed]]:
    """Return every feed with its id, the oldest first; those of a ledger that is gone are left out."""
    listed = [(id, _read(packed)) for id, packed in node.feeds.items()]
    return sorted(
        ((id, feed) for id, feed in listed if feed.space in node.spaces), key=lambda pair: (pair[1].made, pair[0])
    )


def find_feed(node: Node, token: bytes) -> Feed:
    """Return the feed of a secret. Raises: NotFound."""
    packed = node.feeds.get(feed_id(token))
    feed = _read(packed) if packed is not None else None
    if feed is None or feed.space not in node.spaces:
        raise NotFound("there is no calendar at this address")
    return feed


def _read(packed: bytes) -> Feed:
    space, what, with_names, language, made = shape.array(unpack(packed, bytes_max=OBJECT_BYTES_MAX), 5)
    known = shape.text(language, 8)
    return Feed(
        space=Space(shape.octets(space, SHORT_ID_BYTES)),
        what=tuple(What(shape.text(one, 40)) for one in shape.array(what)),
        with_names=with_names is True,
        language=known if known in LANGUAGES else LANGUAGES[0],
        made=shape.integer(made, -INT_MAX, INT_MAX),
    )
