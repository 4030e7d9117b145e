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
from node.crdt.doubt import Doubts, doubts_after_witnesses, first_doubts
from node.crdt.entry import decode_entry
from node.crdt.epochs import Epochs, build_epochs
from node.crdt.forks import Tree
from node.crdt.grants import Placed, Role
from node.crdt.graph import Verdict
from node.crdt.ids import Device, EntryId, Group, Head, Kid, Log, Record, Space
from node.crdt.logs import Turn
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
    turns: tuple[Turn, ...]  # entries that may step back in the roster
    doubts: Doubts
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
        if standing is Standing.OK and (self.doubts.steps or self.doubts.depths):
            place = Place(origin.log, origin.seq, origin.entry)
            if self.doubts.is_astray(place):
                return Verdict.QUARANTINED
            if self.doubts.is_beyond(place):
                return Verdict.HELD
        return _VERDICTS[standing]

    def is_disputed(self, origin: Origin) -> bool:
        """Tell whether an entry lies on a branch of a forked log that nobody vouches for."""
        return origin.log in self.doubts.depths and self.doubts.is_disputed(Place(origin.log, origin.seq, origin.entry))

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
        """Tell whether an entry lies on the prefix of a log that ends in a cut."""
        return _is_prefix(self.doubts.forks, self.known, log, cut_seq, cut_id, seq, id)

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
    def forks(self) -> Mapping[Log, Tree]:
        """Return the forked logs with their branches."""
        return self.doubts.forks

    @property
    def hidings(self) -> Mapping[Record, tuple[Withholding, ...]]:
        """Return the hidings in force, by record."""
        return {record: self.hidings_of(record) for record in self.membership.hidings}

    def hidings_of(self, record: Record) -> tuple[Withholding, ...]:
        """Return the hidings of a record that are in force."""
        hidings = self.membership.hidings.get(record, ())
        if not hidings:
            return ()
        return tuple(
            Withholding(id=item.id, device=item.device, mode=item.body.mode, reason=item.body.reason)
            for item in hidings
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
        """Return the view with more control payloads; one that it has already counts once."""
        new = {(item.entry_id, item.index): item for item in placed}
        for item in self.placed:
            new.pop((item.entry_id, item.index), None)
        if not new:
            return self
        if not self.forks and all(isinstance(item.body, Witness) for item in new.values()):  # they change no answer
            return replace(self, placed=(*self.placed, *new.values()))
        return _build(self, placed=(*self.placed, *new.values()))

    def with_objects(self, certificates: Iterable[Endorsed], suspensions: Iterable[Suspension]) -> "View":
        """Return the view with more certificates and suspensions; copies of a certificate are joined."""
        more, rests = (*self.certificates, *certificates), (*self.suspensions, *suspensions)
        return _build(self, certificates=more, suspensions=rests)

    def with_known(self, known: Mapping[tuple[Log, int], EntryId]) -> "View":
        """Return the view with more entries known at places that cuts name."""
        return _build(self, known={**self.known, **known}) if known else self

    def with_turns(self, turns: Sequence[Turn]) -> "View":
        """Return the view with more entries that may step back in the roster; one that it has already counts once."""
        more = tuple(dict.fromkeys((*self.turns, *turns)))
        return _build(self, turns=more) if len(more) > len(self.turns) else self

    def with_forks(self, forks: Mapping[Log, Tree]) -> "View":
        """Return the view with logs whose branches changed; control payloads no longer kept are left out."""
        if not forks:
            return self
        placed = tuple(item for item in self.placed if item.log not in forks or _is_held(forks[item.log], item))
        return _build(self, forks={**self.forks, **forks}, placed=placed)

    def named_in(self, log: Log) -> frozenset[EntryId]:
        """Return the entries of a log that certificates cut at."""
        return frozenset(place.id for place in self._certified_places() if place.log == log)

    def cut_places(self) -> frozenset[tuple[Log, int]]:
        """Return the places that certificates and suspensions name, whether their entries are held or not."""
        places = [*self._certified_places(), *(place for item in self.suspensions for place in item.frontier)]
        return frozenset((place.log, place.seq) for place in places)

    def _certified_places(self) -> list[Place]:
        cuts = (cuts for item in self.certificates for _, cuts in (*item.body.expulsions, *item.body.role_cuts))
        return [place for listed in cuts for place in listed]

    def stance_of(self, device: Device, logs: Iterable[Log] = ()) -> object:
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
            [self.doubts.of(log) for log in logs],
        )

    def judged_anew(self, before: "View") -> frozenset[Device]:
        """Return the devices whose entries count otherwise than in an earlier view."""
        if self is before or self.membership is before.membership:
            return frozenset()
        devices = self.membership.members.keys() | before.membership.members.keys()
        if self.votes_needed != before.votes_needed:
            return frozenset(devices)
        logs = self._doubted_logs() | before._doubted_logs()

        def is_changed(device: Device) -> bool:
            own = sorted(log for log, author in logs if author == device)
            return self.stance_of(device, own) != before.stance_of(device, own)

        return frozenset(device for device in devices if is_changed(device))

    def _doubted_logs(self) -> frozenset[tuple[Log, Device]]:
        """Return the logs with branches, and those that may step back in the roster, with their authors."""
        turned = ((turn.log, turn.device) for turn in self.turns)
        return frozenset([*((log, tree.device) for log, tree in self.forks.items()), *turned])

    def changed_since(self, before: "View") -> frozenset[Record]:
        """Return the records whose hidings differ from an earlier view's; an erased one has nothing left to hide."""
        if self is before:
            return frozenset()
        old, new = before.membership.hidings, self.membership.hidings
        changed = frozenset(record for record in old.keys() | new.keys() if old.get(record) != new.get(record))
        return changed - self.roster.head.erased.keys()


def _build(view: View, **changes: Any) -> View:
    given: dict[str, Any] = {
        "space": view.space,
        "certificates": view.certificates,
        "suspensions": view.suspensions,
        "placed": view.placed,
        "anchor": view.head,
        "unreadable": view.unreadable,
        "known": view.known,
        "turns": view.turns,
        "forks": view.forks,
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
    turns: tuple[Turn, ...] = (),
    forks: Mapping[Log, Tree] | None = None,
) -> View:
    """Build the view of a space. Raises: BrokenChain while its founding certificate is not among the certificates."""
    places = dict(known or {})

    def prefix(log: Log, cut_seq: int, cut_id: EntryId, seq: int, id: EntryId) -> bool:
        return _is_prefix(forks or {}, places, log, cut_seq, cut_id, seq, id)

    roster = build_roster(space, certificates, anchor)
    doubts = first_doubts(roster, forks or {}, turns)
    membership = build_membership(roster, suspensions, doubts.mark(placed), prefix)
    if forks:
        doubts = doubts_after_witnesses(doubts, membership, placed)
        membership = build_membership(roster, suspensions, doubts.mark(placed), prefix)
    return View(
        space=space,
        certificates=certificates,
        suspensions=suspensions,
        placed=placed,
        anchor=anchor,
        unreadable=unreadable,
        known=places,
        turns=turns,
        doubts=doubts,
        membership=membership,
        epochs=build_epochs(membership, placed),
    )


def _is_prefix(
    forks: Mapping[Log, Tree],
    known: Mapping[tuple[Log, int], EntryId],
    log: Log,
    cut_seq: int,
    cut_id: EntryId,
    seq: int,
    id: EntryId,
) -> bool:
    """Tell whether an entry is the one that a cut names or stands before it."""
    if seq >= cut_seq:
        return seq == cut_seq and id == cut_id
    tree = forks.get(log)
    if tree is not None and cut_seq >= tree.base:
        return tree.is_prefix(cut_id, seq, id)
    return known.get((log, cut_seq)) == cut_id


def _is_held(tree: Tree, item: Placed) -> bool:
    return item.seq < tree.base or tree.holds(item.entry_id)


def open_view(
    space: Space,
    objects: Iterable[StoredObject],
    stored: Iterable[StoredPayload],
    keys: KeyRing,
    anchor: Head | None,
    *,
    turns: tuple[Turn, ...] = (),
    forks: Mapping[Log, Tree] | None = None,
) -> View:
    """Build the view of a space from what the store holds."""
    held = list(objects)
    certificates = tuple(endorse(decode_certificate(o.packed)) for o in held if o.type is ObjectType.CERTIFICATE)
    suspensions = tuple(decode_suspension(o.packed) for o in held if o.type is ObjectType.SUSPENSION)
    empty = build_view(
        space=space, certificates=certificates, suspensions=suspensions, anchor=anchor, turns=turns, forks=forks
    )
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
