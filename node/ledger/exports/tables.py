"""Records laid out in columns: one for each field, numbered ones for lists, one for each set of words.

`names/x7/text` of the first item stands in `names/1/text`; the words of a set stand in one cell, divided by `; `. A
column without any value is left out. Refused: nothing; a value that does not fit its field is shown as inert text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from node.ledger.declare import Kind, pattern_of
from node.ledger.errors import ExportRefused
from node.ledger.exports.records import Exported, Said
from node.ledger.registry import Registry
from node.ledger.types import Members, Ref, Scalar

Cell = str | int | bool | None
BASE: Final = ("record", "kind", "title")
LOOKS: Final = ("conflicts", "proposed", "doubted")
CLAIMS: Final = (
    *("record", "kind", "title", "path", "value", "author", "group", "claimed", "source"),
    *("standing", "attested_by", "disputed_by"),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How cells are put: as stored, or in words of a language, with the titles of records referred to."""

    registry: Registry
    language: str | None = None
    titles: Mapping[bytes, str] | None = None

    def cell(self, kind: str, path: str, value: Scalar) -> Cell:
        """One value as a cell."""
        field = self.registry.find(kind, path)
        if self.language is None or field is None:
            return value.hex() if isinstance(value, bytes) else value
        if isinstance(field.type, Ref) and isinstance(value, bytes):
            return (self.titles or {}).get(value) or value.hex()
        return value if type(value) is int else field.type.format(value, self.language)

    def word(self, kind: str, path: str) -> str:
        """A member of a set: the word of a list that stands last in its path."""
        field = self.registry.find(kind, path)
        code = path.rpartition("/")[2]
        if self.language is None or field is None or not isinstance(field.type, Members):
            return code
        return field.type.vocabulary.label(code, self.language)


class Columns:
    """The columns of one table, gathered record by record before any row is written."""

    def __init__(self, registry: Registry, *, with_claims: bool = False) -> None:
        """Begin with none. A table of claims has a row for each standing value, and columns of its own."""
        self._registry = registry
        self._with_claims = with_claims
        self._order: dict[str, tuple[int, int, int]] = {}
        self._seen: dict[str, set[str]] = {}  # columns by kind
        self._looks: set[str] = set()
        self._known: tuple[str, ...] | None = None

    def note(self, one: Exported) -> None:
        """Make room for what a record holds; of a set and of each item of a list there is a column."""
        if self._with_claims:
            return
        kind, seen = self._registry.kind(one.kind), self._seen.setdefault(one.kind, set())
        columns = _columns(kind, one.values)
        if not columns.keys() <= seen:
            for column, place in _placed(kind, self._registry.place_of(one.kind), columns.keys() - seen):
                self._order[column] = min(place, self._order.get(column, place))
            seen.update(columns)
            self._known = None
        self._looks.update(look for look in LOOKS if getattr(one, look))

    @property
    def header(self) -> tuple[str, ...]:
        """The titles in order."""
        if self._with_claims:
            return CLAIMS
        return (*BASE, *self._sorted(), *(look for look in LOOKS if look in self._looks))

    def rows(self, one: Exported, wording: "Wording") -> list[tuple[Cell, ...]]:
        """The rows of a record, each as wide as the header. Raises: ExportRefused where a value has no column."""
        if self._with_claims:
            return [_claim_row(one, said, wording) for said in one.said]
        cells = _cells(self._registry.kind(one.kind), one, wording)
        looks = {look: "; ".join(getattr(one, look)) for look in LOOKS}
        if not cells.keys() <= self._order.keys() or any(
            text and look not in self._looks for look, text in looks.items()
        ):
            raise ExportRefused("somebody wrote while the table was made: try again; nothing was written")
        shown = [looks[look] for look in LOOKS if look in self._looks]
        return [(one.record.hex(), one.kind, one.title, *(cells.get(column) for column in self._sorted()), *shown)]

    def _sorted(self) -> tuple[str, ...]:
        if self._known is None:
            self._known = tuple(sorted(self._order, key=lambda column: self._order[column]))
        return self._known


def _cells(kind: Kind, one: Exported, wording: Wording) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    words: dict[str, list[str]] = {}
    numbers: dict[str, dict[str, int]] = {}
    for path in sorted(one.values):
        field = kind.by_path.get(pattern_of(path) or "")
        if field is None:
            continue
        if isinstance(field.type, Members):
            words.setdefault(path.rpartition("/")[0], []).append(wording.word(kind.name, path))
        else:
            cells[_column(path, numbers)] = wording.cell(kind.name, path, one.values[path])
    return cells | {column: "; ".join(codes) for column, codes in words.items()}


def _columns(kind: Kind, values: Mapping[str, Scalar]) -> dict[str, None]:
    """The columns that values stand in, as `_cells` lays them out."""
    columns: dict[str, None] = {}
    numbers: dict[str, dict[str, int]] = {}
    for path in sorted(values):
        field = kind.by_path.get(pattern_of(path) or "")
        if field is not None:
            columns[path.rpartition("/")[0] if isinstance(field.type, Members) else _column(path, numbers)] = None
    return columns


def _column(path: str, numbers: dict[str, dict[str, int]]) -> str:
    """The name of a column: each item id of the path becomes its number in its list, from 1."""
    segments = path.split("/")
    for index in range(1, len(segments), 2):
        known = numbers.setdefault("/".join(segments[:index]), {})
        segments[index] = str(known.setdefault(segments[index], len(known) + 1))
    return "/".join(segments)


def _placed(kind: Kind, place: int, columns: Iterable[str]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Each column with its place: in the order the fields are declared in, the items of a list one after another."""
    fields = {path.removesuffix("/*"): index for index, path in enumerate(kind.by_path)}
    anchors: dict[str, int] = {}
    for path, index in fields.items():
        anchors.setdefault(path.partition("/")[0], index)
    for column in columns:
        head, _, rest = column.partition("/")
        number = int(rest.partition("/")[0]) if rest else 0
        pattern = pattern_of(column) or column
        yield column, (place * 10_000 + anchors.get(head, 9_999), number, fields.get(pattern, 0))


def _claim_row(one: Exported, said: Said, wording: Wording) -> tuple[Cell, ...]:
    standing = "proposed" if said.is_proposed else ("conflict" if said.path in one.conflicts else "stands")
    return (
        one.record.hex(),
        one.kind,
        one.title,
        said.path,
        wording.cell(one.kind, said.path, said.value),
        said.author,
        said.group,
        _claimed(said.time),
        said.source,
        "verified" if said.is_verified and standing == "stands" else standing,
        "; ".join(said.attested_by),
        "; ".join(said.disputed_by),
    )


def _claimed(time: int) -> str:
    try:
        return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, OSError, ValueError):
        return ""
