"""What membership objects and control payloads say together: one immutable view of a space, replaced whole on every
change.

It answers the projection's questions (`node.crdt.projection.Authority`) and says which key to write under.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from keys.secret import ControlKey
from node.crdt.bodies import Addresses, Attestation, BlobChunk, Dispute, Hiding, Keyring, RecordChange, Unknown, Witness
from node.crdt.certificate import Endorsed, decode_certificate, endorse
from node.crdt.claims import Withholding
from node.crdt.cuts import Place
from node.crdt.entry import decode_entry
from node.crdt.epochs import Epochs, build_epochs
from node.crdt.grants import Placed, Role
from node.crdt.graph import Verdict
from node.crdt.ids import Device, EntryId, Group, Head, Kid, Log, Record, Space
from node.crdt.membership import Membership, build_membership
from node.crdt.projection import Origin
from node.crdt.roster import Roster, build_roster
from node.crdt.standing import Standing
from node.crdt.suspension import Suspension, decode_suspension
from node.service.contents import VOID, Closed, Void, open_body
from node.service.effects import ObjectType, StoredObject, StoredPayload
from node.service.keyring import KeyRing

_VERDICTS = {Standing.OK: Verdict.ACCEPTED, Standing.HELD: Verdict.HELD, Standing.QUARANTINED: Verdict.QUARANTINED}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Membership, epochs and hidings of a space. `unreadable` counts control payloads no held key opens."""

    space: Space
    certificates: tuple[Endorsed, ...]
    suspensions: tuple[Suspension, ...]
    placed: tuple[Placed, ...]
    anchor: Head | None
    unreadable: int
    known: Mapping[tuple[Log, int], EntryId]  # entries at the places that cuts name
    membership: Membership
    epochs: Epochs

    # --- what the projection asks -------------------------------------------------------------------------------------
    @property
    def votes_needed(self) -> int:
        """Return how many groups beside the author's must attest a value before it is verified."""
        return self.membership.votes_needed

    def verdict(self, origin: Origin) -> Verdict:
        """Return ACCEPTED, HELD or QUARANTINED for an entry."""
        standing = self.membership.standing(origin.device, origin.log, origin.seq, origin.entry, self.prefix)
        return _VERDICTS[standing]

    def role_at(self, origin: Origin) -> Role | None:
        """Return the role that counts for an entry."""
        return self.membership.role_at(origin.device, Place(origin.log, origin.seq, origin.entry), self.prefix)

    def scope_of(self, device: Device) -> frozenset[str]:
        """Return the kinds a device may write; empty means all of its role."""
        return self.membership.scope_of(device)

    def group_of(self, device: Device) -> Group | None:
        """Return the group a device was admitted into."""
        return self.membership.group_of(device)

    def person_of(self, device: Device) -> object:
        """Return what is equal for two devices of one person."""
        return self.membership.person_of(device)

    def is_independent(self, device: Device) -> bool:
        """Tell whether the group of a device has a steward of its own."""
        return self.membership.is_independent(device)

    def prefix(self, log: Log, cut_seq: int, cut_id: EntryId, seq: int, id: EntryId) -> bool:
        """Tell whether an entry lies on the prefix of a log that ends in a cut; logs held here have no branches."""
        if seq == cut_seq:
            return id == cut_id
        return seq < cut_seq and self.known.get((log, cut_seq)) == cut_id

    # --- what the service asks ----------------------------------------------------------------------------------------
    @property
    def head(self) -> Head:
        """Return the certificate that entries name."""
        return self.membership.roster.anchor

    @property
    def roster(self) -> Roster:
        """Return the chain of certificates."""
        return self.membership.roster

    def writing_kid(self) -> Kid | None:
        """Return the key that new entries are sealed under, None while there is none."""
        return self.epochs.writing

    def addresses(self) -> Mapping[Device, tuple[str, ...]]:
        """Return where devices can be called: as their members say, and stewards of devices that are no members.

        Of each log what stands last counts.
        """
        last: dict[tuple[Device, Log], Placed] = {}
        for item in self.placed:
            if not isinstance(item.body, Addresses) or not self._may_say(item, item.body.device):
                continue
            before = last.get((item.body.device, item.log))
            if before is None or (before.seq, before.index) < (item.seq, item.index):
                last[item.body.device, item.log] = item
        found: dict[Device, tuple[str, ...]] = {}
        for (device, _), item in sorted(last.items(), key=lambda pair: pair[0]):
            assert isinstance(item.body, Addresses)
            found[device] = tuple(dict.fromkeys((*found.get(device, ()), *item.body.addresses)))
        return found

    def _may_say(self, placed: Placed, device: Device) -> bool:
        is_foreign = device not in self.membership.members and placed.device in self.roster.stewards
        return (placed.device == device or is_foreign) and self.membership.control_has_effect(placed)

    def name_of(self, group: Group | None) -> str:
        """Return the name of a group, or of the space itself under its own id; empty where nobody named it."""
        return self.membership.group_names.get(group, "") if group is not None else ""

    @property
    def hidings(self) -> Mapping[Record, tuple[Withholding, ...]]:
        """Return the hidings in force, by record."""
        return {record: self.hidings_of(record) for record in self.membership.hidings}

    def hidings_of(self, record: Record) -> tuple[Withholding, ...]:
        """Return the hidings of a record that are in force."""
        return tuple(
            Withholding(id=item.id, device=item.device, mode=item.body.mode, reason=item.body.reason)
            for item in self.membership.hidings.get(record, ())
            if isinstance(item.body, Hiding)
        )

    def members_array(self) -> list[list[object]]:
        """Return the members as the state hash covers them: device, role, group, state, sorted by device."""
        return [
            [member.device, int(member.role or 0), member.group, member.state.value]
            for _, member in sorted(self.membership.members.items())
        ]

    # --- how it changes -----------------------------------------------------------------------------------------------
    def with_payloads(self, placed: Sequence[Placed]) -> "View":
        """Return the view with more control payloads."""
        if all(isinstance(item.body, Witness) for item in placed):  # they change nothing of what this view answers
            return self if not placed else replace(self, placed=(*self.placed, *placed))
        return _build(self, placed=(*self.placed, *placed))

    def with_objects(self, certificates: Iterable[Endorsed], suspensions: Iterable[Suspension]) -> "View":
        """Return the view with more certificates and suspensions; copies of a certificate are joined."""
        more, rests = (*self.certificates, *certificates), (*self.suspensions, *suspensions)
        return _build(self, certificates=more, suspensions=rests)

    def with_known(self, known: Mapping[tuple[Log, int], EntryId]) -> "View":
        """Return the view with more entries known at places that cuts name."""
        return _build(self, known={**self.known, **known}) if known else self

    def cut_places(self) -> frozenset[tuple[Log, int]]:
        """Return the places that certificates and suspensions name, whether their entries are held or not."""
        cuts = [cuts for item in self.certificates for _, cuts in (*item.body.expulsions, *item.body.role_cuts)]
        cuts += [item.frontier for item in self.suspensions]
        return frozenset((place.log, place.seq) for listed in cuts for place in listed)

    def stance_of(self, device: Device) -> object:
        """Return all that decides how entries of a device count: equal for two views that judge them alike."""
        roster, force = self.roster, self.membership.force
        cuts = [
            *roster.head.expelled.get(device, ()),
            *(place for item in force.by_device.get(device, ()) for place in item.frontier),
        ]
        sides = tuple(cut for item in roster.siblings for cut in item.body.expulsions if cut[0] == device)
        return (
            self.membership.members.get(device),
            self.membership.register.admissions.get(device),
            roster.head.role_cuts.get(device),
            tuple(cuts),
            device in roster.head.expelled,
            len(force.by_device.get(device, ())),
            sides,
            tuple(self.known.get((place.log, place.seq)) for place in cuts),
        )

    def judged_anew(self, before: "View") -> frozenset[Device]:
        """Return the devices whose entries count otherwise than in an earlier view."""
        if self is before or self.membership is before.membership:
            return frozenset()
        devices = self.membership.members.keys() | before.membership.members.keys()
        if self.votes_needed != before.votes_needed:
            return frozenset(devices)
        return frozenset(device for device in devices if self.stance_of(device) != before.stance_of(device))

    def changed_since(self, before: "View") -> frozenset[Record]:
        """Return the records whose hidings differ from those of an earlier view."""
        if self is before:
            return frozenset()
        old, new = before.membership.hidings, self.membership.hidings
        return frozenset(record for record in old.keys() | new.keys() if old.get(record) != new.get(record))


def _build(view: View, **changes: Any) -> View:
    given: dict[str, Any] = {
        "space": view.space,
        "certificates": view.certificates,
        "suspensions": view.suspensions,
        "placed": view.placed,
        "anchor": view.head,
        "unreadable": view.unreadable,
        "known": view.known,
    }
    return build_view(**{**given, **changes})


def build_view(
    *,
    space: Space,
    certificates: tuple[Endorsed, ...],
    suspensions: tuple[Suspension, ...] = (),
    placed: tuple[Placed, ...] = (),
    anchor: Head | None = None,
    unreadable: int = 0,
    known: Mapping[tuple[Log, int], EntryId] | None = None,
) -> View:
    """Build the view of a space. Raises: BrokenChain while its founding certificate is not among the certificates."""
    places = dict(known or {})

    def prefix(log: Log, cut_seq: int, cut_id: EntryId, seq: int, id: EntryId) -> bool:
        return id == cut_id if seq == cut_seq else seq < cut_seq and places.get((log, cut_seq)) == cut_id

    membership = build_membership(build_roster(space, certificates, anchor), suspensions, placed, prefix)
    return View(
        space=space,
        certificates=certificates,
        suspensions=suspensions,
        placed=placed,
        anchor=anchor,
        unreadable=unreadable,
        known=places,
        membership=membership,
        epochs=build_epochs(membership, placed),
    )


def open_view(
    space: Space, objects: Iterable[StoredObject], stored: Iterable[StoredPayload], keys: KeyRing, anchor: Head | None
) -> View:
    """Build the view of a space from what the store holds."""
    held = list(objects)
    certificates = tuple(endorse(decode_certificate(o.packed)) for o in held if o.type is ObjectType.CERTIFICATE)
    suspensions = tuple(decode_suspension(o.packed) for o in held if o.type is ObjectType.SUSPENSION)
    empty = build_view(space=space, certificates=certificates, suspensions=suspensions, anchor=anchor)
    return reopen_view(empty, stored, keys)


def reopen_view(view: View, stored: Iterable[StoredPayload], keys: KeyRing) -> View:
    """Return the view with the control payloads given in place of its own, as far as these keys open them."""
    waiting, placed = list(stored), list[Placed]()
    while True:  # ends: each turn but the last learns the control key of another epoch
        opened = [(item, place_control(item, keys)) for item in waiting]
        placed += [body for _, body in opened if isinstance(body, Placed)]
        waiting = [item for item, body in opened if isinstance(body, Closed)]
        found = _build(view, placed=tuple(placed), unreadable=len(waiting))
        if not waiting or not learn_control_keys(found, keys):
            return found


def learn_control_keys(view: View, keys: KeyRing) -> bool:
    """Take over the control keys of earlier epochs that keyrings in effect hold; tell whether one was new."""
    found = False
    for placed in view.placed:
        if isinstance(placed.body, Keyring) and view.membership.control_has_effect(placed):
            for kid, key in placed.body.keys:
                if keys.control(kid) is None:
                    keys.add_control(kid, ControlKey(key))
                    found = True
    return found


def place_control(item: StoredPayload, keys: KeyRing) -> Placed | Closed | Void:
    """Open a control payload and put what it says beside where it stands. A body of no control type is void."""
    header = decode_entry(item.packed).header
    body = open_body(item.payload, header, item.index, keys)
    if isinstance(body, Closed | Void):
        return body
    if isinstance(body, RecordChange | Attestation | Dispute | BlobChunk | Unknown):
        return VOID
    return Placed(
        device=item.device,
        log=header.log,
        seq=header.seq,
        entry_id=item.entry,
        index=item.index,
        roster=header.roster,
        kid=header.kid,
        body=body,
    )
