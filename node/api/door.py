"""Who is let near the pages: this computer, under the addresses of this node, from pages of this node.

DNS rebinding shows as a foreign Host, a form of another site as a foreign Origin, a neighbour on another port as
Sec-Fetch-Site `same-site`.
"""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web

from node.api.errors import ForeignRequest

SAFE_METHODS = frozenset(("GET", "HEAD"))
OWN_PAGES = frozenset(("same-origin", "none"))  # a page of this node, or an address typed by a person


def loopback_origins(port: int) -> frozenset[str]:
    """Return the origins of pages served on a loopback port."""
    return frozenset(f"http://{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]"))


def hosts_of(origins: Iterable[str]) -> frozenset[str]:
    """Return the Host headers that fit the origins; a default port is left out, as browsers do."""
    return frozenset(urlsplit(origin).netloc for origin in origins)


def require_near(request: web.Request, origins: frozenset[str], *, is_program: bool = False) -> None:
    """Check that a request came over loopback, under a known host, from no foreign page. Raises: ForeignRequest.

    A browser names the origin of every form; a program (`is_program`) that is no browser names none.
    """
    if not _is_loopback(request.remote):
        raise ForeignRequest("the pages answer this computer only")
    if request.headers.getall("Host", []) not in [[host] for host in hosts_of(origins)]:
        raise ForeignRequest("an unknown host")
    origin = request.headers.get("Origin")
    if origin is None and not is_program and request.method not in SAFE_METHODS:
        raise ForeignRequest("a form without an origin")
    if origin is not None and origin not in origins:
        raise ForeignRequest("a foreign origin")


def is_own_page(request: web.Request) -> bool:
    """Tell whether a browser says that a page of this node, or a person, asked. Silence counts as yes."""
    return request.headers.get("Sec-Fetch-Site", "none") in OWN_PAGES


def _is_loopback(remote: str | None) -> bool:
    try:
        return ip_address((remote or "").partition("%")[0]).is_loopback
    except ValueError:
        return False
