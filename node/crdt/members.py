"""The members of a space: each device with its name, group, role and state.

M4  A device's role is the highest of its admissions and holds for its whole log. Being a steward is one; whoever was
    one and no longer is remains a verifier.
M5  A role cut of a device that was no steward lowers it: beyond the cut only admissions under later certificates
    count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from node.crdt.bodies import Grant
from node.crdt.cuts import Place, Prefix, is_within
from node.crdt.grants import GRANTED_MAX, Admission, Candidate, Placed, Role, admission, best, bounded
from node.crdt.ids import Device, Group
from node.crdt.inforce import InForce
from node.crdt.limits import PROFILE_1, PROFILES
from node.crdt.roster import Roster
from node.crdt.stage import Stage
from node.crdt.standing import is_rested


class State(StrEnum):
    """How a member stands."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPELLED = "expelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A device of the space.

    `name` is its pseudonym, empty where only a certificate names it; `role` is None after a role cut; an empty
    `scope` means all its role may write. `is_independent`: a steward of its own group admitted it, so its
    attestations count for that group.
    """

    device: Device
    name: str
    group: Group | None
    role: Role | None
    scope: frozenset[str]
    state: State
    is_independent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The members by device, with all that ever admitted them."""

    roster: Roster
    members: Mapping[Device, Member]
    admissions: Mapping[Device, tuple[Admission, ...]]

    def role_at(self, device: Device, place: Place, prefix: Prefix) -> Role | None:
        """Return the role that counts for an entry of a device (M4, M5)."""
        cut = self.roster.head.role_cuts.get(device)
        member = self.members.get(device)
        if cut is None or member is None or not is_within(place, cut.cuts, prefix):
            return member.role if member else None
        return Role.STEWARD if cut.is_steward else max(given.role for given in self.admissions[device])


def build_register(roster: Roster, force: InForce, judged: Iterable[tuple[Placed, Stage]]) -> Register:
    """Build the register from control payloads, each with the roster that judges it (`control.py`)."""
    given = [*_by_certificate(roster), *bounded(_candidates(judged))]
    admissions: dict[Device, tuple[Admission, ...]] = {}
    for item in given:
        admissions[item.device] = (*admissions.get(item.device, ()), item)
    members = {device: _member(roster, force, device, items) for device, items in sorted(admissions.items())}
    return Register(roster=roster, members=members, admissions=admissions)


def _candidates(judged: Iterable[tuple[Placed, Stage]]) -> Iterable[Candidate]:
    for placed, stage in judged:
        grant = placed.body
        if not isinstance(grant, Grant):
            continue
        given = admission(placed, grant, stage)
        if given is not None:
            limits = PROFILES.get(stage.body.profile, PROFILE_1)
            yield Candidate(placed=placed, grant=grant, given=given, devices_max=limits.grants_per_steward_max)


def _by_certificate(roster: Roster) -> Iterable[Admission]:
    for device, stewardship in roster.head.stewardships.items():
        yield Admission(
            device=device,
            role=Role.STEWARD if device in roster.stewards else GRANTED_MAX,
            group=stewardship.group,
            name="",
            scope=frozenset(),
            version=stewardship.version,
            kid=None,
            by_own_steward=True,
            id=None,
        )


def _member(roster: Roster, force: InForce, device: Device, given: tuple[Admission, ...]) -> Member:
    cut = roster.head.role_cuts.get(device)
    lowered = cut is not None and not cut.is_steward
    current = tuple(item for item in given if cut is None or not lowered or item.version >= cut.version)
    top = best(current or given)
    named = [item for item in given if item.name]
    return Member(
        device=device,
        name=top.name or (best(named).name if named else ""),
        group=top.group,
        role=top.role if current else None,
        scope=top.scope,
        state=_state(roster, force, device),
        is_independent=top.by_own_steward and top.group in roster.head.body.groups,
    )


def _state(roster: Roster, force: InForce, device: Device) -> State:
    if device in roster.head.expelled:
        return State.EXPELLED
    return State.SUSPENDED if is_rested(roster, force, device) else State.ACTIVE
