"""The calendar of hearings: a month or a day, by court, who goes there, and what still lacks an outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import HEARINGS_SHOWN, ITEM_ID_BYTES, SURVEY_AT_ONCE_ROWS
from node.api.links import local_path, read_record, read_space
from node.api.reading.hearings import Diary, by_day, read_hearing_lines
from node.api.reading.whole import begin_whole
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.api.sweeping import sweep
from node.crdt.ids import Space
from node.ledger.calendars.sittings import Sitting
from node.service.effects import Step
from node.service.errors import Refused
from node.service.node import Node
from node.service.records import read_projection, set_values

KINDS = ("court", "hearing")  # courts first: hearings name them


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The hearings that an address asks for: of a month, or of one `day`, in one `court` or (empty) in all."""

    month: date
    day: date | None
    court: str
    of_month: list[Sitting]
    in_court: list[Sitting]
    shown: list[Sitting]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The hearings of a ledger as far as they were looked through."""

    space: Space
    spaces: list[tuple[str, str]]
    diary: Diary
    is_fresh: bool
    is_known: bool


async def find_hearings(request: web.Request) -> Found:
    """Return the hearings of the ledger that an address names, else of the first."""
    port, site = port_of(request), site_of(request)
    chosen = request.query.get("space", "")
    space, spaces, total, tips = await port.read(lambda node: begin_whole(node, chosen, KINDS))
    is_small = total <= SURVEY_AT_ONCE_ROWS

    async def work() -> Diary:
        diary = Diary()
        await sweep(port, site.visits, space, KINDS, diary.take, waits=not is_small)
        diary.settle()
        return diary

    diary, is_fresh = await site.hearings.look((space, tips), work, is_small=is_small)
    return Found(
        space=space, spaces=spaces, diary=diary or Diary(), is_fresh=is_fresh, is_known=diary is not None
    )  # fmt: skip


def hearings_of_period(diary: Diary, query: Mapping[str, str], today: date) -> Period:
    """Return what an address asks for; the month of today where it names none."""
    day = _day(query.get("day", ""))
    month = (day or _day(query.get("month", "") + "-01") or today).replace(day=1)
    court = query.get("court", "")
    of_month = diary.between(month, _last_day(month))
    in_court = [one for one in of_month if court in ("", one.court)]
    return Period(
        month=month,
        day=day,
        court=court,
        of_month=of_month,
        in_court=in_court,
        shown=[one for one in in_court if day in (None, one.first)],
    )


async def show_hearings(request: web.Request) -> web.StreamResponse:
    """Show the hearings of a month or a day."""
    port, language, query = port_of(request), current_language(), request.query
    today, found = port.today(), await find_hearings(request)
    diary = found.diary
    period = hearings_of_period(diary, query, today)
    day, month, court, shown = period.day, period.month, period.court, period.shown
    page = shown[:HEARINGS_SHOWN]
    overdue = diary.overdue(today)
    lines = await port.read(lambda node: read_hearing_lines(node, found.space, page, diary, today, language))
    late = overdue[:HEARINGS_SHOWN] if "late" in query else []
    late_lines = await port.read(lambda node: read_hearing_lines(node, found.space, late, diary, today, language))
    context = {
        "title": _("Hearings"),
        "nav": "today",
        "space": found.space.hex(),
        "spaces": found.spaces if len(found.spaces) > 1 else [],
        "found": found,
        "today": today,
        "day": day,
        "month": month,
        "before": _month_text(month - timedelta(days=1)),
        "after": _month_text(_last_day(month) + timedelta(days=1)),
        "days": _days(period.in_court),
        "by_day": by_day(lines),
        "hidden": len(shown) - len(page),
        "courts": diary.busiest(period.of_month, language),
        "court": court,
        "overdue": len(overdue),
        "late": late_lines,
        "shows_late": "late" in query,
        "name": await port.read(_own_name),
    }
    return await render(request, "hearings.html", context)


async def go(request: web.Request) -> web.StreamResponse:
    """Write that this person goes to a hearing, or another one under a pseudonym."""
    form, port = form_of(request), port_of(request)
    space, record = read_space(form.get("space", "")), read_record(form.get("hearing", ""))
    who = " ".join(form.get("who", "").split())
    if not who:
        raise Refused("no name was given; nothing was changed")
    item, now = site_of(request).random(ITEM_ID_BYTES).hex(), port.now()

    def step(node: Node) -> Step[None]:
        projection = yield from read_projection(node.space(space), record)
        known = [claim.value for path, claims in projection.fields.items() for claim in claims
                 if path.startswith("observers/") and path.endswith("/who")]  # fmt: skip
        if who not in known:
            values = {f"observers/{item}/who": who, f"observers/{item}/state": "planned"}
            yield from set_values(node.space(space), record, values, now=now)

    await port.write(step)
    session_of(request).notice(_("Written down: %(who)s goes there.") % {"who": who})
    raise see(local_path(form.get("back", "")))


def _own_name(node: Node) -> Step[str]:
    yield from ()
    return node.name


def _days(sittings: list[Sitting]) -> list[tuple[date, int]]:
    """Each day of a month with a hearing, with how many there are."""
    counts: dict[date, int] = {}
    for one in sittings:
        counts[one.first] = counts.get(one.first, 0) + 1
    return sorted(counts.items())


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _month_text(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _day(text: str) -> date | None:
    """The day an address names; None for anything else and at the ends of the calendar."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1 < day.year < date.max.year else None


ROUTES = [web.get("/hearings", show_hearings), web.post("/hearings/go", go)]
