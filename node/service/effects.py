"""What the service asks of the world: values that the runtime or the simulator carries out.

A step of the service is a generator. It yields effects and is sent their results, so it holds no disk, clock or
network:

    step = service.add_record(…)          # nothing has happened yet
    effect = next(step)                   # LoadRecords(…)
    effect = step.send(store.perform(effect))
    …                                     # StopIteration carries the answer

State in memory changes only after the Commit that stores it has come back; a failed effect is thrown into the step and
leaves both as they were.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from node.crdt.entry import Payload, Pruned
from node.crdt.ids import Device, EntryId, Log, Record, Space
from node.crdt.logs import LogTip
from node.service.following import FindDue, ListDue, ListMarks, LoadUnmarked, RowMarks

T = TypeVar("T")


# --- what the store holds ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry that fits its log: the signed header's bytes and its payloads, in order."""

    space: Space
    log: Log
    seq: int
    id: EntryId
    device: Device
    packed: bytes
    payloads: tuple[Payload | Pruned, ...]
    line: Log | None = None  # the stretch of a forked log it stands on; None: the one that bears the log's id


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBranch:
    """A stretch of a forked log beside the one that bears the log's id.

    `line` is what it is loaded by (`crdt/forks.py`), `first` the number of its first entry and `parent` what that
    follows (None at number 0). An `is_aside` stretch is kept, but nothing of it is among the payloads and entries held.
    """

    line: Log
    first: int
    parent: EntryId | None
    tip: LogTip
    is_aside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPayload:
    """One payload as it is loaded for a record, with the header that binds it."""

    entry: EntryId
    device: Device
    packed: bytes  # the signed header
    index: int
    payload: Payload | Pruned


class ObjectType(Enum):
    """Membership objects, which stand outside the logs. The values are stored."""

    CERTIFICATE = 1
    VOTE = 2
    SUSPENSION = 3
    PASS = 4
    PREKEY = 5
    FORK_PROOF = 6
    PACKET = 7
    ROUTING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """A membership object by its id."""

    space: Space
    type: ObjectType
    id: bytes
    packed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """The cache of one record's projection: what lists, search and statistics read. `rebuild` makes it anew."""

    space: Space
    record: Record
    kind: str  # empty while no kind is known
    view: bytes  # packed [[path, value, marks]…], see service/rows.py
    hash: bytes  # 32 bytes: the projection's
    title: str  # what lists show and sort by, folded for sorting by `sort`
    sort: str
    tokens: str  # folded search keys, separated by spaces
    refs: tuple[tuple[str, Record], ...]  # (path, record referred to)
    is_hidden: bool
    marks: tuple[str, ...] = ()  # words by which lists filter, from the record alone
    follows: tuple[str, ...] = ()  # likewise, from the records around it: see `RowMarks`; on reading only
    due: tuple[tuple[str, str], ...] = ()  # likewise: (list, what it sorts by there)
    touches: tuple[Record, ...] = ()  # for which something else may follow once this row changes; on writing only


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Everything a node keeps in memory, as stored."""

    tips: tuple[LogTip, ...]  # of the stretches that bear their logs' ids
    branches: tuple[StoredBranch, ...] = ()
    objects: tuple[StoredObject, ...]
    secrets: Mapping[str, bytes]
    settings: Mapping[str, bytes]
    is_copy: bool  # the home was copied or restored; stays true, over restarts too, until a Commit `settles_copy`


def every_stretch(loaded: Loaded) -> list[tuple[Log, int, LogTip]]:
    """Return each stretch of each log that is not aside: what it is loaded by, its first number, its tip.

    Each comes after the one it grows from.
    """
    sides = sorted(
        (item.tip.space, item.tip.log, item.first, item.line, item) for item in loaded.branches if not item.is_aside
    )
    alone = sorted(loaded.tips, key=lambda tip: (tip.space, tip.log))
    return [*((tip.log, 0, tip) for tip in alone), *((item.line, item.first, item.tip) for *_, item in sides)]


# --- writing ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The entries of a stretch from number `first` on leave it: for one of their own, put aside, or for good (None)."""

    line: Log
    first: int
    to: Log | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Store all of this in one transaction, or nothing of it. Result: None.

    `prune` destroys every payload of the records named, in logs and waiting, and drops their rows: what is left of each
    payload is `Pruned`. It comes after the entries of the same commit.
    `is_own` commits are on disk (fsync) before the result comes back. Entries extend their logs in the order given.
    After them come `cuts`, then the stretches `back` are aside no longer. `dropped` objects are forgotten.
    Setting or secret values of None remove the key. `dirty` records are remembered until a commit carries their row.
    """

    entries: tuple[StoredEntry, ...] = ()
    cuts: tuple[Cut, ...] = ()
    back: tuple[Log, ...] = ()
    objects: tuple[StoredObject, ...] = ()
    dropped: tuple[tuple[Space, ObjectType, bytes], ...] = ()  # objects no longer kept, by their ids
    rows: tuple[RecordRow, ...] = ()
    marks: tuple[RowMarks, ...] = ()  # a row keeps them until they are replaced
    dirty: tuple[tuple[Space, Record], ...] = ()
    secrets: tuple[tuple[str, bytes | None], ...] = ()
    settings: tuple[tuple[str, bytes | None], ...] = ()
    pending: tuple[StoredEntry, ...] = ()
    settled: tuple[EntryId, ...] = ()  # entries that leave the pending set
    prune: tuple[tuple[Space, Record], ...] = ()
    unseen: tuple[tuple[Space, Record], ...] = ()  # records of which nothing is held any more: their rows go
    settles_copy: bool = False  # own logs were left for new ones: `Loaded.is_copy` is false from now on
    is_own: bool = True


# --- reading ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LoadAll:
    """Load what a node keeps in memory. Result: Loaded."""


@dataclass(frozen=True, slots=True)
class LoadRecords:
    """Load every payload of the records. Result: dict of record to tuple of StoredPayload, by (log, seq, index)."""

    space: Space
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class LoadControl:
    """Load the control payloads of a space. Result: tuple of StoredPayload, by (log, seq, index)."""

    space: Space


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadEntries:
    """Load entries of one log, or stretch of it, from `first` on, at most `count`. Result: tuple of StoredEntry, by
    seq.
    """

    log: Log
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class LoadById:
    """Load an entry that stands in a log of a space. Result: StoredEntry, or None."""

    space: Space
    id: EntryId


@dataclass(frozen=True, slots=True)
class LoadBare:
    """List the payloads without their bytes that are alone in their entries and had at least `bytes_min`.
    Result: tuple of (record, entry id, what its stretch is loaded by), in any order.
    """

    space: Space
    bytes_min: int


@dataclass(frozen=True, slots=True)
class LoadPending:
    """Load the pending entries of a log. Result: tuple of StoredEntry, by seq."""

    log: Log


@dataclass(frozen=True, slots=True)
class HeldEntries:
    """Tell which of these entries are stored in a log. Result: frozenset of EntryId."""

    ids: tuple[EntryId, ...]


@dataclass(frozen=True, slots=True)
class EntryAt:
    """Look up an entry by its place. Result: EntryId, or None."""

    log: Log
    seq: int


@dataclass(frozen=True, slots=True)
class EntryIds:
    """List the ids of a log, or stretch of it, from `first` on. Result: tuple of EntryId, by seq."""

    log: Log
    first: int


@dataclass(frozen=True, slots=True)
class LoadDirty:
    """List records of a space whose rows are out of date, at most `count`. Result: tuple of (space, record)."""

    space: Space
    count: int


@dataclass(frozen=True, slots=True)
class RecordHashes:
    """List the records of a space with their projection hashes. Result: list of (record, hash), sorted by record."""

    space: Space


@dataclass(frozen=True, slots=True, kw_only=True)
class FindRows:
    """Find rows. Result: FoundRows. All conditions given must hold.

    Each of `tokens` must begin a token of the row; `refs_to` finds rows that refer to a record (by `path` where given),
    `refs_to_any` those that refer to one of several (at most 10,000).
    Order: by kind's sort text, then record. Hidden rows are left out unless `with_hidden`.
    """

    space: Space | None = None
    kind: str | None = None
    tokens: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()  # each is a mark of the row, by itself or by what follows for it
    refs_to: Record | None = None
    refs_to_any: tuple[Record, ...] | None = None
    path: str | None = None
    records: tuple[Record, ...] | None = None
    limit: int = 100
    offset: int = 0
    with_hidden: bool = False


@dataclass(frozen=True, slots=True)
class FoundRows:
    """The rows of one page and how many match in all."""

    rows: tuple[RecordRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DropRows:
    """Forget every row and search token of a space and mark all its records dirty: the first step of `rebuild`.
    Result: None.
    """

    space: Space


# --- files ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, repr=False)
class Emit:
    """Append bytes to the file that is being written. Result: None."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Take:
    """Read the next `count` bytes of the file that is being read. Result: bytes, fewer at its end."""

    count: int


Effect = (
    Commit
    | LoadAll
    | LoadRecords
    | LoadControl
    | LoadEntries
    | LoadById
    | LoadBare
    | LoadPending
    | HeldEntries
    | EntryAt
    | EntryIds
    | LoadDirty
    | RecordHashes
    | FindRows
    | FindDue
    | ListDue
    | ListMarks
    | LoadUnmarked
    | DropRows
    | Emit
    | Take
)

Step = Generator[Effect, Any, T]
