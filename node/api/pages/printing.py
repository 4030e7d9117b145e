"""Sheets of paper: case, letters by month, labels and cards, court watch, a helper's sheet with a code to return by.

A sheet says no more than its purpose needs: a helper's sheet nothing of the case, a court-watch sheet no observer, a
withheld name nowhere.
"""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from node.api.errors import NotHere
from node.api.i18n import current_language, day_text, month_name, month_text
from node.api.i18n import gettext as _
from node.api.limits import PRINT_PEOPLE
from node.api.links import card_url, local_path
from node.api.pages.card import place_of
from node.api.pages.hearings import find_hearings
from node.api.pages.people import page_number
from node.api.reading.card import Card, read_card
from node.api.reading.hearings import by_day, read_busiest, read_hearing_lines
from node.api.reading.person import Standing, read_standing
from node.api.reading.prints import (
    Addressed,
    find_returned,
    find_wanted,
    read_addressed,
    read_addressed_one,
    read_code,
    read_helping,
)
from node.api.site import port_of, render, site_of
from node.crdt.ids import Record
from node.ledger.return_code import code_of
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.node import Node

_TEMPLATES: Final = {
    "letters": ("print_letters.html", "a4"),
    "labels": ("print_labels.html", "labels"),
    "cards": ("print_cards.html", "a6"),
}
_CASE_KINDS: Final = ("detention", "charge", "hearing", "judgment", "placement", "status_event", "recognition")
_CASE_LEFT_OUT: Final = frozenset(  # by the last part of a path: of no use on paper, or nobody else's business
    (
        *("note", "photo", "care_stage", "letters_stop", "letters_stop_until", "letters_from"),
        *("language", "scheme", "script", "kind", "preferred"),
    )
)


async def show_prints(request: web.Request) -> web.StreamResponse:
    """Show what can be printed; open a sheet that came back."""
    return await _index(request, "")


async def show_return(request: web.Request) -> web.StreamResponse:
    """Find the person of a helper's sheet by its code."""
    return await _index(request, request.query.get("code", "")[:40])


async def _index(request: web.Request, code: str) -> web.Response:
    port, language = port_of(request), current_language()
    found = await port.read(lambda node: find_returned(node, code, language)) if code else None
    today = port.today()
    context = {
        "title": _("Print"),
        "nav": "settings",
        "months": [(number, month_name(number)) for number in range(1, 13)],
        "this_month": today.month,
        "today": today,
        "code": code,
        "is_unknown": bool(code) and found is None,
        "returned": found[0] if found else None,
        "returned_adds": found[1] if found else [],
    }
    return await render(request, "prints.html", context)


async def print_people(request: web.Request) -> web.StreamResponse:
    """Print a list for an evening, labels or cards."""
    template, paper = _TEMPLATES[request.match_info["sheet"]]
    port, language, query = port_of(request), current_language(), request.query
    await site_of(request).marker.look()
    born, today = query.get("born", ""), port.today()
    month = int(born) if born in {str(number) for number in range(1, 13)} else None
    asked = page_number(request, "part")
    part, listed, total, unwritten = await port.read(lambda _node: _find_part(month, asked))
    articles = "articles" in query
    people, left_out = await port.read(
        lambda node: read_addressed(node, listed, today, language, with_articles=articles)
    )
    context = {
        "people": people,
        "left_out": left_out + unwritten,
        "month": month_name(month) if month else "",
        "dates": "dates" in query,
        "articles": articles,
        "part": part,
        "last": max(1, -(-total // PRINT_PEOPLE)),
    }
    return await _sheet(request, template, paper, "/print", context)


def _find_part(month: int | None, asked: int) -> Step[tuple[int, list[Record], int, int]]:
    """Return the part asked for, else the last one: its number and people, how many there are and are left out."""
    listed, total, unwritten = yield from find_wanted(month, PRINT_PEOPLE, (asked - 1) * PRINT_PEOPLE)
    last = max(1, -(-total // PRINT_PEOPLE))
    if asked > last:
        listed, total, unwritten = yield from find_wanted(month, PRINT_PEOPLE, (last - 1) * PRINT_PEOPLE)
    return min(asked, last), listed, total, unwritten


async def print_courts(request: web.Request) -> web.StreamResponse:
    """Print a court-watch sheet of a day or month, of one court or all."""
    port, language = port_of(request), current_language()
    period, today = await find_hearings(request), port.today()
    space, page = period.space, [one.record for one in period.shown[:PRINT_PEOPLE]]
    lines = await port.read(lambda node: read_hearing_lines(node, space, page, today, language))
    courts = await port.read(lambda _node: read_busiest(space, period.in_court, language)) if period.court else []
    context = {
        "by_day": [(words, part) for words, _first, part in by_day(lines)],
        "hidden": len(period.shown) - len(page),
        "period": day_text(period.day) if period.day else month_text(period.month),
        "court": next((words for _code, words, _count in courts), ""),
    }
    return await _sheet(request, "print_courts.html", "a4", "/hearings", context)


async def print_case(request: web.Request) -> web.StreamResponse:
    """Print the sheet of one person's case."""
    port, language = port_of(request), current_language()
    (space, record), today = place_of(request), port.today()
    await site_of(request).marker.look()

    def step(node: Node) -> Step[tuple[Card, Standing, Addressed | None, str]]:
        card = yield from read_card(node, space, record, language)
        if card.kind != "person":
            raise NotFound("this record is no person")
        standing = yield from read_standing(node.registry, space, record, today, language)
        envelope = yield from read_addressed_one(node, record, today, language)
        return card, standing, envelope, (yield from read_code(space, record))

    card, standing, envelope, code = await port.read(step)
    context = {
        "card": card,
        "standing": standing,
        "envelope": envelope,
        "code": code,
        "kinds": _CASE_KINDS,
        "left_out": _CASE_LEFT_OUT,
    }
    return await _sheet(request, "print_case.html", "a4", card_url(space, record), context)


async def print_helper(request: web.Request) -> web.StreamResponse:
    """Print what one helper of one person needs, with a code to return it by."""
    port, language = port_of(request), current_language()
    (space, record), today = place_of(request), port.today()
    await site_of(request).marker.look()
    helping = await port.read(lambda node: read_helping(node, space, record, today, language))
    if helping is None:
        raise NotHere("no such person")
    context = {
        "envelope": helping.envelope,
        "needs": helping.needs,
        "rules": helping.rules,
        "cautions": helping.cautions,
        "code": code_of(record),
        "heading": helping.title,
    }
    paper = "a6" if request.query.get("paper") == "a6" else "a4"
    return await _sheet(request, "print_helper.html", paper, card_url(space, record), context)


async def _sheet(
    request: web.Request, template: str, paper: str, back: str, context: Mapping[str, object]
) -> web.Response:
    page = {
        "title": _("Print"),
        "paper": paper,
        "back": local_path(back),
        "day": port_of(request).today(),
        "nags": False,
        **context,
    }
    return await render(request, template, page)


ROUTES = [
    web.get("/print", show_prints),
    web.get("/return", show_return),
    web.get("/print/{sheet:letters|labels|cards}", print_people),
    web.get("/print/courts", print_courts),
    web.get("/print/case/{space}/{record}", print_case),
    web.get("/print/helper/{space}/{record}", print_helper),
]
