"""Version 7: lists sorted by day hold all of their order: a page of one reads no row it leaves out."""

from typing import Final

from node.store.cipher import Sql

STATEMENTS: Final = (
    "ALTER TABLE due RENAME TO due_before",
    "CREATE TABLE due (list TEXT NOT NULL, day TEXT NOT NULL, record BLOB NOT NULL, n INTEGER NOT NULL, "
    "PRIMARY KEY (list, day, record, n)) WITHOUT ROWID",
    "INSERT INTO due (list, day, record, n) SELECT d.list, d.day, r.id, d.n FROM due_before d "
    "CROSS JOIN records r ON r.n = d.n",
    "DROP TABLE due_before",
)


def add_due(sql: Sql) -> None:
    """Bring version 6 to version 7."""
    for statement in STATEMENTS:
        sql.execute(statement)
