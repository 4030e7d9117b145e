"""What the ledger leaves open today, found by looking through it piece by piece.

    read_piece … read_piece ─▶ Findings ─▶ conclude ─▶ Gaps

Findings keep of each record only what the derivations ask; Gaps hold ids, codes and days alone, so that a locked
node remembers no name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from node.api.limits import PIECE_ROWS, TODAY_ROWS
from node.api.reading.board import Board, Place, make_board
from node.crdt.ids import Log, Record, Space
from node.ledger.derived import Liberty, RecordView
from node.service.effects import FindRows, FoundRows, Step
from node.service.node import Node
from node.service.rows import CONFLICT, PROPOSED
from node.service.space import stretches
from node.service.viewing import view_and_marks

Counts = dict[tuple[Space, str], int]
Moment = tuple[date, tuple[tuple[Log, int], ...]]

_ASKED: Final[Mapping[str, frozenset[str] | None]] = {  # None: every path
    "person": frozenset(("care_stage", "identity_withheld", "letters_stop", "letters_stop_until", "birth_date")),
    "need": frozenset(("person", "category", "urgency", "amount", "quantity", "due_on", "repeat", "status")),
    "pledge": frozenset(("need", "amount", "quantity", "status", "due_on", "repeat")),
    "delivery": frozenset(("person", "need", "category", "amount", "quantity", "status", "sent_on", "arrived_on")),
    "guardianship": frozenset(("person", "guardian", "category", "state", "began_on", "ended_on", "last_contact_on")),
    "status_event": frozenset(("person", "status", "effective_on", "state")),
    "placement": frozenset(
        (
            *("person", "place", "began_on", "ended_on", "whereabouts"),
            *("incommunicado", "may_write", "may_send_parcel"),
        )
    ),
    "regime_event": frozenset(("person", "category", "began_on", "ended_on")),
    "consent": frozenset(("person", "purposes/letters", "given_on", "expires_on", "withdrawn_on")),
    "letter": frozenset(("person", "direction", "sent_on", "status", "written_by", "reserved_until", "answer_to")),
    "lawyer_engagement": frozenset(("person", "began_on", "ended_on", "licence_withdrawn_on")),
    "offer": frozenset(("category", "valid_to", "status", "need")),
    "place": None,
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
    board: Board  # what the pages of needs, gaps, guardians and letters are listed by


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
    is_asked = kind in _ASKED
    paths = _ASKED[kind] if is_asked else frozenset()
    for row in found.rows:
        view, marks = view_and_marks(row, paths)
        if marks & CONFLICT:
            findings.conflicts.append((row.space, row.record))
        if marks & PROPOSED:
            findings.proposals.append((row.space, row.record))
        if is_asked:
            findings.views[kind].append(view)
            findings.spaces[row.record] = row.space
    return len(found.rows)


def conclude(findings: Findings, moment: Moment) -> Gaps:
    """Return what is open. Takes some seconds for a hundred thousand records: run it outside an event loop."""
    board = make_board(findings.views, findings.spaces, moment[0])
    needs = sorted((mark for mark in board.needs.values() if mark.is_open), key=lambda mark: mark.order)
    alone = [mark for mark in board.people.values() if "guardian" in mark.support.gaps]
    alone.sort(key=lambda mark: mark.support.liberty is not Liberty.IMPRISONED)
    return Gaps(
        moment=moment,
        needs=tuple(mark.place for mark in needs[:TODAY_ROWS]),
        needs_total=len(needs),
        alone=tuple(mark.place for mark in alone[:TODAY_ROWS]),
        alone_total=len(alone),
        conflicts=tuple(findings.conflicts[:TODAY_ROWS]),
        conflicts_total=len(findings.conflicts),
        proposals=tuple(findings.proposals[:TODAY_ROWS]),
        proposals_total=len(findings.proposals),
        board=board,
    )
