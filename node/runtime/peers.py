"""Other nodes: call them, be called, let guests in, join. The shell around `node.service.conversation`.

Every wait has a timeout, every queue a bound. A line that breaks a rule is closed without a word; the node goes on.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from node.crdt.grants import Role
from node.crdt.ids import Device, Group, Space
from node.runtime.errors import NotReached, RuntimeFault
from node.runtime.home import Home
from node.runtime.keeping import keep_up_once
from node.runtime.limits import CALL_ATTEMPTS_MAX, SYNC_SILENCE_S
from node.runtime.talking import Tell, Wire, converse, silent
from node.service.calling import Callee, Reception, call_channel, callees, guest_channel
from node.service.conversation import Conversation
from node.service.effects import Step
from node.service.enrolling import Packed
from node.service.errors import ServiceError
from node.service.invitations import Invitation, invitation_text, read_invitation
from node.service.inviting import answer_guest
from node.service.inviting import invite as make_invitation
from node.service.joining import Ticket, ask, finish_join
from node.service.limits import INVITATION_DAYS, WELCOME_OBJECTS
from node.service.node import Node, note_heard, remember_address
from node.store.errors import StoreError
from node.sync.channel_terms import Hello
from node.sync.errors import ProtocolError
from node.sync.limits import WELCOME_OBJECTS_MAX
from node.sync.messages import Welcome, decode_message, encode_message
from node.transport.address import read_host_port
from node.transport.errors import CannotReach, LineClosed
from node.transport.line import Line, Listener, Serve
from node.transport.websocket import dial as dial_websocket
from node.transport.websocket import listen as listen_websocket

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
DAY_S = 86_400
Dial = Callable[[str], Awaitable[Line]]
Listen = Callable[[str, Serve], Awaitable[Listener]]
BROKEN = (LineClosed, ProtocolError, TimeoutError)  # how a line ends; nothing that was acknowledged is lost by it


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What one sync came to: entries, bytes of all frames and of the handshake's, whether both sides hold the same."""

    sent: int
    received: int
    bytes_in: int
    bytes_out: int
    handshake_bytes: int
    equal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A space that was joined, the inviter to compare words with, and what the first sync brought."""

    space: Space
    inviter: Device
    synced: Synced


async def _listen_at(address: str, serve: Serve) -> Listener:
    return await listen_websocket(read_host_port(address), serve)


class Peers:
    """What a home says to other nodes. `dial` and `listen_at` are the adapter, websockets unless told; `tell` hears how
    far a sync is.
    """

    def __init__(
        self, home: Home, *, dial: Dial | None = None, listen_at: Listen = _listen_at, tell: Tell = silent
    ) -> None:
        self._home = home
        self._dial = dial or partial(dial_websocket, socks=home.socks)
        self._listen_at = listen_at
        self._tell = tell

    # --- being called -------------------------------------------------------------------------------------------------
    async def listen(self, address: str) -> Listener:
        """Take calls at `host:port` (port 0: any free one) until the listener is closed. Raises: TransportError."""
        return await self._listen_at(address, self._serve)

    async def _serve(self, line: Line) -> None:
        try:
            await self._answer(line)
        except (*BROKEN, RuntimeFault, ServiceError):  # a stranger, a broken line, a locked node: silence
            pass
        except StoreError as error:  # a disk that is full: the caller hears nothing, and the next one may
            _LOG.warning("a call ended: %s", type(error).__name__)

    async def _answer(self, line: Line) -> None:
        now = self._home.now()
        reception = await self._home.answer(at_once(lambda node: Reception(node, now)), is_quiet=True)
        wire = Wire(line, reception.channel)
        opened = await wire.open()
        if opened.hello.is_pairing:
            await self._welcome(wire, reception, opened.hello)
            conversation = await self._conversation(wire, is_caller=False)
        else:
            conversation = await self._conversation(wire, is_caller=False, shown=opened.hello.payload)
        await self._converse(wire, conversation, until_done=False)

    async def _welcome(self, wire: Wire, reception: Reception, hello: Hello) -> None:
        """Admit a guest, then send what it needs to know the space."""
        found = reception.guest(hello)
        if found is None:
            raise ProtocolError
        kept, request = found
        items = await self._home.answer(lambda node: answer_guest(node, kept, request, hello.static))
        space = kept.invitation.space
        parts = [tuple(items[at : at + WELCOME_OBJECTS]) for at in range(0, len(items), WELCOME_OBJECTS)]
        wire.send(
            encode_message(Welcome(space=space, is_last=number == len(parts), items=part))
            for number, part in enumerate(parts, 1)
        )

    async def _conversation(self, wire: Wire, *, is_caller: bool, shown: bytes = b"") -> Conversation:
        channel = wire.channel
        make = partial(
            Conversation,
            channel_key=channel.remote_static,
            handshake_hash=channel.handshake_hash,
            is_caller=is_caller,
            shown=shown,
        )
        return await self._home.answer(at_once(make), is_quiet=True)

    async def _converse(self, wire: Wire, conversation: Conversation, *, until_done: bool) -> None:
        try:
            with self._home.lines.talking(wire.channel.remote_static, conversation):
                await converse(self._home, wire, conversation, until_done=until_done, tell=self._tell)
        finally:
            self._home.tell()
            met = [(item.space, item.device) for item in conversation.standings()]
            with suppress(RuntimeFault, StoreError):
                await self._home.answer(lambda node: note_heard(node, met, self._home.now()), is_quiet=True)

    # --- calling ------------------------------------------------------------------------------------------------------
    async def sync_once(self, address: str, *, is_passing: bool = False) -> Synced:
        """Call an address and talk until both sides are done; one that `is_passing` is not remembered.

        Raises: TransportError, NotReached, Locked.
        """
        wire, line = await self._call(address, is_passing=is_passing)
        try:
            synced = await self._sync(wire, until_done=True)
            await keep_up_once(self._home)
            return synced
        except BROKEN as error:
            raise NotReached("the line broke before the sync was complete; what came is kept: try again") from error
        finally:
            await line.close()

    async def talk_with(self, callee: Callee, address: str) -> bool:
        """Call one device at an address and talk until the line ends; tell whether it was that device.

        Raises: TransportError, NotFound, Locked.
        """
        line = await self._dial(address)
        try:
            try:
                wire = await self._open(line, callee)
            except BROKEN:
                return False
            await self._home.answer(partial(_remember, callee.device, address), is_quiet=True)
            with suppress(*BROKEN):
                await self._sync(wire, until_done=False)
            return True
        finally:
            await line.close()

    async def _call(self, address: str, *, is_passing: bool) -> tuple[Wire, Line]:
        """Open a channel to whoever of the known devices is at an address. Raises: TransportError, NotReached."""
        named = await self._home.answer(at_once(lambda node: callees(node, address)), is_quiet=True)
        for callee in named[:CALL_ATTEMPTS_MAX]:
            line = await self._dial(address)
            try:
                wire = await self._open(line, callee)
            except BROKEN:
                await line.close()
                continue
            except BaseException:
                await line.close()
                raise
            if not is_passing:
                await self._home.answer(partial(_remember, callee.device, address), is_quiet=True)
            return wire, line
        raise NotReached(
            "no device of your spaces answers there: it may be locked, of another version, or not know this one yet; "
            "nothing was changed"
        )

    async def _open(self, line: Line, callee: Callee) -> Wire:
        channel = await self._home.answer(at_once(lambda node: call_channel(node, callee)), is_quiet=True)
        wire = Wire(line, channel)
        await wire.open()
        return wire

    async def _sync(self, wire: Wire, *, until_done: bool) -> Synced:
        conversation = await self._conversation(wire, is_caller=True)
        await self._converse(wire, conversation, until_done=until_done)
        return Synced(
            sent=conversation.tally.sent,
            received=conversation.tally.received,
            bytes_in=wire.traffic.bytes_in,
            bytes_out=wire.traffic.bytes_out,
            handshake_bytes=wire.traffic.handshake_bytes,
            equal=conversation.is_equal,
        )

    # --- inviting and joining -----------------------------------------------------------------------------------------
    async def invite(
        self,
        space: Space,
        *,
        role: Role | None,
        group: Group | None = None,
        addresses: Sequence[str] = (),
        days: int = INVITATION_DAYS,
        needs_words: bool = True,
    ) -> tuple[Invitation, str]:
        """Make an invitation into a space, by default into our own group; return it with its text form.

        Without a role it is for a carrier.
        Raises: NotFound, NotAllowed, Refused, Locked.
        """
        expires = self._home.now() + days * DAY_S

        def step(node: Node) -> Step[Invitation]:
            held = node.space(space)
            return make_invitation(
                node,
                held,
                role=role,
                group=group or held.view.group_of(held.device),
                addresses=addresses,
                expires=expires,
                needs_words=needs_words,
            )

        made = await self._home.write(step)
        return made, invitation_text(made)

    async def join(self, text: str, *, address: str | None = None) -> Joined:
        """Join a space by an invitation, at its addresses or at the one given, and sync it once.

        Raises: BadText, Refused, TransportError, NotReached, Locked.
        """
        invitation = read_invitation(text)
        now = self._home.now()
        ticket = await self._home.write(at_once(lambda node: ask(node, invitation, now)))
        addresses = (address,) if address else invitation.addresses
        for number, place in enumerate(addresses, 1):
            try:
                line = await self._dial(place)
            except CannotReach:
                if number == len(addresses):
                    raise
                continue
            try:
                return await self._join_over(line, place, ticket)
            except BROKEN as error:
                raise NotReached(
                    "the inviter's node did not let this device in: the invitation may be used, revoked or expired; "
                    "nothing was changed"
                ) from error
            finally:
                await line.close()
        raise NotReached("this invitation names no address: ask where the inviter's node can be reached")

    async def _join_over(self, line: Line, address: str, ticket: Ticket) -> Joined:
        channel = await self._home.answer(at_once(lambda node: guest_channel(node, ticket)), is_quiet=True)
        wire = Wire(line, channel)
        await wire.open()
        items = await _take_welcome(wire, ticket.invitation.space)
        key = wire.channel.remote_static
        joined = await self._home.write(lambda node: finish_join(node, ticket, items, key))
        await self._home.answer(partial(_remember, ticket.invitation.inviter, address), is_quiet=True)
        synced = await self._sync(wire, until_done=True)
        return Joined(space=joined.space, inviter=ticket.invitation.inviter, synced=synced)


async def _take_welcome(wire: Wire, space: Space) -> list[Packed]:
    """Return what the inviter tells of the space. Raises: ProtocolError, LineClosed, TimeoutError."""
    items: list[Packed] = []
    while len(items) <= WELCOME_OBJECTS_MAX:
        message = decode_message(await wire.receive(SYNC_SILENCE_S))
        if not isinstance(message, Welcome) or message.space != space:
            raise ProtocolError
        items += message.items
        if message.is_last:
            return items
    raise ProtocolError


def _remember(device: Device, address: str, node: Node) -> Step[None]:
    return remember_address(node, device, address)


def at_once(work: Callable[[Node], T]) -> Callable[[Node], Step[T]]:
    """Return a step that needs nothing of the world."""

    def step(node: Node) -> Step[T]:
        yield from ()
        return work(node)

    return step
