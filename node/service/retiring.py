"""Retiring an epoch that an erasure outlived: its key is dropped, the keys of its live records stay.

X1  Nothing is dropped before another member's witness covers the own entries of that epoch (a witness names only what
    its author could open), and every active device heard of in SEEN_DAYS shows a key that replaces it.
X2  The record keys of all live records, and the control key, are on disk in the commit that drops the epoch key; with
    it go the key packets that hold it.
X3  Afterwards nothing here opens what an erased record held, not even a copy of its payloads that somebody kept.
X4  Who has something of others under such an epoch to witness does so, unasked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from keys.epoch import record_key
from node.crdt.bodies import Witness
from node.crdt.epochs import Retirement, retirement
from node.crdt.ids import NO_RECORD, Device, Kid, Log
from node.service.dates import DAY_S
from node.service.effects import Commit, EntryAt, ObjectType, Step
from node.service.keyring import control_secret, epoch_secret, record_key_secrets
from node.service.limits import SEEN_DAYS
from node.service.space import SpaceState, write
from node.service.unsealing import publish_prekey
from node.service.usage import live_records, use_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """How far an erasure is: nothing more to do when `is_done`.

    `needs_epoch`: no steward has announced an epoch since. Of the epochs whose keys are still held here `waiting_for`
    are the devices that have shown no newer key, and `is_unwitnessed` tells that no other member has shown to have the
    own entries. `held_by`: other devices that show such a key to be held by them.
    """

    needs_epoch: bool = False
    epochs: int = 0
    waiting_for: frozenset[Device] = frozenset()
    is_unwitnessed: bool = False
    held_by: frozenset[Device] = frozenset()

    @property
    def is_done(self) -> bool:
        """Tell whether no key that opens an erased record is held any more, as far as is known here."""
        return not (self.needs_epoch or self.epochs or self.held_by)


def erasing(space: SpaceState, now: int) -> Step[Erasing]:
    """Tell how far the erasures of a space are."""
    membership = space.view.membership
    if not space.view.roster.head.erased:
        return Erasing()
    found = yield from retirements(space, now)
    outlived = space.view.epochs.outlived
    others = ((device, item) for device, item in space.holdings.prekeys.items() if device != space.device)
    return Erasing(
        needs_epoch=space.view.writing_kid() is None,
        epochs=len(found),
        waiting_for=frozenset().union(*(item.waiting_for for item in found.values())),
        is_unwitnessed=any(item.is_unwitnessed for item in found.values()),
        held_by=frozenset(
            device for device, prekey in others if membership.is_active(device) and not outlived.isdisjoint(prekey.held)
        ),
    )


def retirements(space: SpaceState, now: int) -> Step[Mapping[Kid, Retirement]]:
    """Return, for each outlived epoch whose key is held here, what stands against dropping it (X1)."""
    found: dict[Kid, Retirement] = {}
    for kid in sorted(space.view.epochs.outlived & space.keys.epochs.keys()):
        found[kid] = retirement(
            space.view.epochs,
            kid,
            own=space.device,
            held={device: prekey.held for device, prekey in space.holdings.prekeys.items()},
            seen=space.dates.seen_since(now - SEEN_DAYS * DAY_S),
            live=(),
            handed=(),
            is_witnessed=(yield from _is_witnessed(space, kid)),
        )
    return found


def retire_epochs(space: SpaceState, now: int) -> Step[int]:
    """Drop the keys of the epochs that may be retired now; return how many."""
    due = [kid for kid, item in (yield from retirements(space, now)).items() if item.is_due]
    for kid in due:
        yield from _retire(space, kid)
    if due:
        yield from publish_prekey(space)
    return len(due)


def _retire(space: SpaceState, kid: Kid) -> Step[None]:
    """Drop one epoch key (X2)."""
    ring, epoch, control = space.keys.copy(), space.keys.epochs[kid], space.keys.control(kid)
    assert control is not None, "it follows from the epoch key"
    live = yield from live_records(space, kid)
    for record in live:
        ring.add_record(kid, record, record_key(epoch, record))
    ring.drop_epoch(kid)
    packets = [item for (_, of_epoch), item in space.holdings.packets.items() if of_epoch == kid]
    yield Commit(
        secrets=(
            (control_secret(space.space, kid), control.reveal()),
            *record_key_secrets(space.space, ring, ((kid, record) for record in live)),
            (epoch_secret(space.space, kid), None),
        ),
        dropped=tuple((space.space, ObjectType.PACKET, item.id) for item in packets),
    )
    space.keys = ring
    for item in packets:
        del space.holdings.packets[item.device, item.kid]


# --- witnesses --------------------------------------------------------------------------------------------------------
def _is_witnessed(space: SpaceState, kid: Kid) -> Step[bool]:
    use = yield from use_of(space, kid)
    others = {device for device in space.view.membership.members if space.view.membership.is_active(device)}
    if others <= {space.device}:
        return True  # nobody else is there to lose anything to
    for log, last in use.ends.items():
        if space.tips[log].device == space.device and not (yield from _is_shown(space, others, log, last)):
            return False
    return True


def _is_shown(space: SpaceState, others: set[Device], log: Log, last: int) -> Step[bool]:
    """Tell whether a witness of another member names an entry of a log, this one or a later one, as it is held here."""
    for placed in space.view.placed:
        if isinstance(placed.body, Witness) and placed.device in others - {space.device}:
            for named, seq, id in placed.body.frontier:
                if named == log and seq >= last and (yield EntryAt(log, seq)) == id:
                    return True
    return False


def witness_outlived(space: SpaceState) -> Step[bool]:
    """Write a witness where entries of others under outlived epochs have none of this device's yet (X4)."""
    diary = space.open_diary()
    readable = space.readable_tips()
    grown = False
    for kid in space.view.epochs.outlived:
        use = yield from use_of(space, kid)
        grown |= any(
            log in readable and space.tips[log].device != space.device and last > diary.seen.get(log, -1)
            for log, last in use.ends.items()
        )
    witness = diary.witness(space.device, readable) if grown else None
    if witness is None or space.view.writing_kid() not in space.keys.epochs:
        return False
    yield from write(space, [(NO_RECORD, witness)])
    return True
