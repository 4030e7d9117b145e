"""Long lists asked for in parts: a statement takes a bounded number of values."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from node.store.cipher import Row, Sql, Value
from node.store.limits import QUERY_IDS_MAX

T = TypeVar("T")


def in_parts(items: Iterable[T], size: int = QUERY_IDS_MAX) -> Iterator[list[T]]:
    """Yield the items in order, at most `size` at a time."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def places(part: Sequence[object]) -> str:
    """Return the question marks that stand for the items of a part in a statement."""
    return ", ".join("?" * len(part))


def select_each(sql: Sql, statement: str, listed: Iterable[Any], *values: Value) -> Iterator[Row]:
    """Yield what a statement finds for all listed values, which stand in place of its `{}`, behind `values`."""
    for part in in_parts(listed):
        yield from sql.execute(statement.format(places(part)), (*values, *part))
