"""Who belongs to a space, in what role, and how far each device's work counts: one immutable view.

   certificates ─▶ Roster ──┐
   suspensions ─▶ InForce ──┼─▶ Membership ─▶ projection, store, sync, epochs
   control payloads ────────┘

M6  A record is hidden or withheld while a hiding of it is not lifted by someone who could have hidden it so.
M7  A key covers a node when the chain of its head holds every expulsion and erasure the node knows, its list every
    suspension in force.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from node.crdt.bodies import Grant, GroupName, Hiding, Lifting
from node.crdt.control import Bench, role_needed
from node.crdt.cuts import Place, Prefix
from node.crdt.grants import Placed, Role
from node.crdt.ids import ChangeId, Device, EntryId, Group, Head, Log, Record
from node.crdt.inforce import InForce, in_force
from node.crdt.members import Member, Register, State, build_register
from node.crdt.roster import Roster
from node.crdt.stage import Stage
from node.crdt.standing import Standing, standing_of
from node.crdt.suspension import Suspension


class Action(Enum):
    """What a device may want to do."""

    READ = "read"
    WRITE = "write"
    WITHHOLD = "withhold"
    ATTEST = "attest"
    DISPUTE = "dispute"
    HIDE = "hide"
    GRANT = "grant"
    SUSPEND = "suspend"
    ANNOUNCE = "announce"
    VOTE = "vote"


_LEAST: Final = {
    Action.READ: Role.READER,
    Action.WRITE: Role.CONTRIBUTOR,
    Action.WITHHOLD: Role.CONTRIBUTOR,
    Action.ATTEST: Role.VERIFIER,
    Action.DISPUTE: Role.VERIFIER,
    Action.HIDE: Role.STEWARD,
    Action.GRANT: Role.STEWARD,
    Action.SUSPEND: Role.STEWARD,
    Action.ANNOUNCE: Role.STEWARD,
    Action.VOTE: Role.STEWARD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Objects that others name and that are not held: to be asked for."""

    certificates: frozenset[Head]
    suspensions: frozenset[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The view; built anew by `build_membership` whenever a membership object or a control payload arrives.

    `hidings` are those in effect and not lifted (M6), `effective` the control payloads that have effect.
    """

    roster: Roster
    force: InForce
    register: Register
    group_names: Mapping[Group, str]
    hidings: Mapping[Record, tuple[Placed, ...]]
    effective: frozenset[ChangeId]
    needs: Needs

    # --- the roster ---------------------------------------------------------------------------------------------------
    @property
    def head(self) -> Head:
        """The newest accepted certificate; the one to name in entries is `roster.anchor`."""
        return self.roster.head.id

    @property
    def is_frozen(self) -> bool:
        """Tell whether two certificates stand against one another."""
        return self.roster.is_frozen

    @property
    def votes_needed(self) -> int:
        """How many groups beside the author's must attest a value before it is verified."""
        return self.roster.head.body.policy.votes_verified

    def is_erased(self, record: Record) -> bool:
        """Tell whether the payloads of a record are destroyed for good."""
        return record in self.roster.head.erased

    def is_erasing(self, record: Record) -> bool:
        """Tell whether a certificate that is not decided erases a record: not shown, not destroyed."""
        return any(record == erased for sibling in self.roster.siblings for erased, _ in sibling.body.erasures)

    def erased_sources(self) -> frozenset[bytes]:
        """Return the keyed hashes (16 bytes) of source ids that no import brings back."""
        return frozenset().union(*self.roster.head.erased.values())

    # --- devices ------------------------------------------------------------------------------------------------------
    @property
    def members(self) -> Mapping[Device, Member]:
        """The members by device, in the order of their keys."""
        return self.register.members

    def role_of(self, device: Device) -> Role | None:
        """Return the role of a device now, None if it has none."""
        member = self.members.get(device)
        return member.role if member else None

    def role_at(self, device: Device, place: Place, prefix: Prefix) -> Role | None:
        """Return the role that counts for an entry of a device: before a role cut the one it had."""
        return self.register.role_at(device, place, prefix)

    def group_of(self, device: Device) -> Group | None:
        """Return the group a device was admitted into."""
        member = self.members.get(device)
        return member.group if member else None

    def scope_of(self, device: Device) -> frozenset[str]:
        """Return the kinds a device may write; empty means all its role may."""
        member = self.members.get(device)
        return member.scope if member else frozenset()

    def person_of(self, device: Device) -> object:
        """Return what is equal for two devices of one person: their group and pseudonym."""
        member = self.members.get(device)
        return (member.group, member.name) if member and member.name else device

    def is_independent(self, device: Device) -> bool:
        """Tell whether attestations of a device count toward "verified"."""
        member = self.members.get(device)
        return member is not None and member.is_independent

    def is_active(self, device: Device) -> bool:
        """Tell whether a device has a role and is neither expelled nor suspended."""
        return self.may(device, Action.READ)

    def may(self, device: Device, action: Action) -> bool:
        """Tell whether a device may do something now.

        A suspended steward still votes and suspends. One that has suspended a steward neither grants nor suspends
        until that is settled. While membership is frozen nobody votes or grants: recovery keys decide.
        """
        member = self.members.get(device)
        if member is None or member.role is None or member.role < _LEAST[action]:
            return False
        rests = device in self.force.resting
        match action:
            case Action.VOTE:
                return member.state is not State.EXPELLED and not self.is_frozen
            case Action.SUSPEND:
                return member.state is not State.EXPELLED and not rests
            case Action.GRANT:
                return member.state is State.ACTIVE and not rests and not self.is_frozen
            case _:
                return member.state is State.ACTIVE

    # --- entries ------------------------------------------------------------------------------------------------------
    def standing(self, device: Device, log: Log, seq: int, entry_id: EntryId, prefix: Prefix) -> Standing:
        """Return how an entry counts."""
        return standing_of(self.roster, self.force, device, Place(log, seq, entry_id), prefix)

    def control_has_effect(self, placed: Placed) -> bool:
        """Tell whether a control payload, of those the view was built from, has effect."""
        return placed.id in self.effective

    # --- epochs -------------------------------------------------------------------------------------------------------
    def covers(self, head: Head, suspensions: Collection[bytes]) -> bool:
        """Tell whether an epoch announced for this head and these suspensions covers this node (M7)."""
        if not self.roster.holds(head):
            return False
        stage = self.roster.stages[head]
        known = (self.roster.head, *self.roster.siblings)
        return (
            all(stage.expelled.keys() >= other.expelled.keys() for other in known)
            and all(stage.erased.keys() >= other.erased.keys() for other in known)
            and self.force.by_id.keys() <= set(suspensions)
        )


def build_membership(
    roster: Roster, suspensions: Iterable[Suspension], placed: Iterable[Placed], prefix: Prefix
) -> Membership:
    """Build the view of a space from its roster, all suspensions held and all control payloads opened."""
    opened = tuple(placed)
    force = in_force(roster, suspensions)
    bench = Bench(roster=roster, force=force, prefix=prefix)
    judged = [(item, stage) for item in opened if (stage := bench.stage_of(item)) is not None]
    register = build_register(roster, force, judged)
    effective = _effective(register, judged, prefix)
    return Membership(
        roster=roster,
        force=force,
        register=register,
        group_names=_group_names(effective),
        hidings=_hidings(effective),
        effective=frozenset(item.placed.id for item in effective),
        needs=Needs(
            certificates=roster.missing | force.missing | {p.roster for p in opened if p.roster not in roster.stages},
            suspensions=frozenset(roster.head.settled.keys() - force.held.keys()),
        ),
    )


# --- what the control payloads add up to ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Effect:
    """A control payload in effect, the roster that judged it and the role its author had."""

    placed: Placed
    stage: Stage
    role: Role


def _effective(register: Register, judged: Iterable[tuple[Placed, Stage]], prefix: Prefix) -> list[_Effect]:
    granted = {given.id for items in register.admissions.values() for given in items}
    effects = []
    for placed, stage in judged:
        is_steward = placed.device in stage.stewards
        role = Role.STEWARD if is_steward else register.role_at(placed.device, placed.place, prefix)
        if role is None or role < role_needed(placed):
            continue
        if isinstance(placed.body, Grant) and placed.id not in granted:
            continue
        if isinstance(placed.body, GroupName) and not _may_name(register.roster, placed, placed.body.group, stage):
            continue
        effects.append(_Effect(placed, stage, role))
    return effects


def _may_name(roster: Roster, placed: Placed, group: Group, stage: Stage) -> bool:
    """Tell whether a steward names a group of its own, or the space itself under its id, which any steward may."""
    return bytes(group) == roster.space or stage.may_speak_for(placed.device, group)


def _group_names(effects: Iterable[_Effect]) -> dict[Group, str]:
    """Return each group's name: of several the one under the newest roster, then the latest in its log."""
    named = [(e, e.placed.body) for e in effects if isinstance(e.placed.body, GroupName)]
    named.sort(key=lambda item: (-item[0].stage.version, -item[0].placed.seq, item[0].placed.id))
    names: dict[Group, str] = {}
    for _, body in named:
        names.setdefault(body.group, body.name)
    return names


def _hidings(effects: Iterable[_Effect]) -> dict[Record, tuple[Placed, ...]]:
    """Return the hidings that nobody with the role for it lifted (M6)."""
    lifted: dict[tuple[Record, ChangeId], Role] = {}
    hidings = []
    for effect in effects:
        body = effect.placed.body
        if isinstance(body, Lifting):
            for hiding in body.hidings:
                key = body.record, hiding
                lifted[key] = max(effect.role, lifted.get(key, effect.role))
        elif isinstance(body, Hiding):
            hidings.append((body.record, effect.placed))
    unlifted: dict[Record, tuple[Placed, ...]] = {}
    for record, placed in sorted(hidings, key=lambda item: item[1].id):
        by = lifted.get((record, placed.id))
        if by is None or by < role_needed(placed):
            unlifted[record] = (*unlifted.get(record, ()), placed)
    return unlifted
