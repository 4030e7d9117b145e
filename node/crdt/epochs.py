"""Which epoch keys are valid, which one a writer uses now, and who may be given which.

E1  An announcement is valid when its control payload has effect (`control.py`) and it does not replace itself.
E2  A key covers this node when every valid announcement of it does (`Membership.covers`).
E3  Writers use the lowest covering key that no valid announcement replaces; with none, edits wait.
E4  A key is passed on only to an active member, by a node that holds the announcement's head and every suspension it
    lists, and never to a device that the head expels or that one of these suspends and no certificate released. Of a
    key whose announcements have no effect, because their steward was cut off, one that allows it is enough: what
    others sealed under it must stay readable.
E5  Where the space lets newcomers have live records only, a device gets no epoch key that the epoch of its own
    admission replaces; it may have the keys of single records all the same.
E6  An epoch is outlived when another replaces it and its announcements do not hold every erasure there is: its key is
    passed on to nobody, only the keys of single records, which the caller keeps to those that are not erased.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from node.crdt.bodies import Announcement
from node.crdt.errors import NotAllowed
from node.crdt.grants import Placed
from node.crdt.ids import Device, Kid
from node.crdt.inforce import is_settled
from node.crdt.membership import Membership
from node.crdt.policy import Newcomers


@dataclass(frozen=True, slots=True, kw_only=True)
class Epochs:
    """The announcements of a space by kid, valid ones and those without effect.

    `replaced`: of each kid, all that it replaces, also through others; `writing`: the key new entries are sealed under,
    None while none covers this node.
    """

    membership: Membership
    announced: Mapping[Kid, tuple[Announcement, ...]]
    without_effect: Mapping[Kid, tuple[Announcement, ...]]
    replaced: Mapping[Kid, frozenset[Kid]]
    writing: Kid | None
    outlived: frozenset[Kid] = frozenset()

    @property
    def unreplaced(self) -> frozenset[Kid]:
        """The keys that no valid announcement replaces, covering or not."""
        return frozenset(self.announced.keys()).difference(*self.replaced.values())

    def replacing(self, kid: Kid) -> frozenset[Kid]:
        """Return the keys that replace a key, also through others."""
        return frozenset(newer for newer, older in self.replaced.items() if kid in older)

    def may_give(self, kid: Kid, device: Device) -> bool:
        """Tell whether an epoch key may be passed on to a device (E4, E5, E6)."""
        return kid not in self.outlived and self._was_admitted_by(kid, device) and self.may_give_records(kid, device)

    def may_give_records(self, kid: Kid, device: Device) -> bool:
        """Tell whether keys of single records of an epoch may be passed on to a device (E4)."""
        if not self.membership.is_active(device):
            return False
        if kid in self.announced:
            return all(self._allows(item, device) for item in self.announced[kid])
        return any(self._allows(item, device) for item in self.without_effect.get(kid, ()))

    def receivers(self, kid: Kid) -> frozenset[Device]:
        """Return every device an epoch key may be passed on to."""
        return frozenset(device for device in self.membership.members if self.may_give(kid, device))

    def _allows(self, announcement: Announcement, device: Device) -> bool:
        membership = self.membership
        stage = membership.roster.stages.get(announcement.head)
        if stage is None or device in stage.expelled:
            return False
        for listed in announcement.suspensions:
            suspension = membership.force.held.get(listed)
            if suspension is None:
                return False
            if suspension.device == device and not is_settled(membership.roster, listed, device):
                return False
        return True

    def _was_admitted_by(self, kid: Kid, device: Device) -> bool:
        if self.membership.roster.head.body.policy.newcomers is Newcomers.ALL:
            return True
        admissions = self.membership.register.admissions[device]
        return any(given.kid is None or kid not in self.replaced.get(given.kid, ()) for given in admissions)


def build_epochs(membership: Membership, placed: Iterable[Placed]) -> Epochs:
    """Build the view from the control payloads `membership` was built from; types but announcements are passed over."""
    announced: dict[Kid, tuple[Announcement, ...]] = {}
    without_effect: dict[Kid, tuple[Announcement, ...]] = {}
    for item in placed:
        body = item.body
        if isinstance(body, Announcement) and body.kid not in body.replaced:
            shelf = announced if membership.control_has_effect(item) else without_effect
            shelf[body.kid] = (*shelf.get(body.kid, ()), body)
    replaced = {kid: _reached(kid, announced) for kid in announced}
    gone = frozenset().union(*replaced.values())
    covering = (kid for kid, items in announced.items() if kid not in gone and _covers(membership, items))
    return Epochs(
        membership=membership,
        announced=announced,
        without_effect=without_effect,
        replaced=replaced,
        writing=min(covering, default=None),
        outlived=_outlived(membership, gone, announced, without_effect),
    )


def next_announcement(epochs: Epochs, kid: Kid) -> Announcement:
    """Return the announcement of a new key in place of every unreplaced one.

    Raises: NotAllowed while membership is frozen by certificates that expel or erase.
    """
    membership = epochs.membership
    suspensions = tuple(sorted(membership.force.by_id))
    if not membership.covers(membership.head, suspensions):
        raise NotAllowed("two certificates stand against one another; a new key must wait until recovery keys decide")
    return Announcement(
        kid=kid, replaced=tuple(sorted(epochs.unreplaced)), head=membership.head, suspensions=suspensions
    )


def _covers(membership: Membership, announced: Iterable[Announcement]) -> bool:
    return all(membership.covers(item.head, item.suspensions) for item in announced)


def _outlived(
    membership: Membership, gone: Collection[Kid], *shelves: Mapping[Kid, tuple[Announcement, ...]]
) -> frozenset[Kid]:
    erased = membership.roster.head.erased.keys()
    if not erased:
        return frozenset()
    stages = membership.roster.stages
    return frozenset(
        kid
        for shelf in shelves
        for kid, items in shelf.items()
        if kid in gone and not all(item.head in stages and stages[item.head].erased.keys() >= erased for item in items)
    )


def _reached(kid: Kid, announced: Mapping[Kid, tuple[Announcement, ...]]) -> frozenset[Kid]:
    """Return every key that a key replaces, also through others; itself only in a circle of announcements."""
    reached: set[Kid] = set()
    frontier = [kid]
    for newer in frontier:  # each key comes once: bounded by the announcements held
        for announcement in announced.get(newer, ()):
            fresh = set(announcement.replaced) - reached
            reached |= fresh
            frontier.extend(fresh)
    return frozenset(reached)


# --- retiring an epoch ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """What still stands against dropping an epoch key: nothing when all three are empty or false.

    `waiting_for`: devices that have shown no key that replaces it. `unhanded`: live records of own entries of that
    epoch whose record keys are not handed on. `is_unwitnessed`: no other member's witness covers those entries.
    """

    waiting_for: frozenset[Device]
    unhanded: frozenset[bytes]
    is_unwitnessed: bool

    @property
    def is_due(self) -> bool:
        """Tell whether the key may be dropped now."""
        return not (self.waiting_for or self.unhanded or self.is_unwitnessed)


def retirement(
    epochs: Epochs,
    kid: Kid,
    *,
    own: Device,
    held: Mapping[Device, Collection[Kid]],
    seen: Collection[Device],
    live: Collection[bytes],
    handed: Collection[bytes],
    is_witnessed: bool,
) -> Retirement:
    """Tell what stands against dropping the key of a replaced epoch.

    `held` are the kids in each device's newest prekey, `seen` the devices heard of in 60 days, `live` the live
    records with own entries of that epoch, `handed` those whose record key was handed on. Raises: NotAllowed for a
    key that nothing replaces.
    """
    newer = epochs.replacing(kid)
    if not newer:
        raise NotAllowed("an epoch that nothing replaces cannot be retired")
    asked = (device for device in seen if device != own and epochs.membership.is_active(device))
    return Retirement(
        waiting_for=frozenset(device for device in asked if newer.isdisjoint(held.get(device, ()))),
        unhanded=frozenset(live) - frozenset(handed),
        is_unwitnessed=not is_witnessed,
    )
