"""What follows for each record from those around it, worked out after changes and when its day comes.

    rows change ─▶ the store remembers which records to look at again
                        │ mark: some at a time
                        ▼
                   marks and keys beside the rows ─▶ filters, the first page, lists sorted by key

A guardianship is looked at with its person, because two of one person may be double. The same rows and the same day
give the same marks, whoever works them out and in whatever order.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from node.crdt.ids import Record
from node.ledger.derived.marks import NEAR_PATHS, NEED_NEAR, PERSON_NEAR, SUBJECTS, Known, Marked, cares, marked
from node.ledger.derived.view import RecordView
from node.service.effects import Commit, FindRows, FoundRows, Step
from node.service.following import LoadUnmarked, RowMarks, Unmarked, UnmarkedRow
from node.service.rows import unpack_view
from node.service.viewing import make_view

MARK_ROWS: Final = 200  # looked at in one go: some 100 ms on an old laptop
MARK_PIECES: Final = 10  # of them in one commit beside the pages: fewer and larger segments of the search index
_LOOKED_AT: Final = {"person": PERSON_NEAR, "need": NEED_NEAR}
_THROUGH: Final = {  # what else changes with the marks of a record
    "place": (("place", "person"),),
    "court": (("court", ""),),
    "": (("place", "person"), ("court", "")),  # hidden or gone: it may have been either
}
_CARE: Final = "guardianship"


def mark(
    today: date,
    pieces: int = 1,
    *,
    only_changed: bool = False,
    tell: Callable[[UnmarkedRow], None] = lambda _row: None,
) -> Step[int]:
    """Look at some records again, MARK_ROWS in each of `pieces` reads, and store what follows in one commit.

    `only_changed`: not those whose day has come. `tell` hears of each record that was looked at, once that is stored.
    Returns how many are left at least, 0 where there was nothing to look at. Others get a turn between the reads.
    """
    made: list[RowMarks] = []
    seen: list[UnmarkedRow] = []
    left = 0
    named: dict[Record, RecordView | None] = {}
    day = "" if only_changed else today.isoformat()
    for piece in range(pieces):
        found = yield LoadUnmarked(day=day, kinds=SUBJECTS, near=NEAR_PATHS, count=MARK_ROWS, offset=piece * MARK_ROWS)
        assert isinstance(found, Unmarked)
        looked = [_Looked(row) for row in found.rows]
        yield from _read_named((one for look in looked for one in look.names), named)
        known = Known(places=_of_kind("place", named), courts=_of_kind("court", named))
        for look in looked:
            made += look.marks(known, today)
        seen += found.rows
        left = found.total - len(seen)
        if left <= 0:
            break
    if not seen:
        return 0
    yield Commit(marks=tuple(made), is_own=False)
    for row in seen:
        tell(row)
    return max(left, 1)  # what follows for one may change what follows for another


def count_unmarked(today: date | None) -> Step[int]:
    """Return how many records are to be looked at again; with None only those around which something changed."""
    day = today.isoformat() if today is not None else ""
    found = yield LoadUnmarked(day=day, kinds=SUBJECTS, near=NEAR_PATHS, count=0)
    assert isinstance(found, Unmarked)
    return found.total


def _read_named(records: Iterable[Record], known: dict[Record, RecordView | None]) -> Step[None]:
    """Add places and courts that are not known yet; None for what is not here or hidden."""
    wanted = tuple(dict.fromkeys(record for record in records if record not in known))
    if wanted:
        found = yield FindRows(records=wanted, limit=2 * len(wanted))
        assert isinstance(found, FoundRows)
        known |= dict.fromkeys(wanted)
        known |= {row.record: _view(row.record, row.kind, row.view) for row in found.rows}


def _of_kind(kind: str, known: dict[Record, RecordView | None]) -> dict[bytes, RecordView]:
    return {record: view for record, view in known.items() if view is not None and view.kind == kind}


class _Looked:
    """One record that is looked at, with what refers to it by kind."""

    def __init__(self, row: UnmarkedRow) -> None:
        self.row = row
        self.near: dict[str, list[RecordView]] = {}
        self.needs: list[str] = []
        self.cares: list[Record] = []
        self.view = _view(row.record, row.kind, row.view) if row.kind else None
        looked_at = _LOOKED_AT.get(row.kind, frozenset())
        for other in row.near:
            if other.path == "person" and other.kind == _CARE:
                self.cares.append(other.record)
            if other.path == row.kind and other.kind in looked_at:
                self.near.setdefault(other.kind, []).append(_view(other.record, other.kind, other.view))
            if other.kind == "need":
                self.needs += [word for word in ("open", "urgent") if word in other.follows]

    @property
    def names(self) -> Sequence[Record]:
        """The places and courts that matter."""
        if self.view is not None and self.view.kind == "hearing":
            court = self.view.ref("court")
            return [] if court is None else [Record(court)]
        return [Record(place) for stay in self.near.get("placement", ()) if (place := stay.ref("place")) is not None]

    def marks(self, known: Known, today: date) -> Iterable[RowMarks]:
        """Yield what follows for it, and for the guardianships of a person."""
        row, view = self.row, self.view
        if row.kind == _CARE and view is not None and view.ref("person") is not None:
            yield RowMarks(space=row.space, record=row.record, is_same=True)
            return
        if view is None or row.kind == _CARE:
            yield self._stored(row.record, Marked())
        else:
            yield self._stored(row.record, marked(view, self.near, self.needs, today, known))
        told = cares(self.near.get(_CARE, ()), today) if row.kind == "person" else {}
        for care in dict.fromkeys(self.cares):
            yield self._stored(care, told.get(care, Marked()), through=())

    def _stored(self, record: Record, what: Marked, through: tuple[tuple[str, str], ...] | None = None) -> RowMarks:
        until = what.until.isoformat() if what.until else ""
        after = _THROUGH.get(self.row.kind, ()) if through is None else through
        return RowMarks(space=self.row.space, record=record, marks=what.marks, due=what.due, until=until, through=after)


def _view(record: bytes, kind: str, packed: bytes) -> RecordView:
    return make_view(record, kind, unpack_view(packed))
