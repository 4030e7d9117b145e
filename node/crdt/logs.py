"""How an entry fits its log: what a node checks of the chain, and nothing else.

┌─────────────┐  seq = tip + 1, prev = tip   ┌─────────┐
│ verified    │ ───────────────────────────▶ │ EXTENDS │   stored, never evicted
│ entry       │  the same id is held         ├─────────┤
│             │ ───────────────────────────▶ │ HELD    │   nothing to do
│             │  its parent is not held      ├─────────┤
│             │ ───────────────────────────▶ │ GAP     │   pending, outside the frontier
│             │  another entry at its place  ├─────────┤
│             │ ───────────────────────────▶ │ FORK    │   a proof of two signed headers
└─────────────┘                              └─────────┘
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from node.crdt.entry import Entry, Opening
from node.crdt.errors import BrokenChain
from node.crdt.ids import Device, EntryId, Head, Log, Space


@dataclass(frozen=True, slots=True, kw_only=True)
class LogTip:
    """A log as far as it is held: its author and its newest entry."""

    space: Space
    log: Log
    device: Device
    seq: int
    id: EntryId
    roster: Head

    def after(self, entry: Entry) -> "LogTip":
        """Return the tip once `entry` has extended the log."""
        header = entry.header
        return LogTip(
            space=self.space, log=self.log, device=self.device, seq=header.seq, id=entry.id, roster=header.roster
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """An entry that names another certificate than the one before it in its log did."""

    device: Device
    log: Log
    seq: int
    entry: EntryId
    before: Head
    after: Head


class Fit(Enum):
    """How an entry fits its log as far as that is held."""

    EXTENDS = "extends"
    HELD = "held"
    GAP = "gap"
    FORK = "fork"


def fit(entry: Entry, tip: LogTip | None, id_at: Callable[[Log, int], EntryId | None]) -> Fit:
    """Tell how a verified entry fits its log.

    `tip` is the log as held (None: unknown), `id_at` the id held at a sequence number of it. Raises: BrokenChain for an
    entry of the log's own space or device that names another.
    """
    header = entry.header
    if tip is None:
        return Fit.EXTENDS if isinstance(header.prev, Opening) else Fit.GAP
    if header.space != tip.space:
        raise BrokenChain("an entry of another space in this log")
    if header.seq > tip.seq:
        return Fit.EXTENDS if header.seq == tip.seq + 1 and header.prev == tip.id else Fit.GAP
    return Fit.HELD if id_at(header.log, header.seq) == entry.id else Fit.FORK


def first_tip(entry: Entry) -> LogTip:
    """Return the tip of a log that consists of its opening entry. Raises: BrokenChain where it is not one."""
    header = entry.header
    if not isinstance(header.prev, Opening):
        raise BrokenChain("an entry that opens no log")
    return LogTip(
        space=header.space,
        log=header.log,
        device=header.prev.device,
        seq=0,
        id=entry.id,
        roster=header.roster,
    )
