"""One node of the rehearsal: a folder, a process of its own, and commands given to it over its local channel.

Refuses nothing by itself; whatever a node refuses is raised with its line.
"""

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from keys.keyfile import CHEAP
from keys.randomness import system_random
from node.ledger.types import Json
from node.runtime.child import kill_node, own_program, start_node, stop_node
from node.runtime.commands.call import Answer
from node.runtime.commands.table import Request, run_command
from node.runtime.control_client import reach
from node.runtime.drill.disk import NOT_COPIED
from node.runtime.home import Home
from node.runtime.talking import silent

_ANYWHERE: Final = "127.0.0.1:0"


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

    def _home_at(self, folder: Path) -> Home:
        """Return the home in a folder that holds this node or a copy of it; nobody else may have it open."""
        return Home(folder, cost=CHEAP)

    async def make(self) -> None:
        """Make the node in its folder and start it."""
        home = self._home_at(self.folder)
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
        home = self._home_at(folder)
        await home.unlock(self._passphrase)
        return home

    # --- its process --------------------------------------------------------------------------------------------------
    async def start(self) -> None:
        """Start its process and wait until it answers. Raises: NotReady."""
        self._process, ready = await start_node(
            own_program(), home=self.folder, passphrase_file=self.passphrase_file, listen=self.address or _ANYWHERE
        )
        self.address = ready["listen"]

    async def stop(self) -> None:
        """Ask its process to end, and wait."""
        process, self._process = self._process, None
        if process is not None:
            await stop_node(process)

    async def kill(self) -> None:
        """End its process as a cut cable would."""
        process, self._process = self._process, None
        if process is not None:
            await kill_node(process)

    # --- commands -----------------------------------------------------------------------------------------------------
    async def ask(self, command: str, args: Mapping[str, Json]) -> Answer:
        """Give it a command as its owner would: to its process, or in its folder while that is stopped."""
        if self.is_running:
            async with await reach(self.folder) as node:
                return await node.ask(command, args, None, silent)
        home = self._home_at(self.folder)
        try:
            return await run_command(home, Request(name=command, args=args, passphrase=self._passphrase), silent)
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
        shutil.copytree(self.folder, folder, ignore=NOT_COPIED)
