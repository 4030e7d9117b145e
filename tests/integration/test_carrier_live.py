"""Two homes that nobody can call, and a carrier between them: an edit of one is on the other at once, by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from keys.keyfile import CHEAP
from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.runtime import dialling
from node.runtime.dialling import Dialler
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.addressing import addresses_of, tell_addresses
from node.service.deciding import propose, suspend
from node.service.lookup import find_records, read_state_hash
from node.service.records import add_record
from node.service.spaces import create_space
from node.service.wishes import Expel
from node.transport.errors import CannotReach
from node.transport.line import Line
from node.transport.memory import MemoryNetwork

PASSPHRASE = "TEST-a passphrase of the tests"
PATIENCE_S = 60
PLACE = "meeting.example:4711"


@dataclass(slots=True)
class Three:
    """alice and bob, who only call, and a carrier at PLACE."""

    alice: Home
    bob: Home
    carrier: Home
    space: Space
    network: MemoryNetwork

    def peers(self, home: Home) -> Peers:
        """Return what a home says to others over this network."""
        return Peers(home, dial=self.network.dial, listen_at=self.network.listen)

    async def add(self, home: Home, name: str) -> Record:
        """Write a person down."""
        values = {"names/n1/text": name}
        return await home.write(lambda node: add_record(node.space(self.space), "person", values, now=1))

    async def holds(self, home: Home, record: Record) -> bool:
        """Tell whether a record is listed at a home."""
        rows = await home.read(lambda _: find_records(space=self.space))
        return record in {row.record for row in rows.rows}


@pytest.fixture
async def three(tmp_path: Path) -> AsyncIterator[Three]:
    """alice's space with a carrier in it, then bob, who so knows where it is."""
    async with AsyncExitStack() as stack:
        alice, bob, carrier = (Home(tmp_path / name, cost=CHEAP) for name in ("alice", "bob", "carrier"))
        for home in (alice, bob):
            await home.create(name="TEST", passphrase=PASSPHRASE)
        await carrier.create_carrier()
        for home in (alice, bob, carrier):
            stack.push_async_callback(home.lock)
        network = MemoryNetwork()
        space = (await alice.write(lambda node: create_space(node, title="TEST-space"))).space
        made = Three(alice, bob, carrier, space, network)
        room = await made.peers(alice).listen("room")
        for home, role in ((carrier, None), (bob, Role.CONTRIBUTOR)):
            _, text = await made.peers(alice).invite(space, role=role, addresses=("room",), needs_words=False)
            await made.peers(home).join(text)
            if role is None:
                device = carrier.node.device
                await alice.write(lambda node, of=device: tell_addresses(node.space(space), of, (PLACE,)))  # type: ignore[misc]
        await room.close()
        stack.push_async_callback((await made.peers(carrier).listen(PLACE)).close)
        yield made


async def until(home: Home, three: Three, record: Record) -> None:
    """Wait until a record is listed at a home."""
    changed = home.watch()
    async with asyncio.timeout(PATIENCE_S):
        while not await three.holds(home, record):
            await changed.wait()
            changed.clear()
    home.unwatch(changed)


async def test_e15_edits_of_two_that_only_call_reach_one_another_at_once_through_a_carrier(
    three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialling, "DIAL_LOOK_S", 0.01)
    monkeypatch.setattr(dialling, "BACKOFF_FIRST_S", 0.01)
    assert addresses_of(three.bob.node, three.carrier.node.device) == (PLACE,)
    diallers = [asyncio.create_task(Dialler(home, three.peers(home)).run()) for home in (three.alice, three.bob)]
    try:
        await until(three.bob, three, await three.add(three.alice, "TEST-of alice"))
        await until(three.alice, three, await three.add(three.bob, "TEST-of bob"))
        homes = (three.alice, three.bob)
        states = [await home.read(lambda node: read_state_hash(node.space(three.space))) for home in homes]
        assert states[0] == states[1]
        assert not states[0].is_partial
        peers = {peer.device: peer for peer in three.bob.peers()}
        assert peers[three.carrier.node.device].is_connected
        assert not peers[three.alice.node.device].is_connected
    finally:
        for task in diallers:
            task.cancel()
        await asyncio.gather(*diallers, return_exceptions=True)


async def test_carrier_takes_the_new_routing_key_and_serves_the_expelled_no_more(three: Three) -> None:
    mallory = three.bob
    device = mallory.node.device
    before = three.carrier.node.space(three.space).routing
    assert (await three.peers(three.alice).sync_once(PLACE)).equal
    await three.alice.write(lambda node: suspend(node.space(three.space), device))
    await three.alice.write(lambda node: propose(node.space(three.space), Expel((device,))))
    assert (await three.peers(three.alice).sync_once(PLACE)).equal
    assert three.carrier.node.space(three.space).routing != before
    assert (await three.peers(three.alice).sync_once(PLACE)).equal
    with pytest.raises(Exception, match="no device of your spaces"):
        await three.peers(mallory).sync_once(PLACE)


async def test_dialler_leaves_connected_peers_alone_and_tries_every_address_of_the_others(
    three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialling, "DIAL_LOOK_S", 0.01)
    monkeypatch.setattr(dialling, "BACKOFF_FIRST_S", 0.01)
    device = three.carrier.node.device
    places = ("a.dead:1", PLACE, "b.dead:1")
    await three.alice.write(lambda node: tell_addresses(node.space(three.space), device, places))
    asked: list[str] = []
    reached = asyncio.Event()

    async def dial(address: str) -> Line:
        asked.append(address)
        if address != PLACE:
            raise CannotReach("dead")
        reached.set()
        return await three.network.dial(address)

    task = asyncio.create_task(Dialler(three.alice, Peers(three.alice, dial=dial)).run())
    try:
        async with asyncio.timeout(PATIENCE_S):
            await reached.wait()
            while not three.alice.lines.is_connected(three.carrier.node.channel.public):  # noqa: ASYNC110 - untold
                await asyncio.sleep(0)
        assert asked == ["a.dead:1", "b.dead:1", PLACE]
        for _ in range(200):
            await asyncio.sleep(0)
        assert asked.count(PLACE) == 1
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
