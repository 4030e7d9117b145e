"""Two nodes in processes of their own, all bytes through a counting proxy between them: bytes, time, memory of both.

Bytes are all that passed over TCP, the upgrade to a websocket and the handshake included. A third process writes what
is there to be synced, so the memory of each side is what opening its home and syncing took. The proxy takes a part of
the same cores.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from bench.report import Figure, at_most, peak_memory_mib, timed
from bench.sync import KB, PASSPHRASE, RECORDS, edit, fill, pair_in
from keys.keyfile import CHEAP
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.runtime.process import collect_seldom
from node.service.lookup import read_state_hash
from node.transport.address import read_host_port

SYNCS: Final = 2  # what there is, then nothing new
READ_BYTES: Final = 65_536
FIRST_S: Final = {10_000: 1.5, 100_000: 15.0}
SINGLE_S: Final = 3.0
FIRST_MB: Final = {10_000: 8}
MEMORY_MIB: Final = {100_000: 200}


def measure() -> Iterator[Figure]:
    """Yield the figures of edits on both sides and of first syncs of 10,000 records."""
    yield from _edits()
    yield from measure_first(RECORDS, is_batched=True)
    yield from measure_first(RECORDS, is_batched=False)


def _edits() -> Iterator[Figure]:
    edits, idle = asyncio.run(_measured("edits", 0))
    yield at_most("100 edits on each side, all bytes", edits["passed"] / KB, 55, "kB")
    yield at_most("100 edits on each side, time", edits["seconds"] * 1000, 100, "ms")
    yield at_most("nothing new, frames after the handshake", idle["after"], 300, "bytes")
    yield Figure(work="nothing new, all bytes, handshake included", figure=f"{idle['passed']:,} bytes")
    yield at_most("nothing new, with dialling and handshake", idle["seconds"] * 1000, 10, "ms")


def measure_first(count: int, *, is_batched: bool) -> Iterator[Figure]:
    """Yield the figures of a first sync of so many records of three changes."""
    work = f"first sync of {count:,} × 3 {'in batches' if is_batched else 'singly signed'}"
    first, idle = asyncio.run(_measured("batched" if is_batched else "single", count))
    yield at_most(f"{work}, time", first["seconds"], FIRST_S[count] if is_batched else SINGLE_S, "s")
    yield _bounded(f"{work}, all bytes", first["passed"] / KB / KB, FIRST_MB.get(count) if is_batched else None, "MB")
    for side in ("calling", "called"):
        yield _bounded(f"{work}, memory of the {side} side", first[side], MEMORY_MIB.get(count), "MiB")
    yield at_most(f"nothing new among {count:,}, frames after the handshake", idle["after"], 300, "bytes")


def _bounded(work: str, value: float, goal: float | None, unit: str) -> Figure:
    return Figure(work=work, figure=f"{value:,.1f} {unit}") if goal is None else at_most(work, value, goal, unit)


async def _measured(kind: str, count: int) -> list[dict[str, Any]]:
    """Return what each sync came to; the memory of both sides stands in each."""
    with tempfile.TemporaryDirectory() as folder:
        await _child("make", folder, kind, str(count), keep=False)
        called = await _child("serve", folder)
        async with _proxy(str((await _line(called))["address"])) as (address, passed):
            calling = await _child("call", folder, address)
            done = await _line(calling)
            await calling.wait()
        assert called.stdin is not None
        called.stdin.close()
        ended = await _line(called)
        await called.wait()
    assert ended["state"] == done["state"]
    assert len(passed) == SYNCS
    memory = {"calling": done["memory"], "called": ended["memory"]}
    return [{**sync, **memory, "passed": count} for sync, count in zip(done["syncs"], passed, strict=True)]


async def _child(*arguments: str, keep: bool = True) -> asyncio.subprocess.Process:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.apart", *arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    if not keep and await child.wait() != 0:
        raise SystemExit("what is to be synced could not be written")
    return child


async def _line(child: asyncio.subprocess.Process) -> dict[str, Any]:
    assert child.stdout is not None
    found: dict[str, Any] = json.loads(await child.stdout.readline())
    return found


@asynccontextmanager
async def _proxy(backend: str) -> AsyncIterator[tuple[str, list[int]]]:
    """Pass connections on to an address; yield where, and the bytes of each connection, both ways."""
    passed: list[int] = []
    place = read_host_port(backend)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(READ_BYTES):
                passed[number] += len(data)
                writer.write(data)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = len(passed)
        passed.append(0)
        far = await asyncio.open_connection(place.host, place.port)
        await asyncio.gather(carry(reader, far[1], number), carry(far[0], writer, number))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", passed


# --- what the children do ---------------------------------------------------------------------------------------------
async def _make(folder: Path, kind: str, count: int) -> None:
    async with pair_in(folder) as two:
        await two.sync()
        await (edit(two) if kind == "edits" else fill(two.alice, count, is_batched=kind == "batched"))


async def _serve(folder: Path) -> None:
    home = await _opened(folder / "alice")
    listener = await Peers(home).listen("127.0.0.1:0")
    print(json.dumps({"address": listener.address}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps({"memory": peak_memory_mib(), "state": await _state(home)}), flush=True)
    await listener.close()
    await home.lock()


async def _call(folder: Path, address: str) -> None:
    home = await _opened(folder / "bob")
    syncs = []
    for _ in range(SYNCS):
        with timed() as span:
            synced = await Peers(home).sync_once(address)
        assert synced.equal
        after = synced.bytes_in + synced.bytes_out - synced.handshake_bytes
        syncs.append({"seconds": span.seconds, "after": after})
    print(json.dumps({"syncs": syncs, "memory": peak_memory_mib(), "state": await _state(home)}), flush=True)
    await home.lock()


async def _opened(folder: Path) -> Home:
    home = Home(folder, cost=CHEAP)
    await home.unlock(PASSPHRASE)
    return home


async def _state(home: Home) -> str:
    return (await home.read(lambda node: read_state_hash(node.only_space()))).hash.hex()


if __name__ == "__main__":
    collect_seldom()
    done = {
        "make": lambda folder, kind, count: _make(Path(folder), kind, int(count)),
        "serve": lambda folder: _serve(Path(folder)),
        "call": lambda folder, address: _call(Path(folder), address),
    }
    asyncio.run(done[sys.argv[1]](*sys.argv[2:]))
