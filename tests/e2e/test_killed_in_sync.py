"""kill -9 of either side in the middle of a sync, as real processes: what was stored stays, the next sync goes on."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from unittest.mock import ANY

import pytest

from keys.keyfile import CHEAP
from node.crdt.ids import Record
from node.runtime.home import Home
from node.service.checking import verify_all
from node.service.lookup import find_records, read_state_hash
from node.service.rebuilding import refresh
from node.service.records import add_records
from node.transport.address import read_host_port
from tests.e2e.meeting import meet
from tests.e2e.terminal import WAIT_S, Terminal
from tests.support.proxies import cutting_proxy

RECORDS = 240
BYTES = 40_000  # less than a first sync of so many records takes


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.proof)])
def test_e01_f05_either_side_killed_in_a_sync_loses_and_doubles_nothing(tmp_path: Path, kills: int) -> None:
    dice = Random(f"kills {kills}")
    alice, bob = Terminal(tmp_path, name="alice"), Terminal(tmp_path, name="bob")
    asyncio.run(meet(alice, bob))
    held = 0
    for number in range(kills):
        asyncio.run(fill(alice, number))
        with alice.up("--listen", "127.0.0.1:0") as running:
            port = read_host_port(str(running.ready["listen"])).port
            called = running.process if number % 2 else None
            assert asyncio.run(sync_killed(bob, port, dice.randrange(2_000, BYTES), called))
        found = asyncio.run(look(bob))
        assert found.records >= held, "what was there before the kill is there after it"
        held = found.records
    with alice.up("--listen", "127.0.0.1:0") as running:
        assert bob.ask("sync", str(running.ready["listen"]))["equal"] is True
        again = bob.ask("sync", str(running.ready["listen"]))
        assert (again["sent"], again["received"]) == (0, 0)
    assert asyncio.run(look(alice)) == asyncio.run(look(bob)) == Found(records=RECORDS * kills, state=ANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a home holds: how many records, and its state hash."""

    records: int
    state: bytes


async def look(terminal: Terminal) -> Found:
    """Open a home, check every entry in it, and tell what it holds."""
    home = Home(terminal.home, cost=CHEAP)
    await home.unlock(terminal.passphrase)
    await home.write(lambda node: refresh(node.only_space(), lambda _: None))
    check = await home.read(lambda node: verify_all(node, lambda _: None))
    assert check.problems == ()
    rows = await home.read(lambda _: find_records(limit=1))
    state = await home.read(lambda node: read_state_hash(node.only_space()))
    await home.lock()
    return Found(records=rows.total, state=state.hash)


async def fill(alice: Terminal, number: int) -> None:
    """Write records, four in an entry."""
    home = Home(alice.home, cost=CHEAP)
    await home.unlock(alice.passphrase)
    for at in range(0, RECORDS, 4):
        listed = [
            (Record((number * RECORDS + n + 1).to_bytes(16, "big")), "person", {"names/n1/text": f"TEST-{number} {n}"})
            for n in range(at, at + 4)
        ]
        await home.write(lambda node, listed=listed: add_records(node.only_space(), listed, now=1))  # type: ignore[misc]
    await home.lock()


async def sync_killed(bob: Terminal, port: int, after: int, called: subprocess.Popen[bytes] | None) -> bool:
    """Run a sync through a proxy that kills one side after so many bytes; tell whether it came to that."""
    proxy = await cutting_proxy(port)
    proxy.cut_after = after
    process = await asyncio.create_subprocess_exec(
        *bob.command("sync", f"127.0.0.1:{proxy.port}"),
        env=bob.environment(),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    kill: Callable[[], None] = process.kill if called is None else lambda: called.send_signal(signal.SIGKILL)
    proxy.on_cut = kill
    try:
        async with asyncio.timeout(WAIT_S):
            code = await process.wait()
            if called is not None:
                await asyncio.to_thread(called.wait)
    finally:
        await proxy.close()
    return proxy.cuts == 1 and code == (1 if called is not None else -signal.SIGKILL)
