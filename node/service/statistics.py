"""The step that gathers what statistics are counted from: one space, people who are one put together."""

from datetime import date

from node.ledger.derived.view import RecordView
from node.ledger.duplicates import Decision, same_people
from node.ledger.duplicates.decided import read_decision
from node.ledger.statistics import KINDS, Material
from node.ledger.statistics.material import is_counted
from node.service.duplicates import KIND as SAME_AS
from node.service.effects import RecordRow, Step
from node.service.gathering import Tell, gather_rows
from node.service.rows import ATTESTED, CONFLICT, PROPOSED, VERIFIED, view_of
from node.service.space import SpaceState
from node.service.viewing import view_and_marks


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
