"""Needs: all that wait for somebody, the urgent first; taking one, noting what was sent and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from aiohttp import web

from node.api.errors import BadRequest
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import FILTER_OPTIONS_MAX, OFFERS_LOOKED_AT, PAGE_ROWS, PLACES_COUNTED_MAX
from node.api.links import add_url, card_url, read_record, read_space
from node.api.naming import member_name
from node.api.pages.card import place_of
from node.api.pages.people import page_number
from node.api.reading.about import rows_about, rows_of
from node.api.reading.needs import NeedLine, read_crowded, read_need_lines
from node.api.reading.person import day_words
from node.api.reading.titles import Link, read_titles
from node.api.reading.views import codes_of, view_of_row
from node.api.short import Named, Short, find_person, read_short
from node.api.site import Form, form_of, port_of, render, see, session_of, site_of
from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.ledger.derived import RecordView, fitting_offers
from node.ledger.derived.marks import NEEDS
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.types import Scalar
from node.ledger.values.partial_date import on_day
from node.ledger.vocabulary import aid as words
from node.ledger.vocabulary.table import Vocabulary
from node.service.aiding import match_offer, note_outcome, take_need
from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import Refused
from node.service.following import FindDue, ListMarks
from node.service.node import Node
from node.service.records import add_record

SHORT: Final = ("category", "description", "urgency", "due_on")
_SENT: Final = ("category", "contents", "sent_on", "status", "refusal", "failure_reason", "next_step")
_OUTCOME: Final = ("status", "arrived_on", "refusal", "failure_reason", "next_step")
_SENT_AS: Final = {  # the kind of delivery that usually meets a kind of need; the rest is work
    **dict.fromkeys(("parcel_food", "parcel_hygiene", "parcel_clothes", "glasses_dental"), "parcel"),
    **dict.fromkeys(
        (
            *("lawyer_fee", "court_costs", "fine", "compensation", "prison_shop_money"),
            *("family_living", "children", "rent", "travel_visit"),
        ),
        "money",
    ),
    "medicine": "medicine",
    "books_press": "press",
    "letters_stamps": "parcel",
}
_OPEN: Final = "open_ones"  # the filter of those that wait for somebody
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters of the list."""

    category: str = ""
    area: str = ""
    held_in: str = ""
    month: str = ""
    status: str = _OPEN

    def find(self, number: int) -> FindDue:
        """Return what finds one page of them."""
        states = {_OPEN: ("open",), "over": ("over",), "all": ()}.get(self.status, (f"state={self.status}",))
        marks = (
            *states,
            *([f"category={self.category}"] if self.category else []),
            *([f"area={self.area}"] if self.area else []),
            *([f"due={self.month}"] if self.month else []),
        )
        about = (f"place={self.held_in}",) if self.held_in else ()
        offset = (number - 1) * PAGE_ROWS
        return FindDue(list=NEEDS, marks=marks, about=about, path="person", limit=PAGE_ROWS, offset=offset)

    @property
    def query(self) -> str:
        """The filters as an address names them."""
        pairs = {
            "kind": self.category,
            "area": self.area,
            "place": self.held_in,
            "month": self.month,
            "state": "" if self.status == _OPEN else self.status,
        }
        return "&".join(f"{name}={value}" for name, value in pairs.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of needs and what its filters offer."""

    lines: tuple[NeedLine, ...]
    total: int
    number: int
    places: Choices
    months: Choices
    doubles: Mapping[Record, int]  # parcels of the present period, by person, where there are several
    crowded: tuple[tuple[Link, int], ...]  # people with several, whatever is needed, on the first page of what is over

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // PAGE_ROWS))

    def parcels_of(self, line: NeedLine) -> int:
        """Return how many parcels the person of a need for a parcel got in this period, where there are several."""
        is_parcel = line.category.startswith("parcel_") and line.holder is not None
        return self.doubles.get(line.holder, 0) if is_parcel and line.holder is not None else 0


async def show_needs(request: web.Request) -> web.StreamResponse:
    """Show one page of needs."""
    return await _page(request, {}, Short(), Named())


async def _page(request: web.Request, typed: Form, short: Short, who: Named) -> web.Response:
    port, language, day = port_of(request), current_language(), port_of(request).today()
    percent = await site_of(request).marker.look()
    asked, number = _asked(request.query), page_number(request)
    context = {
        "title": _("Needs"),
        "nav": "needs",
        "percent": percent,
        "page": await port.read(lambda node: _read(node, asked, number, day, language)),
        "asked": asked,
        "kinds": choices(words.NEED_KIND, language),
        "areas_of": choices(words.NEED_AREA, language),
        "urgencies": choices(words.URGENCY, language),
        "states": [
            (_OPEN, _("waiting for somebody")),
            *choices(words.NEED_STATUS, language),
            ("over", _("more than needed")),
            ("all", _("all")),
        ],
        "pages": "/needs?" + (asked.query + "&" if asked.query else "") + "page=",
        "back": "/needs" + ("?" + asked.query if asked.query else ""),
        "typed": typed,
        "errors": short.errors | ({"person": who.error} if who.error else {}),
        "who": who,
        "day": day,
        "may_write": await port.read(may_write_any),
    }
    return await render(request, "needs.html", context, status=422 if context["errors"] else 200)


def _read(node: Node, asked: Asked, number: int, today: date, language: str) -> Step[Page]:
    found = yield asked.find(number)
    assert isinstance(found, FoundRows)
    lines = yield from read_need_lines(node.registry, found.rows, today, language, (yield from open_offers()))
    holders = yield from rows_of([line.holder for line in lines if line.holder is not None])
    months: tuple[tuple[str, int], ...] = yield ListMarks(prefix="due=", limit=FILTER_OPTIONS_MAX)
    return Page(
        lines=lines,
        total=found.total,
        number=number,
        places=(yield from place_choices(node.registry, language)),
        months=sorted((mark.partition("=")[2],) * 2 for mark, _needs in months),
        crowded=(yield from read_crowded(node.registry, language))
        if asked.query == "state=over" and number == 1
        else (),
        doubles={row.record: int(count) for row in holders for count in codes_of(row, "parcels")},
    )


def open_offers() -> Step[tuple[RecordView, ...]]:
    """Return the offers that are open today."""
    found = yield FindRows(kind="offer", marks=("open",), limit=OFFERS_LOOKED_AT)
    assert isinstance(found, FoundRows)
    return tuple(view_of_row(row) for row in found.rows)


def _asked(query: Mapping[str, str]) -> Asked:
    return Asked(
        category=query.get("kind", "") if query.get("kind") in words.NEED_KIND else "",
        area=query.get("area", "") if query.get("area") in words.NEED_AREA else "",
        held_in=hex_id(query.get("place", "")),
        month=month_of(query.get("month", "")),
        status=query.get("state", "") if query.get("state") in (*words.NEED_STATUS.codes, "all", "over") else _OPEN,
    )


# --- what several pages of help use -----------------------------------------------------------------------------------
def choices(vocabulary: Vocabulary, language: str) -> Choices:
    """Return the words of a list as (code, label)."""
    return [(word.code, word.labels.in_language(language)) for word in vocabulary]


def place_choices(registry: Registry, language: str) -> Step[Choices]:
    """Return the places somebody may be held in today as (hexadecimal id, title), by title."""
    marks: tuple[tuple[str, int], ...] = yield ListMarks(prefix="place=", limit=PLACES_COUNTED_MAX)
    texts = [hex_id(mark.partition("=")[2]) for mark, _people in marks]
    rows = yield from rows_of([Record(bytes.fromhex(text)) for text in texts if text])
    titles = yield from read_titles(registry, rows, language)
    return sorted(((row.record.hex(), titles[row.record]) for row in rows), key=lambda one: one[1])


def hex_id(text: str) -> str:
    """Return the id an address names; empty for anything else."""
    return text if len(text) == 32 and all(digit in "0123456789abcdef" for digit in text) else ""


def month_of(text: str) -> str:
    """Return the month an address names, `YYYY-MM`; empty for anything else."""
    try:
        return f"{date.fromisoformat(text + '-01'):%Y-%m}"
    except ValueError:
        return ""


def may_write_any(node: Node) -> Step[bool]:
    """Tell whether anything may be written in any ledger here."""
    yield from ()
    return any((space.role or 0) >= Role.CONTRIBUTOR for space in node.spaces.values())


def back_of(form: Form, path: str) -> str:
    """Return the page to go back to: that a form was on, where it is one of these pages."""
    back = form.get("back", "")
    return back if back == path or back.startswith((path + "?", path + "/")) else path


# --- writing ----------------------------------------------------------------------------------------------------------
async def add_need(request: web.Request) -> web.StreamResponse:
    """Write a need from the short form, or show it again."""
    form, port, language = form_of(request), port_of(request), current_language()
    who = await port.read(
        lambda node: find_person(node.registry, form.get("person", ""), form.get("chosen", ""), language)
    )
    short = read_short(port.registry, "need", {path: form.get(path, "") for path in SHORT}, language)
    row = who.row
    if row is None or short.errors:
        return await _page(request, form, short, who)
    values: dict[str, Scalar] = {"person": row.record, **short.values}
    now = port.now()
    await port.write(lambda node: add_record(node.space(row.space), "need", values, now=now))
    session_of(request).notice(_("Saved."))
    raise see(back_of(form, "/needs"))


async def take(request: web.Request) -> web.StreamResponse:
    """Promise what a need still lacks, in the name of whoever pressed."""
    form, port = form_of(request), port_of(request)
    space, need, now, today = (
        read_space(form.get("space", "")),
        read_record(form.get("need", "")),
        port.now(),
        port.today(),
    )
    every_time = form.get("do") == "every_time"

    def step(node: Node) -> Step[Record]:
        state = node.space(space)
        by = member_name(state, state.device)
        return (yield from take_need(state, need, by=by, today=today, now=now, every_time=every_time))

    try:
        await port.write(step)
    except Refused:
        session_of(request).notice(_("Somebody has taken this meanwhile. Nothing was written."))
        raise see(back_of(form, "/needs")) from None
    session_of(request).notice(_("Written down: you take it. It waits under “Promised” until you say what was sent."))
    raise see(back_of(form, "/needs"))


async def show_sending(request: web.Request) -> web.StreamResponse:
    """Show what is on its way for a need, and the form for what was sent."""
    return await _sending(request, {}, Short(), "")


async def _sending(request: web.Request, typed: Form, short: Short, at: str) -> web.Response:
    """`at` names the delivery whose form was sent, empty for a new one."""
    port, language, today = port_of(request), current_language(), port_of(request).today()
    space, record = place_of(request)
    await site_of(request).marker.look()

    def step(node: Node) -> Step[dict[str, object]]:
        rows = [row for row in (yield from rows_of([record])) if row.space == space and row.kind == "need"]
        offers = yield from open_offers()
        lines = yield from read_need_lines(node.registry, rows, today, language, offers)
        sent = yield from rows_about("delivery", "need", [record])
        views = [(row, view_of_row(row)) for row in sent]
        on_way = [row for row, view in views if view.text("status") in words.DELIVERIES_ON_WAY]
        titles = yield from read_titles(node.registry, on_way, language)
        need = view_of_row(rows[0]) if rows else None
        category = need.text("category") if need is not None else ""
        fitting = fitting_offers(category, offers, today)
        offered = yield from rows_of([Record(offer.id) for offer in fitting])
        return {
            "line": lines[0] if lines else None,
            "on_way": [(row.record.hex(), titles[row.record], card_url(space, row.record)) for row in on_way],
            "sent_as": _SENT_AS.get(category, "service"),
            "offers": [
                {
                    "id": row.record.hex(),
                    "what": inert(view.text("what")) or node.registry.kind("offer").labels.in_language(language),
                    "kind": _offer_kind(node.registry, view.text("category"), language),
                    "country": inert(view.text("country")),
                    "until": day_words(view.day("valid_to"), language),
                }
                for row in offered
                if row.space == space
                for view in [view_of_row(row)]
            ],
            "add": add_url("delivery", space, need=record, **_person_ref(need)),
        }

    shown = await port.read(step)
    if shown["line"] is None:
        raise BadRequest("this is no need")
    context = {
        "title": _("Needs"),
        "nav": "needs",
        **shown,
        "kinds": choices(words.DELIVERY_KIND, language),
        "statuses": choices(words.DELIVERY_STATUS, language),
        "refusals": choices(words.REFUSAL, language),
        "steps": choices(words.NEXT_STEP, language),
        "typed": typed,
        "errors": short.errors,
        "at": at,
        "today": day_words(on_day(today), language),
        "here_path": f"/needs/{space.hex()}/{record.hex()}",
    }
    return await render(request, "sending.html", context, status=422 if short.errors else 200)


async def send(request: web.Request) -> web.StreamResponse:
    """Write what was sent, what became of it, or an offer that meets the need."""
    form, port, language = form_of(request), port_of(request), current_language()
    space, record = place_of(request)
    now, today, do = port.now(), port.today(), form.get("do", "")
    if do == "match":
        offer = read_record(form.get("offer", ""))
        try:
            await port.write(lambda node: match_offer(node.space(space), offer, record, today=today, now=now))
        except Refused:
            session_of(request).notice(_("This offer is used by now. Nothing was written."))
            raise see(request.path) from None
    elif do == "outcome":
        written = read_record(form.get("delivery", ""))
        short = read_short(port.registry, "delivery", _texts(form, _OUTCOME), language)
        short.errors.pop("category", None)
        if "status" not in short.values:
            short.errors.setdefault("status", _("This field is needed."))
        if short.errors:
            return await _sending(request, form, short, written.hex())
        values = short.values
        await port.write(lambda node: note_outcome(node.space(space), written, values, now=now))
    else:
        short = read_short(port.registry, "delivery", _texts(form, _SENT), language)
        if short.errors:
            return await _sending(request, form, short, "")
        values = short.values
        await port.write(lambda node: _add_delivery(node, space, record, values, now))
    session_of(request).notice(_("Saved."))
    raise see("/needs")


def _add_delivery(node: Node, space: Space, need: Record, values: dict[str, Scalar], now: int) -> Step[Record]:
    (row,) = yield from rows_of([need])
    person = view_of_row(row).ref("person")
    refs: dict[str, Scalar] = {"need": need, **({"person": person} if person is not None else {})}
    return (yield from add_record(node.space(space), "delivery", {**refs, **values}, now=now))


def _texts(form: Form, paths: tuple[str, ...]) -> dict[str, str]:
    return {path: form.get(path, "") for path in paths}


def _offer_kind(registry: Registry, code: str, language: str) -> str:
    return registry.field("offer", "category").type.format(code, language)


def _person_ref(need: object) -> dict[str, bytes]:
    ref = getattr(need, "ref", None)
    person = ref("person") if ref is not None else None
    return {"person": person} if person else {}


ROUTES = [
    web.get("/needs", show_needs),
    web.get("/needs/add", show_needs),
    web.post("/needs/add", add_need),
    web.post("/needs/take", take),
    web.get("/needs/{space}/{record}", show_sending),
    web.post("/needs/{space}/{record}", send),
]
