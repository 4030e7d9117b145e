"""What the ledger leaves open today, found by looking through it piece by piece.

    read_piece … read_piece ─▶ Findings ─▶ conclude ─▶ Gaps

Findings keep of each record only what the derivations ask; Gaps hold ids alone, so that a locked node remembers no
name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from node.api.limits import PIECE_ROWS, TODAY_ROWS
from node.crdt.ids import Log, Record, Space
from node.ledger.derived import (
    Liberty,
    NeedState,
    RecordView,
    by_reference,
    current_status,
    liberty_of,
    open_needs,
    people_without_guardian,
)
from node.service.effects import FindRows, FoundRows, Step
from node.service.node import Node
from node.service.rows import CONFLICT, PROPOSED
from node.service.space import stretches
from node.service.viewing import view_and_marks

Place = tuple[Space, Record]
Counts = dict[tuple[Space, str], int]
Moment = tuple[date, tuple[tuple[Log, int], ...]]

_ASKED: Final[Mapping[str, frozenset[str]]] = {
    "person": frozenset(("care_stage",)),
    "need": frozenset(("person", "urgency", "amount", "quantity", "due_on", "repeat", "status")),
    "pledge": frozenset(("need", "amount", "quantity", "status")),
    "delivery": frozenset(("need", "amount", "quantity", "status", "sent_on", "arrived_on")),
    "guardianship": frozenset(("person", "state", "began_on", "ended_on")),
    "status_event": frozenset(("person", "status", "effective_on", "state")),
}


@dataclass(slots=True)
class Findings:
    """What was seen of a ledger so far."""

    views: dict[str, list[RecordView]] = field(default_factory=lambda: {kind: [] for kind in _ASKED})
    spaces: dict[Record, Space] = field(default_factory=dict)
    conflicts: list[Place] = field(default_factory=list)
    proposals: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What one state of the ledger leaves open: the first ids of each section and how many there are in all."""

    moment: Moment
    needs: tuple[Place, ...]
    needs_total: int
    alone: tuple[Place, ...]
    alone_total: int
    conflicts: tuple[Place, ...]
    conflicts_total: int
    proposals: tuple[Place, ...]
    proposals_total: int


def moment_of(node: Node, today: date) -> Moment:
    """Return what changes whenever the ledger or the day does."""
    tips = sorted((line, last) for space in node.spaces.values() for line, _, _, last in stretches(space))
    return today, tuple(tips)


def count_rows(node: Node) -> Step[Counts]:
    """Count the records of each kind in each space."""
    counts: Counts = {}
    for space in node.spaces:
        for kind in node.registry:
            found = yield FindRows(space=space, kind=kind.name, limit=0)
            assert isinstance(found, FoundRows)
            counts[space, kind.name] = found.total
    return counts


def read_piece(space: Space, kind: str, offset: int, findings: Findings) -> Step[int]:
    """Look through the next records of a kind in a space, at most PIECE_ROWS; return how many there were."""
    found = yield FindRows(space=space, kind=kind, limit=PIECE_ROWS, offset=offset)
    assert isinstance(found, FoundRows)
    asked = _ASKED.get(kind)
    for row in found.rows:
        view, marks = view_and_marks(row, asked)
        if marks & CONFLICT:
            findings.conflicts.append((row.space, row.record))
        if marks & PROPOSED:
            findings.proposals.append((row.space, row.record))
        if asked is not None:
            findings.views[kind].append(view)
            findings.spaces[row.record] = row.space
    return len(found.rows)


def conclude(findings: Findings, moment: Moment) -> Gaps:
    """Return what is open. Takes some seconds for a hundred thousand records: run it outside an event loop."""
    today = moment[0]
    needs = [state.need for state in _open_needs(findings.views, today)]
    alone = _alone(findings.views, today)
    return Gaps(
        moment=moment,
        needs=_first(needs, findings.spaces),
        needs_total=len(needs),
        alone=_first(alone, findings.spaces),
        alone_total=len(alone),
        conflicts=tuple(findings.conflicts[:TODAY_ROWS]),
        conflicts_total=len(findings.conflicts),
        proposals=tuple(findings.proposals[:TODAY_ROWS]),
        proposals_total=len(findings.proposals),
    )


def _open_needs(views: Mapping[str, list[RecordView]], today: date) -> list[NeedState]:
    pledges, deliveries = by_reference(views["pledge"], "need"), by_reference(views["delivery"], "need")
    return open_needs(views["need"], pledges, deliveries, today)


def _alone(views: Mapping[str, list[RecordView]], today: date) -> list[RecordView]:
    """People without a guardian who are alive and whose help is not closed, those in prison first."""
    events = by_reference(views["status_event"], "person")
    ranked = []
    for person in people_without_guardian(views["person"], views["guardianship"], today):
        status = current_status(events.get(person.id, ()), today)
        liberty = liberty_of(status.code) if status else Liberty.UNKNOWN
        if liberty is not Liberty.DEAD and person.text("care_stage") != "closed":
            ranked.append((liberty is not Liberty.IMPRISONED, person))
    ranked.sort(key=lambda pair: pair[0])
    return [person for _, person in ranked]


def _first(views: Iterable[RecordView], spaces: Mapping[Record, Space]) -> tuple[Place, ...]:
    found = (Record(view.id) for view in views)
    return tuple((spaces[record], record) for record, _ in zip(found, range(TODAY_ROWS), strict=False))
