"""Looking round in the local network between real homes, the beacon itself replaced by a street that all hear."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

import pytest

from keys.keyfile import CHEAP
from node.crdt.grants import Role
from node.runtime import lan
from node.runtime.home import Home
from node.runtime.lan import look_round
from node.runtime.peers import Peers
from node.service.records import add_record
from node.service.spaces import create_space

LONG_S = 600.0


class Street:
    """Beacons that are out; each new one hears the others and is heard by them."""

    def __init__(self) -> None:
        self.out: list[Beacon] = []
        self.has_beacon = asyncio.Event()

    def beacon(self, said: bytes, port: int, heard: Callable[[bytes, str], None], **_: object) -> "Beacon":
        """Stand in for `node.transport.lan.Lan`."""
        return Beacon(self, said, f"127.0.0.1:{port}", heard)


class Beacon:
    """One announcement, from entering to leaving."""

    def __init__(self, street: Street, said: bytes, address: str, heard: Callable[[bytes, str], None]) -> None:
        self.street, self.said, self.address, self.heard = street, said, address, heard

    async def __aenter__(self) -> Self:
        for other in self.street.out:
            other.heard(self.said, self.address)
            self.heard(other.said, other.address)
        self.street.out.append(self)
        self.street.has_beacon.set()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.street.out.remove(self)


@pytest.fixture
def street(monkeypatch: pytest.MonkeyPatch) -> Street:
    made = Street()
    monkeypatch.setattr(lan, "Lan", made.beacon)
    return made


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[tuple[Home, Home]]:
    """Two homes of one space; bob was let in at an address that answers no more."""
    async with AsyncExitStack() as stack:
        alice, bob = (Home(tmp_path / name, cost=CHEAP) for name in ("alice", "bob"))
        for home, name in ((alice, "alice"), (bob, "bob")):
            await home.create(name=f"TEST-{name}", passphrase="TEST-a passphrase of the tests")
            stack.push_async_callback(home.lock)
        space = (await alice.write(lambda node: create_space(node, title="TEST-ledger"))).space
        listener = await Peers(alice).listen("127.0.0.1:0")
        address = (listener.address,)
        _, text = await Peers(alice).invite(space, role=Role.CONTRIBUTOR, addresses=address, needs_words=False)
        await Peers(bob).join(text)
        await listener.close()
        yield alice, bob


async def test_two_that_hear_one_another_hold_the_same_and_keep_no_address(
    street: Street, pair: tuple[Home, Home]
) -> None:
    alice, bob = pair
    await alice.write(lambda node: add_record(node.only_space(), "person", {"names/n1/text": "TEST-Adam"}, now=1))
    known = [dict(home.node.addresses) for home in pair]
    async with asyncio.timeout(LONG_S):
        met = await asyncio.gather(*(look_round(home, seconds=LONG_S, is_once=True) for home in pair))
    assert any(meeting.met for meeting in met)
    assert alice.node.only_space().tips == bob.node.only_space().tips
    assert [dict(home.node.addresses) for home in pair] == known  # a beacon's port ends with it
    assert not street.out


async def test_who_is_told_to_stop_ends_at_once(street: Street, pair: tuple[Home, Home]) -> None:
    stopping = asyncio.Event()
    looking = asyncio.create_task(look_round(pair[0], seconds=LONG_S, stopping=stopping))
    await street.has_beacon.wait()
    stopping.set()
    meeting = await looking
    assert (meeting.met, meeting.called_by) == ([], 0)
    assert not street.out
