"""Steps that count a ledger some of its people at a time: what is read of them is not kept. People who are one are put
together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from node.crdt.ids import Record
from node.ledger.duplicates import same_people
from node.ledger.duplicates.decided import read_decision
from node.ledger.statistics import KINDS, Material
from node.ledger.statistics.figures import Figures, Part, Question, conclude, count_part, join_parts
from node.ledger.statistics.material import is_counted
from node.service.duplicates import KIND as SAME_AS
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.gathering import Tell
from node.service.limits import COUNT_JOINED_PARTS, COUNT_PEOPLE, GATHER_ROWS, PART_ROWS_MAX, SHARED_ROWS_MAX
from node.service.rows import CONFLICT, unpack_view
from node.service.space import SpaceState
from node.service.viewing import make_view, view_and_marks

_LOOKED_UP: Final = {"place": ("placement", "place"), "article": ("charge", "article")}  # by whom, at which path


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What counts of all people look at: places and articles by id, and which records are one person."""

    looked_up: Mapping[bytes, RecordRow]
    leaders: Mapping[bytes, bytes]
    state: frozenset[tuple[Record, bytes]]  # changes with all of it


def count_space(
    space: SpaceState, today: date, asked: Question, tell: Tell = lambda _done, _total: None
) -> Step[Figures]:
    """Count a space; hidden records are left out."""
    shared = yield from read_shared(space)
    people = yield from list_people(space)
    people.sort(key=lambda one: (shared.leaders.get(one, one), one))
    parts: list[Part] = []
    done = 0
    for some in _together(people, shared.leaders):
        material = yield from gather_part(space, some, shared, today)
        parts.append(count_part(material, space.registry, asked))
        if len(parts) == COUNT_JOINED_PARTS:
            parts = [join_parts(parts)]
        done += len(some)
        tell(done, len(people))
    return conclude(join_parts(parts or [count_part(Material(today=today), space.registry, asked)]), asked)


def _together(people: Sequence[Record], leaders: Mapping[bytes, bytes]) -> Iterable[list[Record]]:
    """Yield people in pieces of COUNT_PEOPLE and some: those who are one stand behind one another, in one piece."""
    piece: list[Record] = []
    for person in people:
        if len(piece) >= COUNT_PEOPLE and leaders.get(person, person) != leaders.get(piece[-1], piece[-1]):
            yield piece
            piece = []
        piece.append(person)
    if piece:
        yield piece


def read_shared(space: SpaceState) -> Step[Shared]:
    """Read what counts of all people look at."""
    rows: list[RecordRow] = []
    for kind in (*_LOOKED_UP, SAME_AS):
        found = yield FindRows(space=space.space, kind=kind, limit=SHARED_ROWS_MAX)
        assert isinstance(found, FoundRows)
        rows += found.rows
    decided = (read_decision(view_and_marks(row)[0]) for row in rows if row.kind == SAME_AS)
    return Shared(
        looked_up={row.record: row for row in rows if row.kind in _LOOKED_UP},
        leaders=same_people(decision for decision in decided if decision is not None),
        state=frozenset((row.record, row.hash) for row in rows),
    )


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
    """Read some people with all that is counted of them; hidden records are left out."""
    themselves = yield FindRows(space=space.space, kind="person", records=tuple(people), limit=len(people))
    about = yield FindRows(space=space.space, refs_to_any=tuple(people), path="person", limit=PART_ROWS_MAX)
    assert isinstance(themselves, FoundRows)
    assert isinstance(about, FoundRows)
    material = Material(today=today, leaders=shared.leaders)
    for row in (*themselves.rows, *about.rows):
        take_row(row, material)
    named = {view.ref(path) for kind, path in _LOOKED_UP.values() for view in material.views[kind]}
    for record in sorted(record for record in named if record is not None and record in shared.looked_up):
        take_row(shared.looked_up[record], material)
    return material


def take_row(row: RecordRow, material: Material) -> None:
    """Add a row to what is counted, if it is."""
    if row.kind in KINDS:
        items = [item for item in unpack_view(row.view) if is_counted(row.kind, item[0])]
        view = make_view(row.record, row.kind, items)
        material.add(view, [path for path, _, marks in items if marks & CONFLICT])
