"""Tables read into observations of a source: bytes to rows, rows to records with a reason for all that is left out.

Pure: nothing is stored here, nothing is decided about a person, no row is merged with another.
"""

from node.ledger.tables.bytes import Table, read_table
from node.ledger.tables.layout import Layout, layout_of
from node.ledger.tables.row import Observation, Observed, Reason, Withheld
from node.ledger.tables.viasna import observe

__all__ = [
    "Layout",
    "Observation",
    "Observed",
    "Reason",
    "Table",
    "Withheld",
    "layout_of",
    "observe",
    "read_table",
]
