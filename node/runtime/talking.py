"""One connection: frames from a line into the channel, messages into the conversation, answers back.

    line ─frames─▶ channel ─messages─▶ conversation (steps of the home, one at a time) ─▶ channel ─frames─▶ line

Refuses by closing, without a word: whatever the channel or the conversation refuses, a peer that is silent or slow.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from node.runtime.home import Home
from node.runtime.limits import (
    HANDSHAKE_TIMEOUT_S,
    OUTBOX_FRAMES_MAX,
    PEER_SILENCE_S,
    REFRESH_EVERY,
    SYNC_SILENCE_S,
)
from node.runtime.refusals import first_of
from node.service.conversation import Conversation
from node.service.effects import Step
from node.service.node import Node
from node.service.rebuilding import refresh
from node.sync.channel import Channel
from node.sync.channel_steps import State
from node.sync.channel_terms import Message, Opened
from node.transport.errors import LineClosed
from node.transport.line import Line

Tell = Callable[[int, int | None], None]


def silent(_done: int, _total: int | None) -> None:
    """Tell nobody of progress."""


@dataclass(slots=True)
class Traffic:
    """Bytes of frames that went over a line."""

    bytes_in: int = 0
    bytes_out: int = 0
    handshake_bytes: int = 0  # of both, until the channel was open


class Wire:
    """A line with its channel: frames are counted, sealed in order, and sent by a task of its own."""

    def __init__(self, line: Line, channel: Channel) -> None:
        self.channel = channel
        self.traffic = Traffic()
        self._line = line
        self._inbox: deque[bytes] = deque()
        self._outbox: asyncio.Queue[bytes | None] = asyncio.Queue(OUTBOX_FRAMES_MAX)
        self._opened: Opened | None = None

    async def open(self) -> Opened:
        """Carry the handshake to its end. Raises: LineClosed, ProtocolError, TimeoutError."""
        async with asyncio.timeout(HANDSHAKE_TIMEOUT_S):
            await self._flush()
            while self._opened is None:
                await self._take_frame()
                if self.channel.state is not State.CLOSED:
                    await self._flush()
        self.traffic.handshake_bytes = self.traffic.bytes_in + self.traffic.bytes_out
        return self._opened

    async def receive(self, silence_s: float) -> bytes:
        """Return the next message. Raises: LineClosed, ProtocolError, TimeoutError after so long a silence."""
        while not self._inbox:
            async with asyncio.timeout(silence_s):
                await self._take_frame()
        return self._inbox.popleft()

    def send(self, messages: Iterable[bytes]) -> None:
        """Seal messages and leave them to the sending task. Raises: LineClosed where that is too far behind."""
        listed = list(messages)
        if not listed:
            return
        try:
            for frame in self.channel.send(*listed):
                self._outbox.put_nowait(frame)
        except asyncio.QueueFull:
            raise LineClosed("the other side takes nothing") from None

    async def run(self) -> None:
        """Send what is left here until `finish`. Raises: LineClosed."""
        while (frame := await self._outbox.get()) is not None:
            await self._send_frame(frame)

    async def finish(self) -> None:
        """Let the sending task end once everything is sent."""
        await self._outbox.put(None)

    async def _flush(self) -> None:
        for frame in self.channel.frames_to_send():
            await self._send_frame(frame)

    async def _send_frame(self, frame: bytes) -> None:
        self.traffic.bytes_out += len(frame)
        await self._line.send(frame)

    async def _take_frame(self) -> None:
        frame = await self._line.receive()
        self.traffic.bytes_in += len(frame)
        for event in self.channel.receive_frame(frame):
            if isinstance(event, Message):
                self._inbox.append(event.body)
            else:
                self._opened = event


async def converse(
    home: Home, wire: Wire, conversation: Conversation, *, until_done: bool, tell: Tell = silent
) -> None:
    """Talk until both sides are done (`until_done`), or until the line ends. `tell` hears after every message how many
    entries came, and how many there are to come with them.

    Raises: LineClosed, ProtocolError, TimeoutError, Locked, and what the store raises.
    """
    changed = home.watch()
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wire.run())
            wire.send(await home.answer(lambda _: conversation.start()))
            pusher = tasks.create_task(_push(home, wire, conversation, changed))
            await _listen(home, wire, conversation, until_done=until_done, tell=tell)
            pusher.cancel()
            await wire.finish()
    except BaseExceptionGroup as group:
        raise first_of(group) from None
    finally:
        home.unwatch(changed)


async def _listen(home: Home, wire: Wire, conversation: Conversation, *, until_done: bool, tell: Tell) -> None:
    silence = SYNC_SILENCE_S if until_done else PEER_SILENCE_S
    stale = 0
    while not (until_done and conversation.is_done):
        body = await wire.receive(silence)
        wire.send(await home.answer(partial(_take, conversation, body)))
        tell(conversation.tally.received, conversation.tally.received + conversation.missing)
        stale += 1
        if not conversation.is_receiving or stale >= REFRESH_EVERY:
            stale = 0
            await _refresh(home, conversation)
    await _refresh(home, conversation)


def _take(conversation: Conversation, body: bytes, _node: Node) -> Step[list[bytes]]:
    return conversation.receive(body)


async def _push(home: Home, wire: Wire, conversation: Conversation, changed: asyncio.Event) -> None:
    """Say what is new whenever something was stored."""
    while True:
        await changed.wait()
        changed.clear()
        wire.send(await home.answer(lambda _: conversation.more(), is_quiet=True))


async def _refresh(home: Home, conversation: Conversation) -> None:
    """Replay what the peer's entries changed."""
    if not conversation.is_stale:
        return
    conversation.is_stale = False

    def step(node: Node) -> Step[None]:
        for id in conversation.spaces:
            if id in node.spaces:
                yield from refresh(node.spaces[id], lambda _: None)

    await home.answer(step)
