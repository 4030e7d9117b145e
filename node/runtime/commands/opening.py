"""An unlocked node for as long as one command takes. Refuses to leave a node open that was locked before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from node.api.port import Condition
from node.runtime.commands.errors import NoPassphrase
from node.runtime.errors import NotReady
from node.runtime.home import Home


@asynccontextmanager
async def unlocked(home: Home, passphrase: str | None) -> AsyncIterator[None]:
    """Unlock a locked home inside and lock it again afterwards; leave an open one as it is.

    One command at a time borrows a locked home. Somebody else unlocking it meanwhile keeps it open.
    Raises: NotReady, NoPassphrase, KeysError, StoreError.
    """
    async with home.borrowing:
        if home.condition is Condition.LOCKED:
            mine = await _unlock(home, passphrase)
            try:
                yield
            finally:
                await asyncio.shield(home.give_back(mine))
            return
    if home.condition is Condition.EMPTY:
        raise NotReady("there is no node in this folder yet: make one with `init`, or on the page that `up` shows")
    yield


async def _unlock(home: Home, passphrase: str | None) -> int:
    if home.is_carrier:
        await home.open_carrier()
        return home.unlocks
    if passphrase is None:
        raise NoPassphrase("this node is locked: give its passphrase by --passphrase-file FILE; nothing was changed")
    await home.unlock(passphrase)
    return home.unlocks
