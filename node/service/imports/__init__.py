"""Imports of tables: what a file would change, writing it in one transaction, undoing it.

Reading ─▶ look_at ─▶ (a person agrees) ─▶ import_rows ─▶ undo_import
"""

from node.service.imports.choosing import Choice, Profile, choose
from node.service.imports.comparing import Comparison, Drop, JudgedRow, Outcome, RecordDifference
from node.service.imports.importing import Imported, Looked, Tell, import_rows, look_at
from node.service.imports.notes import (
    COUNTED,
    ImportNote,
    KeptMap,
    find_import,
    find_map,
    list_imports,
    remember_map,
)
from node.service.imports.undoing import Undone, touched_records, undo_import

__all__ = [
    "COUNTED",
    "Choice",
    "Comparison",
    "Drop",
    "ImportNote",
    "Imported",
    "JudgedRow",
    "KeptMap",
    "Looked",
    "Outcome",
    "Profile",
    "RecordDifference",
    "Tell",
    "Undone",
    "choose",
    "find_import",
    "find_map",
    "import_rows",
    "list_imports",
    "look_at",
    "remember_map",
    "touched_records",
    "undo_import",
]
