"""Filters a person keeps under a name: on this node alone, in its encrypted settings, never sent to anybody.

Refused: more than FILTERS_MAX, a name or a filter over its bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.service.effects import Commit, Step
from node.service.errors import NotFound, Refused
from node.service.limits import FILTER_BYTES_MAX, FILTERS_MAX

if TYPE_CHECKING:
    from node.service.node import Node

_PREFIX = "filter/"
_ID_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFilter:
    """A filter by the name somebody gave it; what it asks for is the pages' own text."""

    name: str
    asks: str


def read_filters(settings: Mapping[str, bytes]) -> dict[str, KeptFilter]:
    """Return the filters that settings hold, by id. Raises: Malformed where they are damaged."""
    found: dict[str, KeptFilter] = {}
    for key, value in sorted(settings.items()):
        if key.startswith(_PREFIX):
            name, asks = shape.array(unpack(value, bytes_max=2 * FILTER_BYTES_MAX), 2)
            kept = KeptFilter(name=shape.text(name, FILTER_BYTES_MAX), asks=shape.text(asks, FILTER_BYTES_MAX))
            found[key.removeprefix(_PREFIX)] = kept
    return found


def keep_filter(node: "Node", name: str, asks: str) -> Step[str]:
    """Keep a filter, in place of one of the same name; return its id. Raises: Refused."""
    if not name or max(len(name.encode()), len(asks.encode())) > FILTER_BYTES_MAX:
        raise Refused("a filter without a name, or one that is too long; nothing was kept")
    same = next((id for id, kept in node.filters.items() if kept.name == name), None)
    if same is None and len(node.filters) >= FILTERS_MAX:
        raise Refused(f"{FILTERS_MAX} filters are kept already: remove one first; nothing was kept")
    id = same or node.random(_ID_BYTES).hex()
    yield Commit(settings=((_PREFIX + id, pack([name, asks])),))
    node.filters = {**node.filters, id: KeptFilter(name=name, asks=asks)}
    return id


def drop_filter(node: "Node", id: str) -> Step[None]:
    """Forget a filter. Raises: NotFound."""
    if id not in node.filters:
        raise NotFound("no filter of that id is kept here")
    yield Commit(settings=((_PREFIX + id, None),))
    node.filters = {other: kept for other, kept in node.filters.items() if other != id}
