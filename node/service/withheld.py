"""Ends of logs that others witnessed and that are not here: known to be missing, whoever keeps them back.

A witness that does not count tells nothing. A forked log is left out: of its branches a node keeps four, so that a
longer one need not come. What a witness names is a member's word until the entries are here.
"""

from dataclasses import dataclass

from node.crdt.bodies import Witness
from node.crdt.ids import Device, Log
from node.service.cutting import is_witness_counted
from node.service.space import SpaceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """The missing end of a log: how many entries at least, which devices say so, the day its author was heard of.

    `device` is None where nothing of the log is here; `heard` is in seconds since 1970 UTC, None where unknown.
    """

    log: Log
    device: Device | None
    entries: int
    told_by: tuple[Device, ...]
    heard: int | None


def withheld(space: SpaceState) -> tuple[Withheld, ...]:
    """Return what counting witnesses name of each log beyond what is held, sorted by log."""
    named: dict[Log, int] = {}
    told: dict[Log, set[Device]] = {}
    for item in space.view.placed:
        if not isinstance(item.body, Witness):
            continue
        beyond = [(log, seq) for log, seq, _ in item.body.frontier if seq > _last(space, log)]
        if beyond and is_witness_counted(space, item):
            for log, seq in beyond:
                named[log] = max(seq, named.get(log, -1))
                told.setdefault(log, set()).add(item.device)
    return tuple(
        _missing(space, log, seq, told[log]) for log, seq in sorted(named.items()) if log not in space.view.forks
    )


def _missing(space: SpaceState, log: Log, seq: int, told: set[Device]) -> Withheld:
    tip = space.tips.get(log)
    return Withheld(
        log=log,
        device=tip.device if tip else None,
        entries=seq - _last(space, log),
        told_by=tuple(sorted(told)),
        heard=space.dates.seen.get(tip.device) if tip else None,
    )


def _last(space: SpaceState, log: Log) -> int:
    tip = space.tips.get(log)
    return tip.seq if tip else -1
