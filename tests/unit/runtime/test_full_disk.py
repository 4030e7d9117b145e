"""F5: a disk that is full while other nodes call, are called, or the days ask for something: the node goes on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from node.runtime.dialling import Dialler
from node.runtime.home import Home
from node.runtime.keeping import keep_up
from node.runtime.peers import Peers
from node.service.calling import Callee
from node.service.errors import NotFound
from node.store.errors import NoSpace
from node.transport.line import Line

CALLEE = cast(Callee, cast(Any, type("TestCallee", (), {"channel_key": b"k" * 32}))())


@dataclass
class FullDisk:
    """A home that answers what it is told to, in turn, and then that its disk is full."""

    answers: list[object] = field(default_factory=list)
    asked: int = 0
    socks: None = None

    def now(self) -> int:
        """Return some time."""
        return 0

    @property
    def lines(self) -> Any:
        """Return lines of which none is open."""
        return type("TestLines", (), {"is_connected": lambda *_: False})()

    async def answer(self, step: object, *, is_quiet: bool = False) -> object:
        """Count, and answer or fail."""
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else NoSpace()
        if isinstance(answer, Exception):
            raise answer
        return answer


async def turns_until(home: FullDisk, asked: int, dialler: Dialler, task: asyncio.Task[None]) -> None:
    """Let a dialler run, hurried, until its home was asked so often."""
    for _ in range(1_000):
        if home.asked >= asked or task.done():
            break
        dialler.hurry()
        await asyncio.sleep(0)
    task.cancel()
    assert home.asked >= asked


async def test_f05_full_disk_while_looking_for_whom_to_call_does_not_end_the_node() -> None:
    home = FullDisk()
    dialler = Dialler(cast(Home, home), cast(Peers, None))
    await turns_until(home, 4, dialler, asyncio.create_task(dialler.run()))


@pytest.mark.parametrize("failure", [NoSpace(), NotFound("gone")], ids=["full disk", "gone meanwhile"])
async def test_f05_full_disk_in_the_middle_of_a_call_does_not_end_the_node(failure: Exception) -> None:
    home = FullDisk([[CALLEE], ("h:1",), failure, [CALLEE]])
    dialler = Dialler(cast(Home, home), cast(Peers, None))
    await turns_until(home, 6, dialler, asyncio.create_task(dialler.run()))


async def test_f05_full_disk_while_a_stranger_calls_is_one_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    home = FullDisk()
    await Peers(cast(Home, home))._serve(cast(Line, None))
    assert home.asked == 1
    assert [record.getMessage() for record in caplog.records] == ["a call ended: NoSpace"]


async def test_f05_full_disk_when_the_days_ask_for_something_is_tried_again() -> None:
    home, slept = FullDisk(), 0

    async def sleep(_seconds: float) -> None:
        nonlocal slept
        slept += 1
        if slept == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await keep_up(cast(Home, home), sleep=sleep)
    assert home.asked == 3
