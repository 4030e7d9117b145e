"""People written down twice, as the page shows them: two cards side by side, and why they may be one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from node.api.links import card_url
from node.api.naming import row_title
from node.api.reading.titles import Link, read_rows
from node.crdt.ids import Record, Space
from node.ledger.describe import withheld_title
from node.ledger.duplicates import REASON_LABELS, STRENGTH_LABELS, Candidate, Decision
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.types import Scalar
from node.ledger.values.article_text import article_numbers
from node.service.duplicates import decisions_about
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.rows import values_of
from node.service.viewing import view_and_marks

_RELATED_MAX = 20  # detentions or judgments of one person that are compared on the page
_COMPARED = ("birth_date", "birth_place", "sex")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two: the link to the card and (label, values) of what is compared."""

    link: Link
    facts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two people side by side; `decision` is empty while nobody decided."""

    one: str
    other: str
    sides: tuple[Side, ...]
    strength: str
    reasons: tuple[str, ...]
    decision: str


def read_pairs(
    registry: Registry, space: Space, shown: Iterable[tuple[Candidate | None, Decision | None]], language: str
) -> Step[tuple[Pair, ...]]:
    """Gather pairs by what the finder found, by what was decided, or both; those no longer here are left out."""
    pairs: list[Pair] = []
    for candidate, decision in shown:
        told = candidate or decision
        assert told is not None
        rows = yield from read_rows(space, [Record(told.one), Record(told.other)])
        if len(rows) < 2:
            continue
        one = yield from _side(registry, rows[Record(told.one)], language)
        other = yield from _side(registry, rows[Record(told.other)], language)
        pairs.append(
            Pair(
                one=told.one.hex(),
                other=told.other.hex(),
                sides=(one, other),
                strength=STRENGTH_LABELS[candidate.strength].in_language(language) if candidate else "",
                reasons=tuple(REASON_LABELS[one].in_language(language) for one in candidate.reasons)
                if candidate
                else (),
                decision=decision.verdict if decision else "",
            )
        )
    return tuple(pairs)


def read_twins(registry: Registry, space: Space, record: Record, language: str) -> Step[tuple[Link, ...]]:
    """Return links to the cards that people said are of the same person."""
    decisions = yield from decisions_about(space, record)
    others = [one.other if one.one == record else one.one for one in decisions if one.verdict == "same"]
    rows = yield from read_rows(space, [Record(other) for other in others])
    return tuple(
        Link(title=row_title(registry, row, language), url=card_url(space, row.record)) for row in rows.values()
    )


def _side(registry: Registry, row: RecordRow, language: str) -> Step[Side]:
    values = values_of(row)
    kind = registry.kind("person")
    facts: list[tuple[str, tuple[str, ...]]] = []
    withheld = withheld_title(values, language)
    if withheld is None:
        names = _texts(values, "names/", "/text")
        facts.append((kind.by_path["names/*/text"].labels.in_language(language), names))
        for path in _COMPARED:
            if path in values:
                shown = registry.format_value("person", path, values[path], language)
                facts.append((kind.by_path[path].labels.in_language(language), (shown,)))
    listed = _texts(values, "external/", "/org")
    if listed:
        facts.append((kind.by_path["external/*/org"].labels.in_language(language), listed))
    for other, path in (("detention", "arrested_on"), ("judgment", "articles/*/text")):
        told = yield from _told(registry, row, other, path, language)
        if told:
            facts.append((registry.kind(other).by_path[path].labels.in_language(language), told))
    link = Link(title=withheld or row_title(registry, row, language), url=card_url(row.space, row.record))
    return Side(link=link, facts=tuple(facts))


def _texts(values: Mapping[str, Scalar], begins: str, ends: str) -> tuple[str, ...]:
    found = (inert(str(values[path])) for path in sorted(values) if path.startswith(begins) and path.endswith(ends))
    return tuple(dict.fromkeys(found))


def _told(registry: Registry, row: RecordRow, kind: str, path: str, language: str) -> Step[tuple[str, ...]]:
    found = yield FindRows(space=row.space, kind=kind, refs_to=row.record, path="person", limit=_RELATED_MAX)
    assert isinstance(found, FoundRows)
    told: dict[str, None] = {}
    for one in found.rows:
        view = view_and_marks(one)[0]
        if kind == "detention" and view.text(path):
            told[registry.format_value(kind, path, view.text(path), language)] = None
        for known in sorted(view.fields) if kind == "judgment" else ():
            if known.startswith("articles/") and known.endswith("/text"):
                told |= dict.fromkeys(article_numbers(view.text(known)) or (inert(view.text(known)),))
    return tuple(told)
