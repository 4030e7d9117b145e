"""Connections through a SOCKS5 proxy, such as Tor's. The proxy resolves every name: nothing is asked of this computer's
resolver. Refused: a proxy that does not answer, or does not reach the place.
"""

import socket

from python_socks import ProxyError
from python_socks.async_.asyncio import Proxy

from node.transport.address import HostPort
from node.transport.errors import CannotReach
from node.transport.limits import CONNECT_TIMEOUT_S


async def connect_through(proxy: HostPort, place: HostPort) -> socket.socket:
    """Return a connected socket to a place, by way of a proxy. Raises: CannotReach."""
    way = Proxy.from_url(f"socks5://{proxy}", rdns=True)
    try:
        return await way.connect(place.host, place.port, timeout=CONNECT_TIMEOUT_S)
    except (ProxyError, OSError, TimeoutError) as error:
        raise CannotReach("the SOCKS proxy does not answer or does not reach that address; nothing changed") from error
