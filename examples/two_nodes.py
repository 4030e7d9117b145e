"""Two nodes on this computer: found a space, invite, join, edit on both sides, hold the same.

python examples/two_nodes.py
"""

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from keys.keyfile import NORMAL, Cost
from node.crdt.grants import Role
from node.crdt.ids import Space
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.lookup import read_state_hash
from node.service.records import add_record
from node.service.spaces import create_space

PASSPHRASE = "TEST seven tall herons by the lake"


async def main(folder: Path, cost: Cost = NORMAL) -> bytes:
    """Run the example in an empty folder and return the state hash both nodes end with."""
    alice, bob = Home(folder / "alice", cost=cost), Home(folder / "bob", cost=cost)
    for home in (alice, bob):
        await home.create(name=f"TEST-{home.folder.name}", passphrase=PASSPHRASE)
    try:
        space = (await alice.write(lambda node: create_space(node, title="TEST network"))).space
        listener = await Peers(alice).listen("127.0.0.1:0")
        try:
            _, text = await Peers(alice).invite(
                space, role=Role.CONTRIBUTOR, addresses=(listener.address,), needs_words=False
            )
            await Peers(bob).join(text)
            await add_person(alice, space, "TEST-Яніна")
            await add_person(bob, space, "TEST-Алесь")
            synced = await Peers(bob).sync_once(listener.address)
            print(f"bob sent {synced.sent} and received {synced.received} entries in {synced.bytes_in} bytes")
        finally:
            await listener.close()
        ours, theirs = await state(alice, space), await state(bob, space)
        print("both hold the same" if ours == theirs else "the nodes differ")
        return ours if ours == theirs else b""
    finally:
        for home in (alice, bob):
            await home.lock()


async def add_person(home: Home, space: Space, name: str) -> None:
    """Write a person with one name."""
    await home.write(lambda node: add_record(node.space(space), "person", {"names/n1/text": name}, now=home.now()))


async def state(home: Home, space: Space) -> bytes:
    """Return the state hash of a space."""
    return (await home.read(lambda node: read_state_hash(node.space(space)))).hash


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.exit(0 if asyncio.run(main(Path(place))) else 1)
