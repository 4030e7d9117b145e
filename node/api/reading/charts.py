"""Numbers turned into what a template draws as SVG: the band of a time line, bars. No style, no script, no text of a
record but labels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from node.api.limits import CHART_LINES, CHART_POINTS
from node.ledger.statistics import Span, Table
from node.ledger.text import inert

WIDTH: Final = 720  # as in the template
HEIGHT: Final = 200


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
