"""A node killed at any moment keeps every write it acknowledged, opens again, and checks clean."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from random import Random

import pytest

from node.crdt.ids import Record
from node.runtime.home import Home
from tests.integration.homes import check_of, make_home, names_of, open_home

ACKNOWLEDGED_BYTES_MAX = 16 * 1024 * 1024
CHECK_EVERY = 8  # kills between two checks of every entry, which take longer the more there are


async def _run_until_killed(folder: Path, seed: int) -> dict[str, str]:
    """Run the editing process and kill it after a random number of acknowledgements; return name by record id."""
    acknowledgements = Random(seed).randrange(1, 40)
    pause_s = Random(seed).random() * 0.01
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.editing_child", str(folder), str(seed),
        stdout=PIPE, limit=ACKNOWLEDGED_BYTES_MAX,
    )  # fmt: skip
    assert child.stdout is not None
    lines = [await child.stdout.readline() for _ in range(acknowledgements + 1)]
    await asyncio.sleep(pause_s)
    child.kill()
    rest = await child.stdout.read()
    await child.wait()
    assert lines[0] == b"open\n"
    whole = b"".join(lines[1:]) + rest[: rest.rfind(b"\n") + 1]
    named: dict[str, str] = {}
    for line in whole.decode().splitlines():
        name, *records = line.split()
        named.update(dict.fromkeys(records, name))
    return named


async def _require_told(home: Home, told: dict[str, str], when: str) -> None:
    for record, name in told.items():
        standing = await names_of(home, Record(bytes.fromhex(record)))
        assert standing in ([name], [name + "-renamed"]), f"{when}: {record} was acknowledged as {name}"


async def _kill_many(folder: Path, kills: int) -> int:
    """Kill as often as told; look at what each run acknowledged, and at the end at all of it and every entry."""
    home = await make_home(folder)
    await home.lock()
    told: dict[str, str] = {}
    for seed in range(kills):
        newly = await _run_until_killed(folder, seed)
        home = await open_home(folder)
        await _require_told(home, newly, f"seed {seed}")
        told |= newly
        if seed % CHECK_EVERY == 0 or seed == kills - 1:
            check = await check_of(home)
            assert check.is_ok, f"seed {seed}: {check.problems[:3]}"
        await home.lock()
    home = await open_home(folder)
    await _require_told(home, told, "in the end")
    await home.lock()
    return len(told)


async def test_f05_home_killed_at_random_moments_keeps_every_acknowledged_write(tmp_path: Path) -> None:
    assert await _kill_many(tmp_path / "home", kills=8) > 50


@pytest.mark.proof
@pytest.mark.slow
async def test_f05_home_killed_at_200_random_moments_keeps_every_acknowledged_write(tmp_path: Path) -> None:
    assert await _kill_many(tmp_path / "home", kills=200) > 1_000
