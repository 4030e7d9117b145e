"""Version 2: the stretches of forked logs.

A stretch beside the one that bears the log's id is a row of `logs` under a name of its own; `of` is then the log's id.
What is `aside` is kept, and left out of all that is read by record or by entry.
"""

from typing import Final

from node.store.cipher import Sql

STATEMENTS: Final = (
    "ALTER TABLE logs ADD COLUMN of BLOB",
    "ALTER TABLE logs ADD COLUMN aside INTEGER NOT NULL DEFAULT 0",
)


def add_branches(sql: Sql) -> None:
    """Bring version 1 to version 2."""
    for statement in STATEMENTS:
        sql.execute(statement)
