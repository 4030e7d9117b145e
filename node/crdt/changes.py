"""From a wish to the body of a certificate, and from a body back to what it changes.

`successor` repeats what the newest certificate states; the functions after it each add one change to a body.
`changes_of` says what a body changes, for people to read before they sign. Refused: a change that no certificate can
make.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from node.crdt.certificate import CertificateBody, Erasure
from node.crdt.cuts import Cuts, DeviceCuts
from node.crdt.errors import NotAllowed
from node.crdt.ids import Device, Group, Head
from node.crdt.policy import Policy
from node.crdt.stage import Stage


def successor(stage: Stage) -> CertificateBody:
    """Return a body that follows a stage and changes nothing."""
    return replace(
        stage.body,
        version=stage.version + 1,
        parent=stage.id,
        abandons=(),
        expulsions=(),
        role_cuts=(),
        settled=(),
        erasures=(),
    )


# --- one change each --------------------------------------------------------------------------------------------------
def expel(body: CertificateBody, device: Device, cuts: Cuts) -> CertificateBody:
    """Add an expulsion, in place of an earlier one of the same device; a steward loses the seat.

    Raises: NotAllowed for the only steward.
    """
    kept = tuple(item for item in body.expulsions if item[0] != device)
    return replace(_unseated(body, device), expulsions=(*kept, (device, cuts)))


def drop_steward(body: CertificateBody, device: Device, cuts: Cuts) -> CertificateBody:
    """Take a steward's seat; its control payloads count as far as the cuts. Raises: NotAllowed for the only steward."""
    return cut_role(_unseated(body, device), device, cuts)


def cut_role(body: CertificateBody, device: Device, cuts: Cuts) -> CertificateBody:
    """Add a role cut, in place of an earlier one of the same device."""
    kept = tuple(item for item in body.role_cuts if item[0] != device)
    return replace(body, role_cuts=(*kept, (device, cuts)))


def add_steward(body: CertificateBody, device: Device, group: Group) -> CertificateBody:
    """Seat a steward of a group, or move it to that group. Raises: NotAllowed for a group that is not listed."""
    if group not in body.groups:
        raise NotAllowed("add the group first, then its steward")
    kept = tuple(item for item in body.stewards if item[0] != device)
    return replace(body, stewards=(*kept, (device, group)))


def add_group(body: CertificateBody, group: Group) -> CertificateBody:
    """List a group."""
    return replace(body, groups=(*(known for known in body.groups if known != group), group))


def drop_group(body: CertificateBody, group: Group) -> CertificateBody:
    """List a group no longer. Raises: NotAllowed while it has a steward."""
    if any(own == group for _, own in body.stewards):
        raise NotAllowed("a group that still has a steward cannot be removed")
    return replace(body, groups=tuple(known for known in body.groups if known != group))


def settle(body: CertificateBody, suspensions: Iterable[bytes]) -> CertificateBody:
    """Settle suspensions by their ids."""
    return replace(body, settled=tuple(sorted({*body.settled, *suspensions})))


def erase(body: CertificateBody, erasure: Erasure) -> CertificateBody:
    """Erase a record for good, with the keyed hashes of its source ids."""
    record, sources = erasure
    known = {source for other, listed in body.erasures if other == record for source in listed}
    kept = tuple(item for item in body.erasures if item[0] != record)
    return replace(body, erasures=(*kept, (record, tuple(sorted({*known, *sources})))))


def decide(body: CertificateBody, policy: Policy) -> CertificateBody:
    """State another policy."""
    return replace(body, policy=policy)


def change_recovery(body: CertificateBody, keys: Iterable[bytes]) -> CertificateBody:
    """State other recovery keys. Raises: NotAllowed for none."""
    listed = tuple(sorted(set(keys)))
    if not listed:
        raise NotAllowed("a space without recovery keys cannot be mended")
    return replace(body, recovery=listed)


def abandon(body: CertificateBody, heads: Iterable[Head]) -> CertificateBody:
    """Abandon heads (`Roster.rivals`), which needs recovery signatures."""
    return replace(body, abandons=tuple(sorted({*body.abandons, *heads})))


def _unseated(body: CertificateBody, device: Device) -> CertificateBody:
    left = tuple(item for item in body.stewards if item[0] != device)
    if not left:
        raise NotAllowed("the only steward cannot be removed: add another first, or use the recovery keys")
    return replace(body, stewards=left)


# --- what a body changes ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a body changes of its parent; `policy` is None where that stays."""

    added_stewards: tuple[tuple[Device, Group], ...]
    moved_stewards: tuple[tuple[Device, Group], ...]
    dropped_stewards: tuple[Device, ...]
    added_groups: tuple[Group, ...]
    dropped_groups: tuple[Group, ...]
    added_recovery: tuple[bytes, ...]
    dropped_recovery: tuple[bytes, ...]
    policy: Policy | None
    expulsions: tuple[DeviceCuts, ...]
    role_cuts: tuple[DeviceCuts, ...]
    settled: tuple[bytes, ...]
    erasures: tuple[Erasure, ...]
    abandons: tuple[Head, ...]


def changes_of(parent: Stage, body: CertificateBody) -> Changes:
    """Return what a body changes of its parent."""
    before, seats = parent.body, dict(body.stewards)
    return Changes(
        added_stewards=tuple(item for item in body.stewards if item[0] not in parent.stewards),
        moved_stewards=tuple(item for item in body.stewards if parent.stewards.get(item[0], item[1]) != item[1]),
        dropped_stewards=tuple(device for device in parent.stewards if device not in seats),
        added_groups=tuple(group for group in body.groups if group not in before.groups),
        dropped_groups=tuple(group for group in before.groups if group not in body.groups),
        added_recovery=tuple(key for key in body.recovery if key not in before.recovery),
        dropped_recovery=tuple(key for key in before.recovery if key not in body.recovery),
        policy=body.policy if body.policy != before.policy else None,
        expulsions=body.expulsions,
        role_cuts=body.role_cuts,
        settled=body.settled,
        erasures=body.erasures,
        abandons=body.abandons,
    )
