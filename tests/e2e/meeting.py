"""Two homes that met in one room, made without a process: what tests of running nodes begin with."""

from __future__ import annotations

from keys.keyfile import CHEAP
from node.crdt.grants import Role
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.addressing import tell_addresses
from node.service.spaces import create_space
from node.transport.memory import MemoryNetwork
from tests.e2e.terminal import Terminal


async def meet(alice: Terminal, bob: Terminal, place: str | None = None) -> None:
    """Make two homes of one space, without records; alice's node is said to be called at a place."""
    homes = [Home(item.home, cost=CHEAP) for item in (alice, bob)]
    for home, name in zip(homes, ("alice", "bob"), strict=True):
        await home.create(name=name, passphrase=alice.passphrase)
    one, other = homes
    space = (await one.write(lambda node: create_space(node, title="TEST space"))).space
    if place is not None:
        await one.write(lambda node: tell_addresses(node.space(space), node.device, (place,)))
    network = MemoryNetwork()
    listener = await Peers(one, listen_at=network.listen).listen("room")
    _, text = await Peers(one).invite(space, role=Role.CONTRIBUTOR, addresses=("room",), needs_words=False)
    await Peers(other, dial=network.dial).join(text)
    await listener.close()
    for home in homes:
        await home.lock()
