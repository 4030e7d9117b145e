"""Attached files between real homes: they come by sync, bundle and backup, and are destroyed with an erasure."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from keys import keyfile
from keys.derive import database_key
from keys.keyfile import CHEAP
from node.api.reading.removal import records_about
from node.crdt.entry import Payload, Pruned
from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.runtime.bundles import read_bundle_file, write_bundle_file
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.attachments import NewFile, attach, attachments_of, open_file, read_file
from node.service.checking import verify_all
from node.service.deciding import propose
from node.service.effects import LoadRecords
from node.service.errors import FileAway, NotFound
from node.service.lookup import read_state_hash
from node.service.rebuilding import rebuild
from node.service.records import add_record
from node.service.spaces import create_space
from node.service.wishes import Erase
from tests.faults.raw_pages import everything

PASSPHRASE = "TEST-a passphrase of the tests"
NewHome = Callable[[str], Awaitable[Home]]
Random = Callable[[int], bytes]


@pytest.fixture
async def new_home(tmp_path: Path) -> AsyncIterator[NewHome]:
    """Makes homes that are closed at the end."""
    async with AsyncExitStack() as stack:

        async def make(name: str) -> Home:
            home = Home(tmp_path / name, cost=CHEAP)
            await home.create(name=f"TEST-{name}", passphrase=PASSPHRASE)
            stack.push_async_callback(home.lock)
            return home

        yield make


async def person_with_file(home: Home, space: Space, content: bytes) -> tuple[Record, Record]:
    """Write a person and attach a file."""
    person = await home.write(
        lambda node: add_record(node.space(space), "person", {"names/a/text": "TEST-Eva"}, now=home.now())
    )
    file = NewFile(content=content, type="jpeg", category="photo", caption="TEST-", is_stripped=True)
    return person, await home.write(lambda node: attach(node.space(space), person, file, now=home.now()))


async def fetch(home: Home, space: Space, address: str, *records: Record) -> None:
    """Ask for files and sync until their bytes are here."""
    for record in records:
        await home.write(lambda node, record=record: open_file(node.space(space), record))  # type: ignore[misc]
    await Peers(home).sync_once(address)


async def whole(home: Home, space: Space, record: Record) -> bytes:
    """Return a file."""
    return await home.read(lambda node: read_file(node.space(space), record))


def raw(home: Home) -> bytes:
    """Return every page of a home's database, opened with the passphrase, and every file."""
    key = database_key(keyfile.unlock(home.key_file, PASSPHRASE)).reveal()
    files = b"".join(file.read_bytes() for file in sorted(home.folder.rglob("*")) if file.is_file())
    return files + everything(home.folder, key)


async def joined(alice: Home, bob: Home, stack: AsyncExitStack) -> tuple[Space, str]:
    """Found a space on one home and let the other join; return where the first is called."""
    space = (await alice.write(lambda node: create_space(node, title="TEST-space", group="TEST-group"))).space
    listener = await Peers(alice).listen("127.0.0.1:0")
    stack.push_async_callback(listener.close)
    peers = Peers(alice)
    _, text = await peers.invite(space, role=Role.VERIFIER, addresses=(listener.address,), needs_words=False)
    await Peers(bob).join(text)
    return space, listener.address


async def test_file_comes_whole_with_a_sync_and_both_hold_the_same(new_home: NewHome, random: Random) -> None:
    alice, bob = await new_home("alice"), await new_home("bob")
    content = random(1_000_000)
    async with AsyncExitStack() as stack:
        space, address = await joined(alice, bob, stack)
        person, record = await person_with_file(alice, space, content)
        await Peers(bob).sync_once(address)
        with pytest.raises(FileAway):
            await whole(bob, space, record)
        await fetch(bob, space, address, record)
        assert await whole(bob, space, record) == content
        assert await bob.read(lambda node: attachments_of(node.space(space), person)) == (record,)
        assert (await Peers(bob).sync_once(address)).equal
        states = {(await home.read(lambda node: read_state_hash(node.space(space)))).hash for home in (alice, bob)}
        assert len(states) == 1
        for home in (alice, bob):
            before = await home.read(lambda node: read_state_hash(node.space(space)))
            await home.write(lambda node: rebuild(node.space(space), lambda _: None))
            assert await home.read(lambda node: read_state_hash(node.space(space))) == before
            assert not (await home.read(lambda node: verify_all(node, lambda _: None))).problems
            assert content[:64] not in raw(home)


async def test_file_comes_with_a_bundle_and_a_backup(new_home: NewHome, random: Random, tmp_path: Path) -> None:
    alice, bob = await new_home("alice"), await new_home("bob")
    content = random(300_000)
    async with AsyncExitStack() as stack:
        space, _ = await joined(alice, bob, stack)
        _, record = await person_with_file(alice, space, content)
        file = tmp_path / "stick.bundle"
        await write_bundle_file(alice, file, [space], [bob.node.device], is_whole=True, progress=lambda _: None)
        await read_bundle_file(bob, file)
        assert await whole(bob, space, record) == content
        await bob.backup(tmp_path / "bob.backup", PASSPHRASE)
        again = Home(tmp_path / "again", cost=CHEAP)
        await again.restore(tmp_path / "bob.backup", PASSPHRASE, PASSPHRASE)
        stack.push_async_callback(again.lock)
        assert await whole(again, space, record) == content


async def test_c09_file_of_an_erased_person_is_nowhere(new_home: NewHome, random: Random, tmp_path: Path) -> None:
    alice, bob = await new_home("alice"), await new_home("bob")
    content, other = random(400_000), random(200_000)
    async with AsyncExitStack() as stack:
        space, address = await joined(alice, bob, stack)
        person, record = await person_with_file(alice, space, content)
        _, living = await person_with_file(alice, space, other)
        await Peers(bob).sync_once(address)
        await fetch(bob, space, address, record, living)
        stored = (await bob.perform(LoadRecords(space, (record,))))[record]
        texts = [item.payload.ciphertext for item in stored if isinstance(item.payload, Payload)]
        assert len(texts) == 5, "four chunks and the change that names them"
        marks = [text[at : at + 48] for text in texts for at in (0, len(text) // 2, len(text) - 48)]
        for home in (alice, bob):
            assert all(mark in raw(home) for mark in marks), "before, every chunk lies there"

        about = await alice.read(lambda node: records_about(node.space(space), person))
        assert record in about
        await alice.write(lambda node: propose(node.space(space), Erase(dict.fromkeys(about, ()))))
        for _ in range(2):
            await Peers(bob).sync_once(address)
        for home in (alice, bob):
            found = raw(home)
            assert not [mark for mark in marks if mark in found]
            left = (await home.perform(LoadRecords(space, (record,)))).get(record, ())
            assert all(isinstance(item.payload, Pruned) for item in left)
            with pytest.raises(NotFound):
                await whole(home, space, record)
            assert await whole(home, space, living) == other
            assert not (await home.read(lambda node: verify_all(node, lambda _: None))).problems
        after = tmp_path / "after.bundle"
        await write_bundle_file(alice, after, [space], [bob.node.device], is_whole=True, progress=lambda _: None)
        await read_bundle_file(bob, after)
        assert not [mark for mark in marks if mark in raw(bob)]
