"""From the payloads of a record to what is shown of it: a pure function of the set of valid objects.

    payloads ─▶ operation graph ─▶ values that stand ─▶ + attestations, disputes, proposals, hidings ─▶ Projection

The decisions, numbered as docs/ARCHITECTURE cites them:

 P1  The kinds of a record are those its first changes (without dependencies) name, where their authors may write such a
     record; later claims never unsay one.
 P2  An operation is judged by its entry's standing, its author's role, and the declaration of any of those kinds.
 P3  A value that needs a second person does not replace what stood until another person attests it.
 P4  An attestation counts while its operation stands, its hash matches and its author is in good standing.
 P5  Toward "verified" counts one vote per group, never the author's own, never a group without a steward.
 P6  What is said on a branch in dispute is shown, flagged; attestations and disputes there count for nothing.
 P7  A record is hidden while a hiding of it is not lifted.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from keys.hashing import digest
from keys.labels import Label
from node.crdt.bodies import HIDE, Attestation, Dispute, Op, Put, RecordChange, Target
from node.crdt.claims import KIND_PATH, Badge, Claim, Projection, Voice, Withholding
from node.crdt.codec import Scalar, pack, pack_known
from node.crdt.grants import Role
from node.crdt.graph import Dep, Operation, RecordGraph, Verdict
from node.crdt.ids import ChangeId, Device, EntryId, Group, Head, Log, Record
from node.crdt.limits import PROFILE_1
from node.crdt.schema import Fitness, Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an entry stands: what membership judges it by."""

    entry: EntryId
    log: Log
    seq: int
    device: Device
    roster: Head


class Authority(Protocol):
    """What the projection asks of membership; every answer is a function of the objects held."""

    @property
    def votes_needed(self) -> int:
        """Return how many groups beside the author's must attest a value before it is verified."""

    def verdict(self, origin: Origin) -> Verdict:
        """Return ACCEPTED, HELD or QUARANTINED for an entry."""

    def is_disputed(self, origin: Origin) -> bool:
        """Tell whether an entry lies on a branch of a forked log that nobody vouches for."""

    def role_at(self, origin: Origin) -> Role | None:
        """Return the role that counts for an entry, None if its author has none."""

    def scope_of(self, device: Device) -> frozenset[str]:
        """Return the kinds a device may write; empty means all of its role."""

    def group_of(self, device: Device) -> Group | None:
        """Return the group a device was admitted into."""

    def person_of(self, device: Device) -> object:
        """Return what is equal for two devices of one person."""

    def is_independent(self, device: Device) -> bool:
        """Tell whether the group of a device has a steward of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContents:
    """The opened payloads of one record, and counts of those that could not be."""

    record: Record
    origins: Mapping[EntryId, Origin]
    changes: Mapping[ChangeId, RecordChange]
    verdicts: Mapping[ChangeId, Attestation | Dispute]
    hidings: tuple[Withholding, ...] = ()
    unreadable: Collection[ChangeId] = ()
    void: int = 0
    newer: int = 0


def value_hash(path: str, value: Scalar) -> bytes:
    """Return the 16 bytes by which an attestation names a value at a path."""
    return digest(Label.VALUE, pack([path, value]), size=16)


def graph_of(
    contents: RecordContents, *, authority: Authority, schema: Schema, is_held: Callable[[EntryId], bool]
) -> RecordGraph:
    """Build the operation graph of a record (P1, P2). `is_held` tells whether an entry is stored.

    The graph may be extended while `contents` grows, unless a first change names another kind or the authority changes.
    """

    def status(dep: ChangeId) -> Dep:
        return Dep.ABSENT if dep in contents.unreadable or not is_held(dep[0]) else Dep.VOID

    graph = RecordGraph(judge=_Judge(contents, authority, schema).judge, status=status)
    graph.extend(contents.changes)
    return graph


def project(contents: RecordContents, graph: RecordGraph, *, authority: Authority, schema: Schema) -> Projection:
    """Return what is shown of a record, with its hash."""
    judged = _Judged(contents, graph, authority, schema)
    kind = next((op.value for op in graph.standing(KIND_PATH)), None)
    projection = Projection(
        record=contents.record,
        kind=kind if isinstance(kind, str) else None,
        fields=judged.fields(),
        heads=tuple(graph.newest(PROFILE_1.deps_max)),
        hidings=contents.hidings,
        refused=tuple(sorted(graph.refusals, key=lambda refusal: (refusal.change, refusal.path))),
        waiting=len(graph.waiting),
        unreadable=len(contents.unreadable),
        void=contents.void,
        newer=contents.newer,
    )
    return replace(projection, hash=projection_hash(projection))


# --- P1, P2: which operations are accepted ----------------------------------------------------------------------------
class _Judge:
    """Judges the operations of one record."""

    def __init__(self, contents: RecordContents, authority: Authority, schema: Schema) -> None:
        self._contents = contents
        self._authority = authority
        self._schema = schema
        self._standing: dict[EntryId, Verdict] = {}
        self._writers: dict[EntryId, tuple[Role | None, frozenset[str]]] = {}
        self._kinds = self._named_kinds()

    def judge(self, id: ChangeId, op: Op) -> Verdict:
        """Return what becomes of an operation."""
        verdict = self._verdict(id[0])
        if verdict is not Verdict.ACCEPTED:
            return verdict
        if op.path == KIND_PATH:
            return judge_kind(op, self._contents.changes[id], self._schema, *self._writer(id[0]))
        return judge_field(op, self._kinds, self._schema, *self._writer(id[0]))

    def _writer(self, entry: EntryId) -> tuple[Role | None, frozenset[str]]:
        if entry not in self._writers:
            origin = self._contents.origins[entry]
            self._writers[entry] = self._authority.role_at(origin), self._authority.scope_of(origin.device)
        return self._writers[entry]

    def _verdict(self, entry: EntryId) -> Verdict:
        if entry not in self._standing:
            self._standing[entry] = self._authority.verdict(self._contents.origins[entry])
        return self._standing[entry]

    def _named_kinds(self) -> tuple[str, ...]:
        named = {
            kind
            for id, change in self._contents.changes.items()
            if self._verdict(id[0]) is Verdict.ACCEPTED
            for kind in kinds_named(change)
            if _may_begin(kind, *self._writer(id[0]))
        }
        return tuple(sorted(named))


def kinds_named(change: RecordChange) -> list[str]:
    """Return the kinds that a first change (without dependencies) gives its record."""
    if change.deps:
        return []
    return [op.value for op in change.ops if op.path == KIND_PATH and isinstance(op, Put) and isinstance(op.value, str)]


def _may_begin(kind: str, role: Role | None, scope: frozenset[str]) -> bool:
    return role is not None and role >= Role.CONTRIBUTOR and (not scope or kind in scope)


def judge_kind(op: Op, change: RecordChange, schema: Schema, role: Role | None, scope: frozenset[str]) -> Verdict:
    """Return what becomes of an operation on the kind, in an entry that counts (P1)."""
    if not isinstance(op, Put) or not isinstance(op.value, str) or change.deps:
        return Verdict.BAD
    if not _may_begin(op.value, role, scope):
        return Verdict.NOT_ALLOWED
    return Verdict.ACCEPTED if schema.knows(op.value) else Verdict.UNKNOWN


def judge_field(op: Op, kinds: Sequence[str], schema: Schema, role: Role | None, scope: frozenset[str]) -> Verdict:
    """Return what becomes of an operation on a field of a record of these kinds, in an entry that counts (P2)."""
    worst = Verdict.BAD
    for kind in kinds:
        fitness = schema.judge(kind, op.path, op.value) if isinstance(op, Put) else schema.judge_path(kind, op.path)
        if fitness is Fitness.UNKNOWN:
            worst = Verdict.UNKNOWN
        elif fitness is Fitness.OK:
            if role is not None and schema.may_write(kind, op.path, role) and (not scope or kind in scope):
                return Verdict.ACCEPTED
            worst = Verdict.NOT_ALLOWED
    return worst


# --- P3 to P5: what is shown of those that stand ----------------------------------------------------------------------
class _Judged:
    """The graph of a record together with the verdicts under its operations."""

    def __init__(self, contents: RecordContents, graph: RecordGraph, authority: Authority, schema: Schema) -> None:
        self._contents = contents
        self._graph = graph
        self._authority = authority
        self._schema = schema
        self._attested: dict[tuple[ChangeId, str], list[Badge]] = {}
        self._disputed: dict[tuple[ChangeId, str], list[Badge]] = {}
        self._voices: dict[ChangeId, Voice] = {}
        self._kinds = tuple(op.value for op in graph.by_path.get(KIND_PATH, ()) if isinstance(op.value, str))
        self._restated: dict[tuple[ChangeId, str], list[Voice]] = {}
        for restatement in sorted(graph.restatements, key=lambda restated: restated.change):
            op = restatement.operation
            self._restated.setdefault((op.change, op.path), []).append(self._voice_of_change(restatement.change))
        self._collect_badges()

    def fields(self) -> dict[str, tuple[Claim, ...]]:
        """Return the claims of every path that has one, paths sorted."""
        found: dict[str, tuple[Claim, ...]] = {}
        for path in sorted(self._graph.by_path):
            standing = self._standing(self._graph.by_path[path])
            if standing:
                standing.sort(key=lambda op: op.rank, reverse=True)
                found[path] = tuple(self._claim(op) for op in standing)
        return found

    def _claim(self, op: Operation) -> Claim:
        key = (op.change, op.path)
        attested = tuple(self._attested.get(key, ()))
        return Claim(
            value=op.value,
            voice=self._voice_of_change(op.change),
            restated_by=tuple(self._restated.get(key, ())),
            attested_by=attested,
            disputed_by=tuple(self._disputed.get(key, ())),
            is_verified=bool(attested) and self._votes(op, attested) >= self._authority.votes_needed,
            is_proposed=not self._is_effective(op),
            deletion_proposed_by=tuple(self._voice_of_change(id) for id in _deletions(op)),
            is_contested=self._authority.is_disputed(self._contents.origins[op.change[0]]),
        )

    def _standing(self, operations: Sequence[Operation]) -> list[Operation]:
        """Return the values of one path that no effective operation came after, itself or through proposals (P3)."""
        if len(operations) == 1:
            return list(operations)
        replaced: set[Operation] = set()
        for op in reversed(operations):  # what replaces an operation stands behind it
            if any(later in replaced or self._is_effective(later) for later in op.replaced_by):
                replaced.add(op)
        return [op for op in operations if not op.is_delete and op not in replaced]

    def _is_effective(self, op: Operation) -> bool:
        if not any(self._schema.needs_second(kind, op.path, op.value) for kind in self._kinds):
            return True
        author = self._authority.person_of(self._device(op.change))
        badges = self._attested.get((op.change, op.path), ())
        return any(self._authority.person_of(badge.voice.device) != author for badge in badges)

    def _votes(self, op: Operation, badges: Iterable[Badge]) -> int:
        own = self._authority.group_of(self._device(op.change))
        groups = {badge.voice.group for badge in badges if badge.is_independent}
        return len(groups - {own, None})

    def _collect_badges(self) -> None:
        if not self._contents.verdicts:
            return
        standing = {(op.change, path): op for path, ops in self._graph.by_path.items() for op in ops}
        for id, verdict in sorted(self._contents.verdicts.items()):
            origin = self._contents.origins[id[0]]
            role = self._authority.role_at(origin)
            in_standing = self._authority.verdict(origin) is Verdict.ACCEPTED
            least = Role.VERIFIER if isinstance(verdict, Attestation) else Role.CONTRIBUTOR
            if not in_standing or self._authority.is_disputed(origin) or role is None or role < least:  # P6
                continue
            for target in verdict.targets:
                op = standing.get((target.change, target.path))
                if op is not None and target.value_hash == value_hash(target.path, op.value):
                    self._file(verdict, target, self._badge(id, verdict, op))

    def _file(self, verdict: Attestation | Dispute, target: Target, badge: Badge) -> None:
        shelf = self._attested if isinstance(verdict, Attestation) else self._disputed
        shelf.setdefault((target.change, target.path), []).append(badge)

    def _badge(self, id: ChangeId, verdict: Attestation | Dispute, op: Operation) -> Badge:
        device = self._device(id)
        group = self._authority.group_of(device)
        other = group is not None and group != self._authority.group_of(self._device(op.change))
        return Badge(
            voice=voice_of(self._contents, self._authority, id),
            step=verdict.step,
            evidence=verdict.evidence,
            is_independent=other and self._authority.is_independent(device),
        )

    def _voice_of_change(self, id: ChangeId) -> Voice:
        if id not in self._voices:
            self._voices[id] = voice_of(self._contents, self._authority, id)
        return self._voices[id]

    def _device(self, id: ChangeId) -> Device:
        return self._contents.origins[id[0]].device


def _deletions(op: Operation) -> list[ChangeId]:
    return sorted(later.change for later in op.replaced_by if later.is_delete)


def voice_of(contents: RecordContents, authority: Authority, id: ChangeId) -> Voice:
    """Return who said a change or a verdict of a record, and what they claim of time and source."""
    said = contents.changes[id] if id in contents.changes else contents.verdicts[id]
    device = contents.origins[id[0]].device
    return Voice(id=id, device=device, group=authority.group_of(device), time=said.time, source=said.source)


# --- hashes -----------------------------------------------------------------------------------------------------------
def projection_hash(projection: Projection) -> bytes:
    """Return H("projection") over the canonical form of what is shown: values, their operations, badges and flags."""
    fields = [[path, [_claim_array(claim) for claim in claims]] for path, claims in projection.fields.items()]
    hidden = [[hiding.id[0], hiding.id[1], hiding.mode] for hiding in projection.hidings]
    flags = (projection.waiting, projection.unreadable, projection.void, projection.newer, len(projection.refused))
    return shown_hash(projection.record, projection.kind, fields, hidden, flags)


def shown_hash(
    record: Record,
    kind: str | None,
    fields: Sequence[object],
    hidden: Sequence[object] = (),
    flags: tuple[int, ...] = (0, 0, 0, 0, 0),
) -> bytes:
    """Return H("projection") over the arrays that `projection_hash` makes of fields, hidings and flags."""
    return digest(Label.PROJECTION, pack_known([record, kind, fields, hidden, flags]))


def _claim_array(claim: Claim) -> list[object]:
    marks = int(claim.is_proposed) | int(claim.is_verified) << 1 | int(claim.is_contested) << 2
    entry, index = claim.voice.id
    return [entry, index, claim.value, marks, _told(claim)]


def _told(claim: Claim) -> bytes | None:
    """Pack who else said something of a claim, nothing where nobody did."""
    badges = [[badge.voice for badge in shelf] for shelf in (claim.attested_by, claim.disputed_by)]
    told = [claim.restated_by, claim.deletion_proposed_by, *badges]
    return pack([sorted(list(voice.id) for voice in voices) for voices in told]) if any(told) else None


def state_hash(head: Head, members: Sequence[Sequence[object]], records: Iterable[tuple[Record, bytes]]) -> bytes:
    """Return the state hash of a space.

    `members` are sorted arrays of device, role, group and state; `records` (record, projection hash) sorted by record.
    """
    listed = b"".join(record + projection for record, projection in records)
    return digest(Label.STATE, pack([head, list(members), listed]))


def is_hidden(projection: Projection) -> bool:
    """Tell whether a hiding of the record (not merely a withholding) is in force (P7)."""
    return any(hiding.mode == HIDE for hiding in projection.hidings)
