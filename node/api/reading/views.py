"""From a list's row to the view that the ledger derives from, and to the marks a page shows beside it."""

from typing import Final

from node.api.i18n import N_
from node.ledger.derived import RecordView
from node.service.effects import RecordRow
from node.service.rows import CONFLICT, CONTESTED, DISPUTED, PROPOSED
from node.service.viewing import view_and_marks

MARKS: Final = (
    (CONFLICT, "conflict", N_("two values")),
    (PROPOSED, "proposed", N_("waits for a second person")),
    (DISPUTED, "disputed", N_("doubted")),
    (CONTESTED, "disputed", N_("from one of two computers with the same keys")),
)


def view_of_row(row: RecordRow) -> RecordView:
    """Return a row as derivations read it."""
    return view_and_marks(row)[0]


def marks_of(row: RecordRow) -> int:
    """Return the sum of the marks of all values of a row."""
    return view_and_marks(row, frozenset())[1]


def codes_of(row: RecordRow, name: str) -> list[str]:
    """Return what stands behind `name=` in the marks that follow for a row."""
    return [mark.partition("=")[2] for mark in row.follows if mark.startswith(name + "=")]


def mark_words(marks: int) -> list[tuple[str, str]]:
    """Return (code, message) of each mark worth showing in a list."""
    return [(code, message) for mark, code, message in MARKS if marks & mark]
