"""What is sealed under each epoch: read from the logs once, then kept up with them in memory.

Needed where an epoch is retired or its record keys are handed on alone; otherwise never read.
"""

from node.crdt.entry import Payload, decode_entry
from node.crdt.ids import Kid, Record
from node.service.effects import LoadEntries, Step
from node.service.limits import ENTRIES_PER_READ
from node.service.space import SpaceState, Usage, Use, stretches
from node.sync.runs import may_be_deferred


def use_of(space: SpaceState, kid: Kid) -> Step[Use]:
    """Return what an epoch seals in the logs held now; records that were erased since are still among it."""
    usage = space.usage = space.usage or Usage()
    for log, _, begin, last in list(stretches(space)):  # a writing step may add one meanwhile
        for first in range(usage.read.get(log, begin - 1) + 1, last + 1, ENTRIES_PER_READ):
            count = min(ENTRIES_PER_READ, last + 1 - first)
            for item in (yield LoadEntries(log=log, first=first, count=count)):
                header = decode_entry(item.packed).header
                use = usage.uses.setdefault(header.kid, Use())
                if log in space.tips:
                    use.ends[log] = item.seq
                held = (p for p in item.payloads if isinstance(p, Payload) or may_be_deferred(p, header))
                use.records |= {part.record for part in held if part.record}
                use.has_control |= not all(part.record for part in item.payloads)
            usage.read[log] = first + count - 1
    return usage.uses.get(kid, Use())


def live_records(space: SpaceState, kid: Kid) -> Step[frozenset[Record]]:
    """Return the records with payloads under an epoch that no certificate erases."""
    use = yield from use_of(space, kid)
    return frozenset(use.records - space.view.roster.head.erased.keys())
