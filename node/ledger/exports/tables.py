"""Records laid out in columns: one for each field, numbered ones for lists, one for each set of words.

`names/x7/text` of the first item stands in `names/1/text`; the words of a set stand in one cell, divided by `; `. A
column without any value is left out. Refused: nothing; a value that does not fit its field is shown as inert text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from node.ledger.declare import Kind, pattern_of
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A named table; every row has as many cells as the header."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


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


def one_sheet(registry: Registry, records: Sequence[Exported], wording: Wording) -> Sheet:
    """All records in one table, whatever their kinds: columns of equal name are shared."""
    return _sheet("records", registry, records, wording)


def sheets_by_kind(registry: Registry, records: Sequence[Exported], wording: Wording) -> list[Sheet]:
    """A table for each kind there is, in the order of the registry."""
    by_kind: dict[str, list[Exported]] = {}
    for one in records:
        by_kind.setdefault(one.kind, []).append(one)
    ordered = [kind.name for kind in registry if kind.name in by_kind]
    return [_sheet(name, registry, by_kind[name], wording) for name in ordered]


def claim_sheet(records: Iterable[Exported], wording: Wording) -> Sheet:
    """One row for each standing value, those that contradict one another included: who said it, when, from where."""
    rows = tuple(_claim_row(one, said, wording) for one in records for said in one.said)
    return Sheet(name="claims", header=CLAIMS, rows=rows)


def _sheet(name: str, registry: Registry, records: Sequence[Exported], wording: Wording) -> Sheet:
    lines = [_cells(registry.kind(one.kind), one, wording) for one in records]
    order: dict[str, tuple[int, int, int]] = {}
    for place, kind in enumerate(dict.fromkeys(one.kind for one in records)):
        _add_columns(order, registry.kind(kind), place, [line for line, one in zip(lines, records, strict=True)
                                                         if one.kind == kind])  # fmt: skip
    columns = sorted(order, key=lambda column: order[column])
    looks = [look for look in LOOKS if any(getattr(one, look) for one in records)]
    header = (*BASE, *columns, *looks)
    rows = tuple(
        (
            one.record.hex(),
            one.kind,
            one.title,
            *(line.get(column) for column in columns),
            *("; ".join(getattr(one, look)) for look in looks),
        )
        for one, line in zip(records, lines, strict=True)
    )
    return Sheet(name=name, header=header, rows=rows)


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


def _column(path: str, numbers: dict[str, dict[str, int]]) -> str:
    """The name of a column: each item id of the path becomes its number in its list, from 1."""
    segments = path.split("/")
    for index in range(1, len(segments), 2):
        known = numbers.setdefault("/".join(segments[:index]), {})
        segments[index] = str(known.setdefault(segments[index], len(known) + 1))
    return "/".join(segments)


def _add_columns(order: dict[str, tuple[int, int, int]], kind: Kind, place: int, lines: list[dict[str, Cell]]) -> None:
    """Put the columns of a kind in the order its fields are declared in, the items of a list one after another."""
    fields = {path.removesuffix("/*"): index for index, path in enumerate(kind.by_path)}
    anchors: dict[str, int] = {}
    for path, index in fields.items():
        anchors.setdefault(path.partition("/")[0], index)
    for column in dict.fromkeys(column for line in lines for column in line):
        head, _, rest = column.partition("/")
        number = int(rest.partition("/")[0]) if rest else 0
        pattern = pattern_of(column) or column
        place_in_kind = (place * 10_000 + anchors.get(head, 9_999), number, fields.get(pattern, 0))
        order.setdefault(column, place_in_kind)


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
