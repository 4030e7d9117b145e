"""The roster at one certificate, and whether a certificate may follow it.

A stage is what the chain up to a certificate adds up to. `refusal` names the first rule a child breaks:

 R1  Its version is one above its parent's.
 R2  It abandons heads only under recovery signatures.
 R3  It lists no steward who was ever expelled: an expelled device is never admitted again.
 R4  A steward it drops is expelled by it or has a role cut in it.
 R5  floor(2m/3)+1 of the parent's m recovery keys signed it; or the two following hold.
 R6  floor(2n/3)+1 of the parent's n stewards signed it; nobody's signature counts in their own case. For n = 3 two are
     enough where it does nothing but expel the third; with n = 2 nobody can be expelled this way, as R6 already says.
 R7  Every steward it adds signed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from node.crdt.certificate import CertificateBody, Endorsed
from node.crdt.cuts import Cuts
from node.crdt.ids import Device, Group, Head, Record


class Refusal(StrEnum):
    """Why a certificate may not follow its parent."""

    VERSION = "its version does not follow its parent's"
    ABANDONS = "it abandons heads without recovery signatures"
    READMITS = "it lists a steward who was expelled"
    NO_CUT = "it drops a steward without a cut"
    QUORUM = "too few of its parent's stewards or recovery keys signed it"
    CONSENT = "a steward it adds did not sign it"


@dataclass(frozen=True, slots=True)
class Settlement:
    """Who signed a certificate that settles a suspension, of which stewards (`signers` None: recovery keys did)."""

    stewards: frozenset[Device]
    signers: frozenset[Device] | None

    def holds_against(self, device: Device) -> bool:
        """Tell whether the others decided: in its own case a steward counts neither as signer nor as one of them."""
        if self.signers is None or device not in self.stewards:
            return True
        return len(self.signers - {device}) >= quorum(len(self.stewards) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCut:
    """From which certificate on, and how far in each log, what a device was allowed still counts."""

    version: int
    cuts: Cuts
    is_steward: bool  # the device was a steward before: the cut concerns its control payloads, not its record work


@dataclass(frozen=True, slots=True)
class Stewardship:
    """A device was a steward: of which group, and since which version."""

    group: Group
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The roster as it is after one certificate. `signed` are the keys that signed it and could matter."""

    id: Head
    parent: Head | None
    body: CertificateBody
    is_recovered: bool  # recovery keys signed it
    signed: frozenset[bytes]
    stewards: Mapping[Device, Group]
    stewardships: Mapping[Device, Stewardship] = field(default_factory=dict)  # everyone who ever was one
    expelled: Mapping[Device, Cuts] = field(default_factory=dict)
    role_cuts: Mapping[Device, RoleCut] = field(default_factory=dict)
    settled: Mapping[bytes, tuple[Settlement, ...]] = field(default_factory=dict)
    erased: Mapping[Record, frozenset[bytes]] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """The number of certificates before this one."""
        return self.body.version

    def own_stewards(self, group: Group | None) -> frozenset[Device]:
        """Return the stewards of a group; no device is steward of no group."""
        return frozenset(device for device, own in self.stewards.items() if own == group)

    def may_speak_for(self, device: Device, group: Group | None) -> bool:
        """Tell whether a device is steward of a group, or any steward where the group has none or is None."""
        if group is not None and group not in self.body.groups:
            return False
        return device in (self.own_stewards(group) or self.stewards)


def quorum(count: int) -> int:
    """Return how many of `count` keys must sign."""
    return 2 * count // 3 + 1


def found(endorsed: Endorsed) -> Stage | None:
    """Return the first stage of a space, None where a steward it lists did not sign it."""
    body = endorsed.body
    stewards = dict(body.stewards)
    if body.version != 0 or not endorsed.stewards.issuperset(stewards):
        return None
    stewardships = {device: Stewardship(group, 0) for device, group in body.stewards}
    return Stage(
        id=endorsed.id,
        parent=None,
        body=body,
        is_recovered=False,
        signed=endorsed.stewards.intersection(stewards),
        stewards=stewards,
        stewardships=stewardships,
    )


# --- R1 to R7 ---------------------------------------------------------------------------------------------------------
def refusal(parent: Stage, endorsed: Endorsed) -> Refusal | None:
    """Return why a certificate may not follow this stage, None where it may."""
    body = endorsed.body
    added = {device for device, _ in body.stewards} - parent.stewards.keys()
    recovered = is_recovered(parent, endorsed)
    signed = endorsed.stewards & voters(parent, body)
    if body.version != parent.version + 1:
        return Refusal.VERSION
    if body.abandons and not recovered:
        return Refusal.ABANDONS
    if any(device in parent.expelled for device, _ in body.stewards):
        return Refusal.READMITS
    if dropped(parent, body) - {device for device, _ in (*body.expulsions, *body.role_cuts)}:
        return Refusal.NO_CUT
    if recovered:
        return None
    if len(signed) < votes_needed(parent, body):
        return Refusal.QUORUM
    return None if endorsed.stewards >= added else Refusal.CONSENT


def is_recovered(parent: Stage, endorsed: Endorsed) -> bool:
    """Tell whether enough of the parent's recovery keys signed (R5)."""
    keys = parent.body.recovery
    return len(endorsed.recovery.intersection(keys)) >= quorum(len(keys))


def voters(parent: Stage, body: CertificateBody) -> frozenset[Device]:
    """Return the stewards whose signature counts for a body: nobody's does in their own case (R6)."""
    return frozenset(parent.stewards.keys() - {device for device, _ in body.expulsions})


def signers_of(parent: Stage, body: CertificateBody) -> frozenset[bytes]:
    """Return every key whose signature of a body can matter: stewards old and added, recovery keys."""
    added = (device for device, _ in body.stewards)
    return frozenset((*parent.stewards, *added, *parent.body.recovery))


def votes_needed(parent: Stage, body: CertificateBody) -> int:
    """Return how many stewards must sign a body (R6)."""
    return 2 if _only_expels_the_third(parent, body) else quorum(len(parent.stewards))


def does_more_than_expel_a_third(parent: Stage, body: CertificateBody) -> bool:
    """Tell whether a body expels one of three stewards, and needs all three only for what it does besides (R6)."""
    expels = any(device in parent.stewards for device, _ in body.expulsions)
    return len(parent.stewards) == 3 and expels and not _only_expels_the_third(parent, body)


def dropped(parent: Stage, body: CertificateBody) -> frozenset[Device]:
    """Return the stewards a body no longer lists."""
    return frozenset(parent.stewards.keys() - {device for device, _ in body.stewards})


def _only_expels_the_third(parent: Stage, body: CertificateBody) -> bool:
    if len(parent.stewards) != 3 or len(body.expulsions) != 1:
        return False
    third = body.expulsions[0][0]
    rest = {device: group for device, group in parent.stewards.items() if device != third}
    before = parent.body
    return (
        third in parent.stewards
        and dict(body.stewards) == rest
        and (body.groups, body.recovery, body.policy) == (before.groups, before.recovery, before.policy)
        and body.profile == before.profile
        and not (body.abandons or body.settled or body.erasures)
        and all(device == third for device, _ in body.role_cuts)
    )


# --- what a certificate adds ------------------------------------------------------------------------------------------
def follow(parent: Stage, endorsed: Endorsed) -> Stage:
    """Return the stage after a certificate that `refusal` lets pass.

    A later cut of a device replaces its earlier one; an erasure or an expulsion is never taken back.
    """
    body = endorsed.body
    recovered = is_recovered(parent, endorsed)
    signers = None if recovered else endorsed.stewards & voters(parent, body)
    settlement = Settlement(frozenset(parent.stewards), signers)
    return Stage(
        id=endorsed.id,
        parent=parent.id,
        body=body,
        is_recovered=recovered,
        signed=_signed(parent, endorsed),
        stewards=dict(body.stewards),
        stewardships=_stewardships(parent, body),
        expelled={**parent.expelled, **dict(body.expulsions)} if body.expulsions else parent.expelled,
        role_cuts=_role_cuts(parent, body),
        settled=_settled(parent, body, settlement),
        erased=_erased(parent, body),
    )


def _signed(parent: Stage, endorsed: Endorsed) -> frozenset[bytes]:
    listed = (device for device, _ in endorsed.body.stewards)
    stewards = endorsed.stewards.intersection((*parent.stewards, *listed))
    return stewards | endorsed.recovery.intersection(parent.body.recovery)


def _stewardships(parent: Stage, body: CertificateBody) -> Mapping[Device, Stewardship]:
    added = {d: Stewardship(group, body.version) for d, group in body.stewards if parent.stewards.get(d) != group}
    return {**parent.stewardships, **added} if added else parent.stewardships


def _role_cuts(parent: Stage, body: CertificateBody) -> Mapping[Device, RoleCut]:
    cuts = {
        device: RoleCut(version=body.version, cuts=cuts, is_steward=device in parent.stewards)
        for device, cuts in body.role_cuts
    }
    return {**parent.role_cuts, **cuts} if cuts else parent.role_cuts


def _settled(parent: Stage, body: CertificateBody, settlement: Settlement) -> Mapping[bytes, tuple[Settlement, ...]]:
    if not body.settled:
        return parent.settled
    return {**parent.settled, **{named: (*parent.settled.get(named, ()), settlement) for named in body.settled}}


def _erased(parent: Stage, body: CertificateBody) -> Mapping[Record, frozenset[bytes]]:
    if not body.erasures:
        return parent.erased
    added = {record: parent.erased.get(record, frozenset()).union(sources) for record, sources in body.erasures}
    return {**parent.erased, **added}
