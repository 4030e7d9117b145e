"""What somebody gets out of a seized node with its keys unlocked, and all ciphertext since.

The attacker is given more than a real one is likely to have: every entry and object that an honest node holds.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import partial

from node.crdt.ids import Log
from node.crdt.packet import Packet
from node.runtime.drill.player import Player
from node.runtime.errors import RuntimeFault
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.admitting import admit_packed
from node.service.effects import FindRows, FoundRows, LoadAll, Loaded, LoadEntries, Step, StoredEntry
from node.service.enrolling import admit_objects
from node.service.errors import ServiceError
from node.service.holdings import decode_object
from node.service.limits import ENTRIES_PER_READ
from node.service.node import Node
from node.service.rebuilding import refresh
from node.service.records import add_record
from node.service.unsealing import take_packets
from node.transport.errors import TransportError

_ROWS = 1_000  # more than any rehearsal writes


async def read_with_keys(seized: Home, honest: Home, needles: Collection[str]) -> list[str]:
    """Hand an unlocked seized node all that an honest one holds; return which texts it shows then."""
    loaded: Loaded = await honest.read(_load_all)
    entries: list[StoredEntry] = []
    for tip in loaded.tips:
        entries += await honest.read(partial(_entries, log=tip.log, seq=tip.seq))

    def take(node: Node) -> Step[None]:
        space = node.only_space()
        objects = [decode_object(item.type, item.packed) for item in loaded.objects if item.space == space.space]
        packets = [item for item in objects if isinstance(item, Packet)]
        yield from admit_objects(space, [item for item in objects if not isinstance(item, Packet)])
        yield from take_packets(space, packets)
        for entry in entries:
            yield from admit_packed(space, [(entry.packed, entry.payloads, entry.device)])
        yield from refresh(space, lambda _done: None)

    await seized.write(take)
    found: FoundRows = await seized.read(_rows)
    shown = " ".join(f"{row.title} {row.tokens}" for row in found.rows)
    return sorted(text for text in needles if text in shown)


async def write_on(seized: Home, title: str, others: Iterable[Player]) -> int:
    """Write one more record with a seized node and call every other node with it; return how many let it in."""
    await seized.write(lambda node: add_record(node.only_space(), "person", {"names/x/text": title}, now=0))
    let_in = 0
    for other in others:
        with suppress(RuntimeFault, ServiceError, TransportError):
            await Peers(seized).sync_once(other.address)
            let_in += 1
    return let_in


def _load_all(_node: Node) -> Step[Loaded]:
    loaded: Loaded = yield LoadAll()
    return loaded


def _entries(_node: Node, *, log: Log, seq: int) -> Step[list[StoredEntry]]:
    found: list[StoredEntry] = []
    for first in range(0, seq + 1, ENTRIES_PER_READ):
        found += yield LoadEntries(log=log, first=first, count=ENTRIES_PER_READ)
    return found


def _rows(_node: Node) -> Step[FoundRows]:
    rows: FoundRows = yield FindRows(limit=_ROWS, with_hidden=True)
    return rows
