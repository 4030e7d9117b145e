"""Tables of counts: a line for each article, place, court, judge, month or term."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from node.ledger.language import Labels
from node.ledger.statistics.folding import commonest
from node.ledger.statistics.span import Span, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`people` counts each person once, `records` each charge, judgment, stay or detention.

    `spelled` tells how often each spelling stands, where there are several of one thing.
    """

    key: str
    label: Labels
    people: Span
    records: Span
    spelled: Mapping[Labels, int] = field(default_factory=dict)


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
    spelled: Mapping[Labels, int] = field(default_factory=dict)

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
        return Line(key=key, label=self.label, people=people, records=self.records, spelled=self.spelled)


def joined(lines: Iterable[Line]) -> list[Line]:
    """Lines of the same key, counted from different people, as one."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.key, []).append(line)
    return [_join(key, same) if len(same) > 1 else same[0] for key, same in found.items()]


def _join(key: str, lines: list[Line]) -> Line:
    spelled: Counter[Labels] = Counter()
    for line in lines:
        spelled.update(line.spelled)
    return Line(
        key=key,
        label=commonest(spelled) if spelled else lines[0].label,
        people=total(line.people for line in lines),
        records=total(line.records for line in lines),
        spelled=spelled,
    )


def ordered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines with the most people first."""
    return tuple(sorted(lines, key=lambda line: (-line.people.most, -line.people.least, line.key)))
