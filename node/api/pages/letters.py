"""Letters: who may be written to, those nobody wrote to for longest first, and names reserved for an evening."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from aiohttp import web

from node.api.i18n import current_language, month_name, ngettext
from node.api.i18n import gettext as _
from node.api.limits import NAME_CHARS_MAX, PAGE_ROWS
from node.api.links import read_record, read_space
from node.api.naming import member_name
from node.api.pages.needs import Choices, back_of, hex_id, may_write_any, place_choices
from node.api.pages.people import page_number
from node.api.reading.about import find_in_turn
from node.api.reading.letters import LetterLine, read_letter_lines
from node.api.reading.person import day_words
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.crdt.ids import Record, Space
from node.ledger.derived.letters import months_before
from node.ledger.derived.marks import LETTERS, NO_DAY
from node.ledger.errors import ValueRefused
from node.ledger.limits import RESERVED_DAYS_MAX
from node.ledger.text import tidy_line
from node.ledger.values.date_text import parse_date
from node.ledger.values.partial_date import on_day
from node.service.effects import Step
from node.service.errors import Refused
from node.service.following import FindDue
from node.service.letters import Reserved, reserve_names
from node.service.node import Node

_EVENING_DAYS: Final = 2  # names are reserved for tonight and a day to post the letters unless told
_MONTHS: Final = {"m2": 2, "m6": 6, "m12": 12}
_MARKS: Final = {"stop": "stop-write", "reserved": "reserved", "double": "double-letter"}  # else: may be written to


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters of the list."""

    state: str = "may"
    held_in: str = ""
    month: str = ""  # of birth

    def lists(self, today: date) -> list[FindDue]:
        """Return the lists that stand one after another: free names, then reserved ones."""
        marks = (
            _MARKS.get(self.state, "may-write"),
            *([f"place={self.held_in}"] if self.held_in else []),
            *([f"born={int(self.month):02d}"] if self.month else []),
        )
        last = "9"
        if self.state == "never":
            last = NO_DAY
        elif self.state in _MONTHS:
            last = months_before(today, _MONTHS[self.state]).isoformat()
        return [FindDue(list=LETTERS, marks=marks, first=f"{turn} ", last=f"{turn} {last}~") for turn in (0, 1)]

    @property
    def query(self) -> str:
        """The filters as an address names them."""
        pairs = {"state": "" if self.state == "may" else self.state, "place": self.held_in, "born": self.month}
        return "&".join(f"{name}={value}" for name, value in pairs.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of people to write to."""

    lines: tuple[LetterLine, ...]
    total: int
    number: int
    places: Choices

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // PAGE_ROWS))

    @property
    def may_reserve(self) -> bool:
        """Whether a name of this page can be reserved."""
        return any(line.may_write and not line.is_reserved for line in self.lines)


# --- who may be written to --------------------------------------------------------------------------------------------
async def show_letters(request: web.Request) -> web.StreamResponse:
    """Show one page of people who may be written to, those nobody wrote to for longest first."""
    port, language, today = port_of(request), current_language(), port_of(request).today()
    percent = await site_of(request).marker.look()
    asked, number = _asked(request.query), page_number(request)
    until = today + timedelta(days=_EVENING_DAYS)
    context = {
        "title": _("Letters"),
        "nav": "letters",
        "percent": percent,
        "page": await port.read(lambda node: _read(node, asked, number, today, language)),
        "asked": asked,
        "states": _states(),
        "months": [(str(number), month_name(number)) for number in range(1, 13)],
        "pages": "/letters?" + (asked.query + "&" if asked.query else "") + "page=",
        "back": "/letters" + ("?" + asked.query if asked.query else ""),
        "by": await port.read(own_name),
        "until": day_words(on_day(until), language),
        "days_max": RESERVED_DAYS_MAX,
        "may_write": await port.read(may_write_any),
    }
    return await render(request, "letters.html", context)


def _read(node: Node, asked: Asked, number: int, today: date, language: str) -> Step[Page]:
    found = yield from find_in_turn(asked.lists(today), PAGE_ROWS, (number - 1) * PAGE_ROWS)
    return Page(
        lines=(yield from read_letter_lines(node.registry, found.rows, today, language)),
        total=found.total,
        number=number,
        places=(yield from place_choices(node.registry, language)),
    )


def _asked(query: Mapping[str, str]) -> Asked:
    state, month = query.get("state", ""), query.get("born", "")
    return Asked(
        state=state if state in dict(_states()) else "may",
        held_in=hex_id(query.get("place", "")),
        month=month if month in {str(number) for number in range(1, 13)} else "",
    )


def _states() -> list[tuple[str, str]]:
    return [
        ("may", _("may be written to")),
        ("m2", _("nobody wrote for two months")),
        ("m6", _("nobody wrote for six months")),
        ("m12", _("nobody wrote for a year")),
        ("never", _("nobody has ever written")),
        ("stop", _("do not write now")),
        ("reserved", _("reserved for an evening")),
        ("double", _("two letters in one week")),
    ]


def own_name(node: Node) -> Step[str]:
    """Return the pseudonym of whoever uses this node, as the first ledger knows it."""
    yield from ()
    return next((member_name(space, space.device) for space in node.spaces.values()), "")


# --- reserving --------------------------------------------------------------------------------------------------------
async def reserve(request: web.Request) -> web.StreamResponse:
    """Reserve the ticked names."""
    form, port = form_of(request), port_of(request)
    back = back_of(form, "/letters")
    by = tidy_line(form.get("by", ""))[:NAME_CHARS_MAX]
    chosen: dict[Space, list[Record]] = {}
    for name in form:
        if name.startswith("p:"):
            ledger, _colon, record = name.removeprefix("p:").partition(":")
            chosen.setdefault(read_space(ledger), []).append(read_record(record))
    today, now = port.today(), port.now()
    until = _day(form.get("until", ""))
    if not chosen or until is None:
        text = _("No name was ticked.") if not chosen else _("Until when? Give a day, at most two weeks ahead.")
        session_of(request).notice(text + " " + _("Nothing was changed."))
        raise see(back)
    reserved, taken, first = 0, 0, None
    for space, people in chosen.items():
        try:
            done = await port.write(_reserving(space, people, by=by, until=until, today=today, now=now))
        except Refused:
            session_of(request).notice(_("Until when? Give a day, at most two weeks ahead."))
            raise see(back) from None
        first = next(iter(done.letters), first)
        reserved, taken = reserved + len(done.letters), taken + len(done.taken)
    session_of(request).notice(
        ngettext("%(num)d name is reserved.", "%(num)d names are reserved.", reserved) % {"num": reserved}
    )
    if taken:
        text = ngettext(
            "%(num)d was reserved by somebody meanwhile.", "%(num)d were reserved by somebody meanwhile.", taken
        )
        session_of(request).notice(text % {"num": taken})
    raise see("/letters/evening" + (f"?by={first.hex()}" if first is not None else ""))


def _reserving(
    space: Space, people: list[Record], *, by: str, until: date, today: date, now: int
) -> Callable[[Node], Step[Reserved]]:
    return lambda node: reserve_names(node.space(space), people, by=by, until=until, today=today, now=now)


def _day(text: str) -> date | None:
    try:
        day = parse_date(tidy_line(text))
    except ValueRefused:
        return None
    return day.earliest if day.is_day else None


ROUTES = [web.get("/letters", show_letters), web.post("/letters/reserve", reserve)]
