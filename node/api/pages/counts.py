"""Counts of one ledger as of a day: who is in prison, by whose criteria, and tables with their charts."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from aiohttp import web

from node.api.i18n import N_, current_language
from node.api.i18n import gettext as _
from node.api.limits import SURVEY_AT_ONCE_ROWS
from node.api.reading.charts import draw_bars, draw_line, draw_map
from node.api.reading.whole import begin_whole
from node.api.site import port_of, render, site_of
from node.ledger.errors import ValueRefused
from node.ledger.limits import STATISTIC_DAYS_MAX
from node.ledger.packs.pack import Region
from node.ledger.registry import Registry
from node.ledger.statistics import (
    KINDS,
    TABLES,
    Headline,
    Material,
    Span,
    Table,
    build_table,
    by_region,
    daily_heads,
    headlines,
    moves_between,
    overlaps,
)
from node.ledger.statistics.heads import count_on
from node.ledger.text import inert
from node.ledger.values.date_text import parse_date
from node.ledger.vocabulary.recognition import CRITERIA_SET
from node.service.statistics import gather_statistics

_LINE_DAYS: Final = 3 * 365  # of the time line where no earlier day is asked for
HEADINGS: Final = {
    "article": N_("By article"),
    "term": N_("By term"),
    "place": N_("By place"),
    "court": N_("By court"),
    "judge": N_("By judge"),
    "month": N_("By month of arrest"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Everything the page shows."""

    people: int
    heads: Span
    headlines: tuple[Headline, ...]
    overlaps: tuple[tuple[tuple[str, ...], Span], ...]
    line: tuple[tuple[date, Span], ...]
    tables: tuple[Table, ...]
    regions: Table
    before: Span | None
    came: Span
    left: Span


async def show_counts(request: web.Request) -> web.StreamResponse:
    """Show the counts of one ledger."""
    port, site, language = port_of(request), site_of(request), current_language()
    today = port.today()
    space, spaces, total, tips = await port.read(lambda node: begin_whole(node, request.query.get("space", ""), KINDS))
    day, since = _day(request.query.get("on", "")) or today, _day(request.query.get("since", ""))

    async def work() -> Counts:
        material = await port.read(lambda node: gather_statistics(node.space(space), today))
        return await asyncio.to_thread(_counted, material, port.registry, day, since)

    key = (space, tips, today, day, since)
    counts, is_fresh = await site.counts.look(key, work, is_small=total <= SURVEY_AT_ONCE_ROWS)
    context = {
        "title": _("Counts"),
        "nav": "settings",
        "space": space.hex(),
        "spaces": spaces if len(spaces) > 1 else [],
        "day": day,
        "since": since,
        "today": today,
        "counts": counts,
        "is_fresh": is_fresh,
        "map": draw_map(counts.regions, _regions(port.registry), language) if counts else None,
        "line": draw_line(counts.line) if counts else None,
        "bars": [(_(HEADINGS[table.name]), draw_bars(table, language)) for table in counts.tables] if counts else [],
        "criteria": {code: CRITERIA_SET.label(code, language) for code in CRITERIA_SET.codes},
        "inert": inert,
    }
    return await render(request, "counts.html", context)


def _counted(material: Material, registry: Registry, day: date, since: date | None) -> Counts:
    came, left = moves_between(material, since, day) if since is not None else (Span(), Span())
    first = min(since or day - timedelta(days=_LINE_DAYS), day)
    first = max(first, day - timedelta(days=STATISTIC_DAYS_MAX - 1))
    return Counts(
        people=len(material.people),
        heads=count_on(material, day),
        headlines=headlines(material, day),
        overlaps=overlaps(material, day),
        line=tuple(daily_heads(material, first, day)),
        tables=tuple(build_table(name, material, registry, day) for name in TABLES),
        regions=by_region(material, registry, day),
        before=count_on(material, since) if since is not None else None,
        came=came,
        left=left,
    )


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
