"""What a device wrote, entry by entry: what stewards look at before they say how far it is to count.

Of each log, or stretch of a forked one, the newest entries. The times are what the author's computer claimed; what no
held key opens has none. Refuses nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from node.crdt.bodies import Attestation, Body, Dispute, RecordChange
from node.crdt.cuts import Place
from node.crdt.graph import Verdict
from node.crdt.ids import Device, EntryId, Log, Record
from node.service.contents import header_of, open_body, origin_of
from node.service.effects import LoadEntries, Step, StoredEntry
from node.service.limits import ENTRIES_PER_READ
from node.service.space import SpaceState, stretches


@dataclass(frozen=True, slots=True, kw_only=True)
class Authored:
    """An entry: whether it counts, the records it says something of, what it holds, when it claims to be written.

    `is_aside`: on a branch of a forked log that is not replayed. `kinds`: the bodies inside, each kind once; empty
    where nothing opens. `time`: seconds since 1970 UTC.
    """

    place: Place
    verdict: Verdict
    is_aside: bool
    records: tuple[Record, ...]
    kinds: tuple[type[Body], ...] = ()
    time: int | None = None

    @property
    def counts(self) -> bool:
        """Tell whether what it says is taken into account."""
        return self.verdict is Verdict.ACCEPTED and not self.is_aside


def authored(space: SpaceState, device: Device, *, newest: int) -> Step[tuple[Authored, ...]]:
    """Return the newest entries of each log of a device, opened, by log and number."""
    found: list[Authored] = []
    for line, author, begin, last in list(stretches(space, with_aside=True)):
        for first, count in _parts(max(begin, last + 1 - newest), last) if author == device else ():
            stored = yield LoadEntries(log=line, first=first, count=count)
            found += (_opened(space, item) for item in stored)
    return _in_order(found)


def left_out(space: SpaceState, device: Device) -> Step[tuple[Authored, ...]]:
    """Return the entries of a device that do not count, by log and number: what a certificate can take in again."""
    found: list[Authored] = []
    for line, author, begin, last in list(stretches(space, with_aside=True)):
        for first, count in _parts(begin, last) if author == device else ():
            stored = yield LoadEntries(log=line, first=first, count=count)
            found += (entry for entry in (_judged(space, item) for item in stored) if not entry.counts)
    return _in_order(found)


def _parts(first: int, last: int) -> Iterator[tuple[int, int]]:
    for at in range(first, last + 1, ENTRIES_PER_READ):
        yield at, min(ENTRIES_PER_READ, last + 1 - at)


def _in_order(found: list[Authored]) -> tuple[Authored, ...]:
    return tuple(sorted(found, key=lambda item: (item.place.log, item.place.seq, item.place.id)))


def _judged(space: SpaceState, item: StoredEntry) -> Authored:
    return Authored(
        place=Place(item.log, item.seq, item.id),
        verdict=space.view.verdict(origin_of(header_of(item.packed), item.id, item.device)),
        is_aside=_is_aside(space, item.log, item.id),
        records=tuple(dict.fromkeys(payload.record for payload in item.payloads if payload.record)),
    )


def _opened(space: SpaceState, item: StoredEntry) -> Authored:
    judged, header = _judged(space, item), header_of(item.packed)
    bodies = [open_body(payload, header, index, space.keys) for index, payload in enumerate(item.payloads)]
    times = [body.time for body in bodies if isinstance(body, RecordChange | Attestation | Dispute)]
    return Authored(
        place=judged.place,
        verdict=judged.verdict,
        is_aside=judged.is_aside,
        records=judged.records,
        kinds=tuple(dict.fromkeys(type(body) for body in bodies if isinstance(body, Body))),
        time=max(times, default=None),
    )


def _is_aside(space: SpaceState, log: Log, id: EntryId) -> bool:
    tree = space.view.forks.get(log)
    return tree is not None and id in tree.twigs and not tree.holds(id)
