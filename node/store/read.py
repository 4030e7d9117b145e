# ruff: noqa: S608 - the pieces of SQL put together here are constants; values are always bound
"""Reading what is stored. Each function is one statement or one snapshot, run in a reader's thread.

Tables are joined in the order written (CROSS JOIN): the database keeps no statistics that would find a better one.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from node.crdt.entry import Opening, decode_entry
from node.crdt.ids import NO_RECORD, EntryId, Log, Record, Space
from node.crdt.logs import LogTip
from node.service.effects import (
    EntryAt,
    EntryIds,
    HeldEntries,
    LoadBare,
    LoadById,
    LoadControl,
    LoadDirty,
    Loaded,
    LoadEntries,
    LoadPending,
    LoadRecords,
    ObjectType,
    RecordHashes,
    StoredBranch,
    StoredEntry,
    StoredObject,
    StoredPayload,
)
from node.store.cipher import Row, Sql
from node.store.generation import is_copy
from node.store.numbers import ENTRY_SPAN, find_space
from node.store.parts import in_parts
from node.store.small import payload_of, unpack_payloads

# The log of a payload's entry, for the order of a record's payloads.
_PAYLOADS = """SELECT e.id, l.device, e.packed, p.n, r.id, p.pruned, p.body
    FROM records r CROSS JOIN payloads p ON p.record = r.n
    CROSS JOIN entries e ON e.n = p.n / {span} CROSS JOIN logs l ON l.n = e.log
    WHERE r.space = ? AND r.id IN ({ids}) AND l.aside = 0 ORDER BY l.id, e.seq, p.n"""
_ENTRIES = f"""SELECT e.n, s.id, l.id, l.of, e.seq, e.id, l.device, e.packed, r.id, p.pruned, p.body
    FROM (SELECT * FROM entries WHERE log = ? AND seq >= ? ORDER BY seq LIMIT ?) e
    CROSS JOIN logs l ON l.n = e.log CROSS JOIN spaces s ON s.n = l.space
    CROSS JOIN payloads p ON p.n >= e.n * {ENTRY_SPAN} AND p.n < (e.n + 1) * {ENTRY_SPAN}
    CROSS JOIN records r ON r.n = p.record
    ORDER BY e.seq, p.n"""


def load_all(sql: Sql) -> Loaded:
    """Load what a node keeps in memory."""
    return Loaded(
        tips=tuple(_tips(sql)),
        branches=tuple(_branches(sql)),
        objects=tuple(_objects(sql)),
        secrets=_named(sql, "secrets"),
        settings=_named(sql, "settings"),
        is_copy=is_copy(sql),
    )


def _named(sql: Sql, table: str) -> dict[str, bytes]:
    return dict(sql.execute(f"SELECT name, value FROM {table} ORDER BY name"))


def _tips(sql: Sql) -> Iterator[LogTip]:
    for space, log, device, seq, entry, packed in sql.execute(
        "SELECT s.id, l.id, l.device, e.seq, e.id, e.packed FROM logs l "
        "CROSS JOIN spaces s ON s.n = l.space CROSS JOIN entries e ON e.n = l.tip WHERE l.of IS NULL ORDER BY l.n"
    ):
        roster = decode_entry(packed).header.roster
        yield LogTip(space=space, log=log, device=device, seq=seq, id=entry, roster=roster)


def _branches(sql: Sql) -> Iterator[StoredBranch]:
    for number, space, line, log, device, aside, seq, entry, packed in sql.execute(
        "SELECT l.n, s.id, l.id, l.of, l.device, l.aside, e.seq, e.id, e.packed FROM logs l "
        "CROSS JOIN spaces s ON s.n = l.space CROSS JOIN entries e ON e.n = l.tip WHERE l.of IS NOT NULL ORDER BY l.n"
    ).fetchall():
        roster = decode_entry(packed).header.roster
        first, begins = sql.execute(
            "SELECT seq, packed FROM entries WHERE log = ? ORDER BY seq LIMIT 1", (number,)
        ).fetchone()  # type: ignore[misc]  # its tip was found just now
        prev = decode_entry(begins).header.prev
        yield StoredBranch(
            line=line,
            first=first,
            parent=None if isinstance(prev, Opening) else prev,
            tip=LogTip(space=space, log=log, device=device, seq=seq, id=entry, roster=roster),
            is_aside=bool(aside),
        )


def _objects(sql: Sql) -> Iterator[StoredObject]:
    for space, number, entry, packed in sql.execute(
        "SELECT s.id, o.type, o.id, o.packed FROM objects o CROSS JOIN spaces s ON s.n = o.space ORDER BY o.n"
    ):
        yield StoredObject(space=space, type=ObjectType(number), id=entry, packed=packed)


# --- payloads ---------------------------------------------------------------------------------------------------------
def load_records(sql: Sql, effect: LoadRecords) -> dict[Record, tuple[StoredPayload, ...]]:
    """Load every payload of some records; a record without any has an empty tuple."""
    found: dict[Record, list[StoredPayload]] = {record: [] for record in effect.records}
    for part in in_parts(list(found)):
        for record, payload in _payloads(sql, effect.space, part):
            found[record].append(payload)
    return {record: tuple(payloads) for record, payloads in found.items()}


def load_control(sql: Sql, effect: LoadControl) -> tuple[StoredPayload, ...]:
    """Load the control payloads of a space."""
    return tuple(payload for _, payload in _payloads(sql, effect.space, [NO_RECORD]))


def _payloads(sql: Sql, space: Space, records: Sequence[Record]) -> Iterator[tuple[Record, StoredPayload]]:
    number = find_space(sql, space)
    if number is None:
        return
    ids = ", ".join("?" * len(records))
    for entry, device, packed, n, record, pruned, body in sql.execute(
        _PAYLOADS.format(span=ENTRY_SPAN, ids=ids), (number, *records)
    ):
        payload = payload_of(record, pruned, body)
        yield (
            record,
            StoredPayload(entry=entry, device=device, packed=packed, index=n % ENTRY_SPAN, payload=payload),
        )


# --- entries ----------------------------------------------------------------------------------------------------------
def load_entries(sql: Sql, effect: LoadEntries) -> tuple[StoredEntry, ...]:
    """Load entries of one log, by seq."""
    log = sql.execute("SELECT n FROM logs WHERE id = ?", (effect.log,)).fetchone()
    if log is None:
        return ()
    rows = sql.execute(_ENTRIES, (log[0], effect.first, effect.count))
    return tuple(_entry(list(group)) for _, group in groupby(rows, key=lambda row: row[0]))


def _entry(rows: list[Row]) -> StoredEntry:
    _, space, line, log, seq, entry, device, packed = rows[0][:8]
    return StoredEntry(
        space=space,
        log=log or line,
        seq=seq,
        id=entry,
        device=device,
        packed=packed,
        payloads=tuple(payload_of(*row[8:]) for row in rows),
        line=line if log else None,
    )


def load_by_id(sql: Sql, effect: LoadById) -> StoredEntry | None:
    """Load an entry of a space by its id."""
    place = sql.execute(
        "SELECT l.id, e.seq FROM entries e CROSS JOIN logs l ON l.n = e.log CROSS JOIN spaces s ON s.n = l.space "
        "WHERE substr(e.id, 1, 8) = ? AND e.id = ? AND s.id = ? AND l.aside = 0",
        (effect.id[:8], effect.id, effect.space),
    ).fetchone()
    return load_entries(sql, LoadEntries(log=place[0], first=place[1], count=1))[0] if place else None


def load_bare(sql: Sql, effect: LoadBare) -> tuple[tuple[Record, EntryId, Log], ...]:
    """List large payloads without their bytes."""
    rows = sql.execute(
        "SELECT r.id, e.id, l.id FROM payloads p INDEXED BY payloads_pruned CROSS JOIN entries e ON e.n = p.n / ? "
        "CROSS JOIN logs l ON l.n = e.log CROSS JOIN spaces s ON s.n = l.space CROSS JOIN records r ON r.n = p.record "
        "WHERE p.pruned IS NOT NULL AND p.pruned >= ? AND p.n % ? = 0 AND s.id = ? AND r.id <> ? AND l.aside = 0 "
        "AND NOT EXISTS (SELECT 1 FROM payloads o WHERE o.n = p.n + 1)",
        (ENTRY_SPAN, effect.bytes_min, ENTRY_SPAN, effect.space, NO_RECORD),
    )
    return tuple((Record(record), EntryId(entry), Log(line)) for record, entry, line in rows)


def load_pending(sql: Sql, effect: LoadPending) -> tuple[StoredEntry, ...]:
    """Load the pending entries of a log, by seq."""
    rows = sql.execute(
        "SELECT space, log, seq, id, device, packed, payloads FROM pending WHERE log = ? ORDER BY seq, id",
        (effect.log,),
    )
    return tuple(
        StoredEntry(
            space=space, log=log, seq=seq, id=entry, device=device, packed=packed, payloads=unpack_payloads(payloads)
        )
        for space, log, seq, entry, device, packed, payloads in rows
    )


def held_entries(sql: Sql, effect: HeldEntries) -> frozenset[EntryId]:
    """Tell which entries are stored in a log."""
    find = (
        "SELECT 1 FROM entries e CROSS JOIN logs l ON l.n = e.log "
        "WHERE substr(e.id, 1, 8) = ? AND e.id = ? AND l.aside = 0"
    )
    return frozenset(item for item in effect.ids if sql.execute(find, (item[:8], item)).fetchone() is not None)


def entry_at(sql: Sql, effect: EntryAt) -> EntryId | None:
    """Look up an entry by its place."""
    found = sql.execute(
        "SELECT e.id FROM logs l CROSS JOIN entries e ON e.log = l.n WHERE l.id = ? AND e.seq = ?",
        (effect.log, effect.seq),
    ).fetchone()
    return None if found is None else EntryId(found[0])


def entry_ids(sql: Sql, effect: EntryIds) -> tuple[EntryId, ...]:
    """List the ids of a log, or stretch of it, by seq."""
    rows = sql.execute(
        "SELECT e.id FROM logs l CROSS JOIN entries e ON e.log = l.n WHERE l.id = ? AND e.seq >= ? ORDER BY e.seq",
        (effect.log, effect.first),
    )
    return tuple(EntryId(id) for (id,) in rows)


# --- rows -------------------------------------------------------------------------------------------------------------
def load_dirty(sql: Sql, effect: LoadDirty) -> tuple[tuple[Space, Record], ...]:
    """List records whose rows are out of date."""
    rows = sql.execute(
        "SELECT r.id FROM spaces s CROSS JOIN dirty d CROSS JOIN records r ON r.n = d.n AND r.space = s.n "
        "WHERE s.id = ? ORDER BY d.n LIMIT ?",
        (effect.space, effect.count),
    )
    return tuple((effect.space, Record(record)) for (record,) in rows)


def record_hashes(sql: Sql, effect: RecordHashes) -> list[tuple[Record, bytes]]:
    """List the records of a space with their projection hashes, sorted by record."""
    number = find_space(sql, effect.space)
    rows: list[tuple[Record, bytes]] = sql.execute(
        "SELECT record, hash FROM rows WHERE +space = ?", (number,)
    ).fetchall()
    return sorted(rows)
