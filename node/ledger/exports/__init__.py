"""Records written as tables for other programs: CSV, XLSX and JSON, described in FORMATS.

Pure: records go in, the bytes of one file come out. Text that a spreadsheet would compute is made inert.
"""

from node.ledger.exports.files import FORMATS, Format, Writer, encode_export, format_of
from node.ledger.exports.records import Audience, Exported, Said, export_record

__all__ = [
    "FORMATS",
    "Audience",
    "Exported",
    "Format",
    "Said",
    "Writer",
    "encode_export",
    "export_record",
    "format_of",
]
