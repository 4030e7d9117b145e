"""The web application of one node's pages: gates, routes, templates, style.

It answers under the given origins only and lets a browser in by a one-time link.
"""

from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Middleware

from keys.randomness import Random
from node.api.limits import FORM_BYTES_MAX
from node.api.pages import routes
from node.api.pages.live import end_streams
from node.api.port import NetworkPort, NodePort, SafetyPort
from node.api.security import MIDDLEWARES, Handler, add_headers
from node.api.sessions import Sessions
from node.api.site import SITE, Site, set_up_templates
from node.api.v1.door import PREFIX, ApiDoor

_STATIC: Final = {
    "style.css": "text/css",
    "icon.svg": "image/svg+xml",
    "live.js": "text/javascript",
    "form.js": "text/javascript",
    **dict.fromkeys(("print.css", "a4.css", "a6.css", "labels.css"), "text/css"),
}


def make_app(
    port: NodePort,
    network: NetworkPort,
    safety: SafetyPort,
    *,
    first_link_token: str,
    origins: Iterable[str],
    random: Random,
    clock: Callable[[], float],
) -> web.Application:
    """Return the application. `origins` as from `door.loopback_origins`; `clock` gives seconds and never goes back.

    `link_path(first_link_token)` is the address that lets the first browser in.
    """
    app = web.Application(middlewares=(answer_programs(ApiDoor()), *MIDDLEWARES), client_max_size=FORM_BYTES_MAX)
    sessions = Sessions(random)
    sessions.add_link(first_link_token)
    app[SITE] = Site(
        port=port,
        network=network,
        safety=safety,
        random=random,
        clock=clock,
        origins=frozenset(origins),
        sessions=sessions,
    )
    set_up_templates(app)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(end_streams)
    app.on_cleanup.append(_forget)
    app.add_routes([*routes(), web.get("/static/{name}", show_static)])
    return app


def answer_programs(api: ApiDoor) -> Middleware:
    """Return the parting of the ways: what lies below PREFIX is for programs and passes no gate of the pages."""

    @web.middleware
    async def part(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == PREFIX or request.path.startswith(PREFIX + "/"):
            return await api.answer(request)
        return await handler(request)

    return part


async def _forget(app: web.Application) -> None:
    """Stop what still runs for the pages."""
    app[SITE].forget()


def link_path(token: str) -> str:
    """Return the path of a one-time link."""
    return f"/open/{token}"


def add_link(app: web.Application, token: str) -> None:
    """Accept one more one-time link."""
    app[SITE].sessions.add_link(token)


async def show_static(request: web.Request) -> web.StreamResponse:
    """Serve one of the files a page needs; there are no others."""
    name = request.match_info["name"]
    if name not in _STATIC:
        raise web.HTTPNotFound
    body = files("node.api").joinpath("static", name).read_bytes()
    return web.Response(body=body, content_type=_STATIC[name], charset="utf-8")
