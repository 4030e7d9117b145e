"""Counts of a space as JSON."""

from datetime import date

from node.ledger.statistics import Span, Table
from node.ledger.statistics.figures import Figures
from node.ledger.types import Json


def statistics_json(figures: Figures, since: date | None, names: tuple[str, ...], language: str) -> dict[str, Json]:
    """Return what was counted, with the tables named, and what changed since an earlier day."""
    told: dict[str, Json] = {
        "people": figures.people,
        "imprisoned": span_json(figures.heads),
        "recognised": [
            {
                "group": line.group,
                "criteria": list(line.criteria),
                "recognised": span_json(line.recognised),
                "imprisoned": span_json(line.imprisoned),
            }
            for line in figures.headlines
        ],
        "overlap": [{"groups": list(groups), **span_json(span)} for groups, span in figures.overlaps],
        "tables": {table.name: _table_json(table, language) for table in figures.tables if table.name in names},
    }
    if since is not None and figures.before is not None:
        told["since"] = {
            "day": since.isoformat(),
            "imprisoned": span_json(figures.before),
            "came": span_json(figures.came),
            "left": span_json(figures.left),
        }
    return told


def span_json(span: Span) -> dict[str, Json]:
    """Return a span as JSON."""
    return {"least": span.least, "most": span.most, "contradicted": span.contradicted}


def _table_json(table: Table, language: str) -> Json:
    lines: list[Json] = [
        {
            "key": line.key,
            "label": line.label.in_language(language),
            "people": span_json(line.people),
            "records": span_json(line.records),
        }
        for line in table.lines
    ]
    return {"lines": lines, "without": table.without}
