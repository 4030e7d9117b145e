"""What this device has signed of proposals, kept durably: one body for one parent.

Only what concerns the newest certificate is kept. A node that came back from a backup or a copy abstains at the
certificate it finds.
"""

from collections.abc import Mapping

from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.ids import Head, Space
from node.crdt.limits import OBJECT_BYTES_MAX
from node.crdt.vote import VoteBook

Setting = tuple[str, bytes | None]


def read_book(space: Space, settings: Mapping[str, bytes]) -> VoteBook:
    """Return the book of a space. Raises: Malformed where it is damaged."""
    signed, abstains = settings.get(_signed(space)), settings.get(_abstains(space))
    heads: dict[Head, Head] = {}
    if signed is not None:
        parent, proposal = shape.array(unpack(signed, bytes_max=OBJECT_BYTES_MAX), 2)
        heads[Head(shape.long_id(parent))] = Head(shape.long_id(proposal))
    return VoteBook(signed=heads, abstains_at=frozenset((Head(abstains),)) if abstains else frozenset())


def keep_book(space: Space, book: VoteBook, head: Head) -> Setting:
    """Return the setting that remembers what was signed to follow `head`."""
    return _signed(space), pack([head, book.signed[head]])


def keep_abstaining(space: Space, head: Head) -> Setting:
    """Return the setting by which this device signs nothing that follows `head`."""
    return _abstains(space), bytes(head)


def _signed(space: Space) -> str:
    return f"signed/{space.hex()}"


def _abstains(space: Space) -> str:
    return f"abstains/{space.hex()}"
