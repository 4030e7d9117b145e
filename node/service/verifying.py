"""What waits for a second pair of eyes, and one signature under many checked values of many records.

E1  A value waits while it counts only after another person confirms it, while somebody doubts it, or while it is
    watched (`ledger/derived/watched.py`) and nobody outside its author's group has confirmed it.
E2  What a person was shown is what is signed: a value that was changed meanwhile is refused with all the others.
E3  All values of one signing are payloads of one entry, so that there is one signature; more than fit are refused.
E4  Nobody is a second person for what the same person wrote, on whatever device; the same group confirms, but not
    toward "verified". One's own value is refused with all the others, unless the signature is for one's own
    group (`statements.py`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from node.crdt.bodies import Attestation, Dispute, Target
from node.crdt.claims import Claim, Projection, is_conflict
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.ids import ChangeId, Device, EntryId, Record
from node.crdt.projection import value_hash
from node.ledger.declare import pattern_of
from node.ledger.derived.watched import WATCHED
from node.service.effects import RecordRow, Step
from node.service.errors import Refused
from node.service.limits import VERIFIED_RECORDS_MAX
from node.service.outbox import write_or_wait
from node.service.records import read_projection, require_role
from node.service.rows import ATTESTED, CONFLICT, DISPUTED, PROPOSED, VERIFIED, Why, view_of, why_of
from node.service.space import SpaceState, load_record, load_records, project_record


class Eyes(Enum):
    """What a person's confirmation of a value is worth (E4)."""

    OWN = "own"
    SAME_GROUP = "same_group"
    INDEPENDENT = "independent"


@dataclass(frozen=True, slots=True)
class Seen:
    """A value that was shown to whoever checks it: its record, its path and the operation that set it."""

    record: Record
    path: str
    change: ChangeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One value that waits. `change` is what a verdict names; `is_deletion`: what waits is that it be deleted.

    Where several values stand (`is_split`) one must be chosen first.
    """

    path: str
    why: Why
    claim: Claim
    change: ChangeId
    author: Device
    eyes: Eyes
    is_deletion: bool
    is_split: bool


def waiting_paths(row: RecordRow) -> Iterator[tuple[str, Why]]:
    """Yield the paths of a row whose values wait, as far as its marks tell (E1)."""
    watched = WATCHED.get(row.kind, frozenset[str]())
    for path, shown in view_of(row).items():
        why = why_of(shown.marks, is_watched=pattern_of(path) in watched)
        if why is not None:
            yield path, why


def read_waiting(space: SpaceState, projection: Projection) -> Iterator[Waiting]:
    """Yield the values of a record that wait, with who said them (E1)."""
    watched = WATCHED.get(projection.kind or "", frozenset[str]())
    for path, claims in projection.fields.items():
        why = _why_of(claims, is_watched=pattern_of(path) in watched)
        if why is not None:
            yield _waiting(space, path, claims, why)


def _why_of(claims: Sequence[Claim], *, is_watched: bool) -> Why | None:
    marks = 0
    for claim in claims:
        marks |= PROPOSED * (claim.is_proposed or bool(claim.deletion_proposed_by))
        marks |= DISPUTED * bool(claim.disputed_by)
        marks |= VERIFIED * claim.is_verified
        marks |= ATTESTED * bool(claim.attested_by)
    return why_of(marks | CONFLICT * is_conflict(claims), is_watched=is_watched)


def _waiting(space: SpaceState, path: str, claims: Sequence[Claim], why: Why) -> Waiting:
    claim = next((one for one in claims if one.is_proposed or one.deletion_proposed_by), claims[0])
    is_deletion = not claim.is_proposed and bool(claim.deletion_proposed_by)
    voice = claim.deletion_proposed_by[0] if is_deletion else claim.voice
    return Waiting(
        path=path,
        why=why,
        claim=claim,
        change=voice.id,
        author=voice.device,
        eyes=eyes_of(space, voice.device),
        is_deletion=is_deletion,
        is_split=why is not Why.SECOND_PERSON and is_conflict(claims),
    )


def eyes_of(space: SpaceState, author: Device) -> Eyes:
    """Return what this device's confirmation of a value of `author` is worth (E4)."""
    view, own = space.view, space.device
    if view.person_of(author) == view.person_of(own):
        return Eyes.OWN
    group = view.group_of(own)
    is_other = group is not None and group != view.group_of(author) and view.is_independent(own)
    return Eyes.INDEPENDENT if is_other else Eyes.SAME_GROUP


def attest_many(
    space: SpaceState,
    seen: Iterable[Seen],
    *,
    now: int,
    step: str,
    source: Record | None = None,
    evidence: Sequence[bytes] = (),
    may_be_own: bool = False,
) -> Step[EntryId | None]:
    """Sign that many values were checked, in one entry; None where it waits for a key (E2, E3).

    Raises: Refused where a value changed meanwhile, is this person's own (E4) or too many records are named,
    NotAllowed, NotFound.
    """
    require_role(space, Role.VERIFIER, "only verifiers and stewards attest")
    targets = yield from _targets(space, seen)
    if not may_be_own:
        yield from _require_others(space, targets)
    bodies = [
        (record, Attestation(targets=those, step=step, source=source, evidence=tuple(evidence), time=now))
        for record, those in targets.items()
    ]
    return (yield from write_or_wait(space, bodies))


def dispute_many(
    space: SpaceState, seen: Iterable[Seen], *, now: int, step: str, source: Record | None = None
) -> Step[EntryId | None]:
    """Sign that many values are doubted, in one entry. Raises: as `attest_many`."""
    require_role(space, Role.CONTRIBUTOR, "readers do not dispute")
    targets = yield from _targets(space, seen)
    bodies = [
        (record, Dispute(targets=those, step=step, source=source, evidence=(), time=now))
        for record, those in targets.items()
    ]
    return (yield from write_or_wait(space, bodies))


def _targets(space: SpaceState, seen: Iterable[Seen]) -> Step[dict[Record, tuple[Target, ...]]]:
    by_record: dict[Record, list[Seen]] = {}
    for one in dict.fromkeys(seen):
        by_record.setdefault(one.record, []).append(one)
    if not by_record:
        raise Refused("no value was chosen; nothing was signed")
    if len(by_record) > VERIFIED_RECORDS_MAX:
        raise Refused(f"more than {VERIFIED_RECORDS_MAX} records under one signature; nothing was signed")
    yield from load_records(space, by_record)
    found: dict[Record, tuple[Target, ...]] = {}
    for record, shown in by_record.items():
        projection = yield from read_projection(space, record)
        found[record] = tuple(_target(projection, one) for one in shown)
    return found


def _require_others(space: SpaceState, targets: Mapping[Record, tuple[Target, ...]]) -> Step[None]:
    for record, those in targets.items():
        opened = yield from load_record(space, record)
        if any(eyes_of(space, opened.origins[one.change[0]].device) is Eyes.OWN for one in those):
            raise Refused("nobody is a second person for what they wrote; nothing was signed")


_CHANGED: Final = "a value has changed since it was shown: look again; nothing was signed"


def _target(projection: Projection, seen: Seen) -> Target:
    claims = projection.fields.get(seen.path, ())
    if is_conflict(claims) and not any(claim.is_proposed for claim in claims if claim.id == seen.change):
        raise Refused("several values stand where one was shown: choose one first; nothing was signed")
    for claim in claims:
        told: list[tuple[ChangeId, Scalar]] = [(claim.id, claim.value)]
        told += [(voice.id, None) for voice in claim.deletion_proposed_by]
        for change, value in told:
            if change == seen.change:
                return Target(change=change, path=seen.path, value_hash=value_hash(seen.path, value))
    raise Refused(_CHANGED)


def read_projections(space: SpaceState, records: Sequence[Record]) -> Step[dict[Record, Projection]]:
    """Return records as they stand, loaded at once; those that are not here or erased are left out."""
    wanted = [record for record in dict.fromkeys(records) if not space.view.membership.is_erased(record)]
    opened = yield from load_records(space, wanted)
    return {record: project_record(space, one) for record, one in opened.items() if one.origins}
