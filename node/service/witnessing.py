"""What this device has witnessed: which entries of others existed before which of its own.

A witness goes into the own log when WITNESS_FROM entries stand there without one, and names the logs of others that
have grown since the last. With nothing new to tell there is none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from node.crdt.bodies import FRONTIER_MAX, Witness
from node.crdt.grants import Placed
from node.crdt.ids import Device, Log
from node.crdt.logs import LogTip
from node.service.limits import WITNESS_FROM


@dataclass(slots=True)
class Diary:
    """The witnesses of one device: the number of the last one in the log it writes, and how far each log was seen."""

    log: Log | None = None
    last: int = -1
    seen: dict[Log, int] = field(default_factory=dict)

    def add(self, log: Log, seq: int, witness: Witness) -> None:
        """Note a witness that is stored."""
        if log == self.log:
            self.last = max(seq, self.last)
        for other, other_seq, _ in witness.frontier:
            self.seen[other] = max(other_seq, self.seen.get(other, -1))

    def due(self, own: LogTip, tips: Mapping[Log, LogTip]) -> Witness | None:
        """Return the witness to write now, None while none is due."""
        return self.witness(own.device, tips) if own.seq - self.last >= WITNESS_FROM else None

    def witness(self, device: Device, tips: Mapping[Log, LogTip]) -> Witness | None:
        """Return a witness of all that has grown since the last, None where nothing has."""
        grown = [tip for tip in tips.values() if tip.device != device and tip.seq > self.seen.get(tip.log, -1)]
        named = sorted((tip.log, tip.seq, tip.id) for tip in grown)[:FRONTIER_MAX]
        return Witness(tuple(named)) if named else None


def open_diary(device: Device, own: Log | None, placed: Iterable[Placed]) -> Diary:
    """Return the diary of a device from the control payloads of a space."""
    diary = Diary(log=own)
    for item in placed:
        if item.device == device and isinstance(item.body, Witness):
            diary.add(item.log, item.seq, item.body)
    return diary
