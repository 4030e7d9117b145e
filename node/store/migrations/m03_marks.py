"""Version 3: marks, the words by which lists filter, and days, by which they are sorted.

What follows for a record from those that refer to it is kept beside its row with the day until which it holds; a record
in `unmarked` has to be looked at again. Rows made before have no marks: they are made anew.
"""

from typing import Final

from node.store.cipher import Sql

STATEMENTS: Final = (
    "ALTER TABLE views ADD COLUMN marks TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE follows (n INTEGER PRIMARY KEY, marks TEXT NOT NULL, due BLOB NOT NULL, until TEXT)",
    "CREATE INDEX follows_until ON follows (until) WHERE until IS NOT NULL",
    "CREATE TABLE due (list TEXT NOT NULL, day TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (list, day, n)) "
    "WITHOUT ROWID",
    "CREATE TABLE unmarked (n INTEGER PRIMARY KEY)",
    "CREATE VIRTUAL TABLE terms USING fts5vocab (words, row)",
    "INSERT INTO dirty (n) SELECT n FROM rows WHERE true ON CONFLICT DO NOTHING",
)


def add_marks(sql: Sql) -> None:
    """Bring version 2 to version 3."""
    for statement in STATEMENTS:
        sql.execute(statement)
