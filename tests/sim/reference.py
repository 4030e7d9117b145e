"""What a set of objects means, worked out a second time: one plain function, no folded state, no order of arrival.

    certificates, suspensions, passes, entries with what opens them  ─▶  chain, members, passes in force, records

It walks `prev` from entry to entry where the program looks up places, asks the roster model (`tests/model`) and the
second reader of records (`tests/vectors/verifier.py`), and shares with the program only decoders and declared kinds.
Left out: records where a value waits for a second person, and rosters between two siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from keys.secret import ControlKey
from node.crdt.bodies import (
    Attestation,
    Dispute,
    Grant,
    Hiding,
    Keyring,
    Lifting,
    Put,
    RecordChange,
)
from node.crdt.certificate import Endorsed
from node.crdt.entry import Header, Opening, decode_entry
from node.crdt.ids import Kid
from node.crdt.passes import Pass
from node.crdt.projection import value_hash
from node.crdt.schema import Fitness
from node.crdt.suspension import Suspension
from node.ledger.judge import Judge
from node.service.contents import Closed, Void, open_body
from node.service.effects import StoredEntry
from node.service.keyring import KeyRing
from tests.model.roster_model import Answer, RosterModel
from tests.vectors import verifier

Id = tuple[bytes, int]
STEWARD, VERIFIER, CONTRIBUTOR = 4, 3, 2
GRANTS_MAX = 256  # of one steward; no run comes near


@dataclass(frozen=True)
class Member:
    """A device: its role (0: none), its state, its pseudonym."""

    role: int
    state: str
    name: str


@dataclass(frozen=True)
class Record:
    """What is shown of a record: by path, the winner first, (who said it, value, who attested, who disputed)."""

    fields: dict[str, list[tuple[Id, object, tuple[Id, ...], tuple[Id, ...]]]]
    hidings: tuple[Id, ...]
    unsure: frozenset[str]  # paths where something waits for a second person


@dataclass
class Meaning:
    """All that a set of objects means."""

    roster: Answer
    members: dict[bytes, Member]
    records: dict[bytes, Record]
    passes: dict[bytes, bytes]  # by device the id of the pass in force
    erased: set[bytes] = field(default_factory=set)


@dataclass(frozen=True)
class Said:
    """One opened payload and where it stands."""

    id: Id
    device: bytes
    seq: int
    log: bytes
    roster: bytes
    record: bytes
    body: object


def meaning(
    certificates: Iterable[Endorsed],
    suspensions: Iterable[Suspension],
    passes: Iterable[Pass],
    entries: Iterable[StoredEntry],
    keys: KeyRing,
    schema: Judge,
) -> Meaning:
    """Return what these objects mean to whoever holds these keys."""
    model = RosterModel(certificates, suspensions)
    founding = next(id for id, item in model.all.items() if item.body.version == 0)
    answer = model.answer(founding)
    assert not answer.siblings, "two certificates stand against one another: too few stewards were honest"
    world = _World(model, answer, list(entries), keys, schema)
    records = {record: world.record(record) for record in world.by_record if record}
    return Meaning(answer, world.members, records, let_in(model, answer, passes), set(answer.erased))


def let_in(model: RosterModel, answer: Answer, passes: Iterable[Pass]) -> dict[bytes, bytes]:
    """Return the id of the pass in force of every device; no run comes near the bound of one steward."""
    out = {*answer.expelled, *(model.suspensions[id].device for id in answer.in_force)}
    by_device: dict[bytes, list[Pass]] = {}
    for item in passes:
        line = model.known_line(item.head, list(answer.chain))
        if line and item.steward in dict(model.all[line[-1]].body.stewards) and item.device not in out:
            by_device.setdefault(item.device, []).append(item)
    found: dict[bytes, bytes] = {}
    for device, items in by_device.items():
        left = [item for item in items if item.steward not in answer.expelled and device in answer.stewards]
        counting = [item for item in items if item.steward in answer.stewards] or left
        if counting:
            found[device] = min(counting, key=lambda item: (-item.number, item.id)).id
    return found


class _World:
    """What `meaning` works out, each part from the ones above it."""

    def __init__(
        self, model: RosterModel, answer: Answer, entries: list[StoredEntry], keys: KeyRing, schema: Judge
    ) -> None:
        self.model, self.answer, self.schema = model, answer, schema
        self.bodies = [model.all[id].body for id in answer.chain]
        self.held = {entry.id: entry for entry in entries}
        self.headers: dict[bytes, Header] = {id: decode_entry(entry.packed).header for id, entry in self.held.items()}
        self.prefixes: dict[bytes, frozenset[bytes]] = {}
        self.said: list[Said] = []
        self.closed: set[Id] = set()
        self.by_record: dict[bytes, list[Said]] = {}
        self._open(keys)
        self.control = [(said, stage) for said in self.said if not said.record and (stage := self._stage(said)) >= 0]
        self.grants = self._grants()
        self.members = self._members()
        self.hidings = self._hidings()

    # --- entries ------------------------------------------------------------------------------------------------------
    def _open(self, keys: KeyRing) -> None:
        known = keys.copy()
        while True:  # a keyring may open what stands before it
            self.said, self.closed, self.by_record = [], set(), {}
            for entry in sorted(self.held.values(), key=lambda entry: entry.id):
                for index, payload in enumerate(entry.payloads):
                    self._open_one(
                        entry, index, payload.record, open_body(payload, self.headers[entry.id], index, known)
                    )
            rings = [said.body for said in self.said if isinstance(said.body, Keyring) and self._has_effect(said)]
            more = [(kid, key) for ring in rings for kid, key in ring.keys if known.control(kid) is None]
            if not more:
                return
            _learn(known, more)

    def _open_one(self, entry: StoredEntry, index: int, record: bytes, body: object) -> None:
        self.by_record.setdefault(record, [])
        if isinstance(body, Closed):
            self.closed.add((entry.id, index))
        elif not isinstance(body, Void):
            header = self.headers[entry.id]
            said = Said((entry.id, index), entry.device, entry.seq, entry.log, header.roster, record, body)
            self.said.append(said)
            self.by_record[record].append(said)

    def prefix(self, last: bytes) -> frozenset[bytes]:
        """The entries of a log up to one, by walking back from it; none while it is not held."""
        if last not in self.prefixes:
            found, at = set[bytes](), last
            while at in self.headers:
                found.add(at)
                before = self.headers[at].prev
                if isinstance(before, Opening):
                    break
                at = before
            self.prefixes[last] = frozenset(found)
        return self.prefixes[last]

    def within(self, entry: bytes, cuts: Iterable[bytes]) -> bool:
        return any(entry == cut or entry in self.prefix(cut) for cut in cuts)

    def standing(self, device: bytes, entry: bytes) -> str:
        """How an entry counts: off a certificate's cut, past a suspension's frontier, or fully."""
        if device in self.answer.expelled and not self.within(entry, self.answer.expelled[device]):
            return "quarantined"
        for id in self.answer.in_force:
            suspension = self.model.suspensions[id]
            if suspension.device == device and not self.within(entry, [place.id for place in suspension.frontier]):
                return "held"
        return "ok"

    # --- control payloads ---------------------------------------------------------------------------------------------
    def _stage(self, said: Said) -> int:
        """The version that judges a control payload; -1 where it has no effect."""
        if said.roster not in self.model.all or not self.model.is_valid(said.roster):
            return -1
        line = [item.id for item in self.model.line(said.roster)]
        stage = max(version for version, id in enumerate(line) if self.answer.chain[version : version + 1] == (id,))
        entry = said.id[0]
        if self.standing(said.device, entry) != "ok":
            return -1
        if isinstance(said.body, Grant) and line[-1] not in self.answer.chain:
            return -1
        for version in range(len(self.bodies) - 1, stage, -1):
            cuts = dict(self.bodies[version].role_cuts).get(said.device)  # type: ignore[arg-type]
            if cuts is not None:
                if not self.within(entry, [place.id for place in cuts]):
                    return -1
                break
        if isinstance(said.body, Grant) and said.device in self.answer.resting:
            resting = self.model.suspensions[self.answer.resting[said.device]]
            if not self.within(entry, [place.id for place in resting.frontier]):
                return -1
        return stage

    def _has_effect(self, said: Said) -> bool:
        stage = self._stage(said)
        return stage >= 0 and said.device in dict(self.bodies[stage].stewards)

    def _grants(self) -> list[tuple[Said, Grant]]:
        """Grants that admit, in the order in which a steward gave them."""
        found, invited, admitted = (
            list[tuple[Said, Grant]](),
            dict[tuple[bytes, bytes], bytes](),
            dict[bytes, set[bytes]](),
        )
        for said, stage in sorted(self.control, key=lambda it: (it[0].device, it[0].seq, it[0].log, it[0].id)):
            grant = said.body
            if not isinstance(grant, Grant) or not 1 <= grant.role <= VERIFIER:
                continue
            body, gone = self.bodies[stage], {d for b in self.bodies[: stage + 1] for d, _ in b.expulsions}
            own = {device for device, group in body.stewards if group == grant.group}
            may = own or {device for device, _ in body.stewards}
            if said.device not in may or grant.device in gone or grant.group not in (None, *body.groups):
                continue
            if grant.invitation is not None:
                first = invited.setdefault((said.device, grant.invitation), grant.device)
                if first != grant.device:
                    continue
            by = admitted.setdefault(said.device, set())
            if len(by | {grant.device}) <= GRANTS_MAX:
                by.add(grant.device)
                found.append((said, grant))
        return found

    def _members(self) -> dict[bytes, Member]:
        roles: dict[bytes, int] = {}
        names: dict[bytes, str] = {}
        for body in self.bodies:
            roles |= {device: VERIFIER for device, _ in body.stewards}
        for _, grant in self.grants:
            roles[grant.device] = max(roles.get(grant.device, 0), grant.role)
            names.setdefault(grant.device, grant.pseudonym)
        roles |= dict.fromkeys(self.answer.stewards, STEWARD)
        resting = {self.model.suspensions[id].device for id in self.answer.in_force}
        return {
            device: Member(
                role,
                "expelled" if device in self.answer.expelled else "suspended" if device in resting else "active",
                names.get(device, ""),
            )
            for device, role in roles.items()
        }

    def role_at(self, device: bytes, entry: bytes) -> int:
        """The role that counts for an entry: within the cut that took a seat, still that of a steward."""
        for body, before in zip(self.bodies[:0:-1], self.bodies[-2::-1], strict=True):
            cuts = dict(body.role_cuts).get(device)  # type: ignore[arg-type]
            if cuts is not None and device in dict(before.stewards):
                if self.within(entry, [place.id for place in cuts]):
                    return STEWARD
                break
        return self.members[device].role if device in self.members else 0

    def _hidings(self) -> dict[bytes, tuple[Id, ...]]:
        lifted: dict[tuple[bytes, Id], int] = {}
        hidden: list[tuple[bytes, Id, int]] = []
        for said, stage in self.control:
            seats = dict(self.bodies[stage].stewards)
            role = STEWARD if said.device in seats else self.role_at(said.device, said.id[0])
            if role < CONTRIBUTOR:
                continue
            if isinstance(said.body, Lifting):
                for hiding in said.body.hidings:
                    key = (said.body.record, hiding)
                    lifted[key] = max(role, lifted.get(key, 0))
            elif isinstance(said.body, Hiding):
                needed = CONTRIBUTOR if said.body.mode == 1 else STEWARD
                if role >= needed:
                    hidden.append((said.body.record, said.id, needed))
        standing: dict[bytes, tuple[Id, ...]] = {}
        for record, id, needed in sorted(hidden):
            if lifted.get((record, id), 0) < needed:
                standing[record] = (*standing.get(record, ()), id)
        return standing

    # --- records ------------------------------------------------------------------------------------------------------
    def record(self, record: bytes) -> Record:
        """What is shown of a record."""
        changes = {said.id: said for said in self.by_record[record] if isinstance(said.body, RecordChange)}
        kinds = self._kinds(changes)
        judged: dict[Id, tuple[list[Id], list[list[object]]]] = {}
        for id, said in changes.items():
            assert isinstance(said.body, RecordChange)
            ops = [op for op in said.body.ops if self._counts(said, op, kinds)]
            listed = [[op.path, op.value] if isinstance(op, Put) else [op.path] for op in ops]
            judged[id] = [(bytes(entry), index) for entry, index in said.body.deps], listed
        named = {dep for deps, _ in judged.values() for dep in deps}
        void = [dep for dep in named if dep[0] in self.held and dep not in self.closed and dep not in changes]
        stands, _, _ = verifier.standing(judged, void)
        actors = {verifier.actor(id): id for id in judged}
        unsure = {
            op.path
            for said in changes.values()
            for op in said.body.ops  # type: ignore[attr-defined]
            if any(self.schema.needs_second(k, op.path, op.value if isinstance(op, Put) else None) for k in kinds)
        }
        fields = {
            path: [(actors[who], value, *self._badges(record, actors[who], path, value)) for _, who, value in found]
            for path, found in stands.items()
        }
        return Record(fields, self.hidings.get(record, ()), frozenset(unsure))

    def _kinds(self, changes: Mapping[Id, Said]) -> set[str]:
        return {
            op.value
            for said in changes.values()
            if isinstance(said.body, RecordChange) and not said.body.deps and self._writes(said, CONTRIBUTOR)
            for op in said.body.ops
            if isinstance(op, Put) and op.path == "kind" and isinstance(op.value, str)
        }

    def _writes(self, said: Said, least: int) -> bool:
        entry = said.id[0]
        return self.standing(said.device, entry) == "ok" and self.role_at(said.device, entry) >= least

    def _counts(self, said: Said, op: object, kinds: set[str]) -> bool:
        if not self._writes(said, 0):
            return False
        role, body = self.role_at(said.device, said.id[0]), said.body
        assert isinstance(body, RecordChange)
        path: str = op.path  # type: ignore[attr-defined]
        if path == "kind":
            is_first = isinstance(op, Put) and isinstance(op.value, str) and not body.deps
            return is_first and role >= CONTRIBUTOR and self.schema.knows(op.value)  # type: ignore[attr-defined]
        return any(
            role > 0
            and self.schema.may_write(kind, path, role)
            and (self.schema.judge(kind, path, op.value) if isinstance(op, Put) else self.schema.judge_path(kind, path))
            is Fitness.OK
            for kind in kinds
        )

    def _badges(self, record: bytes, id: Id, path: str, value: object) -> tuple[tuple[Id, ...], tuple[Id, ...]]:
        found: dict[type, list[Id]] = {Attestation: [], Dispute: []}
        for said in self.by_record[record]:
            if isinstance(said.body, Attestation | Dispute):
                least = VERIFIER if isinstance(said.body, Attestation) else CONTRIBUTOR
                about = (
                    target.change == id and target.path == path and target.value_hash == value_hash(path, value)  # type: ignore[arg-type]
                    for target in said.body.targets
                )
                if self._writes(said, least):
                    found[type(said.body)] += [said.id for is_it in about if is_it]
        return tuple(sorted(found[Attestation])), tuple(sorted(found[Dispute]))


def _learn(keys: KeyRing, more: Iterable[tuple[bytes, bytes]]) -> None:
    for kid, key in more:
        keys.add_control(Kid(kid), ControlKey(key))
