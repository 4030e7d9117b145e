"""Addresses of nodes: `host:port`, `[v6]:port`, or a `ws://` or `wss://` URL behind a proxy. All else is refused."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from node.transport.errors import BadAddress
from node.transport.limits import PORT_MAX


@dataclass(frozen=True, slots=True)
class HostPort:
    """Where to listen or to call; port 0 is any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read_host_port(text: str) -> HostPort:
    """Read `host:port`. Raises: BadAddress."""
    try:
        parts = urlsplit(f"//{text}")
        port = parts.port
    except ValueError:
        port = None
        parts = urlsplit("")
    if not parts.hostname or port is None or not 0 <= port <= PORT_MAX or parts.path or parts.query or parts.username:
        raise BadAddress("an address is a host name and a port, like example.org:4711")
    return HostPort(parts.hostname, port)


def url_of(address: str) -> str:
    """Return the websocket URL of an address. Raises: BadAddress."""
    if address.startswith(("ws://", "wss://")):
        try:
            parts = urlsplit(address)
            is_bad_port = parts.port == 0
        except ValueError:  # also brackets that do not close, and signs that look like others
            parts, is_bad_port = urlsplit(""), True
        if not parts.hostname or parts.username or parts.fragment or is_bad_port:
            raise BadAddress("a websocket address is ws:// or wss://, a host name and a path")
        return address
    return f"ws://{read_host_port(address)}/"


def is_onion(url: str) -> bool:
    """Tell whether a URL names a place that only Tor reaches."""
    return (urlsplit(url).hostname or "").endswith(".onion")
