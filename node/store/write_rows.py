# ruff: noqa: S608 - the pieces of SQL put together here are constants; values are always bound
"""Storing rows, the cache of projections: what lists sort by, what they show, what search finds, what refers to what.

Runs inside a transaction of the caller. A row replaces the one of its record. `drop_rows` is the first step of a
rebuild.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from node.crdt.ids import NO_RECORD, Record, Space
from node.service.effects import RecordRow
from node.store.cipher import Sql
from node.store.counting import keep_counts
from node.store.limits import ROWS_AT_ONCE
from node.store.numbers import Numbers, find_space
from node.store.parts import in_parts, select_each
from node.store.search import indexed_text
from node.store.small import pack_refs, unpack_refs
from node.store.write_marks import forget_marks, mark_around

_INDEX = "INSERT INTO words (rowid, tokens) VALUES (?, ?)"
_UNINDEX = "INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?, ?)"


def store_rows(sql: Sql, numbers: Numbers, rows: tuple[RecordRow, ...]) -> bool:
    """Store rows; their records are no longer dirty. Tells whether the row of an erased record was replaced."""
    if not rows:
        return False
    newest: dict[tuple[Space, Record], RecordRow] = {(row.space, row.record): row for row in rows}
    erased = [row for part in in_parts(newest.values(), ROWS_AT_ONCE) for row in _store_part(sql, numbers, part)]
    if any(row.old_tokens != row.tokens for row in erased):
        # Only a merge of all of the index drops the words of texts that were taken out of it.
        sql.execute("INSERT INTO words (words) VALUES ('optimize')")
    return bool(erased)


def _store_part(sql: Sql, numbers: Numbers, rows: list[RecordRow]) -> list["_Made"]:
    """Store some rows; return those of erased records that had one."""
    numbers.know(_named(rows))
    made = [_Made.of(numbers, row) for row in rows]
    _find_old(sql, numbers, made)
    _store_words(sql, made)
    _store_refs(sql, numbers, made)
    _store_lists(sql, made)
    _mark_all(sql, numbers, made)
    sql.executemany("DELETE FROM dirty WHERE n = ?", [(row.n,) for row in made])
    return _with_pruned(sql, [row for row in made if row.old_tokens is not None])


def drop_rows(sql: Sql, space: Space) -> None:
    """Forget every row of a space and mark its records dirty."""
    number = find_space(sql, space)
    if number is None:
        return
    of_space = "(SELECT n FROM records WHERE space = ?)"
    sql.execute(f"DELETE FROM due WHERE n IN {of_space}", (number,))
    for table in ("rows", "views", "refs", "follows", "unmarked"):
        sql.execute(f"DELETE FROM {table} WHERE n IN {of_space}", (number,))
    sql.execute("INSERT INTO words (words) VALUES ('rebuild')")
    sql.execute("DELETE FROM counts WHERE space = ?", (number,))
    sql.execute(
        "INSERT INTO dirty (n) SELECT r.n FROM records r WHERE r.space = ? AND r.id <> ? "
        "AND EXISTS (SELECT 1 FROM payloads p WHERE p.record = r.n) ON CONFLICT DO NOTHING",
        (number, NO_RECORD),
    )


def forget_row(sql: Sql, numbers: Numbers, space: Space, number: int) -> bool:
    """Forget the row of one record, given by number, with its words and references. Tells whether there was one."""
    old = sql.execute("SELECT tokens, refs FROM views WHERE n = ?", (number,)).fetchone()
    if old is None:
        return False
    sql.execute(_UNINDEX, (number, old[0]))
    keep_counts(sql, [(old[0], None)])
    sql.executemany(
        "DELETE FROM refs WHERE target = ? AND path = ? AND n = ?",
        [(numbers.record(space, target), path, number) for path, target in set(unpack_refs(old[1]))],
    )
    mark_around(sql, [number, *(numbers.record(space, target) for _, target in set(unpack_refs(old[1])))])
    forget_marks(sql, number)
    sql.execute("DELETE FROM rows WHERE n = ?", (number,))
    sql.execute("DELETE FROM views WHERE n = ?", (number,))
    return True


def _named(rows: Iterable[RecordRow]) -> Iterator[tuple[Space, Record]]:
    """Every record that rows are of, refer to or touch."""
    for row in rows:
        yield row.space, row.record
        yield from ((row.space, target) for _, target in row.refs)
        yield from ((row.space, target) for target in row.touches)


@dataclass(slots=True)
class _Made:
    """A row on its way into the tables, and what of the row before it the indexes hold."""

    n: int
    space: int
    kind: int
    row: RecordRow
    refs: frozenset[tuple[str, Record]]
    tokens: str = ""
    old_tokens: str | None = None
    old_refs: frozenset[tuple[str, Record]] = frozenset()

    @classmethod
    def of(cls, numbers: Numbers, row: RecordRow) -> Self:
        space, kind = numbers.space(row.space), numbers.kind(row.kind)
        return cls(
            n=numbers.record(row.space, row.record),
            space=space,
            kind=kind,
            row=row,
            refs=frozenset(row.refs),
        )


def _find_old(sql: Sql, numbers: Numbers, rows: list[_Made]) -> None:
    """Find what the indexes hold of the rows before, and say what they are to hold."""
    stood = [row.n for row in rows if not numbers.is_made(row.n)]
    views = {n: old for n, *old in select_each(sql, "SELECT n, tokens, refs FROM views WHERE n IN ({})", stood)}
    follows: dict[int, str] = dict(select_each(sql, "SELECT n, marks FROM follows WHERE n IN ({})", stood))
    for row in rows:
        if row.n in views:
            row.old_tokens, refs = views[row.n]
            row.old_refs = frozenset(unpack_refs(refs))
        marks = (*row.row.marks, *follows.get(row.n, "").split())
        row.tokens = indexed_text(row.row.tokens, row.space, row.kind, marks, is_hidden=row.row.is_hidden)


def _store_words(sql: Sql, rows: list[_Made]) -> None:
    changed = [row for row in rows if row.tokens != row.old_tokens]
    sql.executemany(_UNINDEX, [(row.n, row.old_tokens) for row in changed if row.old_tokens is not None])
    sql.executemany(_INDEX, [(row.n, row.tokens) for row in changed])
    keep_counts(sql, ((row.old_tokens, row.tokens) for row in changed))


def _store_refs(sql: Sql, numbers: Numbers, rows: list[_Made]) -> None:
    gone = [ref for row in rows for ref in _numbered(numbers, row, row.old_refs - row.refs)]
    new = [ref for row in rows for ref in _numbered(numbers, row, row.refs - row.old_refs)]
    sql.executemany("DELETE FROM refs WHERE target = ? AND path = ? AND n = ?", gone)
    sql.executemany("INSERT INTO refs (target, path, n) VALUES (?, ?, ?)", new)


def _numbered(numbers: Numbers, row: _Made, refs: frozenset[tuple[str, Record]]) -> list[tuple[int, str, int]]:
    return [(numbers.record(row.row.space, target), path, row.n) for path, target in refs]


def _store_lists(sql: Sql, rows: list[_Made]) -> None:
    ordered = sorted(rows, key=lambda made: (made.kind, made.row.sort))  # as the indexes are: pages are met in order
    sql.executemany(
        "INSERT INTO rows (n, space, kind, hidden, sort, record, hash) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (n) "
        "DO UPDATE SET kind = excluded.kind, hidden = excluded.hidden, sort = excluded.sort, hash = excluded.hash",
        [
            (made.n, made.space, made.kind, int(made.row.is_hidden), made.row.sort, made.row.record, made.row.hash)
            for made in ordered
        ],
    )
    sql.executemany(
        "INSERT INTO views (n, tokens, refs, title, view, marks) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (n) DO UPDATE "
        "SET tokens = excluded.tokens, refs = excluded.refs, title = excluded.title, view = excluded.view, "
        "marks = excluded.marks",
        [
            (made.n, made.tokens, pack_refs(made.row.refs), made.row.title, made.row.view, " ".join(made.row.marks))
            for made in rows
        ],
    )


def _mark_all(sql: Sql, numbers: Numbers, rows: list[_Made]) -> None:
    """Remember what these rows touch, and what they referred to before."""
    found: set[int] = set()
    for row in rows:
        before = [target for _, target in row.old_refs] if row.refs != row.old_refs else []
        found |= {numbers.record(row.row.space, target) for target in (*row.row.touches, *before)}
    mark_around(sql, sorted(found))


def _with_pruned(sql: Sql, rows: list[_Made]) -> list[_Made]:
    """Return those of which a payload was destroyed."""
    statement = "SELECT DISTINCT record FROM payloads WHERE pruned IS NOT NULL AND record IN ({})"
    pruned = {number for (number,) in select_each(sql, statement, [row.n for row in rows])}
    return [row for row in rows if row.n in pruned]
