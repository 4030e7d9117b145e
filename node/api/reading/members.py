"""Members as pages show them: those of one ledger, and one person with all devices in all ledgers of this node."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.api.i18n import gettext as _
from node.api.members import ROLES_EXPLAINED, STATES, role_name
from node.api.naming import member_name
from node.api.reading.network import group_text
from node.crdt.grants import Role
from node.crdt.ids import Device, Space
from node.crdt.members import Member, State
from node.crdt.membership import Action
from node.ledger.text import inert
from node.service.clones import questions_of
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.node import Node
from node.service.roles import may_give
from node.service.space import SpaceState

GIVEN: Final = (Role.READER, Role.CONTRIBUTOR, Role.VERIFIER)  # by grants; seats are given by certificates
STEWARDS_ADVISED = 4  # with fewer, one taken computer can keep the others from deciding


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """One device of a ledger."""

    device: str
    name: str
    group: str
    role: str
    explained: str
    state: str
    state_code: str
    is_self: bool
    is_steward: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """A group the roster lists; `stewards` counts its own."""

    id: str
    name: str
    stewards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersPage:
    """The members and groups of one ledger."""

    space: str
    title: str
    members: tuple[MemberLine, ...]
    groups: tuple[GroupLine, ...]
    stewards: int
    stewards_advised: int
    recovery_keys: int
    may_propose: bool
    is_frozen: bool
    votes_verified: int
    newcomers: int
    rotation_days: int
    attachment_kib: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One device of a person in one ledger, and what this node may do about it there."""

    device: str
    space: str
    title: str
    role: str
    state: str
    state_code: str
    is_steward: bool
    is_suspended: bool
    is_expelled: bool
    is_third: bool  # one of three stewards: the other two can expel it, by that alone
    is_forked: bool  # two computers write with this device's keys
    is_asked: bool  # it is this node's own, and nobody has said here yet which of the two is real
    may_suspend: bool
    may_propose: bool
    groups: tuple[tuple[str, str], ...]
    gives: tuple[tuple[str, str, str], ...]  # roles this node may give at once: code, name, what it allows
    lowers: tuple[tuple[str, str, str], ...]  # roles it may propose instead


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One person: every device known to be theirs, wherever this node sees it."""

    device: str
    name: str
    group: str
    is_self: bool
    seats: tuple[Seat, ...]
    stewards: tuple[str, ...]  # who could suspend where this node may not
    rests: bool  # this node has suspended a steward: until that is settled it suspends nobody

    @property
    def devices(self) -> int:
        """How many computers that is."""
        return len({seat.device for seat in self.seats})

    @property
    def is_forked(self) -> bool:
        """Whether two computers write with the keys of one of these devices."""
        return any(seat.is_forked for seat in self.seats)

    @property
    def is_asked(self) -> bool:
        """Whether this node's own person is to say which of the two is real."""
        return any(seat.is_asked for seat in self.seats)

    @property
    def may_suspend(self) -> bool:
        """Whether this node may suspend the person anywhere."""
        return any(seat.may_suspend for seat in self.seats)

    @property
    def is_suspended(self) -> bool:
        """Whether every device rests in every ledger already, or is expelled."""
        return all(seat.is_suspended or seat.is_expelled for seat in self.seats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A person to be chosen from a list."""

    device: str
    name: str
    group: str
    ledgers: str
    state: str
    is_active: bool


def read_members(node: Node, id: Space) -> Step[MembersPage]:
    """Return the members of a ledger, by group and name. Raises: NotFound."""
    yield from ()
    space = node.space(id)
    stage, policy = space.view.roster.head, space.view.roster.head.body.policy
    lines = [_line(space, member) for member in space.view.membership.members.values()]
    groups = [
        GroupLine(id=group.hex(), name=group_text(space, group), stewards=len(stage.own_stewards(group)))
        for group in stage.body.groups
    ]
    return MembersPage(
        space=id.hex(),
        title=inert(space.title),
        members=tuple(sorted(lines, key=lambda line: (line.group, line.name, line.device))),
        groups=tuple(sorted(groups, key=lambda group: (group.name, group.id))),
        stewards=len(stage.stewards),
        stewards_advised=STEWARDS_ADVISED,
        recovery_keys=len(stage.body.recovery),
        may_propose=space.view.membership.may(space.device, Action.VOTE),
        is_frozen=space.view.membership.is_frozen,
        votes_verified=policy.votes_verified,
        newcomers=int(policy.newcomers),
        rotation_days=policy.rotation_days,
        attachment_kib=policy.attachment_kib,
    )


def _line(space: SpaceState, member: Member) -> MemberLine:
    return MemberLine(
        device=member.device.hex(),
        name=member_name(space, member.device),
        group=group_text(space, member.group),
        role=role_name(member.role),
        explained=_(ROLES_EXPLAINED[member.role]) if member.role is not None else "",
        state=_(STATES[member.state]),
        state_code=member.state.value,
        is_self=member.device == space.device,
        is_steward=member.device in space.view.roster.stewards,
    )


def is_forked(space: SpaceState, device: Device) -> bool:
    """Tell whether a device signed two entries at one place of a log: its keys are on two computers."""
    return any(proof.device == device for proof in space.holdings.proofs.values())


def devices_of_person(node: Node, device: Device) -> frozenset[Device]:
    """Return every device that a ledger of this node takes for the same person as this one."""
    found = {device}
    for space in node.spaces.values():
        membership = space.view.membership
        if device in membership.members:
            person = membership.person_of(device)
            found |= {other for other in membership.members if membership.person_of(other) == person}
    return frozenset(found)


def read_person(node: Node, device: Device) -> Step[PersonPage]:
    """Return a person by one of their devices. Raises: NotFound where no ledger of this node has it."""
    yield from ()
    devices = devices_of_person(node, device)
    spaces = sorted(node.spaces.values(), key=lambda space: (space.title, space.space))
    held = [(space, one) for space in spaces for one in sorted(devices) if one in space.view.membership.members]
    if not held:
        raise NotFound("no ledger of this node has that device")
    first = next(((space, one) for space, one in held if one == device), held[0])
    member = first[0].view.membership.members[first[1]]
    return PersonPage(
        device=device.hex(),
        name=member_name(first[0], device),
        group=group_text(first[0], member.group),
        is_self=node.device in devices,
        seats=tuple(_seat(space, one) for space, one in held),
        stewards=_stewards_of((space for space, _one in held), devices | {node.device}),
        rests=any(node.device in space.view.membership.force.resting for space, _one in held),
    )


def _seat(space: SpaceState, device: Device) -> Seat:
    membership = space.view.membership
    member = membership.members[device]
    stage = space.view.roster.head
    may = membership.may
    is_lower = member.state is State.ACTIVE and may(space.device, Action.VOTE) and device not in stage.stewards
    return Seat(
        device=device.hex(),
        space=space.space.hex(),
        title=inert(space.title),
        role=role_name(member.role),
        state=_(STATES[member.state]),
        state_code=member.state.value,
        is_steward=device in space.view.roster.stewards,
        is_suspended=member.state is State.SUSPENDED,
        is_expelled=member.state is State.EXPELLED,
        is_third=device in stage.stewards and len(stage.stewards) == 3,
        is_forked=is_forked(space, device),
        is_asked=device == space.device and bool(questions_of(space)),
        may_suspend=may(space.device, Action.SUSPEND) and device != space.device and member.state is State.ACTIVE,
        may_propose=may(space.device, Action.VOTE),
        groups=tuple((group.hex(), group_text(space, group)) for group in stage.body.groups),
        gives=tuple(_role_words(role) for role in GIVEN if may_give(space, device, role)),
        lowers=tuple(_role_words(role) for role in GIVEN if is_lower and role < (member.role or 0)),
    )


def _role_words(role: Role) -> tuple[str, str, str]:
    return role.name.lower(), role_name(role), _(ROLES_EXPLAINED[role])


def _stewards_of(spaces: Iterable[SpaceState], without: frozenset[Device]) -> tuple[str, ...]:
    names = {
        f"{member_name(space, device)}, {group_text(space, group)}"
        for space in spaces
        for device, group in space.view.roster.stewards.items()
        if device not in without
    }
    return tuple(sorted(names))


def read_choices(node: Node) -> Step[tuple[Choice, ...]]:
    """Return every person but one's own, by name."""
    yield from ()
    seen: set[Device] = set(devices_of_person(node, node.device))
    found: list[Choice] = []
    for space in node.spaces.values():
        for device, member in space.view.membership.members.items():
            if device in seen:
                continue
            devices = devices_of_person(node, device)
            seen |= devices
            there = [item for item in node.spaces.values() if devices & item.view.membership.members.keys()]
            states = {
                item.view.membership.members[one].state
                for item in there
                for one in devices
                if one in item.view.membership.members
            }
            state = State.ACTIVE if State.ACTIVE in states else member.state
            found.append(
                Choice(
                    device=device.hex(),
                    name=member_name(space, device),
                    group=group_text(space, member.group),
                    ledgers=", ".join(sorted(inert(item.title) for item in there)),
                    state=_(STATES[state]),
                    is_active=state is State.ACTIVE and member.role is not None,
                )
            )
    return tuple(sorted(found, key=lambda item: (not item.is_active, item.name, item.device)))


def is_steward_somewhere(node: Node) -> bool:
    """Tell whether this device is a steward of any ledger."""
    return any(space.role is Role.STEWARD for space in node.spaces.values())
