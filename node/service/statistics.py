"""Steps that gather what statistics are counted from: one space whole, or some of its people at a time.

People who are one are put together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from node.crdt.ids import Record
from node.ledger.derived.view import RecordView
from node.ledger.duplicates import Decision, same_people
from node.ledger.duplicates.decided import read_decision
from node.ledger.statistics import KINDS, Material
from node.ledger.statistics.material import is_counted
from node.service.duplicates import KIND as SAME_AS
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.gathering import Tell, gather_rows
from node.service.limits import GATHER_ROWS, PART_ROWS_MAX, SHARED_ROWS_MAX
from node.service.rows import ATTESTED, CONFLICT, PROPOSED, VERIFIED, view_of
from node.service.space import SpaceState
from node.service.viewing import view_and_marks

_LOOKED_UP: Final = ("place", "article")  # by what is told of people


def gather_statistics(space: SpaceState, today: date, tell: Tell = lambda _done, _total: None) -> Step[Material]:
    """Read all that is counted in a space; hidden records are left out."""
    material, decisions = Material(today=today), list[Decision]()

    def take(row: RecordRow) -> None:
        take_row(row, material, decisions)

    yield from gather_rows([space.space], take, kinds=(*KINDS, SAME_AS), tell=tell)
    material.leaders = same_people(decisions)
    return material


def take_row(row: RecordRow, material: Material, decisions: list[Decision]) -> None:
    """Add a row to what is counted, or to the decisions about people written down twice."""
    if row.kind == SAME_AS:
        decision = read_decision(view_and_marks(row)[0])
        if decision is not None:
            decisions.append(decision)
    elif row.kind in KINDS:
        shown = {path: one for path, one in view_of(row).items() if is_counted(row.kind, path)}
        view = RecordView(
            id=row.record,
            kind=row.kind,
            fields={path: one.value for path, one in shown.items()},
            attested=frozenset(path for path, one in shown.items() if one.marks & (ATTESTED | VERIFIED)),
            proposed=frozenset(path for path, one in shown.items() if one.marks & PROPOSED),
        )
        material.add(view, [path for path, one in shown.items() if one.marks & CONFLICT])


# --- part by part -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What counts of all people look at: places and articles by id, and which records are one person."""

    rows: tuple[RecordRow, ...]
    leaders: Mapping[bytes, bytes]

    @property
    def state(self) -> frozenset[tuple[Record, bytes]]:
        """What changes with them."""
        return frozenset((row.record, row.hash) for row in self.rows)


def read_shared(space: SpaceState) -> Step[Shared]:
    """Read what counts of all people look at."""
    rows: list[RecordRow] = []
    for kind in (*_LOOKED_UP, SAME_AS):
        found = yield FindRows(space=space.space, kind=kind, limit=SHARED_ROWS_MAX)
        assert isinstance(found, FoundRows)
        rows += found.rows
    decisions: list[Decision] = []
    for row in rows:
        take_row(row, Material(today=date.min), decisions)
    return Shared(rows=tuple(rows), leaders=same_people(decisions))


def count_people(space: SpaceState) -> Step[int]:
    """Return how many people a space holds, hidden ones left out."""
    found = yield FindRows(space=space.space, kind="person", limit=0)
    assert isinstance(found, FoundRows)
    return found.total


def list_people(space: SpaceState) -> Step[list[Record]]:
    """Return the people of a space, hidden ones left out."""
    listed: list[Record] = []
    while True:
        found = yield FindRows(space=space.space, kind="person", limit=GATHER_ROWS, offset=len(listed))
        assert isinstance(found, FoundRows)
        listed += [row.record for row in found.rows]
        if len(found.rows) < GATHER_ROWS:
            return listed


def gather_part(space: SpaceState, people: Sequence[Record], shared: Shared, today: date) -> Step[Material]:
    """Read some people, with all that is counted of them; hidden records are left out."""
    material, decisions = Material(today=today, leaders=shared.leaders), list[Decision]()
    for row in shared.rows:
        if row.kind in _LOOKED_UP:
            take_row(row, material, decisions)
    about = yield FindRows(space=space.space, refs_to_any=tuple(people), path="person", limit=PART_ROWS_MAX)
    themselves = yield FindRows(space=space.space, kind="person", records=tuple(people), limit=len(people))
    assert isinstance(about, FoundRows)
    assert isinstance(themselves, FoundRows)
    for row in (*themselves.rows, *about.rows):
        if row.kind in KINDS:
            take_row(row, material, decisions)
    return material
