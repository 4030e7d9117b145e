"""From a cached row to the view that the ledger derives from."""

from collections.abc import Iterable

from node.ledger.derived.view import RecordView
from node.ledger.types import Scalar
from node.service.effects import RecordRow
from node.service.rows import ATTESTED, PROPOSED, VERIFIED, unpack_view


def make_view(record: bytes, kind: str, shown: Iterable[tuple[str, Scalar, int]]) -> RecordView:
    """Return a record as derivations read it, of the path, value and marks of its values."""
    fields: dict[str, Scalar] = {}
    attested: set[str] = set()
    proposed: set[str] = set()
    for path, value, marks in shown:
        fields[path] = value
        if marks & (ATTESTED | VERIFIED):
            attested.add(path)
        if marks & PROPOSED:
            proposed.add(path)
    return RecordView(id=record, kind=kind, fields=fields, attested=frozenset(attested), proposed=frozenset(proposed))


def view_and_marks(row: RecordRow, paths: frozenset[str] | None = None) -> tuple[RecordView, int]:
    """Return a row as derivations read it, with these paths alone where given, and the sum of all its marks."""
    items = unpack_view(row.view)
    marks = 0
    for item in items:
        marks |= item[2]
    return make_view(row.record, row.kind, (item for item in items if paths is None or item[0] in paths)), marks
