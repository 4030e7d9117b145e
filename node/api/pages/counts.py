"""Counts of one ledger as of a day: who is in prison, by whose criteria, and tables with their charts."""

from datetime import date
from typing import Final

from aiohttp import web

from node.api.i18n import N_, current_language
from node.api.i18n import gettext as _
from node.api.reading.charts import draw_bars, draw_line, draw_map
from node.api.reading.whole import begin_whole
from node.api.site import port_of, render, site_of
from node.ledger.errors import ValueRefused
from node.ledger.limits import STATISTIC_DAYS_MAX
from node.ledger.packs.pack import Region
from node.ledger.registry import Registry
from node.ledger.statistics.figures import Question
from node.ledger.text import inert
from node.ledger.values.date_text import parse_date
from node.ledger.vocabulary.recognition import CRITERIA_SET

HEADINGS: Final = {
    "article": N_("By article"),
    "term": N_("By term"),
    "place": N_("By place"),
    "court": N_("By court"),
    "judge": N_("By judge"),
    "month": N_("By month of arrest"),
}


async def show_counts(request: web.Request) -> web.StreamResponse:
    """Show the counts of one ledger."""
    port, site, language = port_of(request), site_of(request), current_language()
    today = port.today()
    percent = await site.marker.look()
    space, spaces, _total, _tips = await port.read(lambda node: begin_whole(node, request.query.get("space", ""), ()))
    day, since = _day(request.query.get("on", "")) or today, _day(request.query.get("since", ""))
    counts, is_counted = await site.counts.look(space, Question(day, since))
    context = {
        "title": _("Counts"),
        "nav": "settings",
        "space": space.hex(),
        "spaces": spaces if len(spaces) > 1 else [],
        "day": day,
        "since": since,
        "today": today,
        "counts": counts,
        "is_fresh": is_counted and percent == 100,
        "map": draw_map(counts.regions, _regions(port.registry), language) if counts else None,
        "line": draw_line(counts.line) if counts else None,
        "bars": [(_(HEADINGS[table.name]), draw_bars(table, language)) for table in counts.tables] if counts else [],
        "criteria": {code: CRITERIA_SET.label(code, language) for code in CRITERIA_SET.codes},
        "inert": inert,
    }
    return await render(request, "counts.html", context)


def _regions(registry: Registry) -> tuple[Region, ...]:
    return next((pack.regions for pack in registry.packs if pack.regions), ())


def _day(text: str) -> date | None:
    """The day an address names; None for anything else, and for a day before the time people can be remembered."""
    try:
        day = parse_date(text).earliest
    except ValueRefused:
        return None
    return day if day is not None and day.year > date.min.year + STATISTIC_DAYS_MAX // 365 else None


ROUTES = [web.get("/counts", show_counts)]
