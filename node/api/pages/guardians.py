"""Guardians: who looks after whom, whose guardian is silent or doubled, one guardian's people, handing over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from aiohttp import web

from node.api.errors import NotHere
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import NAME_CHARS_MAX, PAGE_ROWS
from node.api.links import card_url
from node.api.pages.card import place_of
from node.api.pages.letters import own_name
from node.api.pages.needs import back_of, choices, hex_id, may_write_any
from node.api.pages.people import page_number
from node.api.reading.about import rows_of
from node.api.reading.person import day_words
from node.api.reading.titles import Link, read_links
from node.api.reading.views import view_of_row
from node.api.short import Named, Short, find_person, read_short
from node.api.site import Form, form_of, port_of, render, see, session_of, site_of
from node.crdt.ids import Record, Space
from node.ledger.derived import RecordView, last_contact, state_of_care
from node.ledger.derived.marks import CARE_OVER, CARES, text_code
from node.ledger.text import inert, tidy_line
from node.ledger.types import Scalar
from node.ledger.vocabulary import aid as words
from node.service.aiding import hand_over
from node.service.effects import FoundRows, RecordRow, Step
from node.service.errors import Refused
from node.service.following import FindDue
from node.service.node import Node
from node.service.records import add_record, set_values

SHORT: Final = ("guardian", "category")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters of the list. `who` is one guardian's pseudonym."""

    state: str = ""
    who: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of the guardianships listed."""
        known = {"": ("live",), "watched": ("watched",), "double": ("double",), "all": ()}
        states = known.get(self.state, (f"care={self.state}",))
        return (*states, *([f"who={text_code(self.who)}"] if self.who else []))


@dataclass(frozen=True, slots=True, kw_only=True)
class CareLine:
    """One guardianship as a list shows it."""

    link: Link
    space: Space
    record: Record
    person: Link | None
    guardian: str
    state: str
    code: str
    last: str
    is_double: bool
    cares: tuple[str, ...]

    @property
    def is_live(self) -> bool:
        """Whether the care goes on, or may begin or go on again."""
        return self.code not in CARE_OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of guardianships."""

    lines: tuple[CareLine, ...]
    total: int
    number: int
    of: str  # whose list it is; empty for everybody's

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // PAGE_ROWS))


async def show_guardians(request: web.Request) -> web.StreamResponse:
    """Show one page of guardianships: all, or those of one guardian."""
    return await _page(request, {}, Short(), Named())


async def _page(request: web.Request, typed: Form, short: Short, who: Named) -> web.Response:
    port, language = port_of(request), current_language()
    percent, today = await site_of(request).marker.look(), port.today()
    of, state, number = request.query.get("of", ""), _state(request.query), page_number(request)
    page = await port.read(lambda node: _read(node, of, state, number, today, language))
    query = "&".join(f"{name}={value}" for name, value in (("of", of), ("state", state)) if value)
    here = "/guardians" + ("?" + query if query else "")
    context = {
        "title": _("Guardians"),
        "nav": "guardians",
        "percent": percent,
        "page": page,
        "of": of,
        "state": state,
        "states": [
            ("", _("going on")),
            ("watched", _("somebody has to look into it")),
            ("double", _("two guardians")),
            *choices(words.CARE_STATE, language),
            ("all", _("all")),
        ],
        "kinds": choices(words.GUARDIAN_KIND, language),
        "pages": "/guardians?" + (query + "&" if query else "") + "page=",
        "back": here,
        "typed": typed,
        "errors": short.errors | ({"person": who.error} if who.error else {}),
        "who": who,
        "own": await port.read(own_name),
        "may_write": await port.read(may_write_any),
    }
    return await render(request, "guardians.html", context, status=422 if context["errors"] else 200)


def _read(node: Node, of: str, state: str, number: int, today: date, language: str) -> Step[Page]:
    name = (yield from own_name(node)) if of == "me" else (yield from _guardian_of(of))
    asked = Asked(state=state, who=name)
    found = yield FindDue(list=CARES, marks=asked.marks, limit=PAGE_ROWS, offset=(number - 1) * PAGE_ROWS)
    assert isinstance(found, FoundRows)
    lines = yield from read_care_lines(node, found.rows, today, language)
    return Page(lines=lines, total=found.total, number=number, of=inert(name))


def _guardian_of(of: str) -> Step[str]:
    """The pseudonym in the guardianship an address names."""
    text = hex_id(of)
    rows = (yield from rows_of([Record(bytes.fromhex(text))])) if text else ()
    return next((view_of_row(row).text("guardian") for row in rows if row.kind == "guardianship"), "")


def _state(query: Mapping[str, str]) -> str:
    state = query.get("state", "")
    return state if state in ("watched", "double", "all", *words.CARE_STATE.codes) else ""


def read_care_lines(node: Node, rows: Sequence[RecordRow], today: date, language: str) -> Step[tuple[CareLine, ...]]:
    """Gather lines for the rows of guardianships, in the order given."""
    views = [(row, view_of_row(row)) for row in rows]
    links: dict[Record, Link] = {}
    for space in {row.space for row in rows}:
        people = [Record(ref) for row, view in views if row.space == space and (ref := view.ref("person")) is not None]
        links |= yield from read_links(node.registry, space, people, language)
    return tuple(_line(row, view, links, today, language) for row, view in views)


def _line(row: RecordRow, view: RecordView, links: Mapping[Record, Link], today: date, language: str) -> CareLine:
    person, code = view.ref("person"), state_of_care(view, today)
    promised = [path.partition("/")[2] for path in sorted(view.fields) if path.startswith("commitments/")]
    return CareLine(
        link=Link(title=inert(view.text("guardian")), url=card_url(row.space, row.record)),
        space=row.space,
        record=row.record,
        person=links.get(Record(person)) if person is not None else None,
        guardian=inert(view.text("guardian")),
        state=words.CARE_STATE.label(code, language),
        code=code,
        last=day_words(last_contact(view), language),
        is_double="double" in row.follows,
        cares=tuple(words.SUPPORT_KIND.label(word, language) for word in promised),
    )


# --- writing ----------------------------------------------------------------------------------------------------------
async def add_guardian(request: web.Request) -> web.StreamResponse:
    """Write a guardianship of today from the short form, or show it again."""
    form, port, language = form_of(request), port_of(request), current_language()
    who = await port.read(
        lambda node: find_person(node.registry, form.get("person", ""), form.get("chosen", ""), language)
    )
    short = read_short(port.registry, "guardianship", {path: form.get(path, "") for path in SHORT}, language)
    row = who.row
    if row is None or short.errors:
        return await _page(request, form, short, who)
    day, now = port.today().isoformat(), port.now()
    values: dict[str, Scalar] = {
        "person": row.record,
        "state": "active",
        "began_on": day,
        "last_contact_on": day,
        **short.values,
    }
    await port.write(lambda node: add_record(node.space(row.space), "guardianship", values, now=now))
    session_of(request).notice(_("Saved."))
    raise see(back_of(form, "/guardians"))


async def show_care(request: web.Request) -> web.StreamResponse:
    """Show one guardianship and what may be done with it."""
    return await _care(request, {}, {})


async def _care(request: web.Request, typed: Form, errors: Mapping[str, str]) -> web.Response:
    port, language, today = port_of(request), current_language(), port_of(request).today()
    space, record = place_of(request)
    await site_of(request).marker.look()

    def step(node: Node) -> Step[tuple[CareLine, ...]]:
        found = yield from rows_of([record])
        rows = [row for row in found if row.space == space and row.kind == "guardianship"]
        return (yield from read_care_lines(node, rows, today, language))

    lines = await port.read(step)
    if not lines:
        raise NotHere("no such guardianship")
    line = lines[0]
    context = {
        "title": _("Guardians"),
        "nav": "guardians",
        "line": line,
        "states": [(code, label) for code, label in choices(words.GUARDIAN_STATE, language) if code != "handed_over"],
        "typed": typed,
        "errors": errors,
        "here_path": f"/guardians/{space.hex()}/{record.hex()}",
        "may_write": await port.read(may_write_any),
    }
    return await render(request, "care.html", context, status=422 if errors else 200)


async def change_care(request: web.Request) -> web.StreamResponse:
    """Write that the guardian was heard of, another state, or that the care is handed over."""
    form, port = form_of(request), port_of(request)
    space, record = place_of(request)
    do, day, today, now = form.get("do", ""), port.today().isoformat(), port.today(), port.now()
    if do == "hand_over":
        to = tidy_line(form.get("to", ""))[:NAME_CHARS_MAX]
        if not to:
            return await _care(request, form, {"to": _("This field is needed.")})
        is_agreed = form.get("agreed") == "yes"
        try:
            await port.write(
                lambda node: hand_over(node.space(space), record, to=to, today=today, now=now, is_agreed=is_agreed)
            )
        except Refused:
            session_of(request).notice(_("This care has ended or was handed over meanwhile. Nothing was written."))
            raise see(request.path) from None
    else:
        values: dict[str, Scalar] = {"last_contact_on": day}
        if do == "state":
            state = form.get("state", "")
            if state not in words.GUARDIAN_STATE or state == "handed_over":
                return await _care(request, form, {"state": _("This field is needed.")})
            values = {"state": state, **({"ended_on": day} if state == "ended" else {})}
        await port.write(lambda node: set_values(node.space(space), record, values, now=now))
    session_of(request).notice(_("Saved."))
    raise see(back_of(form, "/guardians"))


ROUTES = [
    web.get("/guardians", show_guardians),
    web.get("/guardians/add", show_guardians),
    web.post("/guardians/add", add_guardian),
    web.get("/guardians/{space}/{record}", show_care),
    web.post("/guardians/{space}/{record}", change_care),
]
