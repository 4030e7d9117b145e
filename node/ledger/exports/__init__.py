"""Records written as tables for other programs: CSV, XLSX and JSON, described in FORMATS.

Pure: records go in, the bytes of one file come out. Text that a spreadsheet would compute is made inert.
"""

from node.ledger.exports.files import FORMATS, Format, encode_export, format_of
from node.ledger.exports.records import Audience, Exported, Said, export_record
from node.ledger.exports.tables import Sheet, claim_sheet, one_sheet, sheets_by_kind

__all__ = [
    "FORMATS",
    "Audience",
    "Exported",
    "Format",
    "Said",
    "Sheet",
    "claim_sheet",
    "encode_export",
    "export_record",
    "format_of",
    "one_sheet",
    "sheets_by_kind",
]
