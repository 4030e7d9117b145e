"""From a cached row to the view that the ledger derives from."""

from node.ledger.derived.view import RecordView
from node.ledger.types import Scalar
from node.service.effects import RecordRow
from node.service.rows import ATTESTED, PROPOSED, VERIFIED, view_of


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
