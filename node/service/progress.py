"""How far two nodes are: per peer and space what is still to come, which keys are waited for, when it was last heard.

Counts come from what the peer showed on this connection, so they are its claim until the entries are here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from node.crdt.ids import Device, Space
from node.service.conversation import Conversation
from node.service.knowing import passes_of
from node.service.node import Node
from node.service.unsealing import missing_kids


@dataclass(frozen=True, slots=True, kw_only=True)
class Talking:
    """A conversation that is going on: since when (seconds of one steady clock), and that clock now."""

    conversation: Conversation
    began_s: float
    now_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerState:
    """One peer in one space. `missing` entries it showed are not here yet, `unsent` ones of ours not there.

    `heard` is when it was last talked to (seconds since 1970 UTC), None for never; `rate` entries a second of what came
    on this connection, and `left_s` what the missing ones would take at it; both None while nothing can be said.
    """

    space: Space
    device: Device
    is_carrier: bool
    is_connected: bool
    is_equal: bool
    missing: int
    unsent: int
    waiting_keys: int
    heard: int | None
    rate: float | None = None
    left_s: float | None = None

    @property
    def state(self) -> str:
        """Return the one word for it: syncing, waiting for key, done, away or never heard."""
        if self.missing or (self.is_connected and self.unsent):
            return "syncing" if self.is_connected else "missing"
        if self.waiting_keys:
            return "waiting for key"
        if self.is_connected:
            return "done" if self.is_equal else "syncing"
        return "away" if self.heard is not None else "never heard"


def peer_states(node: Node, talking: Iterable[Talking]) -> list[PeerState]:
    """Return every peer of every space, by space and device."""
    live = {(item.space, item.device): (item, talk) for talk in talking for item in talk.conversation.standings()}
    found: list[PeerState] = []
    for id, space in sorted(node.spaces.items()):
        for device in sorted(passes_of(space).keys() - {space.device}):
            standing, talk = live.get((id, device), (None, None))
            rate = _rate(talk) if talk else None
            missing = standing.missing if standing else 0
            found.append(
                PeerState(
                    space=id,
                    device=device,
                    is_carrier=not space.is_carried and device not in space.view.membership.members,
                    is_connected=standing is not None,
                    is_equal=standing.is_equal if standing else False,
                    missing=missing,
                    unsent=standing.unsent if standing else 0,
                    waiting_keys=len(missing_kids(space)),
                    heard=node.heard.get((id, device)),
                    rate=rate,
                    left_s=missing / rate if rate and missing else None,
                )
            )
    return found


def _rate(talk: Talking) -> float | None:
    took_s = talk.now_s - talk.began_s
    received = talk.conversation.tally.received
    return received / took_s if received and took_s > 0 else None
