"""From a list's row to the view that the ledger derives from, and to the marks a page shows beside it."""

from typing import Final

from node.api.i18n import N_
from node.ledger.derived import RecordView
from node.ledger.types import Scalar
from node.service.effects import RecordRow
from node.service.rows import ATTESTED, CONFLICT, DISPUTED, PROPOSED, VERIFIED, view_of

MARKS: Final = (
    (CONFLICT, "conflict", N_("two values")),
    (PROPOSED, "proposed", N_("waits for a second person")),
    (DISPUTED, "disputed", N_("doubted")),
)


def view_of_row(row: RecordRow) -> RecordView:
    """Return a row as derivations read it."""
    return view_and_marks(row)[0]


def view_and_marks(row: RecordRow, paths: frozenset[str] | None = None) -> tuple[RecordView, int]:
    """Return a row as derivations read it, with these paths alone where given, and the sum of all its marks."""
    fields: dict[str, Scalar] = {}
    attested: set[str] = set()
    proposed: set[str] = set()
    marks = 0
    for path, one in view_of(row).items():
        marks |= one.marks
        if paths is None or path in paths:
            fields[path] = one.value
            if one.marks & (ATTESTED | VERIFIED):
                attested.add(path)
            if one.marks & PROPOSED:
                proposed.add(path)
    view = RecordView(
        id=row.record, kind=row.kind, fields=fields, attested=frozenset(attested), proposed=frozenset(proposed)
    )
    return view, marks


def marks_of(row: RecordRow) -> int:
    """Return the sum of the marks of all values of a row."""
    return view_and_marks(row, frozenset())[1]


def mark_words(marks: int) -> list[tuple[str, str]]:
    """Return (code, message) of each mark worth showing in a list."""
    return [(code, message) for mark, code, message in MARKS if marks & mark]
