"""What a space waits for, as the store keeps it over restarts: keys it lacks, entries with a gap before them, entries
that changes of a record depend on."""

from collections.abc import Collection, Iterable, Mapping

from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.ids import Device, EntryId, Head, Kid, Log, Record, Space
from node.crdt.limits import PENDING_ENTRIES_MAX, SEQ_MAX
from node.crdt.logs import Turn
from node.service.contents import OpenRecord
from node.service.limits import (
    AWAITED_MAX,
    LACKING_KIDS_MAX,
    LACKING_LOGS_MAX,
    PENDING_SIZE_MAX,
    TURNS_MAX,
    WAITING_BYTES_MAX,
)
from node.service.space import PendingEntry
from node.service.view import View

Lacking = Mapping[Kid, Mapping[Log, int]]
Awaited = dict[EntryId, frozenset[Record]]


def lacking_setting(space: Space) -> str:
    """Return the setting that holds which keys a space lacks."""
    return f"lacking/{space.hex()}"


def pending_setting(space: Space) -> str:
    """Return the setting that lists the pending entries of a space."""
    return f"pending/{space.hex()}"


def pack_lacking(lacking: Lacking) -> bytes | None:
    """Pack [[kid, [[log, first entry]…]]…]; None where nothing is lacking."""
    if not lacking:
        return None
    return pack([[kid, [[log, seq] for log, seq in sorted(logs.items())]] for kid, logs in sorted(lacking.items())])


def read_lacking(data: bytes | None) -> dict[Kid, dict[Log, int]]:
    """Read what `pack_lacking` wrote. Raises: Malformed for a damaged setting."""
    if data is None:
        return {}
    found: dict[Kid, dict[Log, int]] = {}
    for item in unpack(data, bytes_max=WAITING_BYTES_MAX)[:LACKING_KIDS_MAX]:
        kid, logs = shape.array(item, 2)
        pairs = (shape.array(pair, 2) for pair in shape.array(logs)[:LACKING_LOGS_MAX])
        found[Kid(shape.long_id(kid))] = {
            Log(shape.short_id(log)): shape.integer(seq, 0, SEQ_MAX) for log, seq in pairs
        }
    return found


def pack_pending(pending: Mapping[EntryId, PendingEntry]) -> bytes | None:
    """Pack [[entry id, log, size]…], oldest first; None where nothing is pending."""
    return pack([[id, item.log, item.size] for id, item in pending.items()]) if pending else None


def read_pending(data: bytes | None) -> dict[EntryId, PendingEntry]:
    """Read what `pack_pending` wrote. Raises: Malformed for a damaged setting."""
    if data is None:
        return {}
    items = (shape.array(item, 3) for item in unpack(data, bytes_max=WAITING_BYTES_MAX)[:PENDING_ENTRIES_MAX])
    return {
        EntryId(shape.long_id(id)): PendingEntry(Log(shape.short_id(log)), shape.integer(size, 0, PENDING_SIZE_MAX))
        for id, log, size in items
    }


# --- entries that may step back in the roster -------------------------------------------------------------------------
def turns_setting(space: Space) -> str:
    """Return the setting that lists the entries that may step back in the roster."""
    return f"turns/{space.hex()}"


def pack_turns(view: View) -> bytes | None:
    """Pack [[device, log, number, entry id, certificate before, certificate]…]; None where there is none.

    Those that turned out to be steps forward are left out; of more than TURNS_MAX the oldest are forgotten.
    """
    roster = view.roster
    open_turns = [turn for turn in view.turns if roster.descends(turn.after, turn.before) is not True][-TURNS_MAX:]
    return pack([[t.device, t.log, t.seq, t.entry, t.before, t.after] for t in open_turns]) if open_turns else None


def read_turns(data: bytes | None) -> tuple[Turn, ...]:
    """Read what `pack_turns` wrote. Raises: Malformed for a damaged setting."""
    if data is None:
        return ()
    items = (shape.array(item, 6) for item in unpack(data, bytes_max=WAITING_BYTES_MAX))
    return tuple(
        Turn(
            Device(shape.long_id(device)),
            Log(shape.short_id(log)),
            shape.integer(seq, 0, SEQ_MAX),
            EntryId(shape.long_id(entry)),
            Head(shape.long_id(before)),
            Head(shape.long_id(after)),
        )
        for device, log, seq, entry, before, after in items
    )


# --- entries that changes depend on -----------------------------------------------------------------------------------
def awaited_setting(space: Space) -> str:
    """Return the setting that lists the entries that changes of a space depend on and nobody brought yet."""
    return f"awaited/{space.hex()}"


def awaited_after(awaited: Awaited, replayed: Collection[OpenRecord]) -> Awaited:
    """Return what is awaited once records were replayed: what they name anew in place of what they named before.

    Of more than AWAITED_MAX the oldest are forgotten: such a record looks as before until something else touches it.
    """
    unknown = {item.record: item.unknown_entries() for item in replayed}
    if not awaited and not any(unknown.values()):
        return awaited
    after = {entry: left for entry, records in awaited.items() if (left := records - unknown.keys())}
    for record, entries in unknown.items():
        for entry in sorted(entries):
            after[entry] = after.get(entry, frozenset()) | {record}
    count = sum(len(records) for records in after.values())
    while count > AWAITED_MAX:
        count -= len(after.pop(next(iter(after))))
    return after


def pack_awaited(awaited: Awaited) -> bytes | None:
    """Pack [[entry id, records]…], oldest first; None where nothing is awaited."""
    return pack([[entry, sorted(records)] for entry, records in awaited.items()]) if awaited else None


def read_awaited(data: bytes | None) -> Awaited:
    """Read what `pack_awaited` wrote. Raises: Malformed for a damaged setting."""
    if data is None:
        return {}
    items = (shape.array(item, 2) for item in unpack(data, bytes_max=WAITING_BYTES_MAX))
    return {
        EntryId(shape.long_id(entry)): frozenset(Record(shape.short_id(record)) for record in shape.array(records))
        for entry, records in items
    }


# --- who sent keys that are none --------------------------------------------------------------------------------------


def givers_setting(space: Space) -> str:
    """Return the setting that holds the devices which sent keys that are none."""
    return f"givers/{space.hex()}"


def keep_givers(space: Space, givers: Iterable[Device]) -> tuple[str, bytes]:
    """Return the setting that remembers these devices."""
    return givers_setting(space), pack(sorted(givers))


def read_givers(data: bytes | None) -> set[Device]:
    """Return the devices that were remembered. Raises: Malformed for a damaged setting."""
    if data is None:
        return set()
    return {Device(shape.long_id(item)) for item in shape.array(unpack(data, bytes_max=WAITING_BYTES_MAX))}


# --- answers about own logs that were forked --------------------------------------------------------------------------


def read_clones(data: bytes | None) -> dict[Log, bool]:
    """Return the answers that were given, by log. Raises: Malformed for a damaged setting."""
    if data is None:
        return {}
    items = (shape.array(item, 2) for item in unpack(data, bytes_max=WAITING_BYTES_MAX))
    return {Log(shape.short_id(log)): bool(this) for log, this in items}
