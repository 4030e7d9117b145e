"""A dry run and a finished import as a page shows them: counts, then the lines a person has to look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.limits import IMPORT_LINES
from node.api.links import card_url
from node.crdt.codec import Scalar
from node.crdt.ids import Space
from node.ledger.errors import LedgerError
from node.ledger.registry import Registry
from node.ledger.tables import MEANINGS, REASON_LABELS
from node.ledger.text import inert
from node.service.imports import COUNTED, Drop, ImportNote, JudgedRow, Looked, Outcome, RecordDifference

_COLUMNS: Final = {"died": N_("day of death"), "released": N_("release"), "lawyer": N_("lawyer"), "row": N_("row")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDifference:
    """One field of a record that the table has otherwise."""

    row: int
    title: str
    url: str
    field: str
    before: str
    after: str
    is_conflict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReason:
    """One row or cell that is left out, and why."""

    row: int
    title: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import would do. Each list holds the first lines; the totals tell how many there are."""

    org: str
    counts: dict[str, int]
    records: int
    drops: tuple[Drop, ...]
    differences: tuple[ShownDifference, ...]
    differences_total: int
    rejected: tuple[ShownReason, ...]
    withheld: tuple[ShownReason, ...]
    withheld_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownImport:
    """An import that was made."""

    id: str
    space: str
    org: str
    time: int
    new: int
    changed: int
    conflicting: int
    is_undone: bool


def show_import(note: ImportNote) -> ShownImport:
    """Return an import as the list of imports shows it."""
    counts = dict(zip(COUNTED, note.counts, strict=True))
    return ShownImport(
        id=note.id,
        space=note.space.hex(),
        org=inert(note.org),
        time=note.time,
        new=counts["new"],
        changed=counts["changed"],
        conflicting=counts["conflicting"],
        is_undone=bool(note.undone),
    )


def report_of(registry: Registry, space: Space, looked: Looked, language: str) -> Report:
    """Return a dry run in words."""
    comparison = looked.comparison
    rows = comparison.rows
    different = [(row, item) for row in rows for item in row.differences]
    withheld = [row for row in rows if row.outcome is not Outcome.REJECTED and row.withheld]
    rejected = [row for row in rows if row.outcome is Outcome.REJECTED]
    return Report(
        org=inert(comparison.source.org),
        counts={name: comparison.count(Outcome(name)) for name in COUNTED},
        records=len(comparison.drafts),
        drops=looked.drops,
        differences=tuple(_difference(registry, space, row, it, language) for row, it in different[:IMPORT_LINES]),
        differences_total=len(different),
        rejected=tuple(_reasons(registry, rejected, language))[:IMPORT_LINES],
        withheld=tuple(_reasons(registry, withheld[:IMPORT_LINES], language))[:IMPORT_LINES],
        withheld_total=sum(len(row.withheld) for row in withheld),
    )


def _difference(
    registry: Registry, space: Space, row: JudgedRow, item: RecordDifference, language: str
) -> ShownDifference:
    change = item.difference
    kind = registry.kind(item.kind)
    declared = registry.find(item.kind, change.path)
    return ShownDifference(
        row=row.number,
        title=inert(row.title),
        url=card_url(space, item.record) if change.before is not None else "",
        field=f"{kind.labels.in_language(language)} · {declared.labels.in_language(language) if declared else ''}",
        before=_value(registry, item.kind, change.path, change.before, language),
        after=_value(registry, item.kind, change.path, change.after, language),
        is_conflict=change.is_conflict,
    )


def _value(registry: Registry, kind: str, path: str, value: Scalar, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return _("another record")
    try:
        return registry.format_value(kind, path, value, language)
    except LedgerError:
        return inert(str(value))


def _reasons(registry: Registry, rows: Iterable[JudgedRow], language: str) -> Iterable[ShownReason]:
    for row in rows:
        for cell in row.withheld:
            yield ShownReason(
                row=row.number,
                title=inert(row.title),
                column=_column(registry, cell.column, language),
                reason=REASON_LABELS[cell.reason].in_language(language),
            )


def _column(registry: Registry, column: str, language: str) -> str:
    if column in MEANINGS:
        return MEANINGS[column].in_language(language)
    kind = registry.get(column)
    if kind is not None:
        return kind.labels.in_language(language)
    return _(_COLUMNS[column]) if column in _COLUMNS else column
