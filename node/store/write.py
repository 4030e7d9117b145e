# ruff: noqa: S608 - the pieces of SQL put together here are constants; values are always bound
"""Storing a Commit: entries and payloads in their logs, objects, settings, the pending set.

Runs inside a transaction of the caller, in the writer's thread. Refuses an entry that neither extends its log nor is
held. A held entry is not stored twice: its payloads become those given, so that a pruned one is destroyed and a missing
one filled in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from node.crdt.entry import Payload, Pruned
from node.crdt.ids import EntryId, Log, Record, Space
from node.service.effects import Commit, ObjectType, StoredEntry, StoredObject
from node.store.branches import cut_branches, open_branch
from node.store.cipher import Sql
from node.store.errors import Unfit
from node.store.generation import settle_copy
from node.store.numbers import ENTRY_SPAN, Numbers
from node.store.pruning import prune_records
from node.store.small import pack_payloads
from node.store.write_marks import store_marks
from node.store.write_rows import forget_row, store_rows


def store_commit(sql: Sql, commit: Commit) -> bool:
    """Store all of a commit. Tells whether something was destroyed that must not linger in the log. Raises: Unfit."""
    numbers = Numbers(sql)
    erased = _store_entries(sql, numbers, commit.entries)
    cut_branches(sql, commit.cuts)
    sql.executemany("UPDATE logs SET aside = 0 WHERE id = ?", [(line,) for line in commit.back])
    _store_objects(sql, numbers, commit.objects)
    erased |= _drop_objects(sql, numbers, commit.dropped)
    _mark_dirty(sql, numbers, commit.dirty)
    erased |= store_rows(sql, numbers, commit.rows)
    store_marks(sql, numbers, commit.marks)
    for space, record in commit.unseen:
        number = numbers.record(space, record)
        forget_row(sql, numbers, space, number)
        sql.execute("DELETE FROM dirty WHERE n = ?", (number,))
    erased |= _store_named(sql, "secrets", commit.secrets)
    _store_named(sql, "settings", commit.settings)
    _store_pending(sql, commit.pending)
    _settle(sql, commit.settled)
    erased |= prune_records(sql, numbers, commit.prune)
    if commit.settles_copy:
        settle_copy(sql)
    return erased


# --- entries ----------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Tail:
    """A log while entries are added to it."""

    log: int
    seq: int
    entry: int


def _store_entries(sql: Sql, numbers: Numbers, entries: tuple[StoredEntry, ...]) -> bool:
    if not entries:
        return False
    tails: dict[Log, _Tail] = {}
    new: list[tuple[int, int, int, EntryId, bytes]] = []
    payloads: list[tuple[int, int, int | None, bytes]] = []
    erased = False
    number = _next_entry(sql)
    numbers.know((entry.space, payload.record) for entry in entries for payload in entry.payloads)
    for entry in entries:
        tail = tails.get(entry.line or entry.log) or _tail_of(sql, numbers, entry)
        tails[entry.line or entry.log] = tail
        if entry.seq == tail.seq + 1:
            tail.seq, tail.entry = entry.seq, number
            new.append((number, tail.log, entry.seq, entry.id, entry.packed))
            payloads += _payload_rows(numbers, entry, number)
            number += 1
        else:
            erased |= _store_held(sql, numbers, tail.log, entry)
    sql.executemany("INSERT INTO entries (n, log, seq, id, packed) VALUES (?, ?, ?, ?, ?)", new)
    sql.executemany("INSERT INTO payloads (n, record, pruned, body) VALUES (?, ?, ?, ?)", payloads)
    sql.executemany("UPDATE logs SET tip = ? WHERE n = ?", [(tail.entry, tail.log) for tail in tails.values()])
    return erased


def _next_entry(sql: Sql) -> int:
    (last,) = sql.execute("SELECT max(n) FROM entries").fetchone() or (None,)
    return 1 if last is None else int(last) + 1


def _tail_of(sql: Sql, numbers: Numbers, entry: StoredEntry) -> _Tail:
    found = sql.execute(
        "SELECT l.n, e.seq, e.n, l.space, l.device FROM logs l JOIN entries e ON e.n = l.tip WHERE l.id = ?",
        (entry.line or entry.log,),
    ).fetchone()
    space = numbers.space(entry.space)
    if found is not None:
        log, seq, tip, of_space, device = found
        if (of_space, device) != (space, entry.device):
            raise Unfit("an entry of another space or device than its log; nothing of it was stored")
        return _Tail(log=log, seq=seq, entry=tip)
    if entry.line is not None:
        return _Tail(log=open_branch(sql, space, entry), seq=entry.seq - 1, entry=0)
    made = sql.execute(
        "INSERT INTO logs (space, id, device, tip) VALUES (?, ?, ?, 0)", (space, entry.log, entry.device)
    ).lastrowid
    return _Tail(log=made, seq=-1, entry=0)


def _store_held(sql: Sql, numbers: Numbers, log: int, entry: StoredEntry) -> bool:
    found = sql.execute("SELECT n, id FROM entries WHERE log = ? AND seq = ?", (log, entry.seq)).fetchone()
    if found is None or found[1] != entry.id:
        raise Unfit("an entry that does not extend its log; nothing of it was stored")
    rows = _payload_rows(numbers, entry, found[0])
    sql.executemany(
        "INSERT INTO payloads (n, record, pruned, body) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (n) DO UPDATE SET pruned = excluded.pruned, body = excluded.body",
        rows,
    )
    return any(isinstance(payload, Pruned) for payload in entry.payloads)


def _payload_rows(numbers: Numbers, entry: StoredEntry, number: int) -> list[tuple[int, int, int | None, bytes]]:
    if not 1 <= len(entry.payloads) <= ENTRY_SPAN:
        raise Unfit("an entry of no payloads or of too many; nothing of it was stored")
    first = number * ENTRY_SPAN
    return [
        (first + index, numbers.record(entry.space, payload.record), *_columns(payload))
        for index, payload in enumerate(entry.payloads)
    ]


def _columns(payload: Payload | Pruned) -> tuple[int | None, bytes]:
    return (payload.length, payload.inner_hash) if isinstance(payload, Pruned) else (None, payload.ciphertext)


# --- everything else --------------------------------------------------------------------------------------------------
def _store_objects(sql: Sql, numbers: Numbers, objects: tuple[StoredObject, ...]) -> None:
    sql.executemany(
        "INSERT INTO objects (space, type, id, packed) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id, type, space) DO UPDATE SET packed = excluded.packed",
        [(numbers.space(item.space), item.type.value, item.id, item.packed) for item in objects],
    )


def _drop_objects(sql: Sql, numbers: Numbers, dropped: Iterable[tuple[Space, ObjectType, bytes]]) -> bool:
    """Remove objects, given by id. Tells whether one was there."""
    gone = [(id, kind.value, numbers.space(space)) for space, kind, id in dropped]
    statement = "DELETE FROM objects WHERE id = ? AND type = ? AND space = ?"
    return sum(sql.execute(statement, item).rowcount for item in gone) > 0


def _mark_dirty(sql: Sql, numbers: Numbers, dirty: Iterable[tuple[Space, Record]]) -> None:
    sql.executemany(
        "INSERT INTO dirty (n) VALUES (?) ON CONFLICT DO NOTHING",
        [(numbers.record(space, record),) for space, record in dirty],
    )


def _store_named(sql: Sql, table: str, values: tuple[tuple[str, bytes | None], ...]) -> bool:
    """Set or remove named values, in order. Tells whether one was removed or replaced."""
    removed = False
    for name, value in values:
        if value is None:
            removed |= sql.execute(f"DELETE FROM {table} WHERE name = ?", (name,)).rowcount > 0
        else:
            sql.execute(
                f"INSERT INTO {table} (name, value) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
    return removed


def _store_pending(sql: Sql, entries: tuple[StoredEntry, ...]) -> None:
    sql.executemany(
        "INSERT INTO pending (log, seq, id, space, device, packed, payloads) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET payloads = excluded.payloads",
        [
            (entry.log, entry.seq, entry.id, entry.space, entry.device, entry.packed, pack_payloads(entry.payloads))
            for entry in entries
        ],
    )


def _settle(sql: Sql, ids: tuple[EntryId, ...]) -> None:
    sql.executemany("DELETE FROM pending WHERE id = ?", [(item,) for item in ids])
