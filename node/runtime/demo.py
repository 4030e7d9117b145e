"""The demonstration: three groups' nodes on this computer, paired, each in a process of its own.

The homes are made and paired here, then each is run by `up`; from then on none depends on another or on this process.
Everything stands in one folder that is removed at the end. The passphrase stands beside: it protects nothing here.
"""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from keys.keyfile import Cost
from keys.randomness import system_random
from node.crdt.grants import Role
from node.crdt.ids import Device, Group, Space
from node.runtime.child import start_node, stop_node
from node.runtime.demo_records import demo_records
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.addressing import tell_addresses
from node.service.deciding import name_groups, proposals, propose, propose_group, sign_proposal
from node.service.effects import Step
from node.service.node import Node
from node.service.records import add_records
from node.service.spaces import create_space
from node.service.wishes import Seat

TITLE = "TEST network"
PEOPLE = (("alice", "TEST-Vilnius"), ("bob", "TEST-Warsaw"), ("carol", "TEST-Tbilisi"))
PASSPHRASE_FILE = "passphrase"  # noqa: S105 - the name of a file


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHome:
    """One node of the demonstration before it runs."""

    name: str
    group: str
    folder: Path
    listen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoNode:
    """One running node of the demonstration."""

    home: DemoHome
    page: str
    process: asyncio.subprocess.Process


# --- making -----------------------------------------------------------------------------------------------------------
async def make_demo(folder: Path, *, cost: Cost) -> tuple[Space, list[DemoHome]]:
    """Make three paired homes in a new folder, each a steward of its own group, with the same records in all.

    Raises: TransportError where this computer lets nobody listen; what making a home raises.
    """
    passphrase = await asyncio.to_thread(_make_folder, folder)
    async with AsyncExitStack() as stack:
        homes: list[Home] = []
        for name, _ in PEOPLE:
            home = Home(folder / name, cost=cost)
            await home.create(name=f"TEST-{name}", passphrase=passphrase)
            stack.push_async_callback(home.lock)
            homes.append(home)
        addresses: list[str] = []
        for home in homes:
            listener = await Peers(home).listen("127.0.0.1:0")
            stack.push_async_callback(listener.close)
            addresses.append(listener.address)
        space = await _pair(homes, addresses)
    made = zip(PEOPLE, homes, addresses, strict=True)
    return space, [
        DemoHome(name=name, group=group, folder=home.folder, listen=address) for (name, group), home, address in made
    ]


def _make_folder(folder: Path) -> str:
    """Make the folder with a passphrase beside the homes, and return it."""
    passphrase = system_random(16).hex()
    folder.mkdir(mode=0o700)
    (folder / PASSPHRASE_FILE).write_text(passphrase + "\n", encoding="utf-8")
    return passphrase


async def _pair(homes: Sequence[Home], addresses: Sequence[str]) -> Space:
    """Found the space on the first home and let the others in, each a steward of its own group."""
    alice, *guests = homes
    space = (await alice.write(lambda node: create_space(node, title=TITLE, group=PEOPLE[0][1]))).space
    drafts = list(demo_records(system_random))
    await alice.write(lambda node: add_records(node.space(space), drafts, now=alice.now()))
    for place, guest in enumerate(guests, 1):
        name = PEOPLE[place][1]
        _, group = await alice.write(partial(_add_group, space, name))
        await _vote(homes[:place], addresses, space)
        await alice.write(partial(_name_groups, space))
        peers = Peers(alice)
        _, text = await peers.invite(
            space, role=Role.VERIFIER, group=group, addresses=(addresses[0],), needs_words=False
        )
        await Peers(guest).join(text)
        await alice.write(partial(_seat, space, guest.node.device, group))
        await _vote(homes[: place + 1], addresses, space)
    for home, address in zip(homes, addresses, strict=True):
        await home.write(partial(_tell, space, address))
    for _ in range(2):  # the second round brings to the first guest what the last one said
        for guest in guests:
            await Peers(guest).sync_once(addresses[0])
    return space


async def _vote(voters: Sequence[Home], addresses: Sequence[str], space: Space) -> None:
    """Let everybody but the first, who proposed, sign what is proposed; the first hears of it."""
    for home in voters[1:]:
        peers = Peers(home)
        await peers.sync_once(addresses[0])
        await home.write(partial(_sign_all, space))
        await peers.sync_once(addresses[0])


def _add_group(space: Space, name: str, node: Node) -> Step[tuple[object, Group]]:
    return propose_group(node.space(space), name)


def _name_groups(space: Space, node: Node) -> Step[int]:
    return name_groups(node.space(space))


def _seat(space: Space, device: Device, group: Group, node: Node) -> Step[object]:
    return propose(node.space(space), Seat(device, group))


def _sign_all(space: Space, node: Node) -> Step[None]:
    held = node.space(space)
    for decision in proposals(held):
        if not decision.is_signed_here:
            yield from sign_proposal(held, decision.id)


def _tell(space: Space, address: str, node: Node) -> Step[bool]:
    held = node.space(space)
    return tell_addresses(held, held.device, (address,))


# --- running ----------------------------------------------------------------------------------------------------------
async def run_demo(
    folder: Path,
    *,
    cost: Cost,
    program: Sequence[str],
    announce: Callable[[Space, Sequence[DemoNode]], None],
    tell_ended: Callable[[DemoNode, int], None],
    stopping: asyncio.Event,
) -> None:
    """Make the demonstration, run its nodes by `program` and wait until all have ended or `stopping` is set.

    `announce` is called once all answer, `tell_ended` with each that ends and how many are left. The folder is removed
    at the end.
    """
    nodes: list[DemoNode] = []
    try:
        space, homes = await make_demo(folder, cost=cost)
        for home in homes:
            nodes.append(await _start(folder, home, program))  # noqa: PERF401 - those begun are stopped if one fails
        announce(space, nodes)
        await _wait_for(nodes, tell_ended, stopping)
    finally:
        await asyncio.gather(*(stop_node(node.process) for node in nodes))
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _start(folder: Path, home: DemoHome, program: Sequence[str]) -> DemoNode:
    secret = folder / PASSPHRASE_FILE
    process, ready = await start_node(program, home=home.folder, passphrase_file=secret, listen=home.listen)
    return DemoNode(home=home, page=ready["page"], process=process)


async def _wait_for(
    nodes: Sequence[DemoNode], tell_ended: Callable[[DemoNode, int], None], stopping: asyncio.Event
) -> None:
    left = len(nodes)

    async def ended(node: DemoNode) -> None:
        nonlocal left
        await node.process.wait()
        left -= 1
        tell_ended(node, left)

    stop = asyncio.create_task(stopping.wait())
    waiting = [asyncio.create_task(ended(node)) for node in nodes]
    all_ended = asyncio.create_task(_all(waiting))
    await asyncio.wait((stop, all_ended), return_when=asyncio.FIRST_COMPLETED)
    for task in (stop, all_ended, *waiting):
        task.cancel()


async def _all(tasks: Sequence[asyncio.Task[None]]) -> bool:
    await asyncio.wait(tasks)
    return True
