"""Which records a change of members, cuts or keys concerns: they are replayed, no other."""

from collections.abc import Collection

from node.crdt.entry import decode_entry
from node.crdt.ids import Device, Kid, Log, Record
from node.service.effects import LoadEntries, Step
from node.service.limits import ENTRIES_PER_READ
from node.service.space import SpaceState, stretches
from node.service.view import View


def records_judged_anew(space: SpaceState, view: View) -> Step[frozenset[Record]]:
    """Return the stored records that look otherwise under another view than under the one of now."""
    devices = view.judged_anew(space.view)
    return view.changed_since(space.view) | (yield from records_of(space, devices))


def records_of(space: SpaceState, devices: Collection[Device]) -> Step[frozenset[Record]]:
    """Return the records that devices have written in."""
    found: set[Record] = set()
    for line, author, first, last in stretches(space, with_aside=True):
        if author in devices:
            found |= yield from _records_in(line, first, last, None)
    return frozenset(found)


def records_under(space: SpaceState, kids: Collection[Kid]) -> Step[frozenset[Record]]:
    """Return the records with payloads sealed under epochs whose keys are lacking."""
    found: set[Record] = set()
    for kid in kids:
        for log, first in space.lacking.get(kid, {}).items():
            tip = space.tips.get(log)
            if tip is not None:
                found |= yield from _records_in(log, first, tip.seq, kid)
            for line in space.view.forks[log].lines() if log in space.view.forks else ():
                if line.key != log:
                    found |= yield from _records_in(line.key, line.first, line.last, kid)
    return frozenset(found)


def _records_in(log: Log, first: int, last: int, kid: Kid | None) -> Step[set[Record]]:
    """Return the records in entries `first` to `last` of a log, of one epoch where given."""
    found: set[Record] = set()
    for start in range(first, last + 1, ENTRIES_PER_READ):
        for item in (yield LoadEntries(log=log, first=start, count=ENTRIES_PER_READ)):
            if kid is None or decode_entry(item.packed).header.kid == kid:
                found.update(payload.record for payload in item.payloads if payload.record)
    return found
