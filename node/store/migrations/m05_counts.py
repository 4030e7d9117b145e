"""Version 5: how many rows there are of each space, kind and mark is kept, so that no list counts what it shows."""

from typing import Final

from node.store.cipher import Sql

STATEMENTS: Final = (
    "CREATE TABLE counts (mark TEXT NOT NULL, space INTEGER NOT NULL, kind INTEGER NOT NULL, rows INTEGER NOT NULL, "
    "PRIMARY KEY (mark, space, kind)) WITHOUT ROWID",
    # What a row is indexed under names its marks last, each behind a space, U+E000 and the letter m.
    """WITH RECURSIVE cut (space, kind, mark, rest) AS (
        SELECT r.space, r.kind, '', substr(v.tokens, instr(v.tokens || ' \ue000m', ' \ue000m') + 3)
            FROM rows r CROSS JOIN views v ON v.n = r.n WHERE r.hidden = 0
        UNION ALL
        SELECT space, kind, substr(rest, 1, instr(rest || ' \ue000m', ' \ue000m') - 1),
            substr(rest, instr(rest || ' \ue000m', ' \ue000m') + 3) FROM cut WHERE rest <> '')
    INSERT INTO counts (mark, space, kind, rows)
        SELECT mark, space, kind, count(*) FROM cut GROUP BY mark, space, kind""",
)


def add_counts(sql: Sql) -> None:
    """Bring version 4 to version 5."""
    for statement in STATEMENTS:
        sql.execute(statement)
