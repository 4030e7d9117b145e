"""What an import would change or has changed, as JSON."""

from collections.abc import Iterable, Sequence

from node.api.answers.records import json_value
from node.api.limits import IMPORT_TOLD_MAX
from node.ledger.guard import Trace
from node.ledger.tables import REASON_LABELS, Table
from node.ledger.types import Json
from node.service.imports import COUNTED, Choice, ImportNote, JudgedRow, Looked, Outcome


def import_json(
    table: Table,
    choice: Choice,
    looked: Looked,
    note: ImportNote | None,
    asks: list[str],
    traced: Sequence[tuple[int, Trace]] = (),
) -> dict[str, Json]:
    """Return what a look at a table found; `note` where it was imported, `asks` what it waits for beside drops.

    `traced` are rows that hold what could betray a helper.
    """
    comparison = looked.comparison
    rejected = [row for row in comparison.rows if row.outcome is Outcome.REJECTED]
    drops: list[Json] = [{"column": it.column, "before": it.before, "now": it.now} for it in looked.drops]
    waits: list[Json] = [*asks, *(["drop"] if drops and note is None else [])]
    counts: dict[str, Json] = {name: comparison.count(Outcome(name)) for name in COUNTED if name != "rejected"}
    mapping = choice.mapping
    return {
        "import": note.id if note else None,
        **counts,
        "rejected": _bounded({"row": row.number, "reason": _reasons(row)} for row in rejected),
        "rejected_total": len(rejected),
        "withheld": _bounded(
            {"row": row.number, "column": cell.column, "reason": REASON_LABELS[cell.reason].en}
            for row in comparison.rows
            if row.outcome is not Outcome.REJECTED
            for cell in row.withheld
        ),
        "differences": _bounded(item for row in comparison.rows for item in _differences(row)),
        "rows": len(comparison.rows),
        "writes": len(comparison.drafts),
        "list": comparison.source.org,
        "encoding": table.encoding,
        "separator": table.separator,
        "mapping": None if mapping is None else {"list": mapping.org, "columns": dict(mapping.columns)},
        "drops": drops,
        "traces": [{"row": row, "what": trace.value} for row, trace in traced],
        "waits": waits,
    }


def _bounded(items: Iterable[dict[str, Json]]) -> list[Json]:
    """The first lines; how many there are in all stands in the counts."""
    return [item for _, item in zip(range(IMPORT_TOLD_MAX), items, strict=False)]


def _reasons(row: JudgedRow) -> str:
    return "; ".join(dict.fromkeys(REASON_LABELS[cell.reason].en for cell in row.withheld))


def _differences(row: JudgedRow) -> Iterable[dict[str, Json]]:
    for item in row.differences:
        yield {
            "row": row.number,
            "record": item.record.hex(),
            "kind": item.kind,
            "path": item.difference.path,
            "before": json_value(item.difference.before),
            "after": json_value(item.difference.after),
            "conflict": item.difference.is_conflict,
        }


def note_json(note: ImportNote) -> dict[str, Json]:
    """Return one import that this node made."""
    counts: dict[str, Json] = dict(zip(COUNTED, note.counts, strict=True))
    return {
        "import": note.id,
        "space": note.space.hex(),
        "list": note.org,
        "time": note.time,
        "rows": note.rows,
        **counts,
        "undone": bool(note.undone),
    }
