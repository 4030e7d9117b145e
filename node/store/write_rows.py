# ruff: noqa: S608 - the pieces of SQL put together here are constants; values are always bound
"""Storing rows, the cache of projections: what lists sort by, what they show, what search finds, what refers to what.

Runs inside a transaction of the caller. A row replaces the one of its record. `drop_rows` is the first step of a
rebuild.
"""

from node.crdt.ids import NO_RECORD, Record, Space
from node.service.effects import RecordRow
from node.store.cipher import Sql
from node.store.numbers import Numbers, find_space
from node.store.search import indexed_text

_INDEX = "INSERT INTO words (rowid, tokens) VALUES (?, ?)"
_UNINDEX = "INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?, ?)"


def store_rows(sql: Sql, numbers: Numbers, rows: tuple[RecordRow, ...]) -> bool:
    """Store rows; their records are no longer dirty. Tells whether the row of an erased record was replaced."""
    if not rows:
        return False
    newest: dict[tuple[Space, Record], RecordRow] = {(row.space, row.record): row for row in rows}
    numbered = [(numbers.record(row.space, row.record), row) for row in newest.values()]
    _store_lists(sql, numbers, numbered)
    replaced, changed = _store_texts(sql, numbers, numbered)
    _store_refs(sql, numbered)
    sql.executemany("DELETE FROM dirty WHERE n = ?", [(number,) for number, _ in numbered])
    erased = {number for number in replaced if _has_pruned(sql, number)}
    if erased & changed:
        # Only a merge of all of the index drops the words of texts that were taken out of it.
        sql.execute("INSERT INTO words (words) VALUES ('optimize')")
    return bool(erased)


def drop_rows(sql: Sql, space: Space) -> None:
    """Forget every row of a space and mark its records dirty."""
    number = find_space(sql, space)
    if number is None:
        return
    of_space = "(SELECT n FROM records WHERE space = ?)"
    for table in ("rows", "views", "texts", "refs"):
        sql.execute(f"DELETE FROM {table} WHERE n IN {of_space}", (number,))
    sql.execute("INSERT INTO words (words) VALUES ('rebuild')")
    sql.execute(
        "INSERT INTO dirty (n) SELECT r.n FROM records r WHERE r.space = ? AND r.id <> ? "
        "AND EXISTS (SELECT 1 FROM payloads p WHERE p.record = r.n) ON CONFLICT DO NOTHING",
        (number, NO_RECORD),
    )


def _store_lists(sql: Sql, numbers: Numbers, rows: list[tuple[int, RecordRow]]) -> None:
    sql.executemany(
        "INSERT INTO rows (n, space, kind, hidden, sort, record, hash) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (n) "
        "DO UPDATE SET kind = excluded.kind, hidden = excluded.hidden, sort = excluded.sort, hash = excluded.hash",
        [
            (n, numbers.space(row.space), numbers.kind(row.kind), int(row.is_hidden), row.sort, row.record, row.hash)
            for n, row in rows
        ],
    )
    sql.executemany(
        "INSERT INTO views (n, title, view) VALUES (?, ?, ?) ON CONFLICT (n) "
        "DO UPDATE SET title = excluded.title, view = excluded.view",
        [(n, row.title, row.view) for n, row in rows],
    )


def _store_texts(sql: Sql, numbers: Numbers, rows: list[tuple[int, RecordRow]]) -> tuple[set[int], set[int]]:
    """Bring the search index up to date. Gives the rows that were there before, and those whose text changed."""
    replaced: set[int] = set()
    old: list[tuple[int, str]] = []
    new: list[tuple[int, str]] = []
    for n, row in rows:
        text = indexed_text(row.tokens, numbers.space(row.space), numbers.kind(row.kind), is_hidden=row.is_hidden)
        stored = sql.execute("SELECT tokens FROM texts WHERE n = ?", (n,)).fetchone()
        if stored is not None:
            replaced.add(n)
            if stored[0] == text:
                continue
            old.append((n, stored[0]))
        new.append((n, text))
    sql.executemany(_UNINDEX, old)
    sql.executemany(
        "INSERT INTO texts (n, tokens) VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET tokens = excluded.tokens", new
    )
    sql.executemany(_INDEX, new)
    return replaced, {n for n, _ in old}


def _store_refs(sql: Sql, rows: list[tuple[int, RecordRow]]) -> None:
    sql.executemany("DELETE FROM refs WHERE n = ?", [(n,) for n, _ in rows])
    sql.executemany(
        "INSERT INTO refs (n, place, path, target) VALUES (?, ?, ?, ?)",
        [(n, place, path, target) for n, row in rows for place, (path, target) in enumerate(row.refs)],
    )


def _has_pruned(sql: Sql, number: int) -> bool:
    found = sql.execute("SELECT 1 FROM payloads WHERE record = ? AND pruned IS NOT NULL LIMIT 1", (number,)).fetchone()
    return found is not None
