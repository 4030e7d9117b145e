"""A node as a process of its own, for the demonstration and the rehearsal: begun by `up`, ended in good order."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from node.runtime.errors import NotReady
from node.runtime.limits import CHILD_START_S, CHILD_STOP_S, LOCK_AFTER_MINUTES_MAX


def own_program() -> tuple[str, ...]:
    """Return how this program is started as a process of its own."""
    return sys.executable, "-m", "node.cli"


async def start_node(
    program: Sequence[str], *, home: Path, passphrase_file: Path, listen: str
) -> tuple[asyncio.subprocess.Process, Mapping[str, str]]:
    """Start a node that takes calls at `host:port`; return its process and what it says once it answers.

    Raises: NotReady where it does not, and then it has ended.
    """
    options = ("--home", str(home), "--passphrase-file", str(passphrase_file), "--json")
    process = await asyncio.create_subprocess_exec(
        *program, *options, "up", "--listen", listen, "--lock-after", str(LOCK_AFTER_MINUTES_MAX),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(CHILD_START_S):
            line = await process.stdout.readline()
        return process, json.loads(line)
    except (TimeoutError, ValueError):
        await stop_node(process)
        raise NotReady("a node did not start as a process of its own; nothing else was changed") from None


async def stop_node(process: asyncio.subprocess.Process) -> None:
    """End a process, in good order if it can."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(CHILD_STOP_S):
            await process.wait()
    except TimeoutError:
        await kill_node(process)


async def kill_node(process: asyncio.subprocess.Process) -> None:
    """End a process as a cut cable would."""
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
