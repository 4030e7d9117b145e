"""The calendar of hearings: a month or a day, by court, who goes there, and what still lacks an outcome."""

from dataclasses import dataclass
from datetime import date, timedelta

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import HEARINGS_SHOWN, ITEM_ID_BYTES
from node.api.links import local_path, read_record, read_space
from node.api.reading.hearings import (
    Sitting,
    by_day,
    read_busiest,
    read_hearing_lines,
    read_late,
    read_sittings,
)
from node.api.reading.whole import begin_whole
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.crdt.ids import Space
from node.service.effects import Step
from node.service.errors import Refused
from node.service.node import Node
from node.service.records import read_projection, set_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The hearings that an address asks for: of a month, or of one `day`, in one `court` or (empty) in all."""

    space: Space
    spaces: list[tuple[str, str]]
    percent: int
    month: date
    day: date | None
    court: str
    of_month: list[Sitting]

    @property
    def in_court(self) -> list[Sitting]:
        """Return the hearings of the month in that court."""
        return [one for one in self.of_month if self.court in ("", one.court)]

    @property
    def shown(self) -> list[Sitting]:
        """Return those that are asked for."""
        return [one for one in self.in_court if self.day in (None, one.first)]


async def find_hearings(request: web.Request) -> Period:
    """Return what an address asks for, of the ledger it names, else of the first; the month of today where it names
    none.
    """
    port, query, today = port_of(request), request.query, port_of(request).today()
    percent = await site_of(request).marker.look()
    space, spaces, _total, _tips = await port.read(lambda node: begin_whole(node, query.get("space", ""), ()))
    day = _day(query.get("day", ""))
    month = (day or _day(query.get("month", "") + "-01") or today).replace(day=1)
    return Period(
        space=space,
        spaces=spaces,
        percent=percent,
        month=month,
        day=day,
        court=query.get("court", ""),
        of_month=await port.read(lambda _node: read_sittings(space, month, _last_day(month))),
    )


async def show_hearings(request: web.Request) -> web.StreamResponse:
    """Show the hearings of a month or a day."""
    port, language, today = port_of(request), current_language(), port_of(request).today()
    period, is_late = await find_hearings(request), "late" in request.query
    space, month, shown = period.space, period.month, period.shown
    page = [one.record for one in shown[:HEARINGS_SHOWN]]
    overdue = await port.read(lambda _node: read_late(space, HEARINGS_SHOWN if is_late else 0))
    late = [row.record for row in overdue.rows]
    lines = await port.read(lambda node: read_hearing_lines(node, space, page, today, language))
    context = {
        "title": _("Hearings"),
        "nav": "today",
        "space": space.hex(),
        "spaces": period.spaces if len(period.spaces) > 1 else [],
        "percent": period.percent,
        "today": today,
        "day": period.day,
        "month": month,
        "before": _month_text(month - timedelta(days=1)),
        "after": _month_text(_last_day(month) + timedelta(days=1)),
        "days": _days(period.in_court),
        "by_day": by_day(lines),
        "hidden": len(shown) - len(page),
        "courts": await port.read(lambda _node: read_busiest(space, period.of_month, language)),
        "court": period.court,
        "overdue": overdue.total,
        "late": await port.read(lambda node: read_hearing_lines(node, space, late, today, language)),
        "shows_late": is_late,
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
