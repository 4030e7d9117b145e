"""What follows for each record from those around it, worked out after changes and when its day comes.

    rows change ─▶ the store remembers which records to look at again
                        │ mark: some at a time
                        ▼
                   marks and days beside the rows ─▶ filters, the first page, lists sorted by day

The same rows and the same day give the same marks, whoever works them out and in whatever order.
"""

from datetime import date
from typing import Final

from node.ledger.derived.marks import DATES, NEAR_PATHS, SUBJECTS, marked
from node.ledger.derived.view import RecordView
from node.ledger.types import Scalar
from node.service.effects import Commit, LoadUnmarked, RowMarks, Step, Unmarked, UnmarkedRow
from node.service.rows import ATTESTED, PROPOSED, VERIFIED, unpack_view

MARK_ROWS: Final = 200  # looked at in one go: some 60 ms on an old laptop
MARK_PIECES: Final = 10  # of them in one commit beside the pages: fewer and larger segments of the search index


def mark(today: date, pieces: int = 1) -> Step[int]:
    """Look at some records again, MARK_ROWS in each of `pieces` reads, and store what follows in one commit.

    Returns how many are left at least, 0 where there was nothing to look at. Others get a turn between the reads.
    """
    marked: list[RowMarks] = []
    left = 0
    for piece in range(pieces):
        found = yield LoadUnmarked(
            day=today.isoformat(), kinds=SUBJECTS, near=NEAR_PATHS, count=MARK_ROWS, offset=piece * MARK_ROWS
        )
        assert isinstance(found, Unmarked)
        marked += [_marks_of(row, today) for row in found.rows]
        left = found.total - len(marked)
        if left <= 0:
            break
    if not marked:
        return 0
    yield Commit(marks=tuple(marked), is_own=False)
    return max(left, 1)  # what follows for one may change what follows for another


def count_unmarked(today: date) -> Step[int]:
    """Return how many records are to be looked at again."""
    found = yield LoadUnmarked(day=today.isoformat(), kinds=SUBJECTS, near=NEAR_PATHS, count=0)
    assert isinstance(found, Unmarked)
    return found.total


def _marks_of(row: UnmarkedRow, today: date) -> RowMarks:
    if not row.kind:
        return RowMarks(space=row.space, record=row.record)
    near: dict[str, list[RecordView]] = {}
    needs: list[str] = []
    for other in row.near:
        if other.kind == "need":
            needs += [word for word in ("open", "urgent") if word in other.follows]
        elif other.path == row.kind and other.kind in _LOOKED_AT[row.kind]:
            near.setdefault(other.kind, []).append(_view(other.record, other.kind, other.view))
    what = marked(_view(row.record, row.kind, row.view), near, needs, today)
    until = what.until.isoformat() if what.until else ""
    return RowMarks(space=row.space, record=row.record, marks=what.marks, due=what.due, until=until)


_LOOKED_AT: Final = {
    "person": frozenset((*DATES, "charge", "detention")),
    "need": frozenset(("pledge", "delivery")),
    "hearing": frozenset[str](),
}


def _view(record: bytes, kind: str, packed: bytes) -> RecordView:
    fields: dict[str, Scalar] = {}
    attested: set[str] = set()
    proposed: set[str] = set()
    for path, value, marks in unpack_view(packed):
        fields[path] = value
        if marks & (ATTESTED | VERIFIED):
            attested.add(path)
        if marks & PROPOSED:
            proposed.add(path)
    return RecordView(id=record, kind=kind, fields=fields, attested=frozenset(attested), proposed=frozenset(proposed))
