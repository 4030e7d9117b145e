"""What this node wrote out of itself, noted to the day: backups, bundles, tables. They outlive an erasure.

Also the day on which each erasure was first seen here. By both a page says what may still open an erased record:
rather too much than too little, since what was written on the day of the erasure counts as written before. Where a file
lies is not noted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.ids import Record, Space
from node.crdt.limits import INT_MAX
from node.service.dates import today_of
from node.service.effects import Commit, Step
from node.service.limits import COPIES_KEPT, WAITING_BYTES_MAX


class Written(IntEnum):
    """What was written."""

    BACKUP = 1
    BUNDLE = 2
    TABLE = 3


@dataclass(slots=True)
class Copies:
    """What was written of a space and when, the oldest first, and when each erasure was seen; days in seconds since
    1970 UTC.
    """

    written: list[tuple[int, Written]] = field(default_factory=list)
    erased: dict[Record, int] = field(default_factory=dict)

    def still_open(self, record: Record, now: int) -> list[tuple[int, Written]]:
        """Return what was written no later than the record was erased; where that was not seen yet, until now."""
        last = self.erased.get(record, today_of(now))
        return [item for item in self.written if item[0] <= last]


def note_written(spaces: Iterable[tuple[Space, Copies]], what: Written, now: int) -> Step[None]:
    """Note that these spaces were written out today."""
    settings: list[tuple[str, bytes]] = []
    for space, copies in spaces:
        if (today_of(now), what) not in copies.written:
            copies.written = [*copies.written, (today_of(now), what)][-COPIES_KEPT:]
            settings.append((copies_setting(space), pack_copies(copies)))
    if settings:
        yield Commit(settings=tuple(settings), is_own=False)


def note_erased(space: Space, copies: Copies, erased: Iterable[Record], now: int) -> Step[None]:
    """Note the erasures that were not seen before as seen today."""
    fresh = [record for record in erased if record not in copies.erased]
    if fresh:
        copies.erased |= dict.fromkeys(fresh, today_of(now))
        yield Commit(settings=((copies_setting(space), pack_copies(copies)),), is_own=False)


def copies_setting(space: Space) -> str:
    """Return the setting that holds what was written out of a space."""
    return f"copies/{space.hex()}"


def pack_copies(copies: Copies) -> bytes:
    """Pack what was written out as the store holds it."""
    return pack(
        [
            [[day, int(what)] for day, what in copies.written],
            [[record, day] for record, day in sorted(copies.erased.items())],
        ]
    )


def read_copies(data: bytes | None) -> Copies:
    """Read what `pack_copies` wrote. Raises: Malformed for a damaged setting."""
    if data is None:
        return Copies()
    written, erased = (shape.array(part) for part in shape.array(unpack(data, bytes_max=WAITING_BYTES_MAX), 2))
    return Copies(
        written=[(_day(day), _kind(what)) for day, what in (shape.array(item, 2) for item in written)],
        erased={Record(shape.short_id(id)): _day(day) for id, day in (shape.array(item, 2) for item in erased)},
    )


def _day(value: object) -> int:
    return shape.integer(value, 0, INT_MAX)


def _kind(value: object) -> Written:
    return Written(shape.integer(value, Written.BACKUP, Written.TABLE))
