"""Places people are held in: of which kind, where, and how many are there today."""

from dataclasses import dataclass

from node.api.limits import PAGE_ROWS, PLACES_COUNTED_MAX
from node.api.links import card_url
from node.api.reading.lists import only_space
from node.api.reading.titles import Link, read_titles
from node.ledger.text import inert
from node.ledger.vocabulary.place import PLACE_KIND
from node.service.effects import FindRows, FoundRows, Step
from node.service.following import ListMarks
from node.service.node import Node
from node.service.rows import values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One line. `mark` finds the people held there; `people` is how many there are."""

    link: Link
    kind: str
    where: str
    mark: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """One page of places; `number` counts from 1."""

    rows: tuple[PlaceRow, ...]
    total: int
    number: int

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // PAGE_ROWS))


def read_places(node: Node, number: int, language: str) -> Step[Places]:
    """Gather one page of places."""
    counted = yield ListMarks(prefix="place=", limit=PLACES_COUNTED_MAX)
    held = dict(counted)
    found = yield FindRows(space=only_space(node), kind="place", limit=PAGE_ROWS, offset=(number - 1) * PAGE_ROWS)
    assert isinstance(found, FoundRows)
    titles = yield from read_titles(node.registry, found.rows, language)
    rows = []
    for row in found.rows:
        values, mark = values_of(row), f"place={row.record.hex()}"
        where = [inert(text) for path in ("locality", "region") if isinstance(text := values.get(path), str)]
        rows.append(
            PlaceRow(
                link=Link(title=titles[row.record], url=card_url(row.space, row.record)),
                kind=PLACE_KIND.label(str(values.get("category", "unknown")), language),
                where=", ".join(dict.fromkeys(where)),
                mark=mark,
                people=held.get(mark, 0),
            )
        )
    return Places(rows=tuple(rows), total=found.total, number=number)
