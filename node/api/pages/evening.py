"""An evening of letters: the names reserved with their envelopes, and what was written entered in one form."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from aiohttp import web

from node.api.i18n import N_, current_language, ngettext
from node.api.i18n import gettext as _
from node.api.limits import LETTER_ROWS, NAME_CHARS_MAX, RESERVED_LOOKED_AT
from node.api.pages.letters import own_name
from node.api.pages.needs import choices, hex_id, may_write_any
from node.api.reading.about import rows_of
from node.api.reading.letters import Envelope, read_envelopes
from node.api.reading.person import day_words
from node.api.reading.views import view_of_row
from node.api.short import Named, find_person, read_short
from node.api.site import Form, form_of, port_of, render, see, session_of, site_of
from node.crdt.ids import Record, Space
from node.ledger.derived import RecordView, is_reserved
from node.ledger.derived.marks import text_code
from node.ledger.text import folded, tidy_line
from node.ledger.values.partial_date import on_day
from node.ledger.vocabulary import letter as words
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.letters import DEEDS, FREED, SENT, Note, enter_letters
from node.service.node import Node

ROWS_AT_ONCE: Final = 8  # empty rows shown before "more": two screens of a phone
_LABELS: Final = {
    SENT: N_("letter sent"),
    "answer": N_("an answer came"),
    "blocked": N_("the letter was blocked"),
    "returned": N_("the letter came back"),
    FREED: N_("not written, free the name"),
}


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
    held = await _held(request, form)
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
        total += len(written)
    text = ngettext("%(num)d letter is written down.", "%(num)d letters are written down.", total) % {"num": total}
    session_of(request).notice(text if total else _("No row said anything, so nothing was written."))
    by = hex_id(request.query.get("by", ""))
    raise see("/letters/evening" + (f"?by={by}" if by else ""))


def _entering(space: Space, notes: list[Note], *, today: date, now: int) -> Callable[[Node], Step[tuple[Record, ...]]]:
    return lambda node: enter_letters(node.space(space), notes, today=today, now=now)


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


async def _reserved(request: web.Request) -> list[tuple[Envelope, Record]]:
    """The names reserved today by whoever reserved the letter that the address names, else under this node's own
    pseudonym; at most LETTER_ROWS."""
    port = port_of(request)
    by = hex_id(request.query.get("by", ""))

    def step(node: Node) -> Step[tuple[str, tuple[RecordRow, ...]]]:
        who = folded((yield from _writer(by)) if by else (yield from own_name(node)))
        people = yield FindRows(kind="person", marks=("reserved",), limit=RESERVED_LOOKED_AT)
        assert isinstance(people, FoundRows)
        found = yield FindRows(
            kind="letter",
            refs_to_any=tuple(row.record for row in people.rows),
            path="person",
            marks=(f"reserved={text_code(who)}",),
            limit=RESERVED_LOOKED_AT,
        )
        assert isinstance(found, FoundRows)
        return who, found.rows

    await site_of(request).marker.look()
    who, letters = await port.read(step)
    pairs = await _envelopes(request, letters)
    mine = [(envelope, Record(one.id)) for envelope, one in pairs if folded(one.text("written_by")) == who]
    mine.sort(key=lambda pair: (pair[0].place, pair[0].name, pair[1]))
    return mine[:LETTER_ROWS]


async def _held(request: web.Request, form: Form) -> dict[Record, Envelope]:
    """The envelopes of the reservations a form names, whoever made them, as far as they hold today."""
    texts = [hex_id(form.get(f"held.{number}", "")) for number in _numbers(form)]
    wanted = [Record(bytes.fromhex(text)) for text in texts if text]
    letters = await port_of(request).read(lambda _node: rows_of(wanted))
    return {Record(one.id): envelope for envelope, one in await _envelopes(request, letters)}


async def _envelopes(request: web.Request, letters: Iterable[RecordRow]) -> list[tuple[Envelope, RecordView]]:
    """The reservations of today among some letters, each with its envelope."""
    port, language, today = port_of(request), current_language(), port_of(request).today()
    await site_of(request).marker.look()
    views = [view for row in letters if row.kind == "letter" and is_reserved(view := view_of_row(row), today)]
    people = [Record(person) for view in views if (person := view.ref("person")) is not None]
    envelopes = await port.read(lambda node: read_envelopes(node.registry, people, today, language))
    by_person: dict[bytes | None, Envelope] = {envelope.line.record: envelope for envelope in envelopes}
    return [(by_person[person], view) for view in views if (person := view.ref("person")) in by_person]


def _writer(letter: str) -> Step[str]:
    """Who is to write a letter, or wrote it."""
    rows = yield from rows_of([Record(bytes.fromhex(letter))])
    return next((view_of_row(row).text("written_by") for row in rows if row.kind == "letter"), "")


ROUTES = [web.get("/letters/evening", show_evening), web.post("/letters/evening", enter)]
