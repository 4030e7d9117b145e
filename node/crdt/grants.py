"""Grants: which device a steward has admitted, with what role and for which group.

Every control payload is judged by the roster its header names and then by the cuts of the newest. What a grant adds:

 G1  Its author is a steward in the roster it names, which is on the accepted chain; what it adds off the chain is not
     added.
 G2  It names a role below steward and a group of that roster (or none), and a group with stewards only by one of them.
 G3  The device was never expelled.
 G4  Its entry stands, and its author's granting does not rest (`suspension.py`).
 G5  One invitation of one steward admits one device, the first in that steward's logs.
 G6  One steward admits at most `grants_per_steward_max` devices, the first in that steward's logs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from node.crdt.bodies import ControlBody, Grant
from node.crdt.cuts import Place
from node.crdt.ids import ChangeId, Device, EntryId, Group, Head, Kid, Log
from node.crdt.stage import Stage


class Role(IntEnum):
    """What a device may do; each role may do what the ones below it may. A carrier has none."""

    READER = 1
    CONTRIBUTOR = 2
    VERIFIER = 3
    STEWARD = 4  # by certificate only


GRANTED_MAX: Final = Role.VERIFIER


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An opened control payload with what its header says: who wrote it where, under which roster and epoch.

    `is_disputed`: it lies past a fork, on a branch that neither a certificate nor another member's witness names.
    """

    device: Device
    log: Log
    seq: int
    entry_id: EntryId
    index: int
    roster: Head
    kid: Kid
    body: ControlBody
    is_disputed: bool = False

    @property
    def id(self) -> ChangeId:
        """The entry and the payload's index in it."""
        return self.entry_id, self.index

    @property
    def place(self) -> Place:
        """Where its entry stands."""
        return Place(self.log, self.seq, self.entry_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What one grant, or being a steward, gives a device.

    `version` is that of the certificate it was given under, `kid` the epoch its entry is sealed under (None: by
    certificate), `by_own_steward`: a steward of its own group gave it.
    """

    device: Device
    role: Role
    group: Group | None
    name: str
    scope: frozenset[str]
    version: int
    kid: Kid | None
    by_own_steward: bool
    id: ChangeId | None


def admission(placed: Placed, grant: Grant, stage: Stage) -> Admission | None:
    """Return what a grant gives under the roster it names, None where G1, G2 or G3 refuse it."""
    if not Role.READER <= grant.role <= GRANTED_MAX or grant.device in stage.expelled:
        return None
    if not stage.may_speak_for(placed.device, grant.group):
        return None
    return Admission(
        device=grant.device,
        role=Role(grant.role),
        group=grant.group,
        name=grant.pseudonym,
        scope=frozenset(grant.scope),
        version=stage.version,
        kid=placed.kid,
        by_own_steward=bool(stage.own_stewards(grant.group)),
        id=placed.id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A grant that stands, with what it gives and the bound of G6 under the roster it names."""

    placed: Placed
    grant: Grant
    given: Admission
    devices_max: int


def bounded(candidates: Iterable[Candidate]) -> list[Admission]:
    """Return the admissions within the bounds of G5 and G6."""
    invited: dict[tuple[Device, bytes], Device] = {}
    admitted: dict[Device, set[Device]] = {}
    kept = []
    for candidate in sorted(candidates, key=_place_order):
        steward, device = candidate.placed.device, candidate.grant.device
        invitation = candidate.grant.invitation
        if invitation is not None and invited.setdefault((steward, invitation), device) != device:
            continue
        devices = admitted.setdefault(steward, set())
        if device in devices or len(devices) < candidate.devices_max:
            devices.add(device)
            kept.append(candidate.given)
    return kept


def _place_order(candidate: Candidate) -> tuple[object, ...]:
    placed = candidate.placed
    return placed.device, placed.seq, placed.log, placed.entry_id, placed.index


def best(admissions: Iterable[Admission]) -> Admission:
    """Return the one admission that names a device's role, group, name and scope.

    The highest role counts; of equal ones that by certificate, then by a steward of the group itself, then the widest
    scope, then the lowest entry id.
    """
    return min(admissions, key=_order)


def _order(given: Admission) -> tuple[object, ...]:
    return (-given.role, given.id is not None, not given.by_own_steward, -_width(given.scope), given.id or (b"", 0))


def _width(scope: frozenset[str]) -> int:
    return len(scope) or 2**16  # an empty scope is all of the role
