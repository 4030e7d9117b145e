"""The history of a record: everything anybody said of it, what counted and what did not."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from node.crdt.bodies import Attestation, Op, Put
from node.crdt.claims import Voice
from node.crdt.codec import Scalar
from node.crdt.graph import RecordGraph
from node.crdt.ids import ChangeId, Record
from node.crdt.projection import RecordContents, voice_of
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.space import SpaceState, graph_of_record, load_record


class Deed(Enum):
    """What one line of a history tells."""

    PUT = "put"
    DELETE = "delete"
    RESTATED = "restated"  # a put of what already stood
    REFUSED = "refused"  # left out; the reason says why
    ATTESTED = "attested"
    DISPUTED = "disputed"
    WAITING = "waiting"  # depends on something not held yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a history. `note` is the step of a verdict or the reason of a refusal."""

    deed: Deed
    path: str
    value: Scalar
    voice: Voice
    note: str = ""


def read_history(space: SpaceState, record: Record) -> Step[list[Event]]:
    """Return everything said of a record: changes with dependencies first, then verdicts. Raises: NotFound."""
    opened = yield from load_record(space, record)
    if not opened.origins:
        raise NotFound("there is no record of that id here")
    graph = graph_of_record(space, opened)
    contents = opened.contents()
    return [*_changes(space, contents, graph), *_verdicts(space, contents, graph)]


def _changes(space: SpaceState, contents: RecordContents, graph: RecordGraph) -> Iterator[Event]:
    refused = {(refusal.change, refusal.path): refusal.verdict.value for refusal in graph.refusals}
    counted = {(op.change, op.path) for ops in graph.by_path.values() for op in ops}
    for id in [*(node.id for node in graph.nodes), *graph.waiting]:
        voice = voice_of(contents, space.view, id)
        for op in contents.changes[id].ops:
            key = (id, op.path)
            deed = _deed(op, key in refused, key in counted, id in graph.waiting)
            value = op.value if isinstance(op, Put) else None
            yield Event(deed=deed, path=op.path, value=value, voice=voice, note=refused.get(key, ""))


def _deed(op: Op, is_refused: bool, is_counted: bool, is_waiting: bool) -> Deed:
    if is_waiting:
        return Deed.WAITING
    if is_refused:
        return Deed.REFUSED
    if not isinstance(op, Put):
        return Deed.DELETE
    return Deed.PUT if is_counted else Deed.RESTATED


def _verdicts(space: SpaceState, contents: RecordContents, graph: RecordGraph) -> Iterator[Event]:
    values: dict[tuple[ChangeId, str], Scalar] = {
        (op.change, op.path): op.value for ops in graph.by_path.values() for op in ops
    }
    for id, verdict in sorted(contents.verdicts.items()):
        deed = Deed.ATTESTED if isinstance(verdict, Attestation) else Deed.DISPUTED
        for target in verdict.targets:
            yield Event(
                deed=deed,
                path=target.path,
                value=values.get((target.change, target.path)),
                voice=voice_of(contents, space.view, id),
                note=verdict.step,
            )
