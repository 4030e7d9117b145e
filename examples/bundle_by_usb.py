"""Two nodes without any network: a request, an answer and a bundle, carried as files on a memory stick.

python examples/bundle_by_usb.py
"""

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from examples.two_nodes import PASSPHRASE, add_person, state
from keys.keyfile import NORMAL, Cost
from node.crdt.grants import Role
from node.runtime.bundles import answer_request_file, read_bundle_file, write_bundle_file, write_request_file
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.spaces import create_space


async def main(folder: Path, cost: Cost = NORMAL) -> bytes:
    """Run the example in an empty folder and return the state hash both nodes end with."""
    alice, bob, stick = Home(folder / "alice", cost=cost), Home(folder / "bob", cost=cost), folder / "stick"
    await asyncio.to_thread(stick.mkdir)
    for home in (alice, bob):
        await home.create(name=f"TEST-{home.folder.name}", passphrase=PASSPHRASE)
    try:
        space = (await alice.write(lambda node: create_space(node, title="TEST network"))).space
        await add_person(alice, space, "TEST-Яніна")

        invitation, text = await Peers(alice).invite(space, role=Role.CONTRIBUTOR, needs_words=False)
        await write_request_file(bob, text, stick / "request")
        await answer_request_file(alice, stick / "request", stick / "answer")
        joined = await read_bundle_file(bob, stick / "answer", invitation=invitation)
        print(f"bob joined and read {joined.entries} entries")

        await add_person(bob, space, "TEST-Алесь")
        written = await write_bundle_file(
            bob, stick / "bundle", [space], [alice.node.device], is_whole=False, progress=lambda _: None
        )
        read = await read_bundle_file(alice, stick / "bundle")
        print(f"bob wrote {written.entries} entries in {written.size} bytes; alice took in {read.entries}")
        ours, theirs = await state(alice, space), await state(bob, space)
        print("both hold the same" if ours == theirs else "the nodes differ")
        return ours if ours == theirs else b""
    finally:
        for home in (alice, bob):
            await home.lock()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.exit(0 if asyncio.run(main(Path(place))) else 1)
