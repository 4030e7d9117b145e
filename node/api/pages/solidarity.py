"""Solidarity events with what they came to together, and guides by topic, place and language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import EVENTS_SHOWN, GUIDES_SHOWN
from node.api.links import card_url
from node.api.reading.person import day_words
from node.api.reading.titles import Link, read_links
from node.api.reading.views import view_of_row
from node.api.reading.whole import begin_whole
from node.api.site import port_of, render
from node.crdt.ids import Record, Space
from node.ledger.derived import RecordView
from node.ledger.derived.pooled import Pooled, pooled_by_year
from node.ledger.text import inert
from node.ledger.values.money import format_money
from node.ledger.vocabulary.work import EVENT_KIND, GUIDE_TOPIC
from node.service.effects import FindRows, FoundRows, Step
from node.service.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One event in words."""

    link: Link
    day: str
    kind: str
    town: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideLine:
    """One guide: its text in the reader's language, else in the one it has."""

    link: Link
    topic: str
    place: Link | None
    country: str
    lang: str
    title: str
    text: str
    is_outdated: bool
    checked: str


async def show_events(request: web.Request) -> web.StreamResponse:
    """Show events ahead, events behind, and what they came to together by year."""
    port, language = port_of(request), current_language()
    space, spaces, _total, _tips = await port.read(lambda node: begin_whole(node, request.query.get("space", ""), ()))
    views = await port.read(lambda _node: _views(space, "solidarity_event"))
    today = port.today()
    views.sort(key=lambda view: (view.day("held_on").earliest or date.min, view.id))
    ahead = [view for view in views if not view.day("held_on").has_ended(today)]
    behind = [view for view in reversed(views) if view.day("held_on").has_ended(today)]
    context = {
        "title": _("Solidarity events"),
        "nav": "today",
        "space": space.hex(),
        "spaces": spaces if len(spaces) > 1 else [],
        "ahead": [_event(space, view, language) for view in ahead[:EVENTS_SHOWN]],
        "behind": [_event(space, view, language) for view in behind[:EVENTS_SHOWN]],
        "years": [(one, _sums(one, language)) for one in pooled_by_year(behind)],
        "total": len(views),
    }
    return await render(request, "events.html", context)


async def show_guides(request: web.Request) -> web.StreamResponse:
    """Show guides, of one topic or place where the address names it."""
    port, language, query = port_of(request), current_language(), request.query
    space, spaces, _total, _tips = await port.read(lambda node: begin_whole(node, query.get("space", ""), ()))
    today = port.today()
    topic = query.get("topic", "")
    lines = await port.read(lambda node: _guides(node, space, today, language))
    found = [line for line in lines if topic in ("", line[0]) and query.get("place", "") in ("", line[1])]
    context = {
        "title": _("Guides"),
        "nav": "today",
        "space": space.hex(),
        "spaces": spaces if len(spaces) > 1 else [],
        "guides": [line for _topic, _place, line in found],
        "topics": [(word.code, word.labels.in_language(language)) for word in GUIDE_TOPIC],
        "topic": topic,
    }
    return await render(request, "guides.html", context)


def _views(space: Space, kind: str) -> Step[list[RecordView]]:
    found = yield FindRows(space=space, kind=kind, limit=GUIDES_SHOWN)
    assert isinstance(found, FoundRows)
    return [view_of_row(row) for row in found.rows]


def _event(space: Space, view: RecordView, language: str) -> EventLine:
    return EventLine(
        link=Link(title=inert(view.text("title")), url=card_url(space, Record(view.id))),
        day=day_words(view.day("held_on"), language),
        kind=EVENT_KIND.label(view.text("category"), language) if view.text("category") else "",
        town=inert(view.text("locality")),
        result=inert(view.text("result")),
    )


def _sums(year: Pooled, language: str) -> str:
    return ", ".join(format_money(money, language) for money in year.sums)


def _guides(node: Node, space: Space, today: date, language: str) -> Step[list[tuple[str, str, GuideLine]]]:
    views = yield from _views(space, "guide")
    places = [Record(place) for view in views if (place := view.ref("place")) is not None]
    links = yield from read_links(node.registry, space, places, language)
    lines = []
    for view in views:
        place = view.ref("place")
        line = _guide(space, view, links, today, language)
        lines.append((view.text("topic"), place.hex() if place is not None else "", line))
    return sorted(lines, key=lambda one: (one[2].is_outdated, GUIDE_TOPIC.codes.index(one[0])
                  if one[0] in GUIDE_TOPIC else len(GUIDE_TOPIC.codes), one[2].title))  # fmt: skip


def _guide(space: Space, view: RecordView, links: Mapping[Record, Link], today: date, language: str) -> GuideLine:
    items = sorted({path.split("/")[1] for path in view.fields if path.startswith("texts/")})
    items.sort(key=lambda item: view.text(f"texts/{item}/language") != language)
    best = items[0] if items else ""
    lang = view.text(f"texts/{best}/language")
    place = view.ref("place")
    title = inert(view.text(f"texts/{best}/title"))
    return GuideLine(
        link=Link(title=title, url=card_url(space, Record(view.id))),
        topic=GUIDE_TOPIC.label(view.text("topic"), language),
        place=links.get(Record(place)) if place is not None else None,
        country=inert(view.text("country")),
        lang=lang if len(lang) == 2 else "",
        title=title,
        text=inert(view.text(f"texts/{best}/text")),
        is_outdated=not view.day("valid_to").is_unknown and view.day("valid_to").has_ended(today),
        checked=day_words(view.day("last_verified"), language),
    )


ROUTES = [web.get("/events", show_events), web.get("/guides", show_guides)]
