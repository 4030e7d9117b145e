"""What every line between nodes does, whatever it runs over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from node.sync.limits import FRAME_BYTES_MAX
from node.transport.address import HostPort, read_host_port, url_of
from node.transport.errors import BadAddress, CannotListen, CannotReach, LineClosed
from node.transport.line import Line, Listener, Serve
from node.transport.memory import MemoryNetwork
from node.transport.websocket import dial as dial_websocket
from node.transport.websocket import listen as listen_websocket
from tests.support.proxies import PREFIX, Between, reverse_proxy, socks_server

PATIENCE_S = 20


@dataclass
class Adapter:
    """One way to carry frames, behind the same two calls."""

    listen: Callable[[Serve], Awaitable[Listener]]
    dial: Callable[[str], Awaitable[Line]]
    dead: str
    lines: list[Line] = field(default_factory=list)
    listeners: list[Listener] = field(default_factory=list)

    async def pair(self) -> tuple[Line, Line]:
        """Return both ends of a fresh line; the called end stays open until the test is over."""
        taken: asyncio.Queue[Line] = asyncio.Queue()
        self.over = asyncio.Event()

        async def serve(line: Line) -> None:
            await taken.put(line)
            await self.over.wait()

        listener = await self.listen(serve)
        self.listeners.append(listener)
        ours = await self.dial(listener.address)
        theirs = await asyncio.wait_for(taken.get(), PATIENCE_S)
        self.lines += [ours, theirs]
        return ours, theirs

    async def close(self) -> None:
        """End all that was made."""
        if self.lines:
            self.over.set()
        for line in self.lines:
            await line.close()
        for listener in self.listeners:
            await listener.close()


@pytest.fixture(params=["memory", "websocket", "socks", "reverse proxy with TLS", "both"])
async def adapter(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Adapter]:
    """Each adapter, and each way there is to one, in turn."""
    made, between = await _adapter(request.param, tmp_path)
    yield made
    await made.close()
    for item in between:
        await item.close()


async def _adapter(name: str, folder: Path) -> tuple[Adapter, list[Between]]:
    if name == "memory":
        network = MemoryNetwork()
        return Adapter(listen=lambda serve: network.listen("alice", serve), dial=network.dial, dead="nobody"), []
    socks = await socks_server()
    between = [socks]
    place = HostPort("127.0.0.1", socks.port)

    async def dial_proxied(address: str, through: HostPort | None) -> Line:
        proxy, trust = await reverse_proxy(folder, read_host_port(address).port)
        between.append(proxy)
        return await dial_websocket(f"wss://localhost:{proxy.port}{PREFIX}", socks=through, trust=trust)

    dials: dict[str, Callable[[str], Awaitable[Line]]] = {
        "websocket": dial_websocket,
        "socks": partial(dial_websocket, socks=place),
        "reverse proxy with TLS": partial(dial_proxied, through=None),
        "both": partial(dial_proxied, through=place),
    }
    listen = partial(listen_websocket, HostPort("127.0.0.1", 0))
    return Adapter(listen=listen, dial=dials[name], dead="127.0.0.1:1"), between


async def test_line_carries_frames_whole_in_order_both_ways(adapter: Adapter) -> None:
    ours, theirs = await adapter.pair()
    frames = [bytes([number]) * size for number, size in enumerate((1, 2, 65_535, FRAME_BYTES_MAX))]
    for one, other in ((ours, theirs), (theirs, ours)):

        async def send(one: Line = one) -> None:
            for frame in frames:
                await one.send(frame)

        task = asyncio.create_task(send())
        assert [await asyncio.wait_for(other.receive(), PATIENCE_S) for _ in frames] == frames
        await task


@pytest.mark.parametrize("size", [0, FRAME_BYTES_MAX + 1])
async def test_line_refuses_frames_out_of_bounds(adapter: Adapter, size: int) -> None:
    ours, _ = await adapter.pair()
    with pytest.raises(LineClosed):
        await ours.send(bytes(size))


async def test_close_lets_arrive_what_was_sent_then_ends_the_line(adapter: Adapter) -> None:
    ours, theirs = await adapter.pair()
    await ours.send(b"last words")
    closing = asyncio.create_task(ours.close())
    assert await asyncio.wait_for(theirs.receive(), PATIENCE_S) == b"last words"
    with pytest.raises(LineClosed):
        await asyncio.wait_for(theirs.receive(), PATIENCE_S)
    await closing
    await ours.close()
    with pytest.raises(LineClosed):
        await theirs.send(b"too late")


async def test_close_ends_a_waiting_receive_of_our_own(adapter: Adapter) -> None:
    ours, _ = await adapter.pair()
    waiting = asyncio.create_task(ours.receive())
    await asyncio.sleep(0)
    await ours.close()
    with pytest.raises(LineClosed):
        await asyncio.wait_for(waiting, PATIENCE_S)


async def test_listener_that_closes_ends_its_lines_and_takes_no_calls(adapter: Adapter) -> None:
    ours, _ = await adapter.pair()
    address = adapter.listeners[0].address
    adapter.over.set()
    await adapter.listeners[0].close()
    with pytest.raises(LineClosed):
        await asyncio.wait_for(ours.receive(), PATIENCE_S)
    with pytest.raises(CannotReach):
        await adapter.dial(address)


async def test_dead_address_cannot_be_reached(adapter: Adapter) -> None:
    with pytest.raises(CannotReach):
        await adapter.dial(adapter.dead)


# --- ways ----
async def test_socks_proxy_gets_names_unresolved_and_a_dead_one_is_a_clear_refusal() -> None:
    async def serve(line: Line) -> None:
        await line.send(b"hello")
        await line.receive()

    listener = await listen_websocket(HostPort("127.0.0.1", 0), serve)
    socks = await socks_server()
    proxy = HostPort("127.0.0.1", socks.port)
    onion = "TEST" + "a" * 52 + ".onion"
    try:
        port = read_host_port(listener.address).port
        line = await dial_websocket(f"{onion}:{port}", socks=proxy)
        assert await asyncio.wait_for(line.receive(), PATIENCE_S) == b"hello"
        assert [name.lower() for name in socks.asked] == [onion.lower()]
        await line.close()
        with pytest.raises(CannotReach, match="Tor"):
            await dial_websocket(f"{onion}:{port}")
        with pytest.raises(CannotReach, match="SOCKS"):
            await dial_websocket(listener.address, socks=HostPort("127.0.0.1", 1))
    finally:
        await listener.close()
        await socks.close()


@pytest.mark.parametrize("through_socks", [False, True])
async def test_certificate_nobody_trusts_ends_the_call(tmp_path: Path, *, through_socks: bool) -> None:
    proxy, _ = await reverse_proxy(tmp_path, 1)
    socks = await socks_server()
    try:
        with pytest.raises(CannotReach):
            await dial_websocket(
                f"wss://localhost:{proxy.port}{PREFIX}",
                socks=HostPort("127.0.0.1", socks.port) if through_socks else None,
            )
        assert proxy.asked == []
    finally:
        await proxy.close()
        await socks.close()


# --- websockets alone -------------------------------------------------------------------------------------------------
async def test_taken_port_cannot_be_listened_on() -> None:
    async def serve(_: Line) -> None: ...

    first = await listen_websocket(HostPort("127.0.0.1", 0), serve)
    try:
        with pytest.raises(CannotListen):
            await listen_websocket(read_host_port(first.address), serve)
    finally:
        await first.close()


async def test_text_frame_ends_the_line() -> None:
    from aiohttp import ClientSession

    ended = asyncio.Event()

    async def serve(line: Line) -> None:
        with pytest.raises(LineClosed):
            await line.receive()
        ended.set()

    listener = await listen_websocket(HostPort("127.0.0.1", 0), serve)
    try:
        async with ClientSession() as session, session.ws_connect(f"ws://{listener.address}/") as socket:
            await socket.send_str("hello")
            await asyncio.wait_for(ended.wait(), PATIENCE_S)
    finally:
        await listener.close()


async def test_answers_to_strangers_name_no_program() -> None:
    from aiohttp import ClientSession

    async def serve(_: Line) -> None: ...

    listener = await listen_websocket(HostPort("127.0.0.1", 0), serve)
    try:
        async with ClientSession() as session:
            async with session.get(f"http://{listener.address}/") as answer:
                assert answer.status == 404
                assert not answer.headers.get("Server")
            async with session.ws_connect(f"ws://{listener.address}/") as socket:
                assert not socket._response.headers.get("Server")
                assert "Sec-WebSocket-Extensions" not in socket._response.headers
    finally:
        await listener.close()


# --- addresses --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("127.0.0.1:80", "ws://127.0.0.1:80/"),
        ("[::1]:4711", "ws://[::1]:4711/"),
        ("node.example:4711", "ws://node.example:4711/"),
        ("wss://node.example/path", "wss://node.example/path"),
    ],
)
def test_address_gives_its_url(text: str, url: str) -> None:
    assert url_of(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "host",
        "host:",
        ":80",
        "host:70000",
        "host:-1",
        "a@host:80",
        "host:80/x",
        "ws://",
        "http://host:80",
        "wss://h:0/",
        "wss://h:x/",
    ],
)
def test_text_that_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadAddress):
        url_of(text)
