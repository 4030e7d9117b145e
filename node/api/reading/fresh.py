"""Marks read anew: of a page's lines, and of what was written here since the whole ledger was looked through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from node.api.limits import STOCK_ENTRIES_MAX, TOUCHED_MAX
from node.api.reading.board import ABOUT_PERSON, Board, care_marks, need_marks, person_marks
from node.api.reading.person import EVENTS_MAX
from node.api.reading.views import view_of_row
from node.crdt.ids import Record, Space
from node.ledger.derived import RecordView, Shelf, count_stock
from node.service.effects import FindRows, FoundRows, RecordRow, Step

_OF_NEED: Final = ("pledge", "delivery")


@dataclass(slots=True)
class Touched:
    """Needs and people that something was written about here, the oldest first; at most TOUCHED_MAX of each."""

    needs: dict[Record, None] = field(default_factory=dict)
    people: dict[Record, None] = field(default_factory=dict)

    def add(self, rows: Iterable[RecordRow]) -> None:
        """Note what written rows concern."""
        for row in rows:
            if row.kind in ("need", "person"):
                _note(self.needs if row.kind == "need" else self.people, row.record)
            for path, target in row.refs:
                if path in ("need", "person"):
                    _note(self.needs if path == "need" else self.people, target)


@dataclass(slots=True)
class Gathered:
    """Views by kind and the spaces of their records."""

    views: dict[str, list[RecordView]] = field(default_factory=dict)
    spaces: dict[Record, Space] = field(default_factory=dict)

    def add(self, kind: str, rows: Iterable[RecordRow]) -> None:
        """Add rows of a kind."""
        views = self.views.setdefault(kind, [])
        for row in rows:
            views.append(view_of_row(row))
            self.spaces[row.record] = row.space


def read_board(board: Board, touched: Touched, today: date) -> Step[Board]:
    """Return a board with what was written here since in its place."""
    if not touched.needs and not touched.people:
        return board
    of_needs = yield from read_about_needs(list(touched.needs))
    holders = [Record(ref) for need in of_needs.views["need"] if (ref := need.ref("person")) is not None]
    about = yield from read_about_people(list(dict.fromkeys((*touched.people, *holders))))
    people = person_marks(about.views, about.spaces, today, has_lawyers=board.has_lawyers)
    by_person = {mark.place[1]: mark for mark in people}
    return board.patched(
        need_marks(of_needs.views, of_needs.spaces, by_person, today),
        people,
        care_marks(about.views, about.spaces, today),
    )


def read_about_people(people: Sequence[Record]) -> Step[Gathered]:
    """Return everything about people that says what is given to them, and the places they are or were in."""
    gathered = Gathered()
    gathered.add("person", (yield from rows_of(people)))
    for kind in ABOUT_PERSON:
        gathered.add(kind, (yield from rows_about(kind, "person", people)))
    stays = gathered.views["placement"]
    gathered.add("place", (yield from rows_of([Record(ref) for stay in stays if (ref := stay.ref("place"))])))
    return gathered


def read_about_needs(needs: Sequence[Record]) -> Step[Gathered]:
    """Return needs with their pledges and deliveries."""
    gathered = Gathered()
    gathered.add("need", (yield from rows_of(needs)))
    for kind in _OF_NEED:
        gathered.add(kind, (yield from rows_about(kind, "need", needs)))
    return gathered


def read_stock(today: date) -> Step[tuple[list[Shelf], bool]]:
    """Return the shelves and True; none and False where there are more than STOCK_ENTRIES_MAX entries."""
    found = yield FindRows(kind="stock", limit=STOCK_ENTRIES_MAX)
    assert isinstance(found, FoundRows)
    if found.total > STOCK_ENTRIES_MAX:
        return [], False
    return count_stock([view_of_row(row) for row in found.rows], today), True


def rows_of(records: Sequence[Record]) -> Step[tuple[RecordRow, ...]]:
    """Return the rows of records, hidden ones left out."""
    wanted = tuple(dict.fromkeys(records))
    if not wanted:
        return ()
    found = yield FindRows(records=wanted, limit=2 * len(wanted))
    assert isinstance(found, FoundRows)
    return found.rows


def rows_about(kind: str, path: str, records: Sequence[Record]) -> Step[tuple[RecordRow, ...]]:
    """Return the rows of a kind that refer to any of several records at a path."""
    if not records:
        return ()
    wanted = tuple(dict.fromkeys(records))
    found = yield FindRows(kind=kind, refs_to_any=wanted, path=path, limit=EVENTS_MAX * len(wanted))
    assert isinstance(found, FoundRows)
    return found.rows


def _note(noted: dict[Record, None], record: Record) -> None:
    noted.pop(record, None)
    noted[record] = None
    if len(noted) > TOUCHED_MAX:
        del noted[next(iter(noted))]
