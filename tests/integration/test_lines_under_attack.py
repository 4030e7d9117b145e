"""Two homes on disk whose line is cut, recorded, probed, flooded, stalled and lied over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from aiohttp import ClientSession, WSMsgType

from keys.keyfile import CHEAP
from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.runtime import talking
from node.runtime.errors import NotReached
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.calling import Callee, call_channel
from node.service.knowing import channel_keys
from node.service.lookup import read_state_hash
from node.service.node import Node
from node.service.records import add_records
from node.service.spaces import create_space
from node.sync.channel import Channel
from node.sync.messages import Ack, Hello, State, encode_message
from node.sync.noise import IK_PSK0, Handshake, Identity
from node.sync.session import Offer, Session
from node.transport.address import HostPort, read_host_port
from node.transport.errors import CannotReach, TransportError
from node.transport.line import Line, Listener
from node.transport.websocket import dial, listen
from tests.support.proxies import cutting_proxy

PASSPHRASE = "TEST-a passphrase of the tests"
PEOPLE = ("TEST-Uzorava", "TEST-Adamovič", "TEST-Viarbova")
BROKEN = (NotReached, TransportError, TimeoutError)
PATIENCE_S = 30


@dataclass(slots=True)
class Pair:
    """alice with a space and records in it, and bob who joined it."""

    alice: Home
    bob: Home
    space: Space
    listener: Listener

    async def states(self) -> set[bytes]:
        """Return the different state hashes of the two."""
        found = [
            await home.read(lambda node: read_state_hash(node.space(self.space))) for home in (self.alice, self.bob)
        ]
        assert not any(item.is_partial for item in found)
        return {item.hash for item in found}

    def entries(self, home: Home) -> int:
        """Return how many entries a home holds."""
        return sum(tip.seq + 1 for tip in home.node.space(self.space).tips.values())


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Callable[[int], Awaitable[Pair]]]:
    """Makes alice with so many records, and bob who holds none of them yet."""
    async with AsyncExitStack() as stack:
        made = 0

        async def pair(records: int) -> Pair:
            nonlocal made
            made += 1
            homes = [Home(tmp_path / f"{name}{made}", cost=CHEAP) for name in ("alice", "bob")]
            for home, name in zip(homes, ("alice", "bob"), strict=True):
                await home.create(name=f"TEST-pseudonym of {name}", passphrase=PASSPHRASE)
                stack.push_async_callback(home.lock)
            alice, bob = homes
            space = (await alice.write(lambda node: create_space(node, title="TEST-the space"))).space
            listener = await Peers(alice).listen("127.0.0.1:0")
            stack.push_async_callback(listener.close)
            _, text = await Peers(alice).invite(
                space, role=Role.CONTRIBUTOR, addresses=(listener.address,), needs_words=False
            )
            await Peers(bob).join(text)
            if records:
                await fill(alice, space, records)
            return Pair(alice, bob, space, listener)

        yield pair


async def fill(home: Home, space: Space, count: int) -> None:
    """Write records of several sizes, 8 in an entry at most."""
    for at in range(0, count, 8):
        listed = [
            (Record(n.to_bytes(16, "big")), "person", {"names/n1/text": PEOPLE[n % 3], "note": "TEST " * (n % 97)})
            for n in range(at + 1, min(at + 8, count) + 1)
        ]
        await home.write(lambda node, listed=listed: add_records(node.space(space), listed, now=1))  # type: ignore[misc]


# --- cuts -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("cuts", [12, pytest.param(1_000, marks=pytest.mark.proof)])
async def test_e01_first_sync_cut_at_random_bytes_resumes_and_doubles_nothing(
    make: Callable[[int], Awaitable[Pair]], cuts: int
) -> None:
    dice = Random(f"cuts {cuts}")
    pair = await make(40)
    proxy = await cutting_proxy(read_host_port(pair.listener.address).port)
    address = f"127.0.0.1:{proxy.port}"
    try:
        while proxy.cuts < cuts:
            before = pair.entries(pair.bob)
            proxy.cut_after = dice.randrange(1, 14_000)
            with suppress(*BROKEN):
                await Peers(pair.bob).sync_once(address)
            assert before <= pair.entries(pair.bob) <= pair.entries(pair.alice)
            if pair.entries(pair.bob) == pair.entries(pair.alice):
                fresh = len(pair.alice.node.space(pair.space).tips) + proxy.cuts
                await refill(pair, fresh)
        proxy.cut_after = None
        synced = await Peers(pair.bob).sync_once(address)
        assert synced.equal
        assert len(await pair.states()) == 1
        assert pair.entries(pair.bob) == pair.entries(pair.alice)
        again = await Peers(pair.bob).sync_once(address)
        assert (again.sent, again.received) == (0, 0)
    finally:
        await proxy.close()


async def refill(pair: Pair, number: int) -> None:
    """Give alice more to send, so that there is something to cut."""
    listed = [
        (Record(bytes([1, 2]) + (number * 64 + n).to_bytes(14, "big")), "person", {"names/n1/text": PEOPLE[0]})
        for n in range(24)
    ]
    for at in range(0, 24, 2):
        await pair.alice.write(
            lambda node, at=at: add_records(node.space(pair.space), listed[at : at + 2], now=1)  # type: ignore[misc]
        )


# --- what is on the line ----------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Tapped:
    """A line whose frames are kept, as whoever sits between would see them below TLS."""

    line: Line
    seen: list[bytes] = field(default_factory=list)

    async def send(self, frame: bytes) -> None:
        """Send and keep."""
        self.seen.append(frame)
        await self.line.send(frame)

    async def receive(self) -> bytes:
        """Receive and keep."""
        self.seen.append(await self.line.receive())
        return self.seen[-1]

    async def close(self) -> None:
        """Close."""
        await self.line.close()


async def test_e09_captured_bytes_hold_no_name_key_space_log_or_record_in_clear(
    make: Callable[[int], Awaitable[Pair]], tmp_path: Path
) -> None:
    pair = await make(0)
    seen: list[bytes] = []

    async def tapped(address: str) -> Line:
        return Tapped(await dial(address), seen)

    carol = Home(tmp_path / "carol", cost=CHEAP)
    await carol.create(name="TEST-pseudonym of carol", passphrase=PASSPHRASE)
    try:
        await fill(pair.alice, pair.space, 12)
        _, text = await Peers(pair.alice).invite(
            pair.space, role=Role.CONTRIBUTOR, addresses=(pair.listener.address,), needs_words=False
        )
        await Peers(carol, dial=tapped).join(text)
        await Peers(pair.bob, dial=tapped).sync_once(pair.listener.address)
        captured = b"".join(seen)
        held = pair.alice.node.space(pair.space)
        words = [name.encode() for name in (*PEOPLE, "TEST", "pseudonym", "names/n1/text", "person")]
        keys = [home.node.device for home in (pair.alice, pair.bob, carol)]
        keys += [home.node.channel.public for home in (pair.alice, pair.bob, carol)]
        ids = [pair.space, *held.tips, *(tip.id for tip in held.tips.values()), held.view.head]
        ids += [Record(n.to_bytes(16, "big")) for n in range(1, 13)] + list(held.keys.epochs)
        assert len(captured) > 5_000
        for secret in (*words, *map(bytes, keys), *map(bytes, ids)):
            assert secret not in captured
    finally:
        await carol.lock()


# --- strangers --------------------------------------------------------------------------------------------------------
async def test_e05_prober_gets_no_byte_whatever_it_says(make: Callable[[int], Awaitable[Pair]]) -> None:
    pair = await make(3)
    dice = Random("prober")
    sizes = (1, 47, 48, 49, 96, 97, 400, 5_000)
    async with ClientSession() as session:
        for size in sizes:
            async with session.ws_connect(f"ws://{pair.listener.address}/") as socket:
                await socket.send_bytes(dice.randbytes(size))
                answer = await asyncio.wait_for(socket.receive(), PATIENCE_S)
                assert answer.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING)
                assert answer.data in (None, 1000)
                assert not answer.extra
    assert (await Peers(pair.bob).sync_once(pair.listener.address)).equal


async def test_e14_member_of_another_space_learns_nothing_of_this_one(
    make: Callable[[int], Awaitable[Pair]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = await make(3)
    other = await pair.alice.write(lambda node: create_space(node, title="TEST-other"))
    named: list[set[Space]] = []
    greet = Session.greet

    def note(self: Session, offers: Sequence[Offer]) -> bytes:
        named.append({offer.space for offer in offers})
        return greet(self, offers)

    monkeypatch.setattr(Session, "greet", note)
    assert (await Peers(pair.bob).sync_once(pair.listener.address)).equal
    assert named == [{pair.space}, {pair.space}], "neither side makes so much as a tag of the other space"
    assert other.space in pair.alice.node.spaces


# --- members who misbehave --------------------------------------------------------------------------------------------
async def misbehave(pair: Pair, said: Callable[[], list[bytes]]) -> None:
    """Let bob open a channel as he may, then say what he should not, and hear how it ends."""
    node = pair.bob.node
    device = pair.alice.node.device
    callee = Callee(pair.space, device, dict(channel_keys(node.space(pair.space)))[device])
    line = await dial(pair.listener.address)
    wire = talking.Wire(line, call_channel(node, callee))
    await wire.open()
    with suppress(*BROKEN, talking.LineClosed):
        for body in said():
            for frame in wire.channel.send(body):
                await line.send(frame)
        async with asyncio.timeout(PATIENCE_S):
            while True:
                await line.receive()
    await line.close()
    after = await Peers(pair.bob).sync_once(pair.listener.address)
    assert after.equal
    assert len(await pair.states()) == 1


@pytest.mark.parametrize("kind", ["garbage", "second hello", "run unasked", "endless", "false ack", "huge"])
async def test_e04_peer_that_lies_and_floods_is_let_go_and_others_are_served(
    make: Callable[[int], Awaitable[Pair]], kind: str
) -> None:
    pair = await make(3)
    hello = encode_message(Hello(()))
    dice = Random(kind)
    sayings: dict[str, Callable[[], list[bytes]]] = {
        "garbage": lambda: [dice.randbytes(300)],
        "second hello": lambda: [hello, hello],
        "run unasked": lambda: [encode_message(State(space=0, digest=bytes(32), wants=(), sent=0, taken=0))],
        "endless": lambda: [hello, *[encode_message(Ack(0))] * 20_000, encode_message(Ack(1))],
        "false ack": lambda: [hello, encode_message(Ack(7))],
        "huge": lambda: [hello, b"\x92\x06" + dice.randbytes(900_000)],
    }
    await misbehave(pair, sayings[kind])


async def test_e04_peers_that_stall_are_dropped_and_others_served_meanwhile(
    make: Callable[[int], Awaitable[Pair]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = await make(3)
    monkeypatch.setattr(talking, "HANDSHAKE_TIMEOUT_S", 0.2)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        stalled = [
            await stack.enter_async_context(session.ws_connect(f"ws://{pair.listener.address}/")) for _ in range(40)
        ]
        assert (await Peers(pair.bob).sync_once(pair.listener.address)).equal
        for socket in stalled:
            answer = await asyncio.wait_for(socket.receive(), PATIENCE_S)
            assert answer.type in (WSMsgType.CLOSE, WSMsgType.CLOSED)


async def test_connections_above_the_bound_are_refused_and_room_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("node.transport.websocket.CONNECTIONS_MAX", 3)
    ended = asyncio.Event()

    async def serve(line: Line) -> None:
        with suppress(TransportError):
            await line.receive()
        ended.set()

    listener = await listen(HostPort("127.0.0.1", 0), serve)
    try:
        lines = [await dial(listener.address) for _ in range(3)]
        with pytest.raises(CannotReach):
            await dial(listener.address)
        await lines[0].close()
        await asyncio.wait_for(ended.wait(), PATIENCE_S)
        await (await dial(listener.address)).close()
        for line in lines:
            await line.close()
    finally:
        await listener.close()


async def test_other_version_opens_no_channel_and_says_so(
    make: Callable[[int], Awaitable[Pair]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = await make(1)

    def of_tomorrow(node: Node, callee: Callee) -> Channel:
        channel = call_channel(node, callee)
        routing = node.space(callee.space).routing
        assert routing is not None
        identity = Identity(static=node.channel, psk=routing, random=node.random)
        channel._handshake = Handshake(
            IK_PSK0, identity, initiator=True, remote_static=callee.channel_key, prologue=b"apieka/noise/v2"
        )
        channel._outgoing = [channel._handshake.write(b"")]
        return channel

    with monkeypatch.context() as patch:
        patch.setattr("node.runtime.peers.call_channel", of_tomorrow)
        with pytest.raises(NotReached, match="of another version"):
            await Peers(pair.bob).sync_once(pair.listener.address)
    assert (await Peers(pair.bob).sync_once(pair.listener.address)).equal
