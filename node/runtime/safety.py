"""What the page about safety does with a home. Implements `node.api.port.SafetyPort`."""

from collections.abc import Callable
from pathlib import Path

from node.api.port import Rehearsed
from node.runtime.drill.numbers import NODES
from node.runtime.drill.own import own_disk
from node.runtime.errors import NotReady
from node.runtime.home import Home
from node.service.errors import Refused


class Safety:
    """The safety of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    async def backup(self, file: Path, passphrase: str) -> int:
        """Write a backup into a new file; return its entries. Raises: WrongPassphrase, StoreError, OSError."""
        return await self._home.backup(file, passphrase)

    async def restore(self, file: Path, secret: str, passphrase: str) -> int:
        """Make the node of a backup anew in an empty home; return its entries. Raises: KeysError, Refused, OSError."""
        try:
            return await self._home.restore(file, secret, passphrase)
        except NotReady as error:
            raise Refused(str(error)) from None

    async def change_passphrase(self, old: str, new: str) -> None:
        """Wrap the node's key under another passphrase. Raises: KeysError, OSError."""
        await self._home.change_passphrase(old, new)

    async def choose_second(self, passphrase: str, second: str | None) -> bool:
        """Choose the second passphrase, or none; tell whether that could be. Raises: KeysError, OSError."""
        try:
            await self._home.choose_second(passphrase, second)
        except NotReady:
            return False
        return True

    async def panic(self) -> None:
        """Destroy the keys, then everything of this home."""
        await self._home.panic()

    async def rehearse(self, tell: Callable[[int, int], None]) -> Rehearsed:
        """Rehearse a seizure on throwaway nodes and search a copy of this home's disk. Raises: Locked, OSError."""
        from node.runtime.drill.script import rehearse  # it gives commands itself

        own = await own_disk(self._home)
        report = await rehearse(NODES, lambda done, of: tell(done, of or 0))
        return Rehearsed(
            ok=report.ok and not own,
            nodes=report.nodes,
            lost=len(report.lost),
            readable_on_disk=len(report.readable_on_disk),
            own_disk=own,
            read_after_cut=len(report.read_after_cut),
            let_in=report.accepted_after_cut,
            actions=len(report.actions),
            seconds=round(report.seconds),
        )
