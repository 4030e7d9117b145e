"""Lines over websockets (aiohttp): binary frames, no compression, at most 1 MiB each.

Behind TLS, a reverse proxy or a SOCKS5 proxy they are the same. Refused, by ending the line: text frames, larger
frames. Headers that name program or versions are left out. Names are resolved for the address called and nothing else,
through a SOCKS proxy not even those; proxies of the environment are not used.
"""

import asyncio
from ssl import SSLContext, create_default_context
from typing import Final

from aiohttp import (
    BaseConnector,
    ClientError,
    ClientRequest,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    WSMsgType,
    web,
)
from aiohttp.client_proto import ResponseHandler
from aiohttp.tracing import Trace

from node.sync.limits import FRAME_BYTES_MAX
from node.transport.address import HostPort, is_onion, url_of
from node.transport.errors import CannotListen, CannotReach, LineClosed
from node.transport.limits import (
    CLOSE_TIMEOUT_S,
    CONNECT_TIMEOUT_S,
    CONNECTIONS_MAX,
    HEARTBEAT_S,
    SEND_TIMEOUT_S,
)
from node.transport.line import Line, Serve
from node.transport.socks import connect_through

_ENDED: Final = "the line has ended"
_DEAD: Final = "nobody answers at that address; nothing was changed"


class WebsocketLine:
    """A line over one websocket."""

    __slots__ = ("_session", "_socket")

    def __init__(
        self, socket: ClientWebSocketResponse | web.WebSocketResponse, session: ClientSession | None = None
    ) -> None:
        self._socket = socket
        self._session = session

    async def send(self, frame: bytes) -> None:
        """Hand over a frame. Raises: LineClosed."""
        if not 0 < len(frame) <= FRAME_BYTES_MAX:
            raise LineClosed("a frame that no line carries")
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await self._socket.send_bytes(frame)
        except (ConnectionError, RuntimeError, ClientError, TimeoutError) as error:
            raise LineClosed(_ENDED) from error

    async def receive(self) -> bytes:
        """Return the next frame. Raises: LineClosed."""
        try:
            message = await self._socket.receive()
        except (ConnectionError, RuntimeError, ClientError) as error:
            raise LineClosed(_ENDED) from error
        if message.type is not WSMsgType.BINARY or not message.data:
            await self.close()
            raise LineClosed(_ENDED)
        return bytes(message.data)

    async def close(self) -> None:
        """End the line. May be called again."""
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._socket.close()
        except (TimeoutError, ConnectionError, RuntimeError, ClientError):
            pass  # the other side does not answer; the socket is dropped below or with its request
        if self._session is not None:
            await self._session.close()


class _SocksConnector(BaseConnector):
    """Opens aiohttp's connections through a SOCKS proxy; names go to the proxy as they are."""

    def __init__(self, proxy: HostPort) -> None:
        super().__init__(force_close=True)
        self._proxy = proxy

    async def _create_connection(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: ClientTimeout,  # noqa: ASYNC109 - aiohttp's own
    ) -> ResponseHandler:
        host, port = req.url.host, req.url.port
        if not host or not port:
            raise CannotReach(_DEAD)
        reached = await connect_through(self._proxy, HostPort(host, port))
        try:
            tls = req.ssl if isinstance(req.ssl, SSLContext) else create_default_context() if req.is_ssl() else None
            _, handler = await self._loop.create_connection(
                self._factory, sock=reached, ssl=tls, server_hostname=host if tls else None
            )
        except BaseException:
            reached.close()
            raise
        return handler


async def dial(address: str, *, socks: HostPort | None = None, trust: SSLContext | None = None) -> Line:
    """Call a node at `host:port` or a websocket URL, through a SOCKS5 proxy where one is given.

    `trust` says which certificates count for `wss://`; the system's unless told. An onion address needs the proxy.
    Raises: BadAddress, CannotReach.
    """
    url = url_of(address)
    if socks is None and is_onion(url):
        raise CannotReach("an onion address is reached through Tor only: give --socks HOST:PORT; nothing was changed")
    session = ClientSession(
        connector=_SocksConnector(socks) if socks else None,
        skip_auto_headers=("User-Agent",),
        timeout=ClientTimeout(total=None, connect=CONNECT_TIMEOUT_S),
        trust_env=False,
    )
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            socket = await session.ws_connect(
                url,
                ssl=trust or True,
                compress=0,
                max_msg_size=FRAME_BYTES_MAX + 1,
                heartbeat=HEARTBEAT_S,
                autoclose=True,
            )
    except (ClientError, OSError, TimeoutError, ValueError) as error:
        await session.close()
        raise CannotReach(_DEAD) from error
    except BaseException:
        await session.close()
        raise
    return WebsocketLine(socket, session)


class WebsocketListener:
    """A port that is listened on."""

    __slots__ = ("_lines", "_runner", "address")

    def __init__(self, runner: web.ServerRunner, address: str, lines: set[WebsocketLine]) -> None:
        self._runner = runner
        self._lines = lines
        self.address = address

    async def close(self) -> None:
        """Take no more calls and end the lines there are. May be called again."""
        await asyncio.gather(*(line.close() for line in list(self._lines)))
        await self._runner.cleanup()


async def listen(place: HostPort, serve: Serve) -> WebsocketListener:
    """Take calls at a host and port (0: any free one). Raises: CannotListen."""
    lines: set[WebsocketLine] = set()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        if len(lines) >= CONNECTIONS_MAX:
            return web.Response(status=503)
        socket = web.WebSocketResponse(compress=False, max_msg_size=FRAME_BYTES_MAX + 1, heartbeat=HEARTBEAT_S)
        if not socket.can_prepare(request):
            return web.Response(status=404, headers={"Server": ""})
        socket.headers["Server"] = ""
        await socket.prepare(request)
        line = WebsocketLine(socket)
        lines.add(line)
        try:
            await serve(line)
        finally:
            lines.discard(line)
            await line.close()
        return socket

    runner = web.ServerRunner(
        web.Server(handle, access_log=None), handle_signals=False, shutdown_timeout=CLOSE_TIMEOUT_S
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, place.host, place.port)
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise CannotListen(f"cannot listen on {place}: it may be in use, or not on this computer") from error
    port = next(int(item[1]) for item in runner.addresses)
    return WebsocketListener(runner, str(HostPort(place.host, port)), lines)
