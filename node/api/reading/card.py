"""One record's card: every value with who said it, what refers to the record, and what follows from that today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from node.api.forms import current_claim
from node.api.i18n import gettext as _
from node.api.limits import RELATED_ROWS
from node.api.links import add_url, card_url
from node.api.naming import Values, is_withheld, record_title
from node.api.reading.facts import Reader, Section
from node.api.reading.merging import Merge, read_merges
from node.api.reading.titles import Link, read_links, read_titles
from node.api.reading.views import mark_words, marks_of
from node.crdt.bodies import HIDE
from node.crdt.claims import Projection
from node.crdt.ids import Record, Space
from node.ledger.declare import Kind, pattern_of
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.types import Ref, Scalar
from node.service.attachments import KIND as ATTACHMENT
from node.service.duplicates import KIND as SAME_AS
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.errors import NotFound
from node.service.node import Node
from node.service.records import read_projection
from node.service.space import SpaceState

EVERYDAY: Final = frozenset(  # offered at once on a card; the rest stands behind "more"
    (
        *("need", "pledge", "delivery", "guardianship", "letter", "status_event"),
        *("detention", "placement", "judgment", "recognition"),
    )
)
_AID: Final = frozenset(("need", "pledge", "delivery", "guardianship", "letter"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedRow:
    """One record that refers to this one."""

    link: Link
    marks: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The records of one kind that refer to this one."""

    kind: str
    label: str
    one: str
    rows: tuple[RelatedRow, ...]
    total: int
    add: str
    is_everyday: bool
    found: tuple[RecordRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the card of a record shows."""

    space: Space
    record: Record
    space_title: str
    url: str
    kind: str
    kind_label: str
    title: str
    sections: tuple[Section, ...]
    related: tuple[Related, ...]
    parents: tuple[Link, ...]
    is_hidden: bool
    is_withheld: bool
    hides_name: bool
    may_write: bool
    may_attest: bool
    may_hide: bool
    lacks: tuple[str, ...]
    merges: Mapping[str, Merge]  # of the fields in conflict, by path; none for whoever only reads
    spellings: tuple[tuple[str, str], ...] = ()  # of the name, each with its language; none of a withheld name

    @property
    def conflicts(self) -> int:
        """Return how many fields have values that exclude one another."""
        return sum(fact.is_conflict for section in self.sections for fact in section.facts)

    @property
    def first_conflict(self) -> str:
        """Return the path of the first such field, empty where there is none."""
        return next((fact.path for section in self.sections for fact in section.facts if fact.is_conflict), "")

    @property
    def contested(self) -> int:
        """Return how many values stand on a branch of a forked log that nobody vouches for."""
        return sum(claim.is_contested for section in self.sections for fact in section.facts for claim in fact.claims)

    @property
    def proposals(self) -> int:
        """Return how many values wait for a second person."""
        return sum(claim.is_proposed for section in self.sections for fact in section.facts for claim in fact.claims)


def read_card(node: Node, space_id: Space, record: Record, language: str, *, with_related: bool = True) -> Step[Card]:
    """Gather one card. Raises: NotFound where the record is not here or its kind is not known."""
    space = node.space(space_id)
    projection = yield from read_projection(space, record)
    kind = node.registry.get(projection.kind or "")
    if kind is None:
        raise NotFound("this record is of a kind that this program does not know")
    links = yield from read_links(node.registry, space_id, _named_records(kind, projection), language)
    reader = Reader(space=space, registry=node.registry, language=language, links=links)
    values = projection.values()
    targets = {named: link.title for named, link in links.items()}
    related = (yield from _related(node, space, kind, record, language)) if with_related else ()
    role = space.role or 0
    merges = (yield from read_merges(space, node.registry, kind, projection, language)) if role >= 2 else {}
    return Card(
        space=space_id,
        record=record,
        space_title=inert(space.title) if len(node.spaces) > 1 else "",
        url=card_url(space_id, record),
        kind=kind.name,
        kind_label=kind.labels.in_language(language),
        title=record_title(node.registry, kind.name, record, values, language, targets, _told(projection)),
        sections=tuple(section for section in reader.sections(kind, projection) if section.facts),
        related=related,
        parents=tuple(dict.fromkeys(_parents(kind, projection, links))),
        is_hidden=any(hiding.mode == HIDE for hiding in projection.hidings),
        is_withheld=bool(projection.hidings),
        hides_name=is_withheld(values),
        may_write=role >= 2,
        may_attest=role >= 3,
        may_hide=role >= 4,
        lacks=tuple(_lacks(projection)),
        merges=merges,
        spellings=() if is_withheld(values) else tuple(_spellings(values)),
    )


def _named_records(kind: Kind, projection: Projection) -> Iterable[Record]:
    for path, claims in projection.fields.items():
        field = kind.by_path.get(pattern_of(path) or "")
        for claim in claims:
            if field is not None and isinstance(field.type, Ref) and isinstance(claim.value, bytes):
                yield Record(claim.value)
            voices = [claim.voice, *claim.restated_by, *(badge.voice for badge in claim.attested_by)]
            yield from (voice.source for voice in voices if voice.source)


def _parents(kind: Kind, projection: Projection, links: dict[Record, Link]) -> Iterable[Link]:
    for field in kind.fields:
        if isinstance(field.type, Ref) and field.is_short and (claim := projection.current(field.path)):
            link = links.get(Record(claim.value)) if isinstance(claim.value, bytes) else None
            if link is not None:
                yield link


def _told(projection: Projection) -> dict[str, Scalar]:
    """One value of each path, a proposal where nothing else stands."""
    current = {path: current_claim(claims) for path, claims in projection.fields.items()}
    return {path: claim.value for path, claim in current.items() if claim is not None}


def _spellings(values: Values) -> Iterable[tuple[str, str]]:
    for path, text in values.items():
        if path.startswith("names/") and path.endswith("/text") and isinstance(text, str):
            language = values.get(f"{path.removesuffix('/text')}/language")
            yield inert(text), language if isinstance(language, str) and len(language) == 2 else ""


def _lacks(projection: Projection) -> Iterable[str]:
    if projection.unreadable:
        yield _("Part of this record is sealed with a key that this node does not hold.")
    if projection.waiting:
        yield _("Changes have arrived that need others which are still missing here.")
    if projection.newer:
        yield _("Part of this record was written by a newer program. Update this one to see it.")
    if projection.void or projection.refused:
        yield _("Something was written that does not count: bad content or without the right to write it.")


def _related(node: Node, space: SpaceState, kind: Kind, record: Record, language: str) -> Step[tuple[Related, ...]]:
    found: list[Related] = []
    for other, path in referring(node.registry, kind.name):
        if other.name in (SAME_AS, ATTACHMENT):
            continue  # the card names those who are the same and shows pictures in places of their own
        refs = {path: record} if path is not None else {}
        rows = yield FindRows(space=space.space, kind=other.name, refs_to=record, path=path, limit=RELATED_ROWS)
        assert isinstance(rows, FoundRows)
        titles = yield from read_titles(node.registry, rows.rows, language)
        found.append(
            Related(
                kind=other.name,
                label=other.plural.in_language(language),
                one=other.labels.in_language(language),
                rows=tuple(_related_row(row, titles[row.record]) for row in rows.rows),
                total=rows.total,
                add=add_url(other.name, space.space, **refs),
                is_everyday=other.name in EVERYDAY,
                found=rows.rows,
            )
        )
    return tuple(found)


def _related_row(row: RecordRow, title: str) -> RelatedRow:
    link = Link(title=title, url=card_url(row.space, row.record))
    return RelatedRow(link=link, marks=mark_words(marks_of(row)))


def referring(registry: Registry, kind: str) -> list[tuple[Kind, str | None]]:
    """Return the kinds with a field that refers to records of `kind`, with its path (None inside lists): aid first."""
    found = {
        (other.name, None if field.is_item else field.path): other
        for other in registry
        for field in other.fields
        if isinstance(field.type, Ref) and kind in field.type.kinds
    }
    return sorted(((other, path) for (_, path), other in found.items()), key=lambda pair: pair[0].name not in _AID)
