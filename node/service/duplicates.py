"""Steps about people written down twice: read what is compared, read what was decided, decide.

A decision is an ordinary record with one id for each pair, so that two nodes deciding at once meet in one record and
their verdicts stand side by side. It may be changed or taken back at any time; nothing is merged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from keys.epoch import imported_record_id
from node.crdt.ids import Record, Space
from node.ledger.derived.view import RecordView
from node.ledger.duplicates import Decision, Traits, traits_of
from node.ledger.duplicates.decided import by_pair, read_decision, same_people
from node.ledger.duplicates.traits import COMPARED
from node.ledger.types import Scalar
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.errors import NotFound, Refused
from node.service.gathering import Tell, gather_rows
from node.service.records import add_record, delete_values, read_projection, set_values
from node.service.sources import index_key_of
from node.service.space import SpaceState, load_record
from node.service.viewing import view_and_marks

KIND = "same_as"
KINDS = (*COMPARED, KIND)
_PATHS = {"person": None, "detention": frozenset(("person", "arrested_on")), KIND: None}
_DECISIONS_MAX = 1_000  # about one person: read with the card


@dataclass(slots=True)
class Material:
    """What a space holds of people to compare, as it is gathered."""

    people: list[RecordView] = field(default_factory=list)
    related: dict[bytes, list[RecordView]] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)

    def take(self, row: RecordRow) -> None:
        """Add one row."""
        view = view_and_marks(row, _PATHS.get(row.kind))[0]
        if row.kind == "person":
            self.people.append(view)
        elif row.kind == KIND:
            decision = read_decision(view)
            if decision is not None:
                self.decisions.append(decision)
        elif (person := view.ref("person")) is not None:
            self.related.setdefault(person, []).append(view)

    def traits(self) -> list[Traits]:
        """Return the people as the finder sees them, by id. Takes a second for 10,000: not inside an event loop."""
        ordered = sorted(self.people, key=lambda one: one.id)
        return [traits_of(person, self.related.get(person.id, ())) for person in ordered]

    def verdicts(self) -> Mapping[tuple[bytes, bytes], Decision]:
        """Return what was decided, by pair."""
        return by_pair(self.decisions)

    def leaders(self) -> Mapping[bytes, bytes]:
        """Return for each record that is the same person as another the one that stands for all."""
        return same_people(self.decisions)


def gather_people(space: SpaceState, tell: Tell = lambda _done, _total: None) -> Step[Material]:
    """Read all that is compared in a space."""
    material = Material()
    yield from gather_rows([space.space], material.take, kinds=KINDS, tell=tell)
    return material


def decide(space: SpaceState, one: Record, other: Record, verdict: str | None, *, now: int) -> Step[Record]:
    """Write down what two records are to one another; None takes the decision back. Return the decision's record.

    Raises: NotFound, Refused for one record twice or records that are no people, NotAllowed, LedgerError.
    """
    first, second = sorted((one, other))
    if first == second:
        raise Refused("these are one and the same record; nothing was changed")
    for record in (first, second):
        if (yield from read_projection(space, record)).kind != "person":
            raise Refused("only people are compared; nothing was changed")
    record = yield from _record_of(space, first, second)
    opened = yield from load_record(space, record)
    if not opened.origins:
        if verdict is None:
            raise NotFound("nothing was decided about these two; nothing was changed")
        fields: dict[str, Scalar] = {"one": bytes(first), "other": bytes(second), "decision": verdict}
        return (yield from add_record(space, KIND, fields, now=now, record=record))
    if verdict is None:
        yield from delete_values(space, record, ["decision"], now=now)
    else:
        yield from set_values(space, record, {"decision": verdict}, now=now)
    return record


def decisions_about(space: Space, record: Record) -> Step[list[Decision]]:
    """Return what was decided about one person and others."""
    found = yield FindRows(space=space, kind=KIND, refs_to=record, limit=_DECISIONS_MAX)
    assert isinstance(found, FoundRows)
    read = (read_decision(view_and_marks(row)[0]) for row in found.rows)
    return [one for one in read if one is not None]


def _record_of(space: SpaceState, first: Record, second: Record) -> Step[Record]:
    """Return the record of a pair: one that decides it already, else the same on every node, else a random one."""
    for one in (yield from decisions_about(space.space, first)):
        if (one.one, one.other) == (first, second):
            return Record(one.record)
    key = index_key_of(space)
    if key is None:
        return Record(space.random(16))
    return Record(imported_record_id(key, KIND.encode(), first + second))
