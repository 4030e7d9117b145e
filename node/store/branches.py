"""The stretches of forked logs: opened, cut, put aside.

Runs inside a transaction of the caller. Refuses a stretch of a log that is not held, or of another device. Entry
numbers only grow: what is destroyed gives way to entries of the same commit.
"""

from collections.abc import Iterable

from node.service.effects import Cut, StoredEntry
from node.store.cipher import Sql
from node.store.errors import Unfit
from node.store.numbers import ENTRY_SPAN


def open_branch(sql: Sql, space: int, entry: StoredEntry) -> int:
    """Make the row of a stretch that an entry begins and return its number. Raises: Unfit."""
    of = sql.execute("SELECT space, device FROM logs WHERE id = ?", (entry.log,)).fetchone()
    if of != (space, entry.device):
        raise Unfit("a branch of a log that is not held; nothing of it was stored")
    made: int = sql.execute(
        "INSERT INTO logs (space, id, device, tip, of) VALUES (?, ?, ?, 0, ?)",
        (space, entry.line, entry.device, entry.log),
    ).lastrowid
    return made


def cut_branches(sql: Sql, cuts: Iterable[Cut]) -> None:
    """Move or destroy what leaves stretches."""
    for cut in cuts:
        found = sql.execute("SELECT n, space, device, coalesce(of, id) FROM logs WHERE id = ?", (cut.line,)).fetchone()
        if found is None:
            raise Unfit("a branch that is not held; nothing of it was cut")
        number, space, device, log = found
        if cut.to is None:
            _destroy(sql, number, cut.first)
        else:
            made = sql.execute(
                "INSERT INTO logs (space, id, device, tip, of, aside) VALUES (?, ?, ?, 0, ?, 1)",
                (space, cut.to, device, log),
            ).lastrowid
            sql.execute("UPDATE entries SET log = ? WHERE log = ? AND seq >= ?", (made, number, cut.first))
            _find_tip(sql, made)
        _find_tip(sql, number)
        sql.execute("DELETE FROM logs WHERE n = ? AND tip = 0 AND of IS NOT NULL", (number,))


def _destroy(sql: Sql, number: int, first: int) -> None:
    leaving = sql.execute("SELECT n FROM entries WHERE log = ? AND seq >= ?", (number, first)).fetchall()
    sql.executemany(
        "DELETE FROM payloads WHERE n >= ? AND n < ?",
        [(entry * ENTRY_SPAN, (entry + 1) * ENTRY_SPAN) for (entry,) in leaving],
    )
    sql.execute("DELETE FROM entries WHERE log = ? AND seq >= ?", (number, first))


def _find_tip(sql: Sql, number: int) -> None:
    sql.execute(
        "UPDATE logs SET tip = coalesce((SELECT n FROM entries WHERE log = ?1 ORDER BY seq DESC LIMIT 1), 0) "
        "WHERE n = ?1",
        (number,),
    )
