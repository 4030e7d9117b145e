"""Draws one foreign file in a process of its own and keeps it within its bounds.

The process gets the file by a pipe, an empty environment and nothing of the node's home. It is ended, whatever it is
at, when its time is over, when it says what is no sheet, and when nobody waits for it any more.
"""

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import node
from node.api.drawing.box import Box
from node.api.drawing.sheets import DRAWN, SIZE, Job, Sheet, decode_fault, pixel_bytes
from node.api.errors import Fault, NoPicture
from node.api.limits import PAPER_PAGES_MAX

log = logging.getLogger(__name__)
T = TypeVar("T")

_START: Final = "import sys; sys.path[:] = sys.argv[4:]; from node.api.drawing.child import main; main(*sys.argv[1:4])"
_ROOT: Final = Path(sys.executable).anchor
_NAMES_NEEDED: Final = ("SYSTEMROOT",)  # without it no program starts on Windows; elsewhere there is no such name
_ENDED_BY_LIMIT: Final = {
    -getattr(signal, name, 0) for name in ("SIGXCPU", "SIGKILL", "SIGABRT")
}  # the last: no memory


async def draw_apart(data: bytes, job: Job, take: Callable[[Sheet], T], box: Box | None = None) -> tuple[T, ...]:
    """Return what `take` makes of each sheet of a file, in their order; all of them or none.

    `take` is called on a thread, one sheet at a time: no more than one is held. Raises: NoPicture, what `take` raises.
    """
    box = box or Box()
    process = await _started(job, box)
    try:
        async with asyncio.timeout(box.wait_s):
            try:
                return await _taken(process, data, take)
            except asyncio.IncompleteReadError:
                raise NoPicture(await _why_ended(process)) from None
    except TimeoutError:
        raise NoPicture(Fault.HEAVY) from None
    except _NotASheet:
        raise NoPicture(Fault.DAMAGED) from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


class _NotASheet(Exception):
    """The process says what no drawing process says."""


async def _started(job: Job, box: Box) -> Process:
    modules = dict.fromkeys((str(Path(node.__file__).parents[1]), *filter(None, sys.path)))
    return await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-S", "-c", _START, job.value, str(box.memory_bytes), str(box.cpu_s), *modules,
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=_ROOT,
        env={name: os.environ[name] for name in _NAMES_NEEDED if name in os.environ},
    )  # fmt: skip


async def _taken(process: Process, data: bytes, take: Callable[[Sheet], T]) -> tuple[T, ...]:
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(ConnectionError):  # it has ended already; its answer tells why
        process.stdin.write(data)
        await process.stdin.drain()
        process.stdin.close()
    taken: list[T] = []
    while (code := (await process.stdout.readexactly(1))[0]) != DRAWN:
        if (fault := decode_fault(code)) is not None:
            raise NoPicture(fault)
        if len(taken) == PAPER_PAGES_MAX:
            raise _NotASheet
        taken.append(await asyncio.to_thread(take, await _read_sheet(process.stdout, code)))
    if not taken:
        raise _NotASheet
    return tuple(taken)


async def _read_sheet(source: asyncio.StreamReader, channels: int) -> Sheet:
    width, height = SIZE.unpack(await source.readexactly(SIZE.size))
    try:
        size = pixel_bytes(channels, width, height)
    except NoPicture:
        raise _NotASheet from None
    return Sheet(width=width, height=height, channels=channels, pixels=await source.readexactly(size))


async def _why_ended(process: Process) -> Fault:
    code = await process.wait()
    log.info("a process that draws ended early: %d", code)
    return Fault.HEAVY if code in _ENDED_BY_LIMIT else Fault.DAMAGED
