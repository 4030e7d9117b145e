"""Two homes on disk, over websockets of this computer: found, invite, join, edit on both sides, hold the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from keys.keyfile import CHEAP
from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.runtime.dialling import Dialler
from node.runtime.errors import NotReached
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.errors import NotAllowed, Refused
from node.service.inviting import confirm, revoke_invitation
from node.service.lookup import read_state_hash
from node.service.records import add_record, read_projection, set_values
from node.service.spaces import create_space
from node.transport.errors import CannotReach

NewHome = Callable[[str], Awaitable[Home]]
PASSPHRASE = "TEST-a passphrase of the tests"
NAME = "names/n1/text"


@pytest.fixture
async def new_home(tmp_path: Path) -> AsyncIterator[NewHome]:
    """Makes open homes with cheap key files, and locks them at the end."""
    async with AsyncExitStack() as stack:

        async def make(name: str) -> Home:
            home = Home(tmp_path / name, cost=CHEAP)
            await home.create(name=f"TEST-{name}", passphrase=PASSPHRASE)
            stack.push_async_callback(home.lock)
            return home

        yield make


async def found(home: Home) -> Space:
    """Make a space with one record in it."""
    space = await home.write(lambda node: create_space(node, title="TEST-space", group="TEST-group"))
    await add(home, space.space, "TEST-first")
    return space.space


async def add(home: Home, space: Space, name: str) -> Record:
    return await home.write(lambda node: add_record(node.space(space), "person", {NAME: name}, now=home.now()))


async def state(home: Home, space: Space) -> bytes:
    answer = await home.read(lambda node: read_state_hash(node.space(space)))
    assert not answer.is_partial
    return answer.hash


async def test_guest_joins_and_both_edit_state_hashes_are_equal(new_home: NewHome) -> None:
    alice, bob = await new_home("alice"), await new_home("bob")
    space = await found(alice)
    listener = await Peers(alice).listen("127.0.0.1:0")
    try:
        invitation, text = await Peers(alice).invite(
            space, role=Role.VERIFIER, addresses=(listener.address,), needs_words=False
        )
        joined = await Peers(bob).join(text)
        assert (joined.space, joined.inviter, joined.synced.equal) == (space, alice.node.device, True)
        assert await state(bob, space) == await state(alice, space)

        ours = await add(bob, space, "TEST-of-bob")
        await add(alice, space, "TEST-of-alice")
        synced = await Peers(bob).sync_once(listener.address)
        assert (synced.sent, synced.received, synced.equal) == (1, 1, True)
        assert await state(bob, space) == await state(alice, space)
        read = await alice.read(lambda node: read_projection(node.space(space), ours))
        assert read.values()[NAME] == "TEST-of-bob"

        quiet = await Peers(bob).sync_once(listener.address)
        assert (quiet.sent, quiet.received, quiet.equal) == (0, 0, True)
        assert invitation.id in alice.node.invitations
    finally:
        await listener.close()


async def test_live_line_brings_an_edit_over_at_once(new_home: NewHome) -> None:
    alice, bob = await new_home("alice"), await new_home("bob")
    space = await found(alice)
    listener = await Peers(alice).listen("127.0.0.1:0")
    line = None
    try:
        _, text = await Peers(alice).invite(
            space, role=Role.CONTRIBUTOR, addresses=(listener.address,), needs_words=False
        )
        await Peers(bob).join(text)
        line = asyncio.create_task(Dialler(bob, Peers(bob)).run())
        for one, other in ((alice, bob), (bob, alice)):
            changed = other.watch()
            record = await add(one, space, "TEST-live")
            async with asyncio.timeout(20):
                while record not in await names(other, space):
                    await changed.wait()
                    changed.clear()
            other.unwatch(changed)
    finally:
        if line is not None:
            line.cancel()
        await listener.close()


async def names(home: Home, space: Space) -> set[Record]:
    from node.service.lookup import find_records

    rows = await home.read(lambda _: find_records(space=space))
    return {row.record for row in rows.rows}


async def test_guest_reads_until_its_words_are_confirmed(new_home: NewHome) -> None:
    alice, bob = await new_home("alice"), await new_home("bob")
    space = await found(alice)
    listener = await Peers(alice).listen("127.0.0.1:0")
    try:
        _, text = await Peers(alice).invite(space, role=Role.CONTRIBUTOR, addresses=(listener.address,))
        await Peers(bob).join(text)
        assert bob.node.space(space).role is Role.READER
        with pytest.raises(NotAllowed):
            await add(bob, space, "TEST-too-early")
        await alice.write(lambda node: confirm(node, node.space(space), bob.node.device))
        await Peers(bob).sync_once(listener.address)
        assert bob.node.space(space).role is Role.CONTRIBUTOR
        await add(bob, space, "TEST-now")
    finally:
        await listener.close()


async def test_invitation_used_by_another_or_revoked_lets_nobody_in(new_home: NewHome) -> None:
    alice, bob, mallory = await new_home("alice"), await new_home("bob"), await new_home("mallory")
    space = await found(alice)
    listener = await Peers(alice).listen("127.0.0.1:0")
    try:
        _, text = await Peers(alice).invite(space, role=Role.READER, addresses=(listener.address,), needs_words=False)
        await Peers(bob).join(text)
        with pytest.raises(NotReached):
            await Peers(mallory).join(text)
        with pytest.raises(Refused):
            await Peers(bob).join(text)
        revoked, other = await Peers(alice).invite(space, role=Role.READER, addresses=(listener.address,))
        await alice.write(lambda node: revoke_invitation(node, revoked.id))
        with pytest.raises(NotReached):
            await Peers(mallory).join(other)
        assert not mallory.node.spaces
        assert len(alice.node.space(space).view.membership.members) == 2
    finally:
        await listener.close()


async def test_conflicting_edits_stand_side_by_side_on_both(new_home: NewHome) -> None:
    alice, bob = await new_home("alice"), await new_home("bob")
    space = await found(alice)
    listener = await Peers(alice).listen("127.0.0.1:0")
    try:
        _, text = await Peers(alice).invite(space, role=Role.VERIFIER, addresses=(listener.address,), needs_words=False)
        await Peers(bob).join(text)
        record = next(iter(await names(alice, space)))
        for home, name in ((alice, "TEST-one"), (bob, "TEST-two")):
            await home.write(
                lambda node, home=home, name=name: set_values(node.space(space), record, {NAME: name}, now=home.now())  # type: ignore[misc]
            )
        await Peers(bob).sync_once(listener.address)
        for home in (alice, bob):
            read = await home.read(lambda node: read_projection(node.space(space), record))
            assert sorted(str(claim.value) for claim in read.fields[NAME]) == ["TEST-one", "TEST-two"]
        assert await state(bob, space) == await state(alice, space)
    finally:
        await listener.close()


async def test_dead_address_is_a_clear_refusal(new_home: NewHome) -> None:
    alice, bob = await new_home("alice"), await new_home("bob")
    space = await found(alice)
    listener = await Peers(alice).listen("127.0.0.1:0")
    _, text = await Peers(alice).invite(space, role=Role.READER, addresses=(listener.address,))
    await listener.close()
    with pytest.raises(CannotReach):
        await Peers(bob).join(text)
    with pytest.raises((CannotReach, NotReached)):
        await Peers(alice).sync_once(listener.address)


async def test_locked_node_stays_silent_and_drops_its_lines(new_home: NewHome) -> None:
    alice, bob = await new_home("alice"), await new_home("bob")
    space = await found(alice)
    listener = await Peers(alice).listen("127.0.0.1:0")
    try:
        _, text = await Peers(alice).invite(space, role=Role.VERIFIER, addresses=(listener.address,), needs_words=False)
        await Peers(bob).join(text)
        await alice.lock()
        with pytest.raises(NotReached):
            await Peers(bob).sync_once(listener.address)
        await alice.unlock(PASSPHRASE)
        assert (await Peers(bob).sync_once(listener.address)).equal
    finally:
        await listener.close()
