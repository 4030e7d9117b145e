"""The versions of the database's form, in order. Version n is reached by the n-th step; a step is never changed."""

from collections.abc import Callable
from typing import Final

from node.store.cipher import Sql
from node.store.migrations.m01_first import create_first
from node.store.migrations.m02_branches import add_branches
from node.store.migrations.m03_marks import add_marks
from node.store.migrations.m04_order import add_order
from node.store.migrations.m05_counts import add_counts
from node.store.migrations.m06_lists import add_lists
from node.store.migrations.m07_due import add_due

Migration = Callable[[Sql], None]

MIGRATIONS: Final[tuple[Migration, ...]] = (
    create_first,
    add_branches,
    add_marks,
    add_order,
    add_counts,
    add_lists,
    add_due,
)
