"""What a steward may propose, and the body of a certificate that would do it.

Where logs are cut is `cutting.py`. Refused: what no
certificate can do, and what would change nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from node.crdt import changes
from node.crdt.certificate import CertificateBody
from node.crdt.cuts import Place
from node.crdt.ids import Device, Group, Record
from node.crdt.policy import Newcomers, Policy
from node.crdt.stage import votes_needed
from node.service.cutting import cuts_for, with_kept
from node.service.errors import NotFound, Refused
from node.service.space import SpaceState


@dataclass(frozen=True, slots=True)
class Expel:
    """Expel devices for good, or cut the logs of expelled ones elsewhere.

    `keep`: the last entries that are to count, in place of what their logs would be cut at; with `only_kept` nothing
    else counts.
    """

    devices: tuple[Device, ...]
    keep: tuple[Place, ...] = ()
    only_kept: bool = False


@dataclass(frozen=True, slots=True)
class Erase:
    """Erase records for good, each with the keyed hashes of its source ids."""

    records: Mapping[Record, tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Settle:
    """Settle every suspension in force of a device: it counts again. So does whom expelled stewards suspended."""

    device: Device


@dataclass(frozen=True, slots=True)
class Seat:
    """Make a device a steward of a group."""

    device: Device
    group: Group


@dataclass(frozen=True, slots=True)
class Unseat:
    """Take a steward's seat; its records stay."""

    device: Device


@dataclass(frozen=True, slots=True)
class EndRole:
    """End the role of a device that is no steward; what it wrote until now counts as before."""

    device: Device


@dataclass(frozen=True, slots=True)
class AddGroup:
    """List a group."""

    group: Group


@dataclass(frozen=True, slots=True)
class DropGroup:
    """List a group no longer."""

    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """State another policy; None leaves a number as it is."""

    votes_verified: int | None = None
    newcomers: Newcomers | None = None
    rotation_days: int | None = None
    attachment_kib: int | None = None


@dataclass(frozen=True, slots=True)
class Mend:
    """Abandon every end of the roster that stands against the newest certificate: only recovery keys can."""


Wish = Expel | Erase | Settle | Seat | Unseat | EndRole | AddGroup | DropGroup | Decide | Mend


def body_of(space: SpaceState, wish: Wish) -> CertificateBody:
    """Return the body that follows the newest certificate and does what is wished. Raises: Refused, NotAllowed."""
    stage = space.view.roster.head
    before = changes.successor(stage)
    body = _changed(space, before, wish)
    if body == before:
        raise Refused("this would change nothing; nothing was proposed")
    return body


def _changed(space: SpaceState, body: CertificateBody, wish: Wish) -> CertificateBody:
    match wish:
        case Expel():
            return _expel(space, body, wish)
        case Erase():
            return _erase(space, body, wish.records)
        case Settle():
            named = _suspensions_of(space, wish.device)
            return changes.settle(body, (*named, *_left_by(space, space.view.roster.head.expelled)))
        case Seat():
            _require_known(space, wish.device)
            return changes.add_steward(body, wish.device, wish.group)
        case Unseat() | EndRole():
            return _lower(space, body, wish)
        case AddGroup():
            return changes.add_group(body, wish.group)
        case DropGroup():
            return changes.drop_group(body, wish.group)
        case Decide():
            return changes.decide(body, _policy(body.policy, wish))
        case Mend():
            return changes.abandon(body, space.view.roster.rivals_of_head())


def _expel(space: SpaceState, body: CertificateBody, wish: Expel) -> CertificateBody:
    devices = wish.devices
    for device in devices:
        _require_known(space, device)
        before = space.view.roster.head.expelled.get(device)
        cuts = () if wish.only_kept else cuts_for(space, device) if before is None else before
        own = {tip.log for tip in space.tips.values() if tip.device == device}
        cuts = with_kept(cuts, (place for place in wish.keep if place.log in own))
        if cuts != before:
            body = changes.expel(body, device, cuts)
    named = [id for device in devices for id in _suspensions_of(space, device, may_be_none=True)]
    settling = changes.settle(body, (*named, *_left_by(space, devices)))
    stage = space.view.roster.head
    # Of three stewards two can do nothing but expel the third: what settles his suspension comes afterwards.
    return settling if votes_needed(stage, settling) <= votes_needed(stage, body) else body


def _lower(space: SpaceState, body: CertificateBody, wish: Unseat | EndRole) -> CertificateBody:
    _require_known(space, wish.device)
    is_steward = wish.device in space.view.roster.head.stewards
    if isinstance(wish, EndRole):
        if is_steward:
            raise Refused("a steward's seat ends by a proposal of its own; nothing was proposed")
        return changes.cut_role(body, wish.device, cuts_for(space, wish.device))
    if not is_steward:
        raise NotFound("this device is no steward; nothing was proposed")
    return changes.drop_steward(body, wish.device, cuts_for(space, wish.device))


def _erase(space: SpaceState, body: CertificateBody, records: Mapping[Record, tuple[bytes, ...]]) -> CertificateBody:
    for record, sources in records.items():
        if space.view.membership.is_erased(record):
            raise Refused("this record is erased already; nothing was proposed")
        body = changes.erase(body, (record, sources))
    return body


def _policy(before: Policy, wish: Decide) -> Policy:
    names = ("votes_verified", "newcomers", "rotation_days", "attachment_kib")
    return replace(before, **{name: given for name in names if (given := getattr(wish, name)) is not None})


def _suspensions_of(space: SpaceState, device: Device, *, may_be_none: bool = False) -> tuple[bytes, ...]:
    found = tuple(item.id for item in space.view.membership.force.by_device.get(device, ()))
    if not found and not may_be_none:
        raise NotFound("this device is not suspended; nothing was proposed")
    return found


def _left_by(space: SpaceState, stewards: Collection[Device]) -> tuple[bytes, ...]:
    """Return what such stewards suspended and nobody settled: one settled alone would let the next come into force."""
    force = space.view.membership.force
    return tuple(id for id, item in force.held.items() if item.steward in stewards and id not in force.settled)


def _require_known(space: SpaceState, device: Device) -> None:
    if not space.knows(device):
        raise NotFound("no member of this space has that device; nothing was proposed")
