"""Getting in: the one-time link, the passphrase, locking, and the language."""

from aiohttp import web

from node.api.errors import NoSession
from node.api.i18n import LANGUAGES
from node.api.limits import LANGUAGE_COOKIE_S
from node.api.links import local_path
from node.api.port import Condition
from node.api.security import LANGUAGE_COOKIE
from node.api.site import form_of, port_of, see, session_of, site_of
from node.api.unlocking import show_unlock, try_passphrase


async def open_link(request: web.Request) -> web.StreamResponse:
    """Let a browser in by a one-time link."""
    site = site_of(request)
    session = site.sessions.open(request.match_info["link"])
    if session is None:
        raise NoSession("a link that is used or unknown")
    answer = see("/")
    is_secure = request.headers.get("Host", "") in {origin[8:] for origin in site.origins if origin.startswith("https")}
    answer.set_cookie(site.sessions.cookie, session.token, path="/", httponly=True, samesite="Strict", secure=is_secure)
    raise answer


async def ask_passphrase(request: web.Request) -> web.StreamResponse:
    """Show the unlock page."""
    if port_of(request).condition is not Condition.LOCKED:
        raise see("/")
    return await show_unlock(request)


async def unlock(request: web.Request) -> web.StreamResponse:
    """Try a passphrase; then show the first page, or send again what was being written."""
    form = form_of(request)
    if port_of(request).condition is Condition.LOCKED:
        error = await try_passphrase(request, form.get("passphrase", ""))
        if error:
            path = local_path(form.get("resend", ""))
            return await show_unlock(
                request, error=error, resend=form if "resend" in form else None, path=path, status=403
            )
    if "resend" in form:
        raise web.HTTPTemporaryRedirect(local_path(form["resend"]))
    raise see("/")


async def lock(request: web.Request) -> web.StreamResponse:
    """Lock the node and forget what its browsers searched for."""
    site = site_of(request)
    await site.port.lock()
    site.forget()
    raise see("/unlock")


async def choose_language(request: web.Request) -> web.StreamResponse:
    """Remember the language of this browser."""
    form = form_of(request)
    session_of(request)
    answer = see(local_path(form.get("back", "/")))
    if form.get("language") in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE, form["language"], max_age=LANGUAGE_COOKIE_S, path="/", httponly=True, samesite="Strict"
        )
    raise answer


ROUTES = [
    web.get("/open/{link}", open_link),
    web.get("/unlock", ask_passphrase),
    web.post("/unlock", unlock),
    web.post("/lock", lock),
    web.post("/language", choose_language),
]
