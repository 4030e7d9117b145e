"""Tables of counts: a line for each article, place, court, judge, month or term."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from node.ledger.language import Labels
from node.ledger.statistics.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`people` counts each person once, `records` each charge, judgment, stay or detention."""

    key: str
    label: Labels
    people: Span
    records: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Lines in order; people of whom nothing of the kind is known are in `without`."""

    name: str
    lines: tuple[Line, ...]
    without: int


@dataclass(slots=True)
class Seen:
    """Whom and what one line counts, as it is gathered."""

    label: Labels
    sure: set[bytes] = field(default_factory=set)
    possible: set[bytes] = field(default_factory=set)
    contradicted: set[bytes] = field(default_factory=set)
    records: Span = field(default_factory=Span)

    def add(self, person: bytes, span: Span) -> None:
        """Count one record of a person."""
        self.records += span
        if span.least:
            self.sure.add(person)
        if span.most:
            self.possible.add(person)
        if span.contradicted:
            self.contradicted.add(person)

    def line(self, key: str) -> Line:
        """What was counted."""
        people = Span(least=len(self.sure), most=len(self.possible), contradicted=len(self.contradicted))
        return Line(key=key, label=self.label, people=people, records=self.records)


def ordered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines with the most people first."""
    return tuple(sorted(lines, key=lambda line: (-line.people.most, -line.people.least, line.key)))
