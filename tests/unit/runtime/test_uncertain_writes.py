"""A write that goes over its time may still land: the home locks, and what was stored shows once it is opened again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from keys import keyfile
from node.runtime import driving
from node.runtime.errors import Locked, Uncertain
from node.runtime.home import Home
from node.service.effects import Commit, LoadAll, Step
from node.service.node import Node
from node.store.cipher import Sql

PASSPHRASE = "TEST correct horse"


def keep(name: str) -> Callable[[Node], Step[None]]:
    """Gives a step that writes one setting."""

    def step(_node: Node) -> Step[None]:
        yield Commit(settings=((name, b"kept"),))

    return step


async def test_late_write_locks_the_home_and_is_there_when_it_opens_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home", cost=keyfile.CHEAP)
    await home.create(name="TEST-alice", passphrase=PASSPHRASE)
    assert home._store is not None
    release, arrived = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def stuck(_sql: Sql) -> None:
        loop.call_soon_threadsafe(arrived.set)
        release.wait()

    blocked = asyncio.create_task(home._store._writer.run(stuck))
    await arrived.wait()
    monkeypatch.setattr(driving, "EFFECT_TIMEOUT_S", 0.0)
    with pytest.raises(Uncertain):
        await home.write(keep("late"))
    monkeypatch.undo()
    with pytest.raises(Locked):
        await home.write(keep("after"))
    release.set()
    await blocked
    await home.unlock(PASSPHRASE)
    loaded = await home.perform(LoadAll())
    assert "after" not in loaded.settings
    await home.write(keep("again"))
    assert (await home.perform(LoadAll())).settings["again"] == b"kept"
    await home.lock()
