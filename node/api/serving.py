"""The pages served on a port of this computer. Refuses every address but loopback's."""

import socket
from collections.abc import Callable
from typing import Final, Self

from aiohttp import web

from keys.randomness import Random
from node.api.app import add_link, link_path, make_app
from node.api.door import loopback_origins
from node.api.errors import ForeignRequest
from node.api.limits import TOKEN_BYTES
from node.api.port import NetworkPort, NodePort, SafetyPort
from node.api.site import SITE

_LOOPBACK: Final = ("127.0.0.1", "::1")


class PageServer:
    """The pages of one node while they are served. Made by `start`."""

    def __init__(self, app: web.Application, runner: web.AppRunner, base: str, random: Random, first: str) -> None:
        self._app = app
        self._runner = runner
        self._base = base
        self._random = random
        self.first_link = base + link_path(first)

    @classmethod
    async def start(
        cls,
        port: NodePort,
        network: NetworkPort,
        safety: SafetyPort,
        *,
        host: str,
        number: int,
        random: Random,
        clock: Callable[[], float],
        stop_s: float,
    ) -> Self:
        """Serve the pages of `port` at `host` (a loopback address or `localhost`) and port `number` (0: any free one).

        `stop_s`: how long requests under way are waited for at the end.
        Raises: ForeignRequest for another host, OSError for a port that is taken.
        """
        listener = _listen(loopback_address(host), number)
        try:
            bound = listener.getsockname()[1]
            first = random(TOKEN_BYTES).hex()
            origins = loopback_origins(bound)
            app = make_app(port, network, safety, first_link_token=first, origins=origins, random=random, clock=clock)
            runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=stop_s)
            await runner.setup()
            await web.SockSite(runner, listener).start()
        except BaseException:
            listener.close()
            raise
        name = f"[{host}]" if ":" in host else host
        return cls(app, runner, f"http://{name}:{bound}", random, first)

    def new_link(self) -> str:
        """Return one more one-time link."""
        token = self._random(TOKEN_BYTES).hex()
        add_link(self._app, token)
        return self._base + link_path(token)

    def forget(self) -> None:
        """Drop from every browser's session what a locked node must not remember."""
        self._app[SITE].forget()

    async def stop(self) -> None:
        """Take no more requests and finish those under way. Idempotent."""
        await self._runner.cleanup()


def loopback_address(host: str) -> str:
    """Return the loopback address a host stands for. Raises: ForeignRequest for any other."""
    address = "127.0.0.1" if host == "localhost" else host
    if address not in _LOOPBACK:
        raise ForeignRequest("the pages are for this computer only: give 127.0.0.1, ::1 or localhost")
    return address


def _listen(address: str, number: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(*_exclusive())
        listener.bind((address, number))
    except BaseException:
        listener.close()
        raise
    return listener


def _exclusive() -> tuple[int, int, int]:
    """Take the port alone: Windows lets others share one unless told, elsewhere a port just left is free at once."""
    windows = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    return socket.SOL_SOCKET, socket.SO_REUSEADDR if windows is None else windows, 1
