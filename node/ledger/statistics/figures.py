"""The figures of a day, counted from some of the people at a time and joined: no ledger has to be in memory whole.

A part holds people with all that is told of them; the parts of a ledger share no person. Parts join to parts, so that
few are joined again where one of many changed.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from node.ledger.limits import STATISTIC_DAYS_MAX
from node.ledger.registry import Registry
from node.ledger.statistics.heads import changes_of_heads, count_on, heads_of, join_changes, moves_between
from node.ledger.statistics.lines import Table
from node.ledger.statistics.material import Material
from node.ledger.statistics.recognised import Headline, Stances, headlines, join_headlines, overlaps_of, stances
from node.ledger.statistics.span import Span, total
from node.ledger.statistics.tables import TABLES, build_table, by_region, join_tables

_LINE_DAYS: Final = 3 * 365  # of the time line where no earlier day is asked for


@dataclass(frozen=True, slots=True)
class Question:
    """Counts as of a day, compared with those of an earlier one where it is given."""

    day: date
    since: date | None = None

    @property
    def first(self) -> date:
        """The day the time line begins with."""
        first = min(self.since or self.day - timedelta(days=_LINE_DAYS), self.day)
        return max(first, self.day - timedelta(days=STATISTIC_DAYS_MAX - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What some people come to, as far as it can be joined."""

    people: int
    heads: Span
    headlines: tuple[Headline, ...]
    stances: Stances
    changes: "array[int]"
    tables: tuple[Table, ...]
    before: Span
    came: Span
    left: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything that is counted; `before`, `came` and `left` only where two days are compared."""

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


def count_part(material: Material, registry: Registry, asked: Question) -> Part:
    """Count some people."""
    came, left = moves_between(material, asked.since, asked.day) if asked.since is not None else (Span(), Span())
    return Part(
        people=len(material.people),
        heads=count_on(material, asked.day),
        headlines=headlines(material, asked.day),
        stances=stances(material, asked.day),
        changes=changes_of_heads(material, asked.first, asked.day),
        tables=(
            *(build_table(name, material, registry, asked.day) for name in TABLES),
            by_region(material, registry, asked.day),
        ),
        before=count_on(material, asked.since) if asked.since is not None else Span(),
        came=came,
        left=left,
    )


def join_parts(parts: Sequence[Part]) -> Part:
    """One part of several, at least one."""
    return Part(
        people=sum(part.people for part in parts),
        heads=total(part.heads for part in parts),
        headlines=join_headlines(line for part in parts for line in part.headlines),
        stances=sum((part.stances for part in parts), Stances()),
        changes=join_changes(part.changes for part in parts),
        tables=tuple(join_tables(tables) for tables in zip(*(part.tables for part in parts), strict=True)),
        before=total(part.before for part in parts),
        came=total(part.came for part in parts),
        left=total(part.left for part in parts),
    )


def conclude(part: Part, asked: Question) -> Figures:
    """The figures that a part of all people comes to."""
    return Figures(
        people=part.people,
        heads=part.heads,
        headlines=part.headlines,
        overlaps=overlaps_of(part.stances),
        line=tuple(heads_of([part.changes], asked.first, asked.day)),
        tables=part.tables[:-1],
        regions=part.tables[-1],
        before=part.before if asked.since is not None else None,
        came=part.came,
        left=part.left,
    )
