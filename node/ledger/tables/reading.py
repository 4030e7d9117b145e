"""A whole file as numbered observations: the one gate between a table and the ledger.

Refused as a whole: what is no table, a list nobody knows where a known one was asked for. Rows are refused one by one,
each with its reason.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from node.ledger.limits import TABLE_VALUES_CACHED
from node.ledger.registry import Registry
from node.ledger.tables import events
from node.ledger.tables.bytes import Table
from node.ledger.tables.layout import Layout, cells_of
from node.ledger.tables.mapping import ColumnMap
from node.ledger.tables.people import ListName, Parse, observe_person
from node.ledger.tables.phrases import is_empty
from node.ledger.tables.row import Observation, Reason, Withheld
from node.ledger.tables.viasna import VIASNA

How = Layout | ColumnMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: its number as a spreadsheet counts, and what it says."""

    number: int
    observation: Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file read: its list, every row in order, how many rows have something in each column."""

    list: ListName
    lines: tuple[Line, ...]
    filled: Mapping[str, int]  # by title


def list_of(how: How) -> ListName:
    """The list a file is of."""
    match how:
        case ColumnMap():
            return how.list_name()
        case Layout.OVD_INFO:
            return ListName(org=events.ORG, prefix="ovd-info")
        case _:
            return VIASNA


def read_lines(registry: Registry, table: Table, how: How) -> Reading:
    """Read every row. Takes about a second for 10,000 rows: run it outside an event loop."""
    return Reading(list=list_of(how), lines=tuple(_lines(registry, table, how)), filled=filled_columns(table))


def filled_columns(table: Table) -> dict[str, int]:
    """How many rows say something in each column, by title; columns of one title count together."""
    counts: Counter[str] = Counter()
    for row in table.rows:
        counts.update(title for title, cell in zip(table.header, row, strict=False) if title and not is_empty(cell))
    return {title: counts[title] for title in table.header if title}


def _lines(registry: Registry, table: Table, how: How) -> Iterator[Line]:
    seen: set[str] = set()
    parse = lru_cache(maxsize=TABLE_VALUES_CACHED)(registry.parse_input)  # forgotten with the reading
    for number, row in zip(table.numbers, table.rows, strict=True):
        observation = _observe(registry, table, how, number, row, parse)
        if observation.records:
            key = observation.records[0].key
            if key in seen:
                observation = rejected(Reason.REPEATED, observation.source_id)
            seen.add(key)
        yield Line(number=number, observation=observation)


def _observe(registry: Registry, table: Table, how: How, number: int, row: Sequence[str], parse: Parse) -> Observation:
    spoiled = table.spoiled.get(number)
    if spoiled is not None:
        return rejected(spoiled)
    if any(cell.strip() for cell in row[len(table.header) :]):
        return rejected(Reason.SHIFTED)
    match how:
        case ColumnMap():
            return observe_person(registry, how.list_name(), how.cells(table.header, row), parse=parse)
        case Layout.OVD_INFO:
            return events.observe_event(registry, table.header, row)
        case _:
            return observe_person(registry, VIASNA, cells_of(how, table.header, row), parse=parse)


def rejected(reason: Reason, source_id: str = "") -> Observation:
    """A row of which nothing is taken over."""
    return Observation(source_id=source_id, records=(), withheld=(Withheld("row", reason),))
