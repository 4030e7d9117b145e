"""Titles of records as lists and links show them, with the titles of records they refer to."""

from collections.abc import Iterable
from dataclasses import dataclass

from node.api.links import card_url
from node.api.naming import refs_in_title, row_title
from node.crdt.ids import Record, Space
from node.ledger.registry import Registry
from node.service.effects import FindRows, FoundRows, RecordRow, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A record by its title and the address of its card."""

    title: str
    url: str


def read_rows(space: Space | None, records: Iterable[Record]) -> Step[dict[Record, RecordRow]]:
    """Return the rows of these records, hidden ones left out."""
    wanted = tuple(dict.fromkeys(records))
    if not wanted:
        return {}
    found = yield FindRows(space=space, records=wanted, limit=len(wanted))
    assert isinstance(found, FoundRows)
    return {row.record: row for row in found.rows}


def read_titles(registry: Registry, rows: Iterable[RecordRow], language: str) -> Step[dict[Record, str]]:
    """Return the titles of rows; the records their titles name are looked up."""
    listed = list(rows)
    titles: dict[Record, str] = {}
    for space in {row.space for row in listed}:
        ours = [row for row in listed if row.space == space]
        named = yield from read_rows(space, [Record(ref) for row in ours for ref in refs_in_title(registry, row)])
        targets = {record: row_title(registry, row, language) for record, row in named.items()}
        titles |= {row.record: row_title(registry, row, language, targets) for row in ours}
    return titles


def read_links(registry: Registry, space: Space, records: Iterable[Record], language: str) -> Step[dict[Record, Link]]:
    """Return links to the cards of these records; those not here or hidden are left out."""
    rows = yield from read_rows(space, records)
    titles = yield from read_titles(registry, rows.values(), language)
    return {record: Link(title=titles[record], url=card_url(space, record)) for record in rows}
