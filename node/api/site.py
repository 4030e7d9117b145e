"""What every handler needs of the node and its browsers, and how a page is rendered."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import aiohttp_jinja2
from aiohttp import web
from jinja2 import PackageLoader, StrictUndefined

from keys.randomness import Random
from node.api import i18n
from node.api.attempts import Attempts
from node.api.background import Background
from node.api.beside import Beside
from node.api.counting import Counting
from node.api.errors import BadRequest, NoSession
from node.api.marker import Marker
from node.api.port import Condition, NetworkPort, NodePort, Rehearsed, SafetyPort
from node.api.sessions import Session, Sessions
from node.api.visits import Visits
from node.crdt.ids import Record, Space
from node.service.effects import Step
from node.service.node import Node
from node.service.spaces import list_spaces

Form = Mapping[str, str]
QUIET_HEADER: Final = "X-Quiet"  # foreign pages cannot send it without a preflight, which is refused


@dataclass(slots=True, eq=False, kw_only=True)
class Site:
    """The pages of one node. `origins` are the addresses under which browsers may reach them."""

    port: NodePort
    network: NetworkPort
    safety: SafetyPort
    random: Random
    clock: Callable[[], float]  # seconds, never going back
    origins: frozenset[str]
    sessions: Sessions
    attempts: Attempts = field(default_factory=Attempts)
    opening: asyncio.Lock = field(default_factory=asyncio.Lock)  # one passphrase is stretched at a time
    visits: Visits = field(default_factory=Visits)
    marker: Marker = field(init=False)
    twice: Beside[Any] = field(default_factory=Beside)  # who is written down twice; the page knows the type
    counts: Counting = field(init=False)
    days: Beside[Any] = field(default_factory=Beside)  # of calendars
    joining: asyncio.Task[Space] | None = None  # one invitation is followed at a time
    streams: set[asyncio.Event] = field(default_factory=set)  # of browsers that are told of changes
    is_closing: bool = False
    rehearsing: Background[Rehearsed] = field(default_factory=Background)
    looking: Background[int] = field(default_factory=Background)  # round the local network
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)  # one picture is unpacked at a time
    smalls: OrderedDict[tuple[Space, Record], bytes] = field(default_factory=OrderedDict)  # pictures drawn small

    def __post_init__(self) -> None:
        self.counts = Counting(self.port, self.visits)
        self.marker = Marker(self.port, self.visits, self.counts.touch)

    def forget(self) -> None:
        """Drop what a locked node must not remember."""
        self.sessions.forget_all()
        self.marker.forget()
        self.twice.forget()
        self.counts.forget()
        self.days.forget()
        if self.joining is not None:
            self.joining.cancel()
            self.joining = None
        self.rehearsing.forget()
        self.looking.forget()
        self.smalls.clear()


SITE = web.AppKey("site", Site)
SESSION = web.RequestKey("session", Session)
FORM = web.RequestKey("form", dict[str, str])


def site_of(request: web.Request) -> Site:
    """Return the site a request belongs to."""
    return request.app[SITE]


def port_of(request: web.Request) -> NodePort:
    """Return the node a request asks."""
    return request.app[SITE].port


def form_of(request: web.Request) -> Form:
    """Return the checked form of a POST. Raises: BadRequest for a request without one."""
    form: Form | None = request.get(FORM)
    if form is None:
        raise BadRequest("no form was sent")
    return form


def session_of(request: web.Request) -> Session:
    """Return the browser's session. Raises: NoSession."""
    session: Session | None = request.get(SESSION)
    if session is None:
        raise NoSession("no session")
    return session


def set_up_templates(app: web.Application) -> None:
    """Load the templates; every value is escaped, an unknown name is an error."""
    env: Any = aiohttp_jinja2.setup(
        app,
        loader=PackageLoader("node.api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        default_helpers=False,
    )
    env.install_gettext_callables(
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext, npgettext=i18n.npgettext
    )
    env.filters["day"] = i18n.day_text
    env.filters["short_day"] = i18n.short_day
    env.filters["month"] = i18n.month_text
    env.filters["claimed"] = i18n.claimed_time
    env.globals["languages"] = i18n.LANGUAGES


async def render(
    request: web.Request, template: str, context: Mapping[str, object], *, status: int = 200
) -> web.Response:
    """Return a page: the template with what it shows and what every page shows."""
    session = request.get(SESSION)
    site = site_of(request)
    is_open = site.port.condition is Condition.OPEN
    nags = context["nags"] if "nags" in context else is_open and await site.port.read(_keeps_recovery_key)
    page = {
        "language": i18n.current_language(),
        "session": session,
        "here": request.path_qs,
        "notices": session.take_notices() if session and not is_quiet(request) else [],
        "is_live": is_open and session is not None and request.method == "GET" and status == HTTPStatus.OK,
        **context,
        "nags": nags and not request.path.startswith("/recovery"),
    }
    return aiohttp_jinja2.render_template(template, request, page, status=status)


def is_quiet(request: web.Request) -> bool:
    """Tell whether a script of ours asks again for a page that is open already."""
    return request.method == "GET" and QUIET_HEADER in request.headers


def _keeps_recovery_key(node: Node) -> Step[bool]:
    spaces = yield from list_spaces(node)
    return any(space.has_recovery_here for space in spaces)


def see(path: str) -> web.HTTPSeeOther:
    """Return the answer that sends a browser to another page after a form."""
    return web.HTTPSeeOther(path)
