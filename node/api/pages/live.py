"""The stream by which an open page hears that something changed. It says that, and nothing else.

Without scripts nobody asks for it. Refuses more streams than a person has pages open.
"""

import asyncio

from aiohttp import web

from node.api.limits import STREAM_REST_S, STREAM_SIGN_S, STREAMS_MAX
from node.api.port import Condition
from node.api.site import SITE, Site, site_of


async def tell_changes(request: web.Request) -> web.StreamResponse:
    """Say `changed` whenever a page may show something else, and `closed` once the node is locked or stops."""
    site = site_of(request)
    if len(site.streams) >= STREAMS_MAX:
        raise web.HTTPServiceUnavailable
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    changed = site.port.watch()
    site.streams.add(changed)
    try:
        await answer.prepare(request)
        await _tell(site, answer, changed)
    except ConnectionResetError:
        pass  # the browser has left
    finally:
        site.streams.discard(changed)
        site.port.unwatch(changed)
    return answer


async def _tell(site: Site, answer: web.StreamResponse, changed: asyncio.Event) -> None:
    await answer.write(b":\n\n")
    while not site.is_closing and site.port.condition is Condition.OPEN:
        try:
            async with asyncio.timeout(STREAM_SIGN_S):
                await changed.wait()
        except TimeoutError:
            await answer.write(b":\n\n")
            continue
        changed.clear()
        if site.port.condition is Condition.OPEN:
            await answer.write(b"event: changed\ndata:\n\n")
        await asyncio.sleep(STREAM_REST_S)
    await answer.write(b"event: closed\ndata:\n\n")


async def end_streams(app: web.Application) -> None:
    """Let every stream end: the node stops."""
    site = app[SITE]
    site.is_closing = True
    for changed in site.streams:
        changed.set()


ROUTES = [web.get("/live", tell_changes)]
