"""What a device could read, counted from what this node holds: for the hours after it was taken.

It errs to the side of more: an epoch counts as readable unless every announcement of it leaves the device out, whether
or not its key ever came there.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from node.crdt.entry import decode_entry
from node.crdt.graph import Verdict
from node.crdt.ids import Device, Kid, Record
from node.crdt.inforce import is_settled
from node.crdt.members import Member
from node.crdt.projection import Origin
from node.service.effects import FindRows, FoundRows, LoadEntries, Step, StoredEntry
from node.service.limits import ENTRIES_PER_READ, RECORDS_PER_COMMIT
from node.service.space import SpaceState, stretches


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What one device could read in one space.

    `kinds` counts the `records` by kind, `read` names them. `held_back`: entries of the device past its cut, which do
    not count.
    `sealed_late`: entries of others that name a roster which expels the device but are sealed under a key it may have.
    """

    member: Member
    epochs: tuple[Kid, ...]
    records: int
    read: frozenset[Record]
    kinds: Mapping[str, int]
    own_entries: int
    held_back: int
    sealed_late: int


def expose(space: SpaceState, device: Device) -> Step[Exposure | None]:
    """Return what a device could read in a space, None where it is no member. Reads every entry of the space."""
    member = space.view.membership.members.get(device)
    if member is None:
        return None
    readable = readable_epochs(space, device)
    seen: set[Record] = set()
    own = held_back = late = 0
    for line, author, begin, last in list(stretches(space)):
        for first in range(begin, last + 1, ENTRIES_PER_READ):
            for item in (yield LoadEntries(log=line, first=first, count=ENTRIES_PER_READ)):
                is_readable = decode_entry(item.packed).header.kid in readable
                if is_readable:
                    seen.update(payload.record for payload in item.payloads if payload.record)
                if author == device:
                    own += 1
                    held_back += _is_held_back(space, item)
                else:
                    late += is_readable and _is_after_expulsion(space, device, item)
    seen -= space.view.roster.head.erased.keys()
    kinds = yield from _kinds_of(space, sorted(seen))
    return Exposure(
        member=member,
        epochs=tuple(sorted(readable)),
        records=len(seen),
        read=frozenset(seen),
        kinds=dict(sorted(kinds.items())),
        own_entries=own,
        held_back=held_back,
        sealed_late=late,
    )


def readable_epochs(space: SpaceState, device: Device) -> frozenset[Kid]:
    """Return the epochs whose keys a device may have been given."""
    prekey = space.holdings.prekeys.get(device)
    epochs = space.view.epochs
    open_to = {kid for kid in (*epochs.announced, *epochs.without_effect) if not _leaves_out(space, kid, device)}
    return frozenset(open_to.union(prekey.held if prekey else ()))


def _leaves_out(space: SpaceState, kid: Kid, device: Device) -> bool:
    """Tell whether every announcement of an epoch was made to leave a device out."""
    epochs, roster, force = space.view.epochs, space.view.roster, space.view.membership.force
    announced = (*epochs.announced.get(kid, ()), *epochs.without_effect.get(kid, ()))
    for item in announced:
        stage = roster.stages.get(item.head)
        named = (force.held.get(listed) for listed in item.suspensions)
        is_suspended = any(s is not None and s.device == device and not _is_over(space, s.id, device) for s in named)
        if not is_suspended and (stage is None or device not in stage.expelled):
            return False
    return True


def _is_over(space: SpaceState, suspension: bytes, device: Device) -> bool:
    """Tell whether a suspension was settled without expelling the device: it was given the key since."""
    return device not in space.view.roster.head.expelled and is_settled(space.view.roster, suspension, device)


def _is_held_back(space: SpaceState, item: StoredEntry) -> bool:
    roster = decode_entry(item.packed).header.roster
    origin = Origin(entry=item.id, log=item.log, seq=item.seq, device=item.device, roster=roster)
    return space.view.verdict(origin) is not Verdict.ACCEPTED


def _is_after_expulsion(space: SpaceState, device: Device, item: StoredEntry) -> bool:
    stage = space.view.roster.stages.get(decode_entry(item.packed).header.roster)
    return stage is not None and device in stage.expelled


def _kinds_of(space: SpaceState, records: list[Record]) -> Step[Counter[str]]:
    kinds: Counter[str] = Counter()
    for part in _parts(records):
        found = yield FindRows(space=space.space, records=part, limit=len(part), with_hidden=True)
        assert isinstance(found, FoundRows)
        kinds.update(row.kind for row in found.rows)
    return kinds


def _parts(records: list[Record]) -> Iterator[tuple[Record, ...]]:
    for first in range(0, len(records), RECORDS_PER_COMMIT):
        yield tuple(records[first : first + RECORDS_PER_COMMIT])
