"""Steps on single records: add, set, delete, attest, dispute, withhold, hide.

While no key covers this node, what they write waits in the outbox (`outbox.py`); they return None for an entry's id.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from node.crdt.bodies import (
    HIDE,
    WITHHOLD,
    Attestation,
    Body,
    Delete,
    Dispute,
    Hiding,
    Lifting,
    Op,
    Put,
    RecordChange,
    Target,
)
from node.crdt.claims import KIND_PATH, Claim, Projection, is_conflict
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.ids import NO_RECORD, ChangeId, EntryId, Record
from node.crdt.limits import PROFILE_1
from node.crdt.projection import value_hash
from node.ledger.acts.deed import Deed
from node.service.contents import OpenRecord
from node.service.effects import Step
from node.service.errors import NotAllowed, NotFound, Refused
from node.service.outbox import is_waiting, write_or_wait
from node.service.space import SpaceState, graph_of_record, load_record, project_record

Values = Mapping[str, Scalar]


def add_record(
    space: SpaceState,
    kind: str,
    values: Values,
    *,
    now: int,
    source: Record | None = None,
    record: Record | None = None,
) -> Step[Record]:
    """Write a new record. Raises: LedgerError for an unknown kind or field or a bad value, Refused, NotAllowed."""
    space.registry.kind(kind)
    check_values(space, kind, values)
    new = record or Record(space.random(16))
    ops = (Put(KIND_PATH, kind), *(Put(path, value) for path, value in values.items()))
    yield from _write_change(space, new, deps=(), ops=ops, now=now, source=source)
    return new


def add_records(
    space: SpaceState, drafts: Iterable[tuple[Record, str, Values]], *, now: int, source: Record | None = None
) -> Step[int]:
    """Write many new records, up to 64 in an entry, in one commit; return how many. Raises: as `add_record`."""
    written: list[tuple[Record, Body]] = []
    for record, kind, values in drafts:
        check_values(space, kind, values)
        ops = (Put(KIND_PATH, kind), *(Put(path, value) for path, value in values.items()))
        require_size(ops)
        written.append((record, RecordChange(deps=(), time=now, source=source, ops=ops)))
    yield from write_or_wait(space, written)
    return len(written)


def new_draft(space: SpaceState, kind: str, values: Values, *, now: int) -> tuple[Record, Body]:
    """Return a new record to be written together with other drafts. Raises: LedgerError, NotAllowed, Refused."""
    require_role(space, Role.CONTRIBUTOR, "readers do not write")
    check_values(space, kind, values)
    ops = (Put(KIND_PATH, kind), *(Put(path, value) for path, value in values.items()))
    require_size(ops)
    return Record(space.random(16)), RecordChange(deps=(), time=now, source=None, ops=ops)


def change_draft(space: SpaceState, record: Record, values: Values, *, now: int) -> Step[tuple[Record, Body]]:
    """Return a change of a record to be written together with other drafts. Raises: as `new_draft`, NotFound."""
    require_role(space, Role.CONTRIBUTOR, "readers do not write")
    projection = yield from read_projection(space, record)
    check_values(space, projection.kind or "", values)
    ops = tuple(Put(path, value) for path, value in values.items())
    require_size(ops)
    _require_room((yield from load_record(space, record)), ops)
    deps = projection.heads[: PROFILE_1.deps_max]
    return record, RecordChange(deps=tuple(deps), time=now, source=None, ops=ops)


def set_values(
    space: SpaceState,
    record: Record,
    values: Values,
    *,
    now: int,
    source: Record | None = None,
    seen: Sequence[ChangeId] | None = None,
) -> Step[None]:
    """Set fields of a record. Where several values stand, this resolves the conflict.

    `seen` are the record's heads that the author was shown; what came after them is not replaced but stands beside as
    a conflict.
    Raises: as `add_record`, NotFound.
    """
    projection = yield from read_projection(space, record)
    check_values(space, projection.kind or "", values)
    ops = tuple(Put(path, value) for path, value in values.items())
    deps = yield from _heads(space, projection, seen)
    yield from _write_change(space, record, deps=deps, ops=ops, now=now, source=source)


def save_together(
    space: SpaceState,
    deed: Deed,
    *,
    now: int,
    source: Record | None = None,
    seen: Mapping[Record, Sequence[ChangeId]] = MappingProxyType({}),
) -> Step[EntryId | None]:
    """Write new records and changes of standing ones as one entry, all or nothing; return its id.

    `seen` are the heads that the author was shown of records that are changed; of others, those that stand.
    Raises: as `add_record` and `set_values`.
    """
    require_role(space, Role.CONTRIBUTOR, "readers do not write")
    drafts: list[tuple[Record, Body]] = []
    for added in deed.additions:
        space.registry.kind(added.kind)
        check_values(space, added.kind, added.values)
        ops = (Put(KIND_PATH, added.kind), *(Put(path, value) for path, value in added.values.items()))
        require_size(ops)
        drafts.append((Record(added.record), RecordChange(deps=(), time=now, source=source, ops=ops)))
    for change in deed.changes:
        record = Record(change.record)
        projection = yield from read_projection(space, record)
        check_values(space, projection.kind or "", change.values)
        puts = tuple(Put(path, value) for path, value in change.values.items())
        require_size(puts)
        _require_room((yield from load_record(space, record)), puts)
        deps = tuple((yield from _heads(space, projection, seen.get(record))))[: PROFILE_1.deps_max]
        drafts.append((record, RecordChange(deps=deps, time=now, source=source, ops=puts)))
    if not drafts:
        raise Refused("nothing was said; nothing was written")
    return (yield from write_or_wait(space, drafts))


def delete_values(
    space: SpaceState, record: Record, paths: Sequence[str], *, now: int, seen: Sequence[ChangeId] | None = None
) -> Step[None]:
    """Delete fields, or every field of the items named (`names/x7`), as far as the author saw them.

    Raises: NotFound, Refused where nothing stands.
    """
    projection = yield from read_projection(space, record)
    named = {
        known
        for known in projection.fields
        if known != KIND_PATH and any(known == path or known.startswith(path + "/") for path in paths)
    }
    if not named:
        raise Refused("nothing stands at these paths; nothing was changed")
    ops = tuple(Delete(path) for path in sorted(named))
    deps = yield from _heads(space, projection, seen)
    yield from _write_change(space, record, deps=deps, ops=ops, now=now, source=None)


def attest(
    space: SpaceState,
    record: Record,
    paths: Sequence[str],
    *,
    now: int,
    step: str,
    source: Record | None = None,
    evidence: Sequence[bytes] = (),
    seen: Sequence[ChangeId] | None = None,
) -> Step[EntryId | None]:
    """Sign that the values standing at these paths were checked.

    `seen`: the record's heads as it was shown; a value said since then is refused with all the others.
    Raises: NotFound, Refused, NotAllowed.
    """
    require_role(space, Role.VERIFIER, "only verifiers and stewards attest")
    targets = yield from _targets(space, record, paths, seen)
    body = Attestation(targets=targets, step=step, source=source, evidence=tuple(evidence), time=now)
    return (yield from write_or_wait(space, [(record, body)]))


def dispute(
    space: SpaceState,
    record: Record,
    paths: Sequence[str],
    *,
    now: int,
    step: str,
    source: Record | None = None,
    seen: Sequence[ChangeId] | None = None,
) -> Step[EntryId | None]:
    """Sign that the values standing at these paths are doubted; `seen` as in `attest`. Raises: as `attest`."""
    require_role(space, Role.CONTRIBUTOR, "readers do not dispute")
    targets = yield from _targets(space, record, paths, seen)
    body = Dispute(targets=targets, step=step, source=source, evidence=(), time=now)
    return (yield from write_or_wait(space, [(record, body)]))


def withhold(space: SpaceState, record: Record, *, reason: str) -> Step[EntryId | None]:
    """Withhold a record at once and reversibly. Raises: NotFound, NotAllowed."""
    require_role(space, Role.CONTRIBUTOR, "readers do not withhold")
    return (yield from _hide(space, record, WITHHOLD, reason))


def hide(space: SpaceState, record: Record, *, reason: str = "") -> Step[EntryId | None]:
    """Hide a record at once and reversibly. Raises: NotFound, NotAllowed."""
    require_role(space, Role.STEWARD, "only stewards hide")
    return (yield from _hide(space, record, HIDE, reason))


def unhide(space: SpaceState, record: Record) -> Step[EntryId | None]:
    """Lift every hiding and withholding of a record that this role may lift. Raises: NotFound, Refused, NotAllowed."""
    standing = space.hidings.get(record, ())
    require_role(space, Role.CONTRIBUTOR, "readers do not lift a hiding")
    if space.role is not Role.STEWARD:
        standing = tuple(hiding for hiding in standing if hiding.mode == WITHHOLD)
    if not standing:
        raise Refused("this record is not hidden, or only a steward may lift it")
    body = Lifting(record, tuple(hiding.id for hiding in standing))
    return (yield from write_or_wait(space, [(NO_RECORD, body)]))


def read_projection(space: SpaceState, record: Record) -> Step[Projection]:
    """Return a record as it stands. Raises: NotFound."""
    if space.view.membership.is_erased(record):
        raise NotFound("this record was erased for good by the stewards")
    opened = yield from load_record(space, record)
    if not opened.origins:
        if is_waiting(space, record):
            raise NotFound("what you wrote of this record is kept here and waits for a new key of the space")
        raise NotFound("there is no record of that id here")
    return project_record(space, opened)


def read_parting(space: SpaceState, record: Record, path: str) -> Step[Scalar]:
    """Return the value that everybody saw whose values stand at a path now, None where none or several stood."""
    opened = yield from load_record(space, record)
    stood = graph_of_record(space, opened).parting(path)
    return stood.value if stood is not None else None


# --- inside -----------------------------------------------------------------------------------------------------------
def _write_change(
    space: SpaceState, record: Record, *, deps: Sequence[ChangeId], ops: Sequence[Op], now: int,
    source: Record | None,
) -> Step[EntryId | None]:  # fmt: skip
    require_role(space, Role.CONTRIBUTOR, "readers do not write")
    if not ops:
        raise Refused("no field was given; nothing was changed")
    require_size(ops)
    if deps:
        _require_room((yield from load_record(space, record)), ops)
    change = RecordChange(deps=tuple(deps)[: PROFILE_1.deps_max], time=now, source=source, ops=tuple(ops))
    return (yield from write_or_wait(space, [(record, change)]))


def _require_room(opened: OpenRecord, ops: Sequence[Op]) -> None:
    every = [*(op for change in opened.changes.values() for op in change.ops), *ops]
    is_full = len(every) > PROFILE_1.record_ops_max or sum(map(_size, every)) > PROFILE_1.record_bytes_max
    if is_full:
        raise Refused("this record has grown to its limit: a redaction makes a successor of it; nothing was changed")


def _size(op: Op) -> int:
    value = op.value if isinstance(op, Put) else None
    return len(value.encode() if isinstance(value, str) else value) if isinstance(value, str | bytes) else 0


def _heads(space: SpaceState, projection: Projection, seen: Sequence[ChangeId] | None) -> Step[Sequence[ChangeId]]:
    if seen is None:
        return projection.heads
    opened = yield from load_record(space, projection.record)
    if not seen or any(id not in opened.changes for id in seen):
        raise Refused("what you were shown is not known here any more: open the record anew; nothing was changed")
    return tuple(seen)


def check_values(space: SpaceState, kind: str, values: Values) -> None:
    """Accept values that this role may write. Raises: LedgerError, NotAllowed."""
    role, schema = space.role, space.schema
    for path, value in values.items():
        space.registry.check_put(kind, path, value)
        if role is not None and not schema.may_write(kind, path, role):
            raise NotAllowed(f"your role may not write {kind} {path}; nothing was changed")


def require_size(ops: Sequence[Op]) -> None:
    """Accept as many operations as one change may hold. Raises: Refused."""
    if len(ops) > PROFILE_1.ops_max:
        raise Refused(f"more than {PROFILE_1.ops_max} fields at once; nothing was changed")


def require_role(space: SpaceState, least: Role, reason: str) -> None:
    """Accept what this device's role allows. Raises: NotAllowed with the reason."""
    if space.role is None or space.role < least:
        raise NotAllowed(f"{reason}; nothing was changed")


def _targets(
    space: SpaceState, record: Record, paths: Sequence[str], seen: Sequence[ChangeId] | None
) -> Step[tuple[Target, ...]]:
    projection = yield from read_projection(space, record)
    targets: list[Target] = []
    for path in dict.fromkeys(paths):
        claims = projection.fields.get(path)
        if not claims:
            raise Refused(f"nothing stands at {path}; nothing was signed")
        targets.extend(_targets_at(path, claims))
    if not targets:
        raise Refused("no path was given; nothing was signed")
    if seen is not None:
        shown = _history_of((yield from load_record(space, record)), seen)
        if any(target.change not in shown for target in targets):
            raise Refused("a value has changed since it was shown: look again; nothing was signed")
    return tuple(targets)


def _history_of(opened: OpenRecord, heads: Sequence[ChangeId]) -> set[ChangeId]:
    """Return the changes that heads come after, and the heads."""
    found, left = set[ChangeId](), list(heads)
    while left:
        id = left.pop()
        if id not in found and id in opened.changes:
            found.add(id)
            left += opened.changes[id].deps
    return found


def _targets_at(path: str, claims: Sequence[Claim]) -> list[Target]:
    """Return what a verdict at a path is about: what waits there for a second person, else the value."""
    waiting = [(claim.id, claim.value) for claim in claims if claim.is_proposed]
    waiting += [(voice.id, None) for claim in claims for voice in claim.deletion_proposed_by]
    if not waiting and is_conflict(claims):
        raise Refused(f"several values stand at {path}: choose one first; nothing was signed")
    told = waiting[:1] or [(claim.id, claim.value) for claim in claims]
    return [Target(change=id, path=path, value_hash=value_hash(path, value)) for id, value in told]


def _hide(space: SpaceState, record: Record, mode: int, reason: str) -> Step[EntryId | None]:
    yield from read_projection(space, record)
    return (yield from write_or_wait(space, [(NO_RECORD, Hiding(record=record, mode=mode, reason=reason))]))
