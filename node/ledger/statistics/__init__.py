"""Counts over a ledger. Each is a span, at least and at most: partial dates and conflicts are never settled by a guess.

Pure: rows go in as views, spans come out. Records that people said are of one person count as one.
"""

from node.ledger.statistics.heads import daily_heads, moves_between, presence_on
from node.ledger.statistics.lines import Line, Table
from node.ledger.statistics.material import KINDS, Material
from node.ledger.statistics.recognised import Headline, headlines, overlaps
from node.ledger.statistics.span import Span
from node.ledger.statistics.tables import TABLES, build_table, by_region

__all__ = [
    "KINDS",
    "TABLES",
    "Headline",
    "Line",
    "Material",
    "Span",
    "Table",
    "build_table",
    "by_region",
    "daily_heads",
    "headlines",
    "moves_between",
    "overlaps",
    "presence_on",
]
