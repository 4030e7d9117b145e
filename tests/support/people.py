"""Synthetic devices, logs and rosters for tests of membership: every key and id is derived from a name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from keys.signing import SigningKey
from node.crdt.bodies import ControlBody, Grant
from node.crdt.certificate import (
    Certificate,
    CertificateBody,
    Endorsed,
    certify,
    encode_certificate_body,
    endorse,
    sign_body,
    sign_body_to_recover,
    space_of,
)
from node.crdt.cuts import Cuts, Place
from node.crdt.epochs import Epochs, build_epochs
from node.crdt.grants import Placed, Role
from node.crdt.ids import Device, EntryId, Group, Head, Kid, Log, Space
from node.crdt.membership import Membership, build_membership
from node.crdt.policy import Policy
from node.crdt.roster import Roster, build_roster
from node.crdt.suspension import Suspension, sign_suspension


def octets(name: str, size: int = 32) -> bytes:
    """Give bytes that stand for a name."""
    return blake2b(name.encode(), digest_size=size).digest()


def key_of(name: str) -> SigningKey:
    """Give the signing key of a person's only device."""
    return SigningKey(octets(f"device of {name}"))


def device_of(name: str) -> Device:
    """Give the device of a person."""
    return Device(key_of(name).public)


def recovery_of(name: str) -> SigningKey:
    """Give a recovery key by its name."""
    return SigningKey(octets(f"recovery key {name}"))


def group_of(name: str) -> Group:
    """Give a group by its name."""
    return Group(octets(f"group {name}", 16))


def log_of(name: str, number: int = 0) -> Log:
    """Give one of a person's logs."""
    return Log(octets(f"log {number} of {name}", 16))


def entry_of(log: Log, seq: int, branch: str = "") -> EntryId:
    """Give the id of the entry at a place; `branch` tells forks apart."""
    return EntryId(octets(f"{log.hex()} {seq} {branch}"))


def place_of(name: str, seq: int, number: int = 0) -> Place:
    """Give the place of an entry in a person's log."""
    log = log_of(name, number)
    return Place(log, seq, entry_of(log, seq))


def kid_of(name: str) -> Kid:
    """Give the name of an epoch key."""
    return Kid(octets(f"epoch {name}"))


def prefix(log: Log, cut_seq: int, cut_id: EntryId, seq: int, entry_id: EntryId) -> bool:
    """Tell whether an entry lies on a prefix, in logs whose only branch is the one `entry_of` gives without a name."""
    return seq <= cut_seq and cut_id == entry_of(log, cut_seq) and entry_id == entry_of(log, seq)


@dataclass
class World:
    """All objects of one space, as a node would hold them, with short ways to make more."""

    space: Space
    genesis: Certificate
    certificates: list[Certificate] = field(default_factory=list)
    suspensions: list[Suspension] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    anchor: Head | None = None

    # --- what it makes ------------------------------------------------------------------------------------------------
    def roster(self, anchor: Head | None = None) -> Roster:
        """Build the roster from all certificates."""
        return build_roster(self.space, [endorse(c) for c in self.certificates], anchor or self.anchor)

    def view(self, anchor: Head | None = None) -> Membership:
        """Build the membership view from everything."""
        return build_membership(self.roster(anchor), self.suspensions, self.placed, prefix)

    def epochs(self) -> Epochs:
        """Build the epochs from everything."""
        return build_epochs(self.view(), self.placed)

    # --- how it grows -------------------------------------------------------------------------------------------------
    def add(self, certificate: Certificate) -> Certificate:
        """Hold a certificate."""
        self.certificates.append(certificate)
        return certificate

    def child(
        self,
        parent: Certificate,
        by: Iterable[str] = (),
        recovery: Iterable[str] = (),
        **changes: object,
    ) -> Certificate:
        """Make a certificate after `parent`, signed by the stewards and recovery keys named."""
        return sign(child_body(parent.body, parent.id, **changes), by, recovery)

    def after(
        self, parent: Certificate, by: Iterable[str] = (), recovery: Iterable[str] = (), **changes: object
    ) -> Certificate:
        """Make such a certificate and hold it."""
        return self.add(self.child(parent, by, recovery, **changes))

    def suspend(
        self,
        steward: str,
        device: str,
        *,
        slot: int = 0,
        head: Certificate | None = None,
        frontier: Cuts = (),
        reason: int = 1,
    ) -> Suspension:
        """Make a suspension and hold it."""
        unsigned = Suspension(
            space=self.space,
            head=(head or self.certificates[-1]).id,
            steward=device_of(steward),
            slot=slot,
            device=device_of(device),
            frontier=frontier,
            reason=reason,
        )
        suspension = sign_suspension(unsigned, key_of(steward))
        self.suspensions.append(suspension)
        return suspension

    def write(
        self,
        author: str,
        seq: int,
        body: ControlBody,
        *,
        roster: Certificate | None = None,
        log: int = 0,
        index: int = 0,
        kid: str = "first",
    ) -> Placed:
        """Hold a control payload of an author at a place of a log."""
        id_of_log = log_of(author, log)
        placed = Placed(
            device=device_of(author),
            log=id_of_log,
            seq=seq,
            entry_id=entry_of(id_of_log, seq),
            index=index,
            roster=(roster or self.certificates[-1]).id,
            kid=kid_of(kid),
            body=body,
        )
        self.placed.append(placed)
        return placed

    def grant(self, author: str, seq: int, device: str, role: Role = Role.VERIFIER, **more: object) -> Placed:
        """Hold a grant of a device; `group` names its group."""
        group = more.pop("group", "one")
        scope = more.pop("scope", ())
        invitation = more.pop("invitation", None)
        body = grant(device, role, group, scope, invitation)  # type: ignore[arg-type]
        return self.write(author, seq, body, **more)  # type: ignore[arg-type]


def grant(
    device: str,
    role: Role = Role.VERIFIER,
    group: str | None = "one",
    scope: tuple[str, ...] = (),
    invitation: bytes | None = None,
) -> Grant:
    """Make the body of a grant under the pseudonym `TEST-` and the person's name."""
    return Grant(
        device=device_of(device),
        role=int(role),
        group=group_of(group) if group else None,
        pseudonym=f"TEST-{device}",
        invitation=invitation,
        scope=scope,
    )


def child_body(parent: CertificateBody, parent_id: Head, **changes: object) -> CertificateBody:
    """Give a body that follows another, with changes.

    `stewards` and `groups` are names; `expel` and `cut_roles` are name -> cuts; the rest are fields of a body.
    """
    stewards = changes.pop("stewards", None)
    groups = changes.pop("groups", None)
    expel: Mapping[str, Cuts] = changes.pop("expel", {})  # type: ignore[assignment]
    cut_roles: Mapping[str, Cuts] = changes.pop("cut_roles", {})  # type: ignore[assignment]
    body = replace(
        parent,
        version=parent.version + 1,
        parent=parent_id,
        abandons=(),
        expulsions=tuple((device_of(name), cuts) for name, cuts in expel.items()),
        role_cuts=tuple((device_of(name), cuts) for name, cuts in cut_roles.items()),
        settled=(),
        erasures=(),
        stewards=tuple((d, g) for d, g in parent.stewards if d not in {device_of(name) for name in expel}),
    )
    if groups is not None:
        body = replace(body, groups=tuple(group_of(name) for name in groups))  # type: ignore[attr-defined]
    if stewards is not None:
        body = replace(body, stewards=seats(stewards))  # type: ignore[arg-type]
    return replace(body, **changes)  # type: ignore[arg-type]


def seats(stewards: Mapping[str, str] | Sequence[str]) -> tuple[tuple[Device, Group], ...]:
    """Give stewards by name -> group, or by name alone, all of group "one"."""
    named = stewards if isinstance(stewards, Mapping) else dict.fromkeys(stewards, "one")
    return tuple((device_of(name), group_of(group)) for name, group in named.items())


def sign(body: CertificateBody, by: Iterable[str] = (), recovery: Iterable[str] = ()) -> Certificate:
    """Sign a body by stewards and recovery keys."""
    packed = encode_certificate_body(body)
    signatures = [sign_body(packed, key_of(name)) for name in by]
    return certify(packed, [*signatures, *(sign_body_to_recover(packed, recovery_of(name)) for name in recovery)])


def genesis_body(
    stewards: Mapping[str, str] | Sequence[str] = ("alice",),
    *,
    recovery: Sequence[str] = ("paper",),
    groups: Sequence[str] = ("one",),
    policy: Policy | None = None,
) -> CertificateBody:
    """Give the body of a founding certificate."""
    return CertificateBody(
        version=0,
        parent=octets("founding", 16),
        groups=tuple(group_of(name) for name in groups),
        stewards=seats(stewards),
        recovery=tuple(recovery_of(name).public for name in recovery),
        policy=policy or Policy(),
    )


def new_world(stewards: Mapping[str, str] | Sequence[str] = ("alice",), **more: object) -> World:
    """Found a space whose stewards all sign; further arguments as `genesis_body`."""
    body = genesis_body(stewards, **more)  # type: ignore[arg-type]
    genesis = sign(body, by=list(stewards))
    return World(space=space_of(genesis.packed_body), genesis=genesis, certificates=[genesis])


def endorsed(certificates: Iterable[Certificate]) -> list[Endorsed]:
    """Verify certificates."""
    return [endorse(certificate) for certificate in certificates]
