"""Taking single values of a record away for good: a successor record without them, then the erasure of the old one.

A value cannot be cut out of what was signed, so the record is written anew: what stands now, of each conflict the value
in use, without what is redacted, without proposals, attachments and badges; whoever attested attests again. What refers
to the old record here then refers to the new one. The old one is hidden at once and erased by the stewards' certificate
as any other; somebody who is no steward withholds it, and asks them.

Refused: values that do not stand, all of them at once (that is an erasure), a record that waits for a key.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from node.crdt.claims import KIND_PATH
from node.crdt.codec import Scalar
from node.crdt.ids import Record
from node.crdt.membership import Action
from node.service.deciding import Decision, propose
from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import Refused
from node.service.limits import REDACTED_REFERENCES_MAX
from node.service.outbox import may_write_now
from node.service.records import add_record, hide, read_projection, set_values, withhold
from node.service.sources import sources_of
from node.service.space import SpaceState
from node.service.wishes import Erase

REASON = "person_request"  # why the old record is hidden until it is erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """What came of it: the record to use now, how many references were moved to it, the proposal where there is one."""

    successor: Record
    references: int
    decision: Decision | None


def redact(space: SpaceState, record: Record, paths: Sequence[str], *, now: int) -> Step[Redacted]:
    """Write a record anew without the values at some paths, or whole items of lists, and have the old one erased.

    Raises: NotFound, Refused, NotAllowed, LedgerError.
    """
    if not may_write_now(space):
        raise Refused("a key of this space is lacking here: redact once it has come; nothing was changed")
    projection = yield from read_projection(space, record)
    values = {path: value for path, value in projection.values().items() if path != KIND_PATH}
    kept = _without(values, paths)
    found: FoundRows = yield FindRows(
        space=space.space, refs_to=record, limit=REDACTED_REFERENCES_MAX + 1, with_hidden=True
    )
    if len(found.rows) > REDACTED_REFERENCES_MAX:
        raise Refused(f"more than {REDACTED_REFERENCES_MAX} records refer to this one; nothing was changed")
    sources = yield from sources_of(space, record)
    successor = yield from add_record(space, projection.kind or "", kept, now=now)
    for row in found.rows:
        moved: dict[str, Scalar] = {path: bytes(successor) for path, target in row.refs if target == record}
        yield from set_values(space, row.record, moved, now=now)
    decision: Decision | None = None
    if space.view.membership.may(space.device, Action.VOTE):
        yield from hide(space, record, reason=REASON)
        decision = yield from propose(space, Erase({record: sources}))
    else:
        yield from withhold(space, record, reason=REASON)
    return Redacted(successor=successor, references=len(found.rows), decision=decision)


def _without(values: Mapping[str, Scalar], paths: Collection[str]) -> dict[str, Scalar]:
    named = {known for known in values for path in paths if known == path or known.startswith(path + "/")}
    missing = [path for path in paths if not any(known == path or known.startswith(path + "/") for known in values)]
    if missing or not named:
        raise Refused("nothing stands at one of these paths; nothing was changed")
    if named == values.keys():
        raise Refused("this is all that the record says: have it erased instead; nothing was changed")
    return {path: value for path, value in values.items() if path not in named}
