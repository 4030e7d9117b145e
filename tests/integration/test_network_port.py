"""What the pages ask of the network, answered by real homes: joining, and looking that does not count as use."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from keys.keyfile import CHEAP
from node.api.errors import JoinFailed, Why
from node.crdt.grants import Role
from node.runtime.dialling import Dialler
from node.runtime.home import Home
from node.runtime.network import Network
from node.runtime.peers import Peers
from node.service.errors import NotFound
from node.service.inviting import revoke_invitation
from node.service.lookup import find_records
from node.service.records import add_record
from node.service.spaces import create_space, list_spaces
from node.sync.errors import NotForUs

NewHome = Callable[[str], Awaitable[Home]]


@pytest.fixture
async def new_home(tmp_path: Path) -> AsyncIterator[NewHome]:
    """Makes open homes with cheap key files, and locks them at the end."""
    async with AsyncExitStack() as stack:

        async def make(name: str) -> Home:
            home = Home(tmp_path / name, cost=CHEAP)
            await home.create(name=name, passphrase="TEST-a passphrase of the tests")
            stack.push_async_callback(home.lock)
            return home

        yield make


def network_of(home: Home) -> Network:
    """Give the network of a home that nothing calls out from."""
    peers = Peers(home)
    return Network(home, peers, Dialler(home, peers))


async def test_join_says_why_it_failed_and_then_joins(new_home: NewHome) -> None:
    alice, bob = await new_home("alice"), await new_home("bob")
    space = (await alice.write(lambda node: create_space(node, title="TEST-ledger"))).space
    peers, guest = Peers(alice), network_of(bob)

    async def text(*addresses: str) -> str:
        return (await peers.invite(space, role=Role.READER, addresses=addresses))[1]

    async def why(invitation: str) -> Why:
        with pytest.raises(JoinFailed) as failed:
            await guest.join(invitation)
        return failed.value.why

    assert await why(await text()) is Why.NO_ADDRESS
    listener = await peers.listen("127.0.0.1:0")
    try:
        revoked, said = await peers.invite(space, role=Role.READER, addresses=(listener.address,))
        await alice.write(lambda node: revoke_invitation(node, revoked.id))
        assert await why(said) is Why.NOT_LET_IN
        assert not bob.node.spaces
        assert await guest.join(await text(listener.address)) == space
    finally:
        await listener.close()
    carol = network_of(await new_home("carol"))
    with pytest.raises(JoinFailed) as failed:
        await carol.join(await text(listener.address))
    assert failed.value.why is Why.NOBODY


async def test_looking_quietly_does_not_put_off_the_lock(new_home: NewHome) -> None:
    home = await new_home("alice")
    home.used_at = 0.0
    with home.quietly():
        await home.read(list_spaces)
    assert home.used_at == 0.0
    await home.read(list_spaces)
    assert home.used_at > 0.0


async def test_what_one_page_writes_for_a_member_another_takes_in(new_home: NewHome, tmp_path: Path) -> None:
    alice, bob, carol = [await new_home(name) for name in ("alice", "bob", "carol")]
    space = (await alice.write(lambda node: create_space(node, title="TEST-ledger"))).space
    peers = Peers(alice)
    listener = await peers.listen("127.0.0.1:0")
    try:
        _, text = await peers.invite(space, role=Role.CONTRIBUTOR, addresses=(listener.address,), needs_words=False)
        await network_of(bob).join(text)
    finally:
        await listener.close()
    await alice.write(lambda node: add_record(node.only_space(), "person", {"names/n1/text": "TEST-Adam"}, now=1))
    file, alone = tmp_path / "for-bob", network_of(alice)
    with pytest.raises(NotFound):
        await alone.write_bundle(file, space, [carol.node.device], is_whole=False)
    assert not file.exists()
    assert await alone.write_bundle(file, space, [bob.node.device], is_whole=False) > 0
    with pytest.raises(NotForUs):
        await network_of(carol).read_bundle(file)
    taken = await network_of(bob).read_bundle(file)
    assert (taken.refused, taken.is_complete) == (0, True)
    assert taken.entries > 0
    assert (await bob.read(lambda _: find_records(kind="person", limit=0))).total == 1
    assert (await network_of(bob).read_bundle(file)).entries == 0
