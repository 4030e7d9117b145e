"""What the days ask for, while a home is open: `node.service.keeping_up` now and then. A locked home is left alone."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from node.runtime.errors import Locked, RuntimeFault
from node.runtime.home import Home
from node.runtime.limits import KEEP_UP_EVERY_S
from node.service.errors import ServiceError
from node.service.keeping_up import keep_up_all
from node.store.errors import StoreError


async def keep_up(home: Home, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Keep up every KEEP_UP_EVERY_S; never returns. What a full disk refused is tried the next time."""
    while True:
        with suppress(RuntimeFault, StoreError):
            await keep_up_once(home)
        await sleep(KEEP_UP_EVERY_S)


async def keep_up_once(home: Home) -> None:
    """Do what the days ask for in every space, unless the home is locked."""
    now = home.now()
    with suppress(Locked, ServiceError):
        await home.answer(lambda node: keep_up_all(node, now))
