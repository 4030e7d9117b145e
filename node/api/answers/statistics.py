"""Counts of a space as JSON."""

from datetime import date

from node.ledger.registry import Registry
from node.ledger.statistics import Material, Span, build_table, headlines, moves_between, overlaps
from node.ledger.statistics.heads import count_on
from node.ledger.types import Json


def statistics_json(
    material: Material, registry: Registry, day: date, since: date | None, names: tuple[str, ...], language: str
) -> dict[str, Json]:
    """Return what is counted as of a day, with the tables named, and what changed since an earlier day."""
    told: dict[str, Json] = {
        "people": len(material.people),
        "imprisoned": span_json(count_on(material, day)),
        "recognised": [
            {
                "group": line.group,
                "criteria": list(line.criteria),
                "recognised": span_json(line.recognised),
                "imprisoned": span_json(line.imprisoned),
            }
            for line in headlines(material, day)
        ],
        "overlap": [{"groups": list(groups), **span_json(span)} for groups, span in overlaps(material, day)],
        "tables": {name: _table_json(name, material, registry, day, language) for name in names},
    }
    if since is not None:
        came, left = moves_between(material, since, day)
        told["since"] = {
            "day": since.isoformat(),
            "imprisoned": span_json(count_on(material, since)),
            "came": span_json(came),
            "left": span_json(left),
        }
    return told


def span_json(span: Span) -> dict[str, Json]:
    """Return a span as JSON."""
    return {"least": span.least, "most": span.most, "contradicted": span.contradicted}


def _table_json(name: str, material: Material, registry: Registry, day: date, language: str) -> Json:
    table = build_table(name, material, registry, day)
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
