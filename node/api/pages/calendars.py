"""Calendar files: one to take away, and addresses that a calendar program on this computer asks.

No name stands in one unless that was ticked: a person's code does. Asking for a feed does not count as use, so the node
locks all the same; a locked node gives nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from aiohttp import web

from node.api.beside import sweep
from node.api.errors import NotHere
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import SURVEY_AT_ONCE_ROWS, TOKEN_BYTES
from node.api.links import read_space
from node.api.port import Condition
from node.api.reading.calendar import calendar_file, people_of, read_who
from node.api.reading.whole import begin_whole
from node.api.site import Form, Site, form_of, port_of, render, see, session_of, site_of
from node.crdt.ids import SHORT_ID_BYTES, Record
from node.ledger.calendars.days import ASKED, WORDS, Day, DayMaterial, What, days_of
from node.ledger.text import inert
from node.service.effects import RecordRow, Step
from node.service.feeds import Feed, feeds_of, find_feed, make_feed, revoke_feed
from node.service.node import Node
from node.service.viewing import view_and_marks

_NAMES_AT_ONCE = 500  # people whose names are looked up together


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """One calendar address in words; the address itself is shown once, when it is made."""

    id: str
    ledger: str
    what: str
    with_names: bool
    made: date


async def show_calendars(request: web.Request) -> web.StreamResponse:
    """Show what a calendar may hold, and the addresses there are."""
    return await _page(request, "")


async def _page(request: web.Request, address: str) -> web.Response:
    port, language = port_of(request), current_language()
    space, spaces, _total, _tips = await port.read(lambda node: begin_whole(node, request.query.get("space", ""), ()))
    context = {
        "title": _("Calendars"),
        "nav": "settings",
        "space": space.hex(),
        "spaces": spaces if len(spaces) > 1 else [],
        "what": [(one.value, words.in_language(language)) for one, words in WORDS.items()],
        "feeds": await port.read(lambda node: _feed_lines(node, language)),
        "address": address,
    }
    return await render(request, "calendars.html", context)


async def take(request: web.Request) -> web.StreamResponse:
    """Hand out a calendar file, or make an address that gives one."""
    form, port, site = form_of(request), port_of(request), site_of(request)
    space, language = read_space(form.get("space", "")), current_language()
    feed = Feed(
        space=space,
        what=_chosen(form) or tuple(What),
        with_names=form.get("names") == "yes",
        language=language,
        made=port.now(),
    )
    if form.get("do") == "feed":
        token = site.random(TOKEN_BYTES)
        await port.write(lambda node: make_feed(node, feed, token))
        return await _page(request, f"http://{request.host}/calendar/feed/{token.hex()}.ics")
    content = await _content(site, feed)
    if content is None:
        session_of(request).notice(_("The ledger is large and is being looked through. Ask again in a minute."))
        raise see("/calendar")
    return _file(content)


async def give_feed(request: web.Request) -> web.StreamResponse:
    """Give a calendar program its calendar. Refuses everybody without the secret alike."""
    site, port = site_of(request), port_of(request)
    text = request.match_info["token"]
    if len(text) != 2 * TOKEN_BYTES or any(digit not in "0123456789abcdef" for digit in text):
        raise NotHere("not a token")
    if port.condition is not Condition.OPEN:
        return web.Response(status=503, headers={"Retry-After": "900"})
    with port.quietly():
        feed = await port.read(lambda node: _found(node, bytes.fromhex(text)))
        content = await _content(site, feed)
    if content is None:
        return web.Response(status=503, headers={"Retry-After": "60"})
    return _file(content)


async def revoke(request: web.Request) -> web.StreamResponse:
    """Revoke an address."""
    text = form_of(request).get("feed", "")
    if len(text) != 2 * SHORT_ID_BYTES or any(digit not in "0123456789abcdef" for digit in text):
        raise NotHere("not an id")
    await port_of(request).write(lambda node: revoke_feed(node, bytes.fromhex(text)))
    session_of(request).notice(_("This address gives nothing any more."))
    raise see("/calendar")


def _file(content: bytes) -> web.Response:
    return web.Response(
        body=content,
        content_type="text/calendar",
        charset="utf-8",
        headers={"Content-Disposition": 'attachment; filename="calendar.ics"'},
    )


async def _content(site: Site, feed: Feed) -> bytes | None:
    """The bytes of a feed's file; None while a large ledger is looked through for the first time."""
    port, today = site.port, site.port.today()
    space, _spaces, total, tips = await port.read(lambda node: begin_whole(node, feed.space.hex(), tuple(ASKED)))
    is_small = total <= SURVEY_AT_ONCE_ROWS

    async def work() -> list[Day]:
        material = DayMaterial()

        def add(row: RecordRow) -> None:
            material.add(view_and_marks(row, ASKED[row.kind])[0])

        await sweep(port, site.visits, space, tuple(ASKED), add, waits=not is_small)
        return days_of(material, today)

    days, _is_fresh = await site.days.look((space, tips, today), work, is_small=is_small)
    if days is None:
        return None
    wanted = [day for day in days if day.what in feed.what]
    people = people_of(wanted)
    who: dict[Record, str] = {}
    for start in range(0, len(people), _NAMES_AT_ONCE):
        part = people[start : start + _NAMES_AT_ONCE]
        who |= await port.read(partial(_who, feed, part))
    return calendar_file(wanted, who, feed.language, with_places=feed.with_names, now=port.now())


def _who(feed: Feed, people: Sequence[Record], _node: Node) -> Step[dict[Record, str]]:
    return (yield from read_who(feed.space, people, feed.language, with_names=feed.with_names))


def _found(node: Node, token: bytes) -> Step[Feed]:
    yield from ()
    return find_feed(node, token)


def _feed_lines(node: Node, language: str) -> Step[list[FeedLine]]:
    yield from ()
    return [
        FeedLine(
            id=id.hex(),
            ledger=inert(node.space(feed.space).title),
            what=", ".join(WORDS[one].in_language(language) for one in feed.what),
            with_names=feed.with_names,
            made=datetime.fromtimestamp(feed.made, UTC).date(),
        )
        for id, feed in feeds_of(node)
    ]


def _chosen(form: Form) -> tuple[What, ...]:
    return tuple(one for one in What if form.get(f"what:{one.value}") == "yes")


ROUTES = [
    web.get("/calendar", show_calendars),
    web.post("/calendar", take),
    web.post("/calendar/revoke", revoke),
    web.get("/calendar/feed/{token}.ics", give_feed),
]
