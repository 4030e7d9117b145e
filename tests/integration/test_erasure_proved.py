"""C9, C12 on real homes: after an erasure nothing in any folder, unlocked keys included, opens what was erased.

The attacker has every file of every node and every key in them, and kept the ciphertext and a bundle from before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from keys import keyfile
from keys.derive import database_key
from keys.epoch import record_key
from keys.keyfile import CHEAP
from keys.secret import EpochKey
from node.crdt.entry import Payload
from node.crdt.errors import CrdtError
from node.crdt.grants import Role
from node.crdt.ids import Kid, Record, Space
from node.crdt.packet import open_packet
from node.crdt.payload import open_payload
from node.runtime.bundles import read_bundle_file, write_bundle_file
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.contents import header_of
from node.service.dates import DAY_S
from node.service.deciding import propose
from node.service.effects import LoadRecords, StoredPayload
from node.service.keeping_up import keep_up_all
from node.service.limits import PREKEY_DAYS, PREKEY_GRACE_DAYS
from node.service.lookup import find_records, read_state_hash
from node.service.rebuilding import rebuild
from node.service.records import add_record, read_projection
from node.service.retiring import erasing
from node.service.spaces import create_space
from node.service.wishes import Erase
from tests.faults.raw_pages import everything

PASSPHRASE = "TEST-a passphrase of the tests"
NAME = "names/n1/text"
ERASED, LIVING = "Uzoravazzeva", "Zastalaskaja"  # of invented persons
NewHome = Callable[[str], Awaitable[Home]]


@pytest.fixture
async def new_home(tmp_path: Path) -> AsyncIterator[NewHome]:
    async with AsyncExitStack() as stack:

        async def make(name: str) -> Home:
            home = Home(tmp_path / name, cost=CHEAP)
            await home.create(name=f"TEST-{name}", passphrase=PASSPHRASE)
            stack.push_async_callback(home.lock)
            return home

        yield make


async def add(home: Home, space: Space, name: str) -> Record:
    return await home.write(lambda node: add_record(node.space(space), "person", {NAME: name}, now=home.now()))


async def kept_payload(home: Home, space: Space, record: Record) -> StoredPayload:
    (found,) = (await home.perform(LoadRecords(space, (record,))))[record]
    return found  # type: ignore[no-any-return]


def opens(kept: StoredPayload, record: Record, key: EpochKey) -> bool:
    assert isinstance(kept.payload, Payload)
    header = header_of(kept.packed)
    try:
        text = kept.payload.ciphertext
        open_payload(record_key(key, record), text, header=header, index=kept.index, record=record)
    except CrdtError:
        return False
    return True


def all_of(home: Home) -> bytes:
    """Return every byte of a home's folder, its database opened with the passphrase."""
    key = database_key(keyfile.unlock(home.key_file, PASSPHRASE)).reveal()
    files = b"".join(file.read_bytes() for file in sorted(home.folder.rglob("*")) if file.is_file())
    return files + everything(home.folder, key)


async def settle(space: Space, first: Home, address: str, *others: Home, days: int = 0) -> None:
    """Let the others sync with the first in turn, and everybody do what the days ask for."""
    for _ in range(3):
        for home in others:
            await Peers(home).sync_once(address)
        for home in (first, *others):
            await home.write(lambda node, home=home: keep_up_all(node, home.now() + days * DAY_S))  # type: ignore[misc]


async def test_c09_c12_nothing_anywhere_opens_an_erased_record(new_home: NewHome, tmp_path: Path) -> None:
    alice, bob, carol = await new_home("alice"), await new_home("bob"), await new_home("carol")
    homes = (alice, bob, carol)
    space = (await alice.write(lambda node: create_space(node, title="TEST-space", group="TEST-group"))).space
    async with AsyncExitStack() as stack:
        listener = await Peers(alice).listen("127.0.0.1:0")
        stack.push_async_callback(listener.close)
        for guest in (bob, carol):
            _, text = await Peers(alice).invite(
                space, role=Role.VERIFIER, addresses=(listener.address,), needs_words=False
            )
            await Peers(guest).join(text)
        gone, living = await add(alice, space, ERASED), await add(bob, space, LIVING)
        await settle(space, alice, listener.address, bob, carol)
        ((kid, epoch),) = alice.node.space(space).keys.epochs.items()
        kept = await kept_payload(carol, space, gone)
        assert opens(kept, gone, epoch), "before, whoever holds the epoch key reads it"
        assert epoch.reveal() in all_of(carol)
        assert ERASED.encode() in all_of(carol)
        before = tmp_path / "before.bundle"
        await write_bundle_file(alice, before, [space], [bob.node.device], is_whole=True, progress=lambda _: None)

        await alice.write(lambda node: propose(node.space(space), Erase({gone: ()})))
        await settle(space, alice, listener.address, bob, carol)
        for day in range(PREKEY_DAYS, 2 * PREKEY_DAYS + PREKEY_GRACE_DAYS + 2, PREKEY_DAYS):
            await settle(space, alice, listener.address, bob, carol, days=day)
        after = tmp_path / "after.bundle"
        await write_bundle_file(alice, after, [space], [bob.node.device], is_whole=True, progress=lambda _: None)

        for home in homes:
            await home.write(lambda node: rebuild(node.space(space), lambda _: None))
            shown = await home.read(lambda node: read_projection(node.space(space), living))
            assert shown.values()[NAME] == LIVING
            state = await home.write(partial(_erasing, space, home.now()))
            assert state.is_done
        assert len({(await home.read(lambda node: read_state_hash(node.space(space)))).hash for home in homes}) == 1
        _nothing_opens(homes, space, kid, epoch, gone, kept)
        await read_bundle_file(bob, before)
        await read_bundle_file(bob, after)
        assert (await bob.read(lambda node: find_records(space=space, search=ERASED))).total == 0
        _nothing_opens(homes, space, kid, epoch, gone, kept)


def _erasing(space: Space, now: int, node):  # type: ignore[no-untyped-def]
    return erasing(node.space(space), now)


def _nothing_opens(
    homes: tuple[Home, ...], space: Space, kid: Kid, epoch: EpochKey, gone: Record, kept: StoredPayload
) -> None:
    assert isinstance(kept.payload, Payload)
    sought = {
        "the text": ERASED.encode(),
        "its words in the index": ERASED.lower()[2:].encode(),
        "the epoch key": epoch.reveal(),
        "the record key": record_key(epoch, gone).reveal(),
        "the ciphertext": kept.payload.ciphertext[:48],
    }
    for home in homes:
        found = all_of(home)
        assert LIVING.encode() in found, "what lives is there, in clear to this test"
        assert [what for what, value in sought.items() if value in found] == []
        held = home.node.space(space)
        assert kid not in held.keys.epochs
        assert held.keys.record_key(kid, gone) is None
        assert not any(opens(kept, gone, key) for key in held.keys.epochs.values())
    private = [key for home in homes for key in home.node.space(space).prekeys.values()]
    for packet in [item for home in homes for item in home.node.space(space).holdings.packets.values()]:
        assert packet.kid != kid
        for key in private:
            with pytest.raises(CrdtError):
                open_packet(packet, key)
