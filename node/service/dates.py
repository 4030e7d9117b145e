"""Dates this node noted by its own clock, kept for itself alone: nobody else's decision hangs on them.

When a device was last heard of, when an own prekey was made and when somebody first showed it, since when an epoch is
written under. Noted to the day, so that the file says no more than it must.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.ids import Device, Kid, Space
from node.crdt.limits import INT_MAX
from node.service.limits import WAITING_BYTES_MAX

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class PrekeyDates:
    """When an own prekey was made, and when another node first showed that it has it."""

    made: int
    shown: int | None = None


@dataclass(slots=True)
class Dates:
    """Seconds since 1970 UTC, cut to the day; `prekeys` from the oldest to the newest."""

    seen: dict[Device, int] = field(default_factory=dict)
    prekeys: dict[bytes, PrekeyDates] = field(default_factory=dict)
    epochs: dict[Kid, int] = field(default_factory=dict)

    def copy(self) -> "Dates":
        """Return the same dates, to be changed on their own."""
        return Dates(dict(self.seen), dict(self.prekeys), dict(self.epochs))

    def seen_since(self, earliest: int) -> frozenset[Device]:
        """Return the devices heard of since then."""
        return frozenset(device for device, day in self.seen.items() if day >= earliest)

    def note_seen(self, heard: Iterable[Device], members: Iterable[Device], today: int) -> None:
        """Note who was heard of; a member met for the first time counts as heard of."""
        self.seen |= dict.fromkeys(heard, today)
        self.seen = {device: self.seen.get(device, today) for device in members}

    def note_prekeys(self, held: Iterable[bytes], newest: bytes | None, shown: Iterable[bytes], today: int) -> None:
        """Note own prekeys: new ones as made today, those another node showed for the first time as shown today."""
        known = set(held)
        self.prekeys = {id: dates for id, dates in self.prekeys.items() if id in known}
        for id in sorted(known - self.prekeys.keys(), key=lambda id: (id == newest, id)):
            self.prekeys[id] = PrekeyDates(today)
        for id in self.prekeys.keys() & set(shown):
            if self.prekeys[id].shown is None:
                self.prekeys[id] = PrekeyDates(self.prekeys[id].made, today)

    def spent_prekeys(self, latest: int) -> list[bytes]:
        """Return the own prekeys of which a successor was shown by then."""
        spent: list[bytes] = []
        has_successor = False
        for id, dates in reversed(self.prekeys.items()):
            if has_successor:
                spent.append(id)
            has_successor |= dates.shown is not None and dates.shown <= latest
        return spent


def today_of(now: int) -> int:
    """Return the beginning of the day."""
    return now - now % DAY_S


def dates_setting(space: Space) -> str:
    """Return the setting that holds the dates of a space."""
    return f"dates/{space.hex()}"


def pack_dates(dates: Dates) -> bytes:
    """Pack dates as the store holds them."""
    return pack(
        [
            [[device, day] for device, day in sorted(dates.seen.items())],
            [[id, item.made, item.shown] for id, item in dates.prekeys.items()],
            [[kid, day] for kid, day in sorted(dates.epochs.items())],
        ]
    )


def read_dates(data: bytes | None) -> Dates:
    """Read what `pack_dates` wrote. Raises: Malformed for a damaged setting."""
    if data is None:
        return Dates()
    seen, prekeys, epochs = (shape.array(part) for part in shape.array(unpack(data, bytes_max=WAITING_BYTES_MAX), 3))
    return Dates(
        seen={Device(shape.long_id(item)): _day(day) for item, day in (shape.array(pair, 2) for pair in seen)},
        prekeys={
            shape.long_id(id): PrekeyDates(_day(made), shape.optional(shown, _day))
            for id, made, shown in (shape.array(item, 3) for item in prekeys)
        },
        epochs={Kid(shape.long_id(item)): _day(day) for item, day in (shape.array(pair, 2) for pair in epochs)},
    )


def _day(value: object) -> int:
    return shape.integer(value, 0, INT_MAX)
