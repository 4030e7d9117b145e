"""What stands between nodes in practice, made small: a SOCKS5 server,
and a TLS reverse proxy with a path of its own."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PREFIX = "/meeting"  # where the reverse proxy offers the node
_READ = 65_536


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes until one side has no more."""
    with suppress(ConnectionError):
        while data := await reader.read(_READ):
            writer.write(data)
            await writer.drain()
    with suppress(ConnectionError, OSError):
        writer.close()


@dataclass(slots=True)
class Between:
    """A server that joins two connections; `close` ends both."""

    server: asyncio.Server
    asked: list[str] = field(default_factory=list)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server.sockets[0].getsockname()[1])

    async def join(
        self, one: tuple[asyncio.StreamReader, asyncio.StreamWriter], host: str, port: int, first: bytes = b""
    ) -> None:
        """Connect to a place and carry bytes both ways."""
        reader, writer = await asyncio.open_connection(host, port)
        self._writers |= {writer, one[1]}
        writer.write(first)
        await asyncio.gather(pump(one[0], writer), pump(reader, one[1]))

    async def close(self) -> None:
        """End all."""
        self.server.close()
        for writer in self._writers:
            writer.close()


async def socks_server() -> Between:
    """Serve SOCKS5 CONNECT without authentication; every name leads to this computer. `asked` keeps the names."""
    made: Between

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, OSError):
            _, count = await reader.readexactly(2)
            await reader.readexactly(count)
            writer.write(b"\x05\x00")
            _, command, _, kind = await reader.readexactly(4)
            assert command == 1
            size = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
            raw = await reader.readexactly(size)
            name = raw.decode() if kind == 3 else str(ip_address(raw))
            port = int.from_bytes(await reader.readexactly(2), "big")
            made.asked.append(name)
            try:
                far = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                writer.write(b"\x05\x05\x00\x01" + bytes(6))
                writer.close()
                return
            writer.write(b"\x05\x00\x00\x01" + bytes(6))
            made._writers |= {far[1], writer}
            await asyncio.gather(pump(reader, far[1]), pump(far[0], writer))

    made = Between(await asyncio.start_server(serve, "127.0.0.1", 0))
    return made


async def reverse_proxy(folder: Path, backend: int) -> tuple[Between, ssl.SSLContext]:
    """Serve TLS at `/meeting` and pass it on in clear to a port; return it with what trusts its certificate."""
    serving, trusting = _contexts(folder)
    made: Between

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, OSError):
            head = await reader.readuntil(b"\r\n\r\n")
            line, _, rest = head.partition(b"\r\n")
            made.asked.append(line.decode())
            if not line.startswith(f"GET {PREFIX} ".encode()):
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                writer.close()
                return
            passed = b"GET / HTTP/1.1\r\nX-Forwarded-For: 203.0.113.7\r\n" + rest
            try:
                await made.join((reader, writer), "127.0.0.1", backend, passed)
            except OSError:
                writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                writer.close()

    made = Between(await asyncio.start_server(serve, "127.0.0.1", 0, ssl=serving))
    return made, trusting


def _contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem)
    return serving, ssl.create_default_context(cafile=str(pem))


async def cutting_proxy(backend: int) -> CuttingProxy:
    """Serve a port that passes everything on to another one, until told to cut."""
    made: CuttingProxy

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.passed = 0
        try:
            far = await asyncio.open_connection("127.0.0.1", backend)
        except OSError:
            writer.close()
            return
        ends = (writer, far[1])
        with suppress(ConnectionError):
            await asyncio.gather(made.carry(reader, far[1], ends), made.carry(far[0], writer, ends))

    made = CuttingProxy(await asyncio.start_server(serve, "127.0.0.1", 0))
    return made


@dataclass(slots=True)
class CuttingProxy:
    """Counts the bytes of each connection, both ways; cuts it after `cut_after` of them and then calls `on_cut`."""

    server: asyncio.Server
    cut_after: int | None = None
    on_cut: Callable[[], None] | None = None
    passed: int = 0
    cuts: int = 0

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server.sockets[0].getsockname()[1])

    async def carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ends: tuple[asyncio.StreamWriter, ...]
    ) -> None:
        """Carry one direction; the byte after which it is cut is the last to arrive."""
        with suppress(ConnectionError):
            while data := await reader.read(_READ):
                left = len(data) if self.cut_after is None else self.cut_after - self.passed
                writer.write(data[: max(0, left)])
                await writer.drain()
                self.passed += len(data)
                if left <= len(data) and self.cut_after is not None:
                    self._cut(ends)
                    return
        writer.close()

    def _cut(self, ends: tuple[asyncio.StreamWriter, ...]) -> None:
        if not any(end.transport.is_closing() for end in ends):
            self.cuts += 1
            if self.on_cut is not None:
                self.on_cut()
        for end in ends:
            end.transport.abort()

    async def close(self) -> None:
        """Take no more connections."""
        self.server.close()
