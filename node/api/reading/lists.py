"""Lists of records, page by page: people with their standing, other kinds with their marks."""

from dataclasses import dataclass
from typing import Final

from node.api.limits import PAGE_ROWS, RELATED_ROWS
from node.api.links import card_url
from node.api.reading.filters import Wanted
from node.api.reading.person import PersonRow, read_person_rows
from node.api.reading.titles import Link, read_links, read_titles
from node.api.reading.views import mark_words, marks_of
from node.crdt.ids import Record, Space
from node.ledger.registry import Registry
from node.service.effects import FoundRows, RecordRow, Step
from node.service.lookup import find_records
from node.service.node import Node

FEW: Final = 10  # people found, up to which a search looks elsewhere too


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One line of a list."""

    link: Link
    kind: str
    about: str  # the person it concerns, empty for a person's own card
    marks: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list; `number` counts from 1."""

    rows: tuple[ListRow, ...]
    total: int
    number: int

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // PAGE_ROWS))


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One page of people, and what else the words of the search are found in."""

    people: tuple[PersonRow, ...]
    total: int
    number: int
    elsewhere: tuple[ListRow, ...]

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // PAGE_ROWS))


def read_people(node: Node, wanted: Wanted, number: int, language: str) -> Step[People]:
    """Gather one page of people, found by words in any spelling and by marks."""
    found = yield from find_records(
        space=only_space(node),
        kind="person",
        search=wanted.search,
        marks=wanted.words,
        limit=PAGE_ROWS,
        offset=(number - 1) * PAGE_ROWS,
    )
    is_few = wanted.search and not wanted.marks and found.total <= FEW
    return People(
        people=(yield from read_person_rows(node.registry, found.rows, language)),
        total=found.total,
        number=number,
        elsewhere=(yield from _elsewhere(node.registry, wanted.search, language)) if is_few else (),
    )


def _elsewhere(registry: Registry, search: str, language: str) -> Step[tuple[ListRow, ...]]:
    """What else the words are found in, asked only where few people are: else they were what was meant."""
    found = yield from find_records(search=search, limit=FEW + RELATED_ROWS)
    return (yield from list_rows(registry, [row for row in found.rows if row.kind != "person"], language))


def only_space(node: Node) -> Space | None:
    """Return the space of a node that has one, which spares the store looking in all of them."""
    return next(iter(node.spaces)) if len(node.spaces) == 1 else None


def read_list(node: Node, kind: str, number: int, language: str) -> Step[Page]:
    """Gather one page of the records of a kind."""
    node.registry.kind(kind)
    found = yield from find_records(space=only_space(node), kind=kind, limit=PAGE_ROWS, offset=(number - 1) * PAGE_ROWS)
    assert isinstance(found, FoundRows)
    rows = yield from list_rows(node.registry, found.rows, language)
    return Page(rows=rows, total=found.total, number=number)


def list_rows(
    registry: Registry, rows: list[RecordRow] | tuple[RecordRow, ...], language: str
) -> Step[tuple[ListRow, ...]]:
    """Turn rows into lines."""
    titles = yield from read_titles(registry, rows, language)
    people: dict[Record, Link] = {}
    for space in {row.space for row in rows}:
        named = [ref for row in rows if row.space == space for path, ref in row.refs if path == "person"]
        people |= yield from read_links(registry, space, named, language)
    return tuple(
        ListRow(
            about=next((people[ref].title for path, ref in row.refs if path == "person" and ref in people), ""),
            link=Link(title=titles[row.record], url=card_url(row.space, row.record)),
            kind=registry.kind(row.kind).labels.in_language(language) if registry.get(row.kind) else row.kind,
            marks=mark_words(marks_of(row)),
        )
        for row in rows
    )
