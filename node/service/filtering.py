"""Records by the value of a field: what lists and exports are narrowed to.

A filtered page looks through rows piece by piece, up to a bound; where that ends, the next page goes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from node.crdt.ids import Space
from node.ledger.declare import pattern_of
from node.ledger.errors import UnknownField, ValueRefused
from node.ledger.registry import Registry
from node.ledger.types import Scalar
from node.service.effects import RecordRow, Step
from node.service.limits import FILTER_PIECE_ROWS, FILTER_ROWS_MAX
from node.service.lookup import find_records
from node.service.rows import values_of

Where = Sequence[tuple[str, Scalar]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """The rows found, and where to go on looking; None at the end."""

    rows: tuple[RecordRow, ...]
    next: int | None


def read_where(registry: Registry, kind: str, pairs: Sequence[tuple[str, str]]) -> Where:
    """Return the conditions that texts stand for, by path or declared path. Raises: UnknownKind, UnknownField,
    ValueRefused.
    """
    return [(path, _value(registry, kind, path, text)) for path, text in pairs]


def fits(values: Mapping[str, Scalar], where: Where) -> bool:
    """Tell whether every condition holds; a declared path holds where one item of the list has the value."""
    return all(
        any(value == wanted and path in (known, pattern_of(known)) for known, value in values.items())
        for path, wanted in where
    )


def find_where(
    *, kind: str, where: Where, space: Space | None = None, search: str = "", limit: int, offset: int
) -> Step[Filtered]:
    """Return up to `limit` rows of a kind that meet the conditions, from the `offset`-th row of the kind on."""
    found: list[RecordRow] = []
    at, end = offset, offset + FILTER_ROWS_MAX
    while at < end:
        page = yield from find_records(space=space, kind=kind, search=search, limit=FILTER_PIECE_ROWS, offset=at)
        for row in page.rows:
            at += 1
            if fits(values_of(row), where):
                found.append(row)
            if len(found) == limit:
                return Filtered(rows=tuple(found), next=at if at < page.total else None)
        if at >= page.total or not page.rows:
            return Filtered(rows=tuple(found), next=None)
    return Filtered(rows=tuple(found), next=at)


def _value(registry: Registry, kind: str, path: str, text: str) -> Scalar:
    field = registry.kind(kind).by_path.get(path) or registry.find(kind, path)
    if field is None:
        raise UnknownField(kind, path)
    try:
        return field.type.parse(text)
    except ValueRefused as refused:
        raise refused.at(field.path) from None
