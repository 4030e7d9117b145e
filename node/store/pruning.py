"""Destroying what erased records held: payloads in logs and waiting, rows, words of the index, references.

Runs inside a transaction of the caller. What is left of a payload is its inner hash and its length: enough to check the
chain. The freed pages are overwritten (`secure_delete`), and the caller has the write-ahead log emptied.
"""

from collections.abc import Collection

from node.crdt.entry import Payload, prune
from node.crdt.ids import Record, Space
from node.store.cipher import Sql
from node.store.numbers import Numbers
from node.store.small import pack_payloads, unpack_payloads
from node.store.write_rows import forget_row


def prune_records(sql: Sql, numbers: Numbers, named: Collection[tuple[Space, Record]]) -> bool:
    """Destroy every payload of the records named and drop their rows. Tells whether something was destroyed."""
    destroyed = [_prune(sql, numbers, space, record) for space, record in named]
    if any(destroyed):
        # Only a merge of all of the index drops the words of texts that were taken out of it.
        sql.execute("INSERT INTO words (words) VALUES ('optimize')")
    return any(destroyed)


def _prune(sql: Sql, numbers: Numbers, space: Space, record: Record) -> bool:
    number = numbers.record(space, record)
    found = sql.execute("SELECT n, body FROM payloads WHERE record = ? AND pruned IS NULL", (number,)).fetchall()
    left = [(payload, prune(Payload(record, body))) for payload, body in found]
    sql.executemany(
        "UPDATE payloads SET pruned = ?, body = ? WHERE n = ?",
        [(item.length, item.inner_hash, payload) for payload, item in left],
    )
    has_waited = _prune_pending(sql, space, record)
    had_row = forget_row(sql, numbers, space, number)
    sql.execute("DELETE FROM dirty WHERE n = ?", (number,))
    return bool(left) or has_waited or had_row


def _prune_pending(sql: Sql, space: Space, record: Record) -> bool:
    changed = []
    for number, packed in sql.execute("SELECT n, payloads FROM pending WHERE space = ?", (space,)).fetchall():
        payloads = unpack_payloads(packed)
        bare = tuple(prune(p) if isinstance(p, Payload) and p.record == record else p for p in payloads)
        if bare != payloads:
            changed.append((pack_payloads(bare), number))
    sql.executemany("UPDATE pending SET payloads = ? WHERE n = ?", changed)
    return bool(changed)
