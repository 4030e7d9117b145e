"""Two nodes in one local network that know no address of one another find each other by a beacon, in two processes."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from keys.randomness import system_random
from node.transport.errors import TransportError
from node.transport.lan import Lan
from tests.e2e.terminal import WAIT_S, Terminal

PROBE_S = 15


async def hears_itself() -> bool:
    """Tell whether a beacon of this computer is heard on it."""
    heard = asyncio.Event()
    one, two = (Lan(name, 9, lambda *_: heard.set(), random=system_random) for name in (b"one", b"two"))
    try:
        async with one, two, asyncio.timeout(PROBE_S):
            await heard.wait()
    except (TransportError, TimeoutError):
        return False
    return True


def test_two_processes_meet_by_beacon_and_hold_the_same(tmp_path: Path) -> None:
    if not asyncio.run(hears_itself()):
        pytest.skip("NO MULTICAST on this computer: the beacon between two processes was not tried")
    alice, bob = Terminal(tmp_path, "alice"), Terminal(tmp_path, "bob")
    for person in (alice, bob):
        person.ask("init", "--name", person.name)
    space = alice.ask("space", "create", "TEST network")["space"]
    invitation = alice.ask("invite", space, "--role", "contributor", "--no-confirm")["invitation"]
    request, answer = str(tmp_path / "request"), str(tmp_path / "answer")
    bob.ask("join", invitation, "--request", request)
    alice.ask("answer", request, answer)
    bob.ask("join", invitation, "--answer", answer)
    for person in (alice, bob):
        person.ask("record", "add", "person", f"names/+/text=TEST-{person.name}")

    running = [
        subprocess.Popen(
            person.command("--json", "lan", "--once", "--minutes", "2"),
            env=person.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for person in (alice, bob)
    ]
    ended = [process.communicate(timeout=2 * WAIT_S) for process in running]
    assert [process.returncode for process in running] == [0, 0], ended
    assert alice.ask("state-hash") == bob.ask("state-hash")
    assert alice.ask("record", "list")["total"] == 2
