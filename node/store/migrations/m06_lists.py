"""Version 6: more follows, for more kinds of records: letters, gaps, guardians, courts, what a second person checks.

No table changes; rows bear new marks of their own, so all are made anew, and each is looked at again.
"""

from typing import Final

from node.store.cipher import Sql

STATEMENTS: Final = ("INSERT INTO dirty (n) SELECT n FROM rows WHERE true ON CONFLICT DO NOTHING",)


def add_lists(sql: Sql) -> None:
    """Bring version 5 to version 6."""
    for statement in STATEMENTS:
        sql.execute(statement)
