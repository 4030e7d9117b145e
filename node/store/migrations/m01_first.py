"""Version 1: logs, payloads, membership objects, settings, rows and their search index.

Small integers stand for ids everywhere but in one place each: rows with random keys cost ten times more to insert.
"""

from typing import Final

from node.store.cipher import Sql

# Every ASCII character the tokenizer would otherwise take for a separator is part of a token.
_TOKEN_CHARACTERS: Final = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())

STATEMENTS: Final = (
    "CREATE TABLE spaces (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE)",
    # The record of control payloads has the empty id.
    "CREATE TABLE records (n INTEGER PRIMARY KEY, space INTEGER NOT NULL, id BLOB NOT NULL, UNIQUE (id, space))",
    """CREATE TABLE logs (n INTEGER PRIMARY KEY, space INTEGER NOT NULL, id BLOB NOT NULL UNIQUE, device BLOB NOT NULL,
        tip INTEGER NOT NULL)""",
    """CREATE TABLE entries (n INTEGER PRIMARY KEY, log INTEGER NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL,
        packed BLOB NOT NULL, UNIQUE (log, seq))""",
    # Eight bytes of an id find it; the rest is compared.
    "CREATE INDEX entries_by_id ON entries (substr(id, 1, 8))",
    # n = 64 * entry + index. Pruned: body is the inner hash, pruned the length of what stood there.
    """CREATE TABLE payloads (n INTEGER PRIMARY KEY, record INTEGER NOT NULL, pruned INTEGER, body BLOB NOT NULL)""",
    "CREATE INDEX payloads_by_record ON payloads (record)",
    "CREATE INDEX payloads_pruned ON payloads (record) WHERE pruned IS NOT NULL",
    """CREATE TABLE objects (n INTEGER PRIMARY KEY, space INTEGER NOT NULL, type INTEGER NOT NULL, id BLOB NOT NULL,
        packed BLOB NOT NULL, UNIQUE (id, type, space))""",
    "CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    """CREATE TABLE pending (n INTEGER PRIMARY KEY, log BLOB NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL UNIQUE,
        space BLOB NOT NULL, device BLOB NOT NULL, packed BLOB NOT NULL, payloads BLOB NOT NULL)""",
    "CREATE INDEX pending_by_log ON pending (log, seq)",
    # What lists sort and filter by stands apart from what they show, so that a search reads few pages.
    """CREATE TABLE rows (n INTEGER PRIMARY KEY, space INTEGER NOT NULL, kind INTEGER NOT NULL, hidden INTEGER NOT NULL,
        sort TEXT NOT NULL, record BLOB NOT NULL, hash BLOB NOT NULL)""",
    "CREATE INDEX rows_by_kind ON rows (space, kind, hidden, sort)",
    "CREATE INDEX rows_by_sort ON rows (hidden, sort, space, kind)",
    "CREATE TABLE kinds (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    # tokens: what the search index was made of, needed to take a row out of it again. refs: packed [[path, target]…].
    """CREATE TABLE views (n INTEGER PRIMARY KEY, tokens TEXT NOT NULL, refs BLOB NOT NULL, title TEXT NOT NULL,
        view BLOB NOT NULL)""",
    "CREATE TABLE refs (target INTEGER NOT NULL, path TEXT NOT NULL, n INTEGER NOT NULL, "
    "PRIMARY KEY (target, path, n)) WITHOUT ROWID",
    "CREATE TABLE dirty (n INTEGER PRIMARY KEY)",
    # Inodes of some systems have 64 bits without a sign: as text.
    """CREATE TABLE generation (n INTEGER PRIMARY KEY CHECK (n = 1), nonce BLOB NOT NULL, inode TEXT NOT NULL,
        changed_ns INTEGER NOT NULL, machine TEXT NOT NULL, is_copy INTEGER NOT NULL)""",
    f"""CREATE VIRTUAL TABLE words USING fts5 (tokens, content = 'views', content_rowid = 'n', detail = none,
        columnsize = 0, prefix = '1 2 3',
        tokenize = "ascii tokenchars '{_TOKEN_CHARACTERS.replace("'", "''").replace('"', '""')}'")""",
)


def create_first(sql: Sql) -> None:
    """Create version 1 in an empty database."""
    for statement in STATEMENTS:
        sql.execute(statement)
