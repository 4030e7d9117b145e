"""One node of the rehearsal: a folder, a process of its own, and commands given to it over its local channel.

Refuses nothing by itself; whatever a node refuses is raised with its line.
"""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from keys.keyfile import CHEAP
from keys.randomness import system_random
from node.ledger.types import Json
from node.runtime.commands.call import Answer
from node.runtime.commands.table import Request, run_command
from node.runtime.control_client import reach
from node.runtime.errors import NotReady
from node.runtime.home import Home
from node.runtime.limits import DRILL_WAIT_S

_NOT_COPIED: Final = shutil.ignore_patterns("control", "running", "lock")  # sockets and locks hold no data


class Player:
    """A node of the rehearsal."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.device = ""
        self.address = ""
        self._passphrase = system_random(16).hex()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether its process was started and neither stopped nor killed."""
        return self._process is not None

    def open_at(self, folder: Path) -> Home:
        """Return the home in a folder that holds this node or a copy of it; nobody else may have it open."""
        return Home(folder, cost=CHEAP)

    async def make(self) -> None:
        """Make the node in its folder and start it."""
        home = self.open_at(self.folder)
        await home.create(name=self.name, passphrase=self._passphrase)
        await home.lock()
        self.passphrase_file.write_text(self._passphrase, encoding="utf-8")
        await self.start()

    @property
    def passphrase_file(self) -> Path:
        """Return the file that its process reads its passphrase from; it lies outside its home."""
        return self.folder.with_name(f"{self.folder.name}.passphrase")

    async def unlock(self, folder: Path) -> Home:
        """Return the home of a copy of this node, unlocked."""
        home = self.open_at(folder)
        await home.unlock(self._passphrase)
        return home

    # --- its process --------------------------------------------------------------------------------------------------
    async def start(self) -> None:
        """Start its process and wait until it answers. Raises: NotReady."""
        command = [sys.executable, "-m", "node.cli", "--home", str(self.folder), "--json"]
        command += ["--passphrase-file", str(self.passphrase_file), "up", "--listen", self.address or "127.0.0.1:0"]
        self._process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(DRILL_WAIT_S):
            line = await self._process.stdout.readline()
        if not line:
            await self._process.wait()
            raise NotReady("a node of the rehearsal did not start; nothing was rehearsed")
        self.address = str(json.loads(line)["listen"])

    async def stop(self) -> None:
        """Ask its process to end, and wait."""
        await self._end("terminate")

    async def kill(self) -> None:
        """End its process as a cut cable would."""
        await self._end("kill")

    async def _end(self, how: str) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            getattr(process, how)()
        async with asyncio.timeout(DRILL_WAIT_S):
            await process.wait()

    # --- commands -----------------------------------------------------------------------------------------------------
    async def ask(self, command: str, args: Mapping[str, Json]) -> Answer:
        """Give it a command as its owner would: to its process, or in its folder while that is stopped."""
        if self.is_running:
            async with await reach(self.folder) as node:
                return await node.ask(command, args, None, _silent)
        home = self.open_at(self.folder)
        try:
            return await run_command(home, Request(name=command, args=args, passphrase=self._passphrase), _silent)
        finally:
            await home.lock()

    async def sync(self, other: "Player") -> Answer:
        """Call another node once."""
        return await self.ask("sync", {"address": other.address})

    async def add(self, title: str) -> None:
        """Write a person down."""
        await self.ask("record.add", {"kind": "person", "values": [["names/+/text", title]]})

    async def titles(self) -> frozenset[str]:
        """Return the titles of all records it shows."""
        answer = await self.ask("record.list", {"limit": 1_000})
        records = answer["records"]
        assert isinstance(records, list)
        return frozenset(str(item["title"]) for item in records if isinstance(item, dict))

    def copy_to(self, folder: Path) -> None:
        """Copy its disk as it is at this moment."""
        shutil.copytree(self.folder, folder, ignore=_NOT_COPIED)


def _silent(_done: int, _total: int | None) -> None:
    """Tell nobody of progress."""
