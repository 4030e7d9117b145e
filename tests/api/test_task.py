"""A forgotten task ends beside the next one and changes nothing of it."""

import asyncio

from node.api.background import Background, Tell
from node.api.beside import Beside
from node.api.task import OneTask


async def test_forgotten_task_that_ends_slowly_leaves_the_next_one_running() -> None:
    place, go = OneTask(), asyncio.Event()
    ended = asyncio.Event()

    async def slow() -> None:
        try:
            await go.wait()
        finally:
            await asyncio.sleep(0)
            ended.set()

    place.begin(slow)
    await asyncio.sleep(0)
    place.forget()
    place.begin(slow)
    await ended.wait()
    await asyncio.sleep(0)
    assert place.is_running
    go.set()
    await place.settle()
    assert (place.is_running, place.has_failed) == (False, False)


async def test_second_task_waits_for_nobody_and_is_not_begun() -> None:
    place, begun = OneTask(), 0

    async def work() -> None:
        nonlocal begun
        begun += 1

    place.begin(work)
    place.begin(work)
    await place.settle()
    assert begun == 1


async def test_failed_work_is_told_until_the_next_begins() -> None:
    work: Background[str] = Background()

    async def fail(_tell: Tell) -> str:
        raise ValueError("TEST-secret")

    async def succeed(tell: Tell) -> str:
        tell(3, 4)
        return "found"

    work.begin(fail)
    await work.settle()
    assert (work.has_failed, work.is_running, work.result) == (True, False, None)
    work.begin(succeed)
    assert not work.has_failed
    await work.settle()
    assert (work.has_failed, work.result, work.done, work.of) == (False, "found", 3, 4)
    work.forget()
    assert (work.has_failed, work.result) == (False, None)


async def test_what_was_found_for_an_older_key_stands_while_the_next_is_looked_for() -> None:
    beside: Beside[str] = Beside()

    async def find(text: str) -> str:
        return text

    assert await beside.look(1, lambda: find("old"), is_small=True) == ("old", True)
    assert await beside.look(2, lambda: find("new"), is_small=False) == ("old", False)
    await beside.settle()
    assert await beside.look(2, lambda: find("never"), is_small=False) == ("new", True)
