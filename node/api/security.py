"""The gates every request passes, outermost first: language, errors shown as pages, door, session, form, condition.

A page that passes no gate says so and shows nothing of the node.
"""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Final

from aiohttp import web

from node.api import i18n
from node.api.door import SAFE_METHODS, is_own_page, require_near
from node.api.errors import BadRequest, NoSession, StaleForm, TooLarge
from node.api.guarding import guard_traces
from node.api.limits import ATTACH_BYTES_MAX, FORM_FIELDS_MAX
from node.api.port import Condition
from node.api.problems import answer_problem
from node.api.sessions import fits
from node.api.site import FORM, SESSION, form_of, is_quiet, site_of
from node.api.unlocking import show_unlock
from node.api.uploads import UPLOAD, UPLOAD_TYPE, read_upload
from node.ledger.limits import TABLE_BYTES_MAX

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LANGUAGE_COOKIE: Final = "language"
LIVE_PATH: Final = "/live"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
_TABLES: Final = ("/import", "/carry/read", "/carry/answer", "/join/answer", "/begin/restore")
UPLOADS: Final = {**dict.fromkeys(_TABLES, TABLE_BYTES_MAX), "/attach": ATTACH_BYTES_MAX}
"""The forms that send a file, with how large it may be."""
OPEN_TO_ALL: Final = ("/static/", "/open/", "/calendar/feed/")  # style and one-time links need no session
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # `no-referrer` would make browsers send `Origin: null` with our own forms
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "X-Robots-Tag": "noindex, nofollow",
}
FILE_POLICY: Final = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_GATES: Final = {
    Condition.EMPTY: ("/begin", frozenset(("/begin", "/begin/restore", "/language"))),
    Condition.LOCKED: ("/unlock", frozenset(("/unlock", "/language", "/lock"))),
}


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on every answer and take off what names the program. A file brings a stricter policy."""
    policy = response.headers.get("Content-Security-Policy")
    response.headers.update(HEADERS)
    if policy == FILE_POLICY:
        response.headers["Content-Security-Policy"] = policy
    response.headers["Server"] = "web"


@web.middleware
async def speak(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in the browser's language."""
    language = i18n.chosen_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("Accept-Language"))
    with i18n.in_language(language):
        if request.path == LIVE_PATH:  # stays open as long as its page: work beside the pages must not wait for it
            return await handler(request)
        with site_of(request).visits.one():
            return await handler(request)


@web.middleware
async def rest(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a page that brings itself up to date not count as use: the lock falls all the same."""
    with site_of(request).port.quietly() if is_quiet(request) else nullcontext():
        return await handler(request)


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Show what was refused or failed as a page."""
    try:
        return await handler(request)
    except web.HTTPRedirection:
        raise
    except Exception as error:  # noqa: BLE001 -- the edge of a request: every failure becomes a page
        return await answer_problem(request, error)


@web.middleware
async def guard_door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse whoever does not come from this computer and a page of this node."""
    require_near(request, site_of(request).origins)
    if request.method not in (*SAFE_METHODS, "POST"):
        raise web.HTTPMethodNotAllowed(request.method, ("GET", "POST"))
    return await handler(request)


@web.middleware
async def find_session(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Find the browser's session. A request begun by a foreign page has none, whatever cookie it carries."""
    sessions = site_of(request).sessions
    session = sessions.find(request.cookies.get(sessions.cookie)) if is_own_page(request) else None
    if session is not None:
        request[SESSION] = session
    elif not request.path.startswith(OPEN_TO_ALL):
        raise NoSession("no session")
    return await handler(request)


@web.middleware
async def check_form(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Read a posted form and check its token."""
    if request.method == "POST" and request.content_type == UPLOAD_TYPE and request.path in UPLOADS:
        form, request[UPLOAD] = await read_upload(request, UPLOADS[request.path])
        _keep_form(request, form)
    elif request.method == "POST":
        if request.content_type != FORM_TYPE or (request.charset or "utf-8").lower() != "utf-8":
            raise BadRequest("not a form")
        posted = await request.post()
        if len(posted) > FORM_FIELDS_MAX:
            raise TooLarge("too many fields")
        _keep_form(request, {name: text for name, text in posted.items() if isinstance(text, str)})
    return await handler(request)


def _keep_form(request: web.Request, form: dict[str, str]) -> None:
    session = request.get(SESSION)
    if session is None or not fits(session, form.get("token")):
        raise StaleForm("a token that does not fit")
    request[FORM] = form


@web.middleware
async def keep_order(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Send browsers to the first-run page of an empty home and to the unlock page of a locked one."""
    gate = _GATES.get(site_of(request).port.condition)
    if gate is not None and not request.path.startswith(OPEN_TO_ALL) and request.path not in gate[1]:
        if request.method == "POST" and site_of(request).port.condition is Condition.LOCKED:
            return await show_unlock(request, resend=form_of(request))
        raise web.HTTPSeeOther(gate[0])
    return await handler(request)


MIDDLEWARES: Final = (speak, rest, explain, guard_door, find_session, check_form, keep_order, guard_traces)
