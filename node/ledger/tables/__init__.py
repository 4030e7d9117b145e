"""Tables read into observations of a source: bytes to rows, rows to records with a reason for all that is left out.

    bytes ─▶ Table ─▶ known Layout, or a ColumnMap that a person confirmed ─▶ Line by line ─▶ Observation

Pure: nothing is stored here, nothing is decided about a person, no row is merged with another.
"""

from node.ledger.tables.bytes import Table, read_table
from node.ledger.tables.layout import Layout, layout_of
from node.ledger.tables.mapping import MEANINGS, ColumnMap, decode_map, guess_map
from node.ledger.tables.people import ListName
from node.ledger.tables.reading import How, Line, Reading, read_lines
from node.ledger.tables.reference import read_pack
from node.ledger.tables.row import REASON_LABELS, Observation, Observed, Reason, Withheld
from node.ledger.tables.viasna import observe

__all__ = [
    "MEANINGS",
    "REASON_LABELS",
    "ColumnMap",
    "How",
    "Layout",
    "Line",
    "ListName",
    "Observation",
    "Observed",
    "Reading",
    "Reason",
    "Table",
    "Withheld",
    "decode_map",
    "guess_map",
    "layout_of",
    "observe",
    "read_lines",
    "read_pack",
    "read_table",
]
