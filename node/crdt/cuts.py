"""Places in logs, and cuts: how far each log of a device still counts.

A cut names the last entry that counts by its id, because after a fork two entries share a sequence number. A log that
a set of cuts leaves out counts for nothing. Refused: two cuts of one log.
"""

from collections.abc import Callable
from dataclasses import dataclass

from node.crdt import shape
from node.crdt.codec import packed_set
from node.crdt.errors import Malformed
from node.crdt.ids import Device, EntryId, Log
from node.crdt.limits import CUT_LOGS_MAX, SEQ_MAX


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its log, its sequence number, its id."""

    log: Log
    seq: int
    id: EntryId


Cuts = tuple[Place, ...]
DeviceCuts = tuple[Device, Cuts]

# prefix(log, cut seq, cut id, seq, id): the second entry is the first or one of its ancestors in that log.
Prefix = Callable[[Log, int, EntryId, int, EntryId], bool]


def cuts_array(cuts: Cuts) -> list[object]:
    """Return cuts as they stand in an object: a set of [log, seq, entry id]."""
    return packed_set([place.log, place.seq, place.id] for place in cuts)


def read_cuts(value: object) -> Cuts:
    """Read a set of at most CUT_LOGS_MAX cuts, one for each log. Raises: Malformed, OverLimit."""
    cuts = shape.sorted_set(value, _place, CUT_LOGS_MAX)
    if len({place.log for place in cuts}) != len(cuts):
        raise Malformed("two cuts of one log")
    return cuts


def device_cuts_array(items: tuple[DeviceCuts, ...]) -> list[object]:
    """Return cuts of several devices as they stand in an object: a set of [device, cuts]."""
    return packed_set([device, cuts_array(cuts)] for device, cuts in items)


def read_device_cuts(value: object, count_max: int) -> tuple[DeviceCuts, ...]:
    """Read a set of [device, cuts], each device once. Raises: Malformed, OverLimit."""
    items = shape.sorted_set(value, _device_cuts, count_max)
    if len({device for device, _ in items}) != len(items):
        raise Malformed("a device listed twice")
    return items


def is_within(place: Place, cuts: Cuts, prefix: Prefix) -> bool:
    """Tell whether an entry stands on the exact prefix that the cut of its log names."""
    return any(cut.log == place.log and prefix(cut.log, cut.seq, cut.id, place.seq, place.id) for cut in cuts)


def _place(value: object) -> Place:
    log, seq, entry = shape.array(value, 3)
    return Place(Log(shape.short_id(log)), shape.integer(seq, 0, SEQ_MAX), EntryId(shape.long_id(entry)))


def _device_cuts(value: object) -> DeviceCuts:
    device, cuts = shape.array(value, 2)
    return Device(shape.long_id(device)), read_cuts(cuts)
