"""Two nodes on disk over a websocket of this computer: nothing new, edits on both sides, first syncs.

Bytes are those of all frames both ways, handshake included unless said; time is from the call to the moment both sides
hold the same, every signature verified, every payload opened, every row stored and searchable.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.report import Figure, at_most, peak_memory_mib, timed
from keys.keyfile import CHEAP
from node.crdt.bodies import Put, RecordChange
from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.runtime.home import Home
from node.runtime.peers import Peers, Synced
from node.service.effects import Step
from node.service.limits import RECORDS_PER_COMMIT
from node.service.lookup import read_state_hash
from node.service.records import add_record, add_records, set_values
from node.service.space import SpaceState, load_records, project_record, write
from node.service.spaces import create_space
from node.service.writing import Draft

PASSPHRASE = "a phrase for measuring only"
RECORDS = 10_000
KB = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two nodes of one space, the second able to call the first."""

    alice: Home
    bob: Home
    space: Space
    address: str

    async def sync(self) -> tuple[Synced, float]:
        """Let bob call alice once; return what it came to and the seconds it took."""
        with timed() as span:
            synced = await Peers(self.bob).sync_once(self.address)
        states = {(await home.read(lambda node: read_state_hash(node.only_space()))).hash for home in self.homes}
        assert synced.equal
        assert len(states) == 1
        return synced, span.seconds

    @property
    def homes(self) -> tuple[Home, Home]:
        """Return both homes."""
        return self.alice, self.bob


@asynccontextmanager
async def pair() -> AsyncIterator[Pair]:
    """Make two homes for a while, found a space in one and let the other in."""
    with tempfile.TemporaryDirectory() as folder:
        async with pair_in(Path(folder)) as two:
            yield two


@asynccontextmanager
async def pair_in(folder: Path) -> AsyncIterator[Pair]:
    """Make the homes `alice` and `bob` in a folder, found a space in the first and let the second in."""
    alice, bob = Home(folder / "alice", cost=CHEAP), Home(folder / "bob", cost=CHEAP)
    for home, name in ((alice, "TEST-alice"), (bob, "TEST-bob")):
        await home.create(name=name, passphrase=PASSPHRASE)
    space = (await alice.write(lambda node: create_space(node, title="TEST-space"))).space
    listener = await Peers(alice).listen("127.0.0.1:0")
    try:
        _, text = await Peers(alice).invite(space, role=Role.VERIFIER, addresses=(listener.address,), needs_words=False)
        await Peers(bob).join(text)
        yield Pair(alice=alice, bob=bob, space=space, address=listener.address)
    finally:
        await listener.close()
        for home in (alice, bob):
            await home.lock()


def measure() -> Iterator[Figure]:
    """Yield the figures of small syncs and of a first sync in batches and singly signed."""
    yield from asyncio.run(_gathered(_small()))
    yield from asyncio.run(_gathered(_first(is_batched=True)))
    yield from asyncio.run(_gathered(_first(is_batched=False)))
    yield Figure(work="memory, both nodes in one process, at most", figure=f"{peak_memory_mib():,.0f} MiB")


async def _gathered(figures: AsyncIterator[Figure]) -> list[Figure]:
    return [figure async for figure in figures]


async def _small() -> AsyncIterator[Figure]:
    async with pair() as two:
        await two.sync()
        synced, seconds = await two.sync()
        after = synced.bytes_in + synced.bytes_out - synced.handshake_bytes
        yield at_most("reconnect, nothing new, after the handshake", after, 300, "bytes")
        yield at_most("reconnect, nothing new, with dialling and handshake", seconds * 1000, 10, "ms")
        await edit(two)
        synced, seconds = await two.sync()
        yield at_most("100 edits on each side, bytes", (synced.bytes_in + synced.bytes_out) / KB, 55, "kB")
        yield at_most("100 edits on each side, time", seconds * 1000, 100, "ms")


async def edit(two: Pair) -> None:
    """Write 100 entries on each side."""
    for home in two.homes:
        for number in range(100):
            await home.write(lambda node, n=number: add_record(node.only_space(), "person", _values(n, 0), now=n))


async def _first(*, is_batched: bool) -> AsyncIterator[Figure]:
    kind = "in batches" if is_batched else "singly signed"
    async with pair() as two:
        await fill(two.alice, RECORDS, is_batched=is_batched)
        synced, seconds = await two.sync()
    megabytes = (synced.bytes_in + synced.bytes_out) / KB / KB
    yield at_most(f"first sync of {RECORDS:,} × 3 {kind}", seconds, 1.5 if is_batched else 3.0, "s")
    goal = at_most(f"first sync of {RECORDS:,} × 3 {kind}, bytes", megabytes, 8, "MB")
    yield goal if is_batched else Figure(work=goal.work, figure=goal.figure)
    yield Figure(work=f"first sync of {RECORDS:,} × 3 {kind}, entries", figure=f"{synced.received:,}")


async def fill(home: Home, count: int, *, is_batched: bool) -> None:
    """Write three changes of each of so many records."""
    records = [Record(number.to_bytes(16, "big")) for number in range(count)]
    if is_batched:
        for at in range(0, len(records), RECORDS_PER_COMMIT):
            part = records[at : at + RECORDS_PER_COMMIT]
            made = [(record, "person", _values(at + n, 0)) for n, record in enumerate(part)]
            await home.write(lambda node, made=made: add_records(node.only_space(), made, now=1))
            for change in (1, 2):
                await home.write(lambda node, part=part, c=change: _change(node.only_space(), part, c))
        return
    for number, record in enumerate(records):
        values = _values(number, 0)
        await home.write(lambda node, r=record, v=values: add_record(node.only_space(), "person", v, now=1, record=r))
        for round_number in (1, 2):
            values = _values(number, round_number)
            await home.write(lambda node, r=record, v=values: set_values(node.only_space(), r, v, now=1))


def _change(space: SpaceState, records: list[Record], change: int) -> Step[None]:
    """Write one more change of each record, up to 64 in an entry."""
    opened = yield from load_records(space, records)
    drafts: list[Draft] = []
    for number, record in enumerate(records):
        deps = project_record(space, opened[record]).heads
        ops = tuple(Put(path, value) for path, value in _values(number, change).items())
        drafts.append((record, RecordChange(deps=deps, time=1, source=None, ops=ops)))
    yield from write(space, drafts)


def _values(number: int, change: int) -> dict[str, str]:
    """Return the fields of one change: invented."""
    if change == 0:
        return {"names/n1/text": f"TEST-{number} Prykladovič"}
    return {f"names/n{change + 1}/text": f"TEST-{number} Прыклад {change}"}
