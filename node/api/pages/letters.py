"""Letters: who may be written to, names reserved for an evening, and an evening's letters entered in one form."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from aiohttp import web

from node.api.i18n import N_, current_language, month_name, ngettext
from node.api.i18n import gettext as _
from node.api.limits import LETTER_ROWS, NAME_CHARS_MAX, PAGE_ROWS
from node.api.links import read_record, read_space
from node.api.naming import member_name
from node.api.pages.needs import Choices, back_of, choices, hex_id, may_write_any, place_choices
from node.api.pages.people import page_number
from node.api.reading.board import Board, PersonMark
from node.api.reading.fresh import rows_of
from node.api.reading.letters import Envelope, LetterLine, read_envelopes, read_letter_lines
from node.api.reading.person import day_words
from node.api.reading.views import view_of_row
from node.api.short import Named, find_person, read_short
from node.api.site import Form, form_of, port_of, render, see, session_of, site_of
from node.api.touching import touch
from node.crdt.ids import Record, Space
from node.ledger.errors import ValueRefused
from node.ledger.limits import RESERVED_DAYS_MAX
from node.ledger.text import folded, tidy_line
from node.ledger.values.date_text import parse_date
from node.ledger.values.partial_date import on_day
from node.ledger.vocabulary import letter as words
from node.service.effects import Step
from node.service.errors import Refused
from node.service.letters import DEEDS, FREED, SENT, Note, Reserved, enter_letters, reserve_names
from node.service.node import Node

_EVENING_DAYS: Final = 2  # names are reserved for tonight and a day to post the letters unless told
ROWS_AT_ONCE: Final = 8  # empty rows shown before "more": two screens of a phone
_MONTHS: Final = {"m2": 2, "m6": 6, "m12": 12}
_LABELS: Final = {
    SENT: N_("letter sent"),
    "answer": N_("an answer came"),
    "blocked": N_("the letter was blocked"),
    "returned": N_("the letter came back"),
    FREED: N_("not written, free the name"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters of the list."""

    state: str = "may"
    held_in: str = ""
    month: str = ""  # of birth

    def takes(self, mark: PersonMark) -> bool:
        """Tell whether a person is listed."""
        return (
            self._has_state(mark)
            and (not self.held_in or (mark.held_in is not None and mark.held_in.hex() == self.held_in))
            and (not self.month or str(mark.birth_month) == self.month)
        )

    def _has_state(self, mark: PersonMark) -> bool:
        writing, months = mark.support.writing, mark.support.unwritten_months
        if self.state == "double":
            return mark.double_letters > 0
        if self.state == "reserved":
            return mark.reserved > 0
        if self.state == "stop":
            return not writing.may and not {"dead", "free"} & set(writing.reasons)
        if self.state == "never":
            return writing.may and months is None
        return writing.may and (months is None or months >= _MONTHS.get(self.state, 0))

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
        return any(line.mark.support.writing.may and not line.mark.reserved for line in self.lines)


# --- who may be written to --------------------------------------------------------------------------------------------
async def show_letters(request: web.Request) -> web.StreamResponse:
    """Show one page of people who may be written to, those nobody wrote to for longest first."""
    port, language = port_of(request), current_language()
    found = await site_of(request).survey.look()
    asked, number = _asked(request.query), page_number(request)
    page = None
    if found.gaps is not None:
        board, today = await site_of(request).survey.board(found.gaps), found.gaps.moment[0]
        page = await port.read(lambda node: _read(node, board, asked, number, today, language))
    until = port.today() + timedelta(days=_EVENING_DAYS)
    context = {
        "title": _("Letters"),
        "nav": "letters",
        "found": found,
        "page": page,
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


def _read(node: Node, board: Board, asked: Asked, number: int, today: date, language: str) -> Step[Page]:
    marks = [mark for mark in board.to_write if asked.takes(mark)]
    shown = marks[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    lines = yield from read_letter_lines(node.registry, [mark.place[1] for mark in shown], today, language)
    return Page(
        lines=lines,
        total=len(marks),
        number=number,
        places=(yield from place_choices(node.registry, board.places, language)),
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
        await touch(request, *done.letters)
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


def _entering(space: Space, notes: list[Note], *, today: date, now: int) -> Callable[[Node], Step[tuple[Record, ...]]]:
    return lambda node: enter_letters(node.space(space), notes, today=today, now=now)


def _day(text: str) -> date | None:
    try:
        day = parse_date(tidy_line(text))
    except ValueRefused:
        return None
    return day.earliest if day.is_day else None


# --- an evening -------------------------------------------------------------------------------------------------------
@dataclass(slots=True, kw_only=True)
class Row:
    """One row of the form. `envelope` is of a reserved name; else somebody types one."""

    number: int
    envelope: Envelope | None = None
    reservation: Record | None = None
    was_held: bool = False  # shown as a reserved name, though the reservation may have ended since
    person: str = ""
    chosen: str = ""
    deed: str = ""
    day: str = ""
    topics: str = ""
    who: Named = field(default_factory=Named)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_said(self) -> bool:
        """Whether the row says that something was done."""
        return bool(self.deed) if self.was_held else bool(self.person or self.chosen)

    @property
    def is_wrong(self) -> bool:
        """Whether something of the row is wrong."""
        return bool(self.errors or self.who.error)


async def show_evening(request: web.Request) -> web.StreamResponse:
    """Show the names reserved, with their envelopes, and empty rows for other letters."""
    mine = await _reserved(request)
    rows = [
        Row(number=number, envelope=one, reservation=held, was_held=True) for number, (one, held) in enumerate(mine)
    ]
    return await _evening(request, rows, {}, {})


async def _evening(request: web.Request, rows: list[Row], form: Form, errors: Mapping[str, str]) -> web.Response:
    port, language = port_of(request), current_language()
    rows += [Row(number=number) for number in range(len(rows), LETTER_ROWS)]
    own = await port.read(own_name)
    wrong = [row for row in rows if row.is_wrong]
    context = {
        "title": _("Letters"),
        "nav": "letters",
        "rows": rows,
        "deeds": [(code, _(_LABELS[code])) for code in DEEDS],
        "new_deeds": [(code, _(_LABELS[code])) for code in DEEDS if code != FREED],
        "channels": choices(words.CHANNEL, language),
        "day": form.get("day", day_words(on_day(port.today()), language)),
        "by": form.get("by", own),
        "channel": form.get("channel", "post"),
        "errors": errors,
        "wrong": wrong,
        "first_more": sum(row.envelope is not None for row in rows) + ROWS_AT_ONCE,
        "opens_more": any(row.is_said for row in rows if row.envelope is None),
        "who": hex_id(request.query.get("by", "")),
        "may_write": await port.read(may_write_any),
    }
    return await render(request, "evening.html", context, status=422 if wrong or errors else 200)


async def enter(request: web.Request) -> web.StreamResponse:
    """Write every row that says something, or show all of them again with what is wrong beside each."""
    form, port, language = form_of(request), port_of(request), current_language()
    held = {record: one for one, record in await _reserved(request, everybodys=True)}
    common = read_short(
        port.registry, "letter", {"sent_on": form.get("day", ""), "channel": form.get("channel", "")}, language
    )
    errors = {path: text for path, text in common.errors.items() if path in ("sent_on", "channel")}
    if "sent_on" not in common.values:
        errors.setdefault("sent_on", _("This field is needed."))
    rows = [_row(form, number, held) for number in _numbers(form)]
    notes: dict[Space, list[Note]] = {}
    seen: dict[tuple[Record, str], int] = {}
    for row in rows:
        if not row.is_said:
            continue
        found = await _found(request, row)
        if found is None:
            continue
        space, person = found
        note = _note(request, row, person, form, str(common.values.get("sent_on", "")))
        first = seen.setdefault((person, note.deed), row.number)
        if first != row.number:
            row.errors["person"] = _("This name stands in row %(row)d too.") % {"row": first + 1}
        notes.setdefault(space, []).append(note)
    if errors or any(row.is_wrong for row in rows):
        return await _evening(request, rows, form, errors)
    total, now, today = 0, port.now(), port.today()
    for space, said in notes.items():
        written = await port.write(_entering(space, said, today=today, now=now))
        await touch(request, *written)
        total += len(written)
    text = ngettext("%(num)d letter is written down.", "%(num)d letters are written down.", total) % {"num": total}
    session_of(request).notice(text if total else _("No row said anything, so nothing was written."))
    by = hex_id(request.query.get("by", ""))
    raise see("/letters/evening" + (f"?by={by}" if by else ""))


async def _found(request: web.Request, row: Row) -> tuple[Space, Record] | None:
    """Whom a row is about; the row bears what is wrong."""
    if row.envelope is not None:
        return row.envelope.line.space, row.envelope.line.record
    port, language = port_of(request), current_language()
    row.who = await port.read(lambda node: find_person(node.registry, row.person, row.chosen, language))
    return (row.who.row.space, row.who.row.record) if row.who.row is not None else None


def _note(request: web.Request, row: Row, person: Record, form: Form, day: str) -> Note:
    port, language = port_of(request), current_language()
    short = read_short(port.registry, "letter", {"sent_on": row.day, "topics": row.topics}, language)
    row.errors |= {path: text for path, text in short.errors.items() if path in ("sent_on", "topics")}
    return Note(
        person=person,
        deed=row.deed if row.deed in DEEDS and (row.deed != FREED or row.reservation is not None) else SENT,
        day=str(short.values.get("sent_on", day)),
        by=tidy_line(form.get("by", ""))[:NAME_CHARS_MAX],
        channel=form.get("channel", ""),
        topics=str(short.values.get("topics", "")),
        reservation=row.reservation,
    )


def _row(form: Form, number: int, held: Mapping[Record, Envelope]) -> Row:
    text = hex_id(form.get(f"held.{number}", ""))
    reservation = Record(bytes.fromhex(text)) if text else None
    envelope = held.get(reservation) if reservation is not None else None
    deed = form.get(f"deed.{number}", "")
    is_over = bool(text) and envelope is None and deed in ("", FREED)  # nothing was done, and the name is free by now
    return Row(
        number=number,
        envelope=envelope,
        reservation=reservation if envelope is not None else None,
        was_held=bool(text),
        person=tidy_line(form.get(f"person.{number}", "")),
        chosen="" if is_over else hex_id(form.get(f"chosen.{number}", "")),
        deed="" if is_over else deed,
        day=form.get(f"day.{number}", ""),
        topics=form.get(f"topics.{number}", ""),
    )


def _numbers(form: Form) -> Iterable[int]:
    return [number for number in range(2 * LETTER_ROWS) if f"deed.{number}" in form]


async def _reserved(request: web.Request, *, everybodys: bool = False) -> list[tuple[Envelope, Record]]:
    """The names reserved today by whoever reserved the letter that the address names, else under this node's own
    pseudonym; at most LETTER_ROWS."""
    port, language, today = port_of(request), current_language(), port_of(request).today()
    found = await site_of(request).survey.look()
    if found.gaps is None:
        return []
    board = await site_of(request).survey.board(found.gaps)
    by = hex_id(request.query.get("by", ""))

    def step(node: Node) -> Step[list[tuple[Envelope, Record]]]:
        who = folded((yield from _writer(by)) if by else (yield from own_name(node)))
        people = [mark.place[1] for mark in board.people.values() if mark.reserved]
        envelopes = yield from read_envelopes(node.registry, people, today, language)
        pairs = [
            (envelope, Record(one.id))
            for envelope in envelopes
            for one in envelope.reservations
            if everybodys or folded(one.text("written_by")) == who
        ]
        pairs.sort(key=lambda pair: (pair[0].place, pair[0].name, pair[1]))
        return pairs if everybodys else pairs[:LETTER_ROWS]

    return await port.read(step)


def _writer(letter: str) -> Step[str]:
    """Who is to write a letter, or wrote it."""
    rows = yield from rows_of([Record(bytes.fromhex(letter))])
    return next((view_of_row(row).text("written_by") for row in rows if row.kind == "letter"), "")


ROUTES = [
    web.get("/letters", show_letters),
    web.post("/letters/reserve", reserve),
    web.get("/letters/evening", show_evening),
    web.post("/letters/evening", enter),
]
