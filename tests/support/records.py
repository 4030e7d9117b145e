"""One record told by invented people: a small schema, a fake membership, and changes with ids made from numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from node.crdt.bodies import Attestation, Delete, Dispute, Op, Put, RecordChange, Target
from node.crdt.claims import KIND_PATH, Projection, Withholding
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.graph import RecordGraph, Verdict
from node.crdt.ids import ChangeId, Device, EntryId, Group, Head, Log, Record
from node.crdt.projection import Origin, RecordContents, graph_of, project, value_hash
from node.crdt.schema import Fitness

RECORD = Record(b"r" * 16)
GONE = object()  # in `says`: delete the path


def octets(name: str, size: int = 32) -> bytes:
    """Gives bytes that stand for a name."""
    return blake2b(name.encode(), digest_size=size).digest()


def device(person: str) -> Device:
    """Gives the device of a person; `alice/2` is the second of alice."""
    return Device(octets(f"device {person}"))


class SmallSchema:
    """Kinds `thing` and `other`. A path tells by its first part how it is judged.

    `bad/…` never fits, `new/…` is unknown, `other/…` fits only the kind `other`, `high/…` asks for a verifier, `two/…`
    for a second person whatever the value (a deletion, too), and so does the value "dead" anywhere.
    """

    def knows(self, kind: str) -> bool:
        return kind in ("thing", "other")

    def judge(self, kind: str, path: str, value: Scalar) -> Fitness:
        return self.judge_path(kind, path)

    def judge_path(self, kind: str, path: str) -> Fitness:
        if not self.knows(kind) or path.startswith("new/"):
            return Fitness.UNKNOWN
        if path.startswith("bad/") or (path.startswith("other/") and kind != "other"):
            return Fitness.BAD
        return Fitness.OK

    def may_write(self, kind: str, path: str, role: Role) -> bool:
        return role >= (Role.VERIFIER if path.startswith("high/") else Role.CONTRIBUTOR)

    def takes(self, kind: str, path: str, value: Scalar, role: Role) -> bool:
        fits = self.judge(kind, path, value) is Fitness.OK and self.may_write(kind, path, role)
        return fits and not self.needs_second(kind, path, value)

    def needs_second(self, kind: str, path: str, value: Scalar) -> bool:
        return path.startswith("two/") or value == "dead"


@dataclass
class SmallAuthority:
    """Membership by name. Everybody is a verifier of the group `one` unless told."""

    roles: dict[str, Role | None] = field(default_factory=dict)
    groups: dict[str, str | None] = field(default_factory=dict)
    scopes: dict[str, frozenset[str]] = field(default_factory=dict)
    without_steward: set[str] = field(default_factory=set)  # groups
    off: dict[EntryId, Verdict] = field(default_factory=dict)  # entries that do not stand
    contested: set[EntryId] = field(default_factory=set)  # entries on a branch nobody vouches for
    needed: int = 1
    names: dict[Device, str] = field(default_factory=dict)

    @property
    def votes_needed(self) -> int:
        return self.needed

    def verdict(self, origin: Origin) -> Verdict:
        return self.off.get(origin.entry, Verdict.ACCEPTED)

    def is_disputed(self, origin: Origin) -> bool:
        return origin.entry in self.contested

    def role_at(self, origin: Origin) -> Role | None:
        return self.roles.get(self.names[origin.device], Role.VERIFIER)

    def scope_of(self, device: Device) -> frozenset[str]:
        return self.scopes.get(self.names[device], frozenset())

    def group_of(self, device: Device) -> Group | None:
        name = self.groups.get(self.names[device], "one")
        return None if name is None else Group(octets(f"group {name}", 16))

    def person_of(self, device: Device) -> object:
        return self.names[device].split("/")[0]

    def is_independent(self, device: Device) -> bool:
        name = self.groups.get(self.names[device], "one")
        return name is not None and name not in self.without_steward


@dataclass(repr=False)
class Story:
    """The changes and verdicts of one record, each in an entry of its own unless told."""

    authority: SmallAuthority = field(default_factory=SmallAuthority)
    schema: SmallSchema = field(default_factory=SmallSchema)
    changes: dict[ChangeId, RecordChange] = field(default_factory=dict)
    verdicts: dict[ChangeId, Attestation | Dispute] = field(default_factory=dict)
    origins: dict[EntryId, Origin] = field(default_factory=dict)
    hidings: tuple[Withholding, ...] = ()
    unreadable: set[ChangeId] = field(default_factory=set)
    absent: set[EntryId] = field(default_factory=set)  # named, but not stored

    def __repr__(self) -> str:
        """Tells the story in short, for a test that failed."""
        number = {id: place for place, id in enumerate(self.changes)}
        lines = [
            f"{number[id]} {self._name(id)} after {[number.get(dep) for dep in change.deps]}: "
            + ", ".join(f"{op.path}={getattr(op, 'value', 'gone')!r}" for op in change.ops)
            for id, change in self.changes.items()
        ]
        off = [number.get((entry, 0), "a verdict") for entry in self.authority.off]
        return f"Story({lines}, {len(self.verdicts)} verdicts, off: {off})"

    def _name(self, id: ChangeId) -> str:
        return self.authority.names[self.origins[id[0]].device]

    # --- telling ------------------------------------------------------------------------------------------------------
    def says(
        self, person: str, fields: Mapping[str, Scalar | object], after: Iterable[ChangeId] = (), *, time: int = 0
    ) -> ChangeId:
        """Adds a change of a person; a field of GONE is deleted."""
        ops: list[Op] = [
            Delete(path) if value is GONE else Put(path, value)  # type: ignore[arg-type]
            for path, value in fields.items()
        ]
        return self.changed(person, ops, after, time=time)

    def begins(self, person: str = "alice", fields: Mapping[str, Scalar] | None = None) -> ChangeId:
        """Adds a first change that makes the record a `thing`."""
        return self.says(person, {KIND_PATH: "thing", **(fields or {})})

    def changed(self, person: str, ops: Sequence[Op], after: Iterable[ChangeId] = (), *, time: int = 0) -> ChangeId:
        """Adds a change of a person."""
        id = self.entry(person), 0
        ordered = tuple(sorted(ops, key=lambda op: op.path.encode()))
        self.changes[id] = RecordChange(deps=tuple(sorted(after)), time=time, source=None, ops=ordered)
        return id

    def attests(self, person: str, change: ChangeId, path: str, value: Scalar = None, *, step: str = "") -> ChangeId:
        """Adds an attestation of a value (of a deletion: None)."""
        id = self.entry(person), 0
        self.verdicts[id] = Attestation(
            targets=(_target(change, path, value),), step=step, source=None, evidence=(), time=0
        )
        return id

    def disputes(self, person: str, change: ChangeId, path: str, value: Scalar = None) -> ChangeId:
        """Adds a dispute of a value."""
        id = self.entry(person), 0
        self.verdicts[id] = Dispute(targets=(_target(change, path, value),), step="", source=None, evidence=(), time=0)
        return id

    def entry(self, person: str) -> EntryId:
        """Adds an entry of a person and gives its id."""
        number = len(self.origins)
        id = EntryId(octets(f"entry {number} of {person}"))
        self.authority.names[device(person)] = person
        log = Log(octets(f"log of {person}", 16))
        self.origins[id] = Origin(entry=id, log=log, seq=number, device=device(person), roster=Head(bytes(32)))
        return id

    def quarantine(self, change: ChangeId, verdict: Verdict = Verdict.QUARANTINED) -> None:
        """Takes an entry out of what stands."""
        self.authority.off[change[0]] = verdict

    # --- reading ------------------------------------------------------------------------------------------------------
    def contents(self) -> RecordContents:
        """Gives what the projection is made of."""
        return RecordContents(
            record=RECORD,
            origins=self.origins,
            changes=self.changes,
            verdicts=self.verdicts,
            hidings=self.hidings,
            unreadable=self.unreadable,
        )

    def holds(self, entry: EntryId) -> bool:
        """Tells whether an entry is stored."""
        return entry in self.origins and entry not in self.absent

    def graph(self) -> RecordGraph:
        """Gives the operation graph, made at once."""
        return graph_of(self.contents(), authority=self.authority, schema=self.schema, is_held=self.holds)

    def projection(self) -> Projection:
        """Gives what is shown of the record."""
        return project(self.contents(), self.graph(), authority=self.authority, schema=self.schema)

    def shown(self, path: str) -> list[Scalar]:
        """Gives the values that are more than proposals at a path, the winner first."""
        return [claim.value for claim in self.projection().fields.get(path, ()) if not claim.is_proposed]

    def proposed(self, path: str) -> list[Scalar]:
        """Gives the values that wait for a second person at a path."""
        return [claim.value for claim in self.projection().fields.get(path, ()) if claim.is_proposed]


def _target(change: ChangeId, path: str, value: Scalar) -> Target:
    return Target(change=change, path=path, value_hash=value_hash(path, value))
