"""Which entries go into the next run, and in which order logs are sent: to a peer and into a bundle alike."""

from collections.abc import Sequence

from node.crdt.entry import Payload
from node.crdt.ids import Log
from node.crdt.logs import LogTip
from node.service.effects import StoredEntry
from node.service.space import SpaceState
from node.sync.limits import RUN_BYTES


def fitting(stored: Sequence[StoredEntry], bytes_max: int = RUN_BYTES) -> Sequence[StoredEntry]:
    """Return the first entries, at least one, as far as their payloads can go into one run."""
    size = 0
    for number, item in enumerate(stored):
        size += sum(len(payload.ciphertext) for payload in item.payloads if isinstance(payload, Payload))
        if size > bytes_max and number:
            return stored[:number]
    return stored


def in_order(space: SpaceState) -> Sequence[tuple[Log, LogTip]]:
    """Return the logs of stewards first: what they grant and announce decides how the others are read."""
    stewards = space.view.roster.stewards
    return sorted(space.tips.items(), key=lambda item: (item[1].device not in stewards, item[0]))
