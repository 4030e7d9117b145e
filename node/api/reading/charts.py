"""Numbers turned into what a template draws as SVG: the band of a time line, bars. No style, no script, no text of a
record but labels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from node.api.limits import CHART_LINES, CHART_POINTS
from node.ledger.packs.pack import Region
from node.ledger.statistics import Span, Table
from node.ledger.statistics.lines import Line
from node.ledger.text import inert

WIDTH: Final = 720  # as in the template
HEIGHT: Final = 200
SHADES: Final = 4  # more cannot be told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """A band between at least and at most. `rows` is the table behind it: first days of months."""

    band: str
    least: str
    top: int
    first: date
    last: date
    rows: tuple[tuple[date, Span], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One line of a table and its bar, in hundredths of the longest."""

    label: str
    people: Span
    records: Span
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A table with bars: those shown at once, and the rest."""

    name: str
    shown: tuple[Bar, ...]
    rest: tuple[Bar, ...]
    without: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One region of the map. `points` is its outline, empty for a city at (x, y); `shade` is 0 to 4."""

    label: str
    points: str
    x: int
    y: int
    people: Span
    shade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A map without any service behind it; what has no place on it is in `elsewhere`."""

    areas: tuple[Area, ...]
    width: int
    height: int
    elsewhere: tuple[Line, ...]


def draw_map(table: Table, regions: Sequence[Region], language: str) -> Drawing | None:
    """Return a table by region as a map, the darker the more people; None without regions to draw."""
    if not regions:
        return None
    lines = {line.key: line for line in table.lines}
    most = max((line.people.most for line in table.lines), default=0)
    areas = [_area(region, lines.get(region.key), most, language) for region in regions]
    corners = [corner for region in regions for corner in region.outline]
    drawn = {region.key for region in regions}
    return Drawing(
        areas=tuple(areas),
        width=max(x for x, _ in corners),
        height=max(y for _, y in corners),
        elsewhere=tuple(line for line in table.lines if line.key not in drawn),
    )


def _area(region: Region, line: Line | None, most: int, language: str) -> Area:
    is_city = len(region.outline) == 1
    people = line.people if line else Span()
    return Area(
        label=region.names.in_language(language),
        points="" if is_city else " ".join(f"{x},{y}" for x, y in region.outline),
        x=sum(x for x, _ in region.outline) // len(region.outline),
        y=sum(y for _, y in region.outline) // len(region.outline),
        people=people,
        shade=-(-people.most * SHADES // most) if most else 0,
    )


def draw_line(heads: Sequence[tuple[date, Span]]) -> TimeLine | None:
    """Return the band of a time line, at most CHART_POINTS points; None where there is nothing to draw."""
    if len(heads) < 2:
        return None
    step = max(1, -(-len(heads) // CHART_POINTS))
    points = [*heads[::step], heads[-1]]
    top = max(1, max(span.most for _, span in points))
    begin, days = heads[0][0], (heads[-1][0] - heads[0][0]).days

    def place(day: date, count: int) -> str:
        return f"{(day - begin).days * WIDTH / days:.1f},{HEIGHT - count * HEIGHT / top:.1f}"

    upper = [place(day, span.most) for day, span in points]
    lower = [place(day, span.least) for day, span in points]
    months = tuple((day, span) for day, span in heads if day.day == 1)
    return TimeLine(
        band=" ".join((*upper, *reversed(lower))),
        least=" ".join(lower),
        top=top,
        first=begin,
        last=heads[-1][0],
        rows=(*months, heads[-1]),
    )


def draw_bars(table: Table, language: str) -> Bars:
    """Return a table with its bars."""
    longest = max((line.people.most for line in table.lines), default=0) or 1
    bars = [
        Bar(
            label=inert(line.label.in_language(language)),
            people=line.people,
            records=line.records,
            least=round(line.people.least * 100 / longest),
            most=round(line.people.most * 100 / longest),
        )
        for line in table.lines
    ]
    return Bars(name=table.name, shown=tuple(bars[:CHART_LINES]), rest=tuple(bars[CHART_LINES:]), without=table.without)
