"""Who is left alone: what nobody gives to each person, and by place and month; the least supported first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import HELD_KEYS_MAX, PAGE_ROWS
from node.api.links import add_url
from node.api.pages.needs import Choices, choices, hex_id, may_write_any, place_choices
from node.api.pages.people import page_number
from node.api.reading.letters import LetterLine, read_letter_lines
from node.api.site import port_of, render, site_of
from node.crdt.ids import Record, Space
from node.ledger.derived.marks import GAPS, HELD, Held, read_held
from node.ledger.derived.support import MONTHS_TOLD
from node.ledger.vocabulary.aid import GAP
from node.service.effects import FindRows, FoundRows, Step
from node.service.following import FindDue, ListDue, ListMarks
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
    port, language, today = port_of(request), current_language(), port_of(request).today()
    percent = await site_of(request).marker.look()
    gap = request.query.get("gap", "") if request.query.get("gap") in GAP else ""
    place, number = hex_id(request.query.get("place", "")), page_number(request)
    is_by_place = request.query.get("by") == "place"
    page, places = None, None
    if is_by_place:
        places = await port.read(lambda node: _read_places(node, today, language))
    else:
        page = await port.read(lambda node: _read(node, gap, place, number, today, language))
    query = "&".join(f"{name}={value}" for name, value in (("gap", gap), ("place", place)) if value)
    context = {
        "title": _("Who is left alone"),
        "nav": "gaps",
        "percent": percent,
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


def _read(node: Node, gap: str, place: str, number: int, today: date, language: str) -> Step[Page]:
    ignored = yield from _ignored()
    marks = [
        *([f"gap={gap}"] if gap else []),
        *(["lacks"] if ignored else []),
        *([f"place={place}"] if place else []),
    ]
    found = yield FindDue(list=GAPS, marks=tuple(marks), limit=PAGE_ROWS, offset=(number - 1) * PAGE_ROWS)
    assert isinstance(found, FoundRows)
    counted: tuple[tuple[str, int], ...] = yield ListMarks(prefix="gap=")
    counts = {mark.partition("=")[2]: people for mark, people in counted}
    lines = yield from read_letter_lines(node.registry, found.rows, today, language)
    return Page(
        lines=tuple(_line(line, ignored, language) for line in lines),
        total=found.total,
        number=number,
        counts={code: people for code, people in counts.items() if code not in ignored},
        places=(yield from place_choices(node.registry, language)),
    )


def _ignored() -> Step[frozenset[str]]:
    """The gaps that are not told of: that of a lawyer where nobody wrote down any lawyer's work."""
    found = yield FindRows(kind="lawyer_engagement", limit=0)
    assert isinstance(found, FoundRows)
    return frozenset() if found.total else frozenset(("lawyer",))


def _read_places(node: Node, today: date, language: str) -> Step[tuple[PlaceLine, ...]]:
    places = yield from place_choices(node.registry, language)
    ignored = yield from _ignored()
    listed: tuple[tuple[str, Space, Record], ...] = yield ListDue(list=HELD, limit=HELD_KEYS_MAX)
    people = Counter(key for key, _space, _record in listed)
    return tuple(by_place([(read_held(key), count) for key, count in people.items()], dict(places), ignored, today))


def _line(line: LetterLine, ignored: frozenset[str], language: str) -> GapLine:
    return GapLine(
        line=line,
        gaps=tuple(
            (code, GAP.label(code, language), add_url(_ADDS[code], line.space, person=line.record))
            for code in line.gaps
            if code in _ADDS and code not in ignored
        ),
    )


def by_place(
    held: Iterable[tuple[Held, int]], titles: Mapping[str, str], ignored: frozenset[str], today: date
) -> Iterable[PlaceLine]:
    """Yield the places people in prison are held in, those with the most gaps for a person first; none is last.

    `held`: how many people are told of alike.
    """
    grouped: dict[bytes | None, list[tuple[Held, int]]] = {}
    for one, count in held:
        grouped.setdefault(one.place, []).append((one, count))
    months = [day.year * 12 + day.month - 1 for day in months_back(today)]
    lines = []
    for place, people in grouped.items():
        total = sum(count for _one, count in people)
        gaps = {code: sum(count for one, count in people if code in one.gaps) for code in GAP.codes}
        told = {code: 0 if code in ignored else count for code, count in gaps.items()}
        line = PlaceLine(
            held_in=Record(place) if place is not None else None,
            title=titles.get(place.hex(), "") if place is not None else "",
            people=total,
            gaps=told,
            written=tuple(sum(count for one, count in people if month in one.letters) for month in months),
            sent=tuple(sum(count for one, count in people if month in one.parcels) for month in months),
        )
        lines.append((place is None, -sum(told.values()) / total, place or b"", line))
    return [line for _is_none, _rank, _place, line in sorted(lines, key=lambda one: one[:3])]


def months_back(today: date) -> Iterable[date]:
    """Yield the first days of the months told of, this one first."""
    for back in range(MONTHS_TOLD):
        index = today.year * 12 + today.month - 1 - back
        yield date(index // 12, index % 12 + 1, 1)


ROUTES = [web.get("/gaps", show_gaps)]
