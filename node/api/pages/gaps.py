"""Who is left alone: what nobody gives to each person, and by place and month; the least supported first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import PAGE_ROWS
from node.api.links import add_url
from node.api.pages.needs import Choices, choices, hex_id, may_write_any, place_choices
from node.api.pages.people import page_number
from node.api.reading.board import Board, PersonMark
from node.api.reading.letters import LetterLine, read_letter_lines
from node.api.site import port_of, render, site_of
from node.crdt.ids import Record
from node.ledger.derived import Liberty
from node.ledger.derived.support import MONTHS_TOLD
from node.ledger.vocabulary.aid import GAP
from node.service.effects import Step
from node.service.node import Node

_ADDS: Final = {  # what is written down to close a gap
    "guardian": "guardianship",
    "contact": "guardianship",
    "letters": "letter",
    "parcel": "delivery",
    "lawyer": "lawyer_engagement",
    "after_release": "need",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """One person and what nobody gives them: (code, words, address of the form that closes it)."""

    line: LetterLine
    gaps: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """One place: how many are held there, have each gap, and got something in each month, this one first."""

    held_in: Record | None
    title: str
    people: int
    gaps: Mapping[str, int]
    written: tuple[int, ...]  # people who got a letter in a month
    sent: tuple[int, ...]  # people who got a parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of people."""

    lines: tuple[GapLine, ...]
    total: int
    number: int
    counts: Mapping[str, int]
    places: Choices

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // PAGE_ROWS))


async def show_gaps(request: web.Request) -> web.StreamResponse:
    """Show the people least supported, or the places."""
    port, language = port_of(request), current_language()
    found = await site_of(request).survey.look()
    gap = request.query.get("gap", "") if request.query.get("gap") in GAP else ""
    place, number = hex_id(request.query.get("place", "")), page_number(request)
    is_by_place = request.query.get("by") == "place"
    page, places, today = None, None, port.today()
    if found.gaps is not None:
        board, today = await site_of(request).survey.board(found.gaps), found.gaps.moment[0]
        if is_by_place:
            places = await port.read(lambda node: _read_places(node, board, language))
        else:
            page = await port.read(lambda node: _read(node, board, gap, place, number, today, language))
    query = "&".join(f"{name}={value}" for name, value in (("gap", gap), ("place", place)) if value)
    context = {
        "title": _("Who is left alone"),
        "nav": "gaps",
        "found": found,
        "page": page,
        "by_place": places,
        "gap": gap,
        "place": place,
        "kinds": choices(GAP, language),
        "is_by_place": is_by_place,
        "months": list(months_back(today)),
        "pages": "/gaps?" + (query + "&" if query else "") + "page=",
        "may_write": await port.read(may_write_any),
    }
    return await render(request, "gaps.html", context)


def _read(node: Node, board: Board, gap: str, place: str, number: int, today: date, language: str) -> Step[Page]:
    marks = [
        mark
        for mark in board.lacking
        if (not gap or gap in mark.support.gaps)
        and (not place or (mark.held_in is not None and mark.held_in.hex() == place))
    ]
    shown = marks[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    lines = yield from read_letter_lines(node.registry, [mark.place[1] for mark in shown], today, language)
    by_record = {mark.place[1]: mark for mark in shown}
    return Page(
        lines=tuple(_line(line, by_record[line.record], language) for line in lines),
        total=len(marks),
        number=number,
        counts=board.gap_counts,
        places=(yield from place_choices(node.registry, board.places, language)),
    )


def _read_places(node: Node, board: Board, language: str) -> Step[tuple[PlaceLine, ...]]:
    places = yield from place_choices(node.registry, board.places, language)
    return tuple(by_place(board.people.values(), dict(places)))


def _line(line: LetterLine, mark: PersonMark, language: str) -> GapLine:
    return GapLine(
        line=line,
        gaps=tuple(
            (code, GAP.label(code, language), add_url(_ADDS[code], line.space, person=line.record))
            for code in mark.support.gaps
        ),
    )


def by_place(marks: Iterable[PersonMark], titles: Mapping[str, str]) -> Iterable[PlaceLine]:
    """Yield the places people in prison are held in, those with the most gaps for a person first; none is last."""
    grouped: dict[Record | None, list[PersonMark]] = {}
    for mark in marks:
        if mark.support.liberty in (Liberty.IMPRISONED, Liberty.RESTRICTED):
            grouped.setdefault(mark.held_in, []).append(mark)

    def rank(pair: tuple[Record | None, list[PersonMark]]) -> tuple[bool, float, bytes]:
        held_in, people = pair
        return held_in is None, -sum(len(mark.support.gaps) for mark in people) / len(people), held_in or b""

    for held_in, people in sorted(grouped.items(), key=rank):
        yield PlaceLine(
            held_in=held_in,
            title=titles.get(held_in.hex(), "") if held_in is not None else "",
            people=len(people),
            gaps={code: sum(code in mark.support.gaps for mark in people) for code in GAP.codes},
            written=tuple(sum(mark.support.letters[back] > 0 for mark in people) for back in range(MONTHS_TOLD)),
            sent=tuple(sum(mark.support.parcels[back] > 0 for mark in people) for back in range(MONTHS_TOLD)),
        )


def months_back(today: date) -> Iterable[date]:
    """Yield the first days of the months told of, this one first."""
    for back in range(MONTHS_TOLD):
        index = today.year * 12 + today.month - 1 - back
        yield date(index // 12, index % 12 + 1, 1)


ROUTES = [web.get("/gaps", show_gaps)]
