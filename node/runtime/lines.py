"""The lines that are open now, over which there is talk: for who calls whom, and for what is told of peers."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from node.service.conversation import Conversation
from node.service.node import Node
from node.service.progress import PeerState, Talking, peer_states


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    channel_key: bytes
    conversation: Conversation
    began_s: float


@dataclass(slots=True, eq=False)
class Lines:
    """The conversations of one home that are going on; `clock` gives seconds that never go back."""

    clock: Callable[[], float] = time.monotonic
    _open: list[_Open] = field(default_factory=list)

    @contextmanager
    def talking(self, channel_key: bytes, conversation: Conversation) -> Iterator[None]:
        """List a conversation while it goes on."""
        item = _Open(channel_key, conversation, self.clock())
        self._open.append(item)
        try:
            yield
        finally:
            self._open.remove(item)

    def is_connected(self, channel_key: bytes) -> bool:
        """Tell whether there is talk with whoever holds a channel key."""
        return any(item.channel_key == channel_key for item in self._open)

    def peers(self, node: Node) -> list[PeerState]:
        """Return how each peer of each space stands now."""
        now_s = self.clock()
        talks = [Talking(conversation=item.conversation, began_s=item.began_s, now_s=now_s) for item in self._open]
        return peer_states(node, talks)
