"""What a node shows of a space before anything is sent: the digest of all that is held, and how far each log is."""

from keys.hashing import digest
from keys.labels import Label
from node.crdt.codec import pack
from node.service.holdings import KEY_BYTES
from node.service.sending import ends
from node.service.space import SpaceState
from node.sync.messages import Frontier


def digest_of(space: SpaceState) -> bytes:
    """Return the digest (32 bytes) of all that two members are to hold alike: objects and the tips of logs."""
    tips = sorted([log, seq, id] for log, seq, id in ends(space))
    return digest(Label.FRONTIER_DIGEST, pack([sorted(space.holdings.shared(space.view.roster)), tips]))


def frontier_of(index: int, space: SpaceState) -> Frontier:
    """Return how far each log of a space is held, and which objects, as the message about its number."""
    logs = tuple((log, seq, bytes(id[:KEY_BYTES])) for log, seq, id in ends(space))
    objects = tuple((item[0], item[1:]) for item in space.holdings.shared(space.view.roster))
    return Frontier(space=index, logs=logs, objects=objects)
