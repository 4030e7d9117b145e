"""F5, F11: real processes on one home: killed in the middle of writing, or opening it a second time."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from node.store.errors import AlreadyOpen
from node.store.store import Store
from tests.faults.shim import ROOT
from tests.faults.verdict import acknowledged, check_home
from tests.faults.writing import KEY

CHILD = "tests.faults.writing_child"
SEED, COMMITS = "TEST-killed", 200


def start(home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", CHILD, str(home), SEED, str(COMMITS)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed_after(home: Path, lines: int) -> tuple[str, ...]:
    """Start a writer and kill it once it has said some lines; return all it said."""
    child = start(home)
    assert child.stdout is not None
    said = []
    for line in child.stdout:
        said.append(line.strip())
        if len(said) >= lines:
            child.send_signal(signal.SIGKILL)
    _, errors = child.communicate()
    assert errors == ""
    return tuple(said)


async def check_kills(home: Path, kills: int, seed: int) -> None:
    choose = Random(seed)
    told = held = 0
    for _ in range(kills):
        said = killed_after(home, choose.randrange(1, max(2, 2 * (COMMITS - held) // kills)))
        told = max(told, acknowledged(said))
        held = await check_home(home, SEED, COMMITS, told)
    assert told > kills // 2


async def test_f05_store_killed_while_writing_keeps_every_acknowledged_commit(tmp_path: Path) -> None:
    await check_kills(tmp_path, 20, seed=0)


@pytest.mark.proof
@pytest.mark.slow
async def test_f05_store_killed_200_times_keeps_every_acknowledged_commit(tmp_path: Path) -> None:
    for round_ in range(10):
        home = tmp_path / str(round_)
        home.mkdir()
        await check_kills(home, 20, seed=round_)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the home open: it said its first commit and has many to go."""
    child = start(tmp_path)
    assert child.stdout is not None
    assert child.stdout.readline().startswith("stored 0")
    child.send_signal(signal.SIGSTOP)
    yield child
    child.kill()
    child.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="stops the other process by a signal")
async def test_f11_second_process_on_one_home_is_refused_with_one_line(
    tmp_path: Path, other: subprocess.Popen[str]
) -> None:
    with pytest.raises(AlreadyOpen) as refused:
        await Store.open(tmp_path, KEY, machine="TEST")
    assert "in use by another process" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.skipif(sys.platform == "win32", reason="stops the other process by a signal")
async def test_f11_home_of_a_killed_process_opens_at_once(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()
    store = await Store.open(tmp_path, KEY, machine="TEST")
    await store.close()


async def test_f11_second_store_of_one_process_is_refused_until_the_first_is_closed(tmp_path: Path) -> None:
    first = await Store.open(tmp_path, KEY)
    with pytest.raises(AlreadyOpen):
        await Store.open(tmp_path, KEY)
    await first.close()
    second = await Store.open(tmp_path, KEY)
    await second.close()
