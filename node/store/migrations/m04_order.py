"""Version 4: the index that lists are read by holds all of their order: a late page reads no row it leaves out."""

from typing import Final

from node.store.cipher import Sql

STATEMENTS: Final = (
    "DROP INDEX rows_by_kind",
    "CREATE INDEX rows_by_kind ON rows (space, kind, hidden, sort, record)",
)


def add_order(sql: Sql) -> None:
    """Bring version 3 to version 4."""
    for statement in STATEMENTS:
        sql.execute(statement)
