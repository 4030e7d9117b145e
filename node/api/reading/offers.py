"""Records offered where a form asks for one: those of the same person first, a short list where it is short, else a
search.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from node.api.forms import Offer
from node.api.i18n import gettext as _
from node.api.limits import CHOICES_MAX, RELATED_ROWS
from node.api.links import add_url
from node.api.reading.titles import read_rows, read_titles
from node.crdt.ids import SHORT_ID_BYTES, Record, Space
from node.ledger.declare import Field, Kind
from node.ledger.registry import Registry
from node.ledger.types import Ref
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.lookup import find_records
from node.service.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form already knows, by declared path: references fixed by its address, chosen ones, words to look for."""

    fixed: Mapping[str, Record] = field(default_factory=dict)
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    queries: Mapping[str, str] = field(default_factory=dict)


def read_offers(node: Node, space: Space, kind: str, asked: Asked, language: str) -> Step[dict[str, Offer]]:
    """Return what each reference of a form offers, by declared path."""
    return (yield from read_offers_of(node, space, node.registry.kind(kind), asked, language))


def read_offers_of(node: Node, space: Space, kind: Kind, asked: Asked, language: str) -> Step[dict[str, Offer]]:
    """Return what each reference of a form offers that is declared like a kind."""
    offers: dict[str, Offer] = {}
    for declared in kind.fields:
        if isinstance(declared.type, Ref):
            offers[declared.path] = yield from _offer(node, space, declared, asked, language)
    return offers


def read_sources(node: Node, space: Space, language: str) -> Step[Offer]:
    """Return the sources offered for a whole form."""
    found = yield from find_records(space=space, kind="source", limit=CHOICES_MAX)
    return Offer(records=(yield from _titled(node.registry, found.rows, language)))


def _offer(node: Node, space: Space, declared: Field, asked: Asked, language: str) -> Step[Offer]:
    assert isinstance(declared.type, Ref)
    kinds = declared.type.kinds
    if declared.path in asked.fixed:
        rows = yield from read_rows(space, [asked.fixed[declared.path]])
        return Offer(records=(yield from _titled(node.registry, rows.values(), language)), is_fixed=bool(rows))
    texts = asked.chosen.get(declared.path, ())
    chosen = yield from read_rows(space, [record for text in texts for record in _record(text)])
    listed = yield from _candidates(node.registry, space, kinds, _person(asked))
    query = asked.queries.get(declared.path, "")
    is_search = listed is None
    if listed is None:
        listed = (yield from _searched(space, kinds, query)) if query else []
    offered = {row.record: row for row in (*chosen.values(), *listed)}
    titled = yield from _titled(node.registry, offered.values(), language)
    return Offer(
        records=[*titled, *_unknown(texts, {id for id, _ in titled})],
        is_search=is_search,
        query="" if declared.is_item else query,
        add_kinds=tuple(_adds(node.registry, space, kinds, language)),
    )


def _unknown(texts: Sequence[str], known: set[str]) -> list[tuple[str, str]]:
    """What is chosen and cannot be shown here: it stays chosen."""
    return [(text, _("a record that is not here or hidden")) for text in texts if text and text not in known]


def _adds(registry: Registry, space: Space, kinds: tuple[str, ...], language: str) -> Iterable[tuple[str, str]]:
    for kind in kinds:
        if not _refers_to_person(registry, kind):
            yield add_url(kind, space), registry.kind(kind).labels.in_language(language)


def _candidates(
    registry: Registry, space: Space, kinds: tuple[str, ...], person: Record | None
) -> Step[list[RecordRow] | None]:
    """All records that may be meant, None where there are too many for a list."""
    listed: list[RecordRow] = []
    for kind in kinds:
        near = person if person and _refers_to_person(registry, kind) else None
        found = yield FindRows(space=space, kind=kind, refs_to=near, path="person" if near else None, limit=CHOICES_MAX)
        assert isinstance(found, FoundRows)
        if found.total > CHOICES_MAX:
            return None
        listed += found.rows
    return listed


def _searched(space: Space, kinds: tuple[str, ...], query: str) -> Step[list[RecordRow]]:
    listed: list[RecordRow] = []
    for kind in kinds:
        found = yield from find_records(space=space, kind=kind, search=query, limit=2 * RELATED_ROWS)
        listed += found.rows
    return listed


def _titled(registry: Registry, rows: Iterable[RecordRow], language: str) -> Step[list[tuple[str, str]]]:
    listed = list(rows)
    titles = yield from read_titles(registry, listed, language)
    return [(row.record.hex(), titles[row.record]) for row in listed]


def _refers_to_person(registry: Registry, kind: str) -> bool:
    return "person" in registry.kind(kind).by_path


def _person(asked: Asked) -> Record | None:
    return asked.fixed.get("person") or next(
        (record for text in asked.chosen.get("person", ()) for record in _record(text)), None
    )


def _record(text: str) -> list[Record]:
    try:
        record = Record(bytes.fromhex(text))
    except ValueError:
        return []
    return [record] if len(record) == SHORT_ID_BYTES else []
