"""The first sheet of an XLSX file as rows of text, the way a CSV file would hold them.

Days become `2026-03-05`, whole numbers lose their point, a formula gives its stored result or stays the formula.
Refused as a whole: what is no spreadsheet, what unpacks to more than the bounds. The only user of openpyxl.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook

from node.ledger.errors import TableFault, TableRefused
from node.ledger.limits import (
    SHEET_BYTES_MAX,
    SHEET_FILES_MAX,
    SHEET_MERGES_MAX,
    SHEET_STRINGS_BYTES_MAX,
    TABLE_CELL_CHARS_MAX,
    TABLE_COLUMNS_MAX,
    TABLE_ROWS_MAX,
)
from node.ledger.tables.row import Reason

_MAGIC: Final = b"PK\x03\x04"
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[ >/]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of a sheet that hold something, by number, and those that cannot be read as one record."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    spoiled: Mapping[int, Reason]


def is_spreadsheet(data: bytes) -> bool:
    """Whether the bytes begin like an XLSX file."""
    return data.startswith(_MAGIC)


def read_sheet(data: bytes) -> Sheet:
    """Read the first sheet: at most 256 MiB unpacked, 100,000 rows, 500 columns. Raises: TableRefused."""
    try:
        _require_small(data)
        rows = _rows(data, stored=True)
        inside = _sheet_bytes(data)
        if _FORMULA.search(inside):
            rows = _with_formulas(rows, _rows(data, stored=False))
        return Sheet(rows=tuple(sorted(rows.items())), spoiled=_spoiled(inside))
    except TableRefused:
        raise
    except (MemoryError, RecursionError):
        raise TableRefused(TableFault.BYTES) from None
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a broken file provokes
        raise TableRefused(TableFault.SHEET) from None


def _require_small(data: bytes) -> None:
    """Sizes are those the archive states; `zipfile` reads no more of a part than it states."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
        if len(parts) > SHEET_FILES_MAX or sum(part.file_size for part in parts) > SHEET_BYTES_MAX:
            raise TableRefused(TableFault.BYTES)
        if strings > SHEET_STRINGS_BYTES_MAX:
            raise TableRefused(TableFault.BYTES)
        if "[Content_Types].xml" not in archive.namelist():
            raise TableRefused(TableFault.BINARY)


def _rows(data: bytes, *, stored: bool) -> dict[int, tuple[str, ...]]:
    book = load_workbook(BytesIO(data), read_only=True, data_only=stored, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        return dict(_filled(sheet.iter_rows(values_only=True)))
    finally:
        book.close()


def _filled(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    count = 0
    for number, values in enumerate(rows, 1):
        if len(values) > TABLE_COLUMNS_MAX and any(value is not None for value in values[TABLE_COLUMNS_MAX:]):
            raise TableRefused(TableFault.COLUMNS, number)
        cells = [_text(value) for value in values[:TABLE_COLUMNS_MAX]]
        while cells and not cells[-1]:
            cells.pop()
        if any(len(cell) > TABLE_CELL_CHARS_MAX for cell in cells):
            raise TableRefused(TableFault.CELL, number)
        if any(cell.strip() for cell in cells):
            count += 1
            yield number, tuple(cells)
        if count > TABLE_ROWS_MAX + 1 or number > 2 * TABLE_ROWS_MAX:
            raise TableRefused(TableFault.ROWS, number)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _with_formulas(
    stored: dict[int, tuple[str, ...]], written: dict[int, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    """The stored results, and the formula itself where none is stored."""
    return {number: tuple(_cells_of(stored.get(number, ()), cells)) for number, cells in written.items()}


def _cells_of(results: tuple[str, ...], cells: tuple[str, ...]) -> Iterator[str]:
    for index, cell in enumerate(cells):
        result = results[index] if index < len(results) else ""
        yield (result or cell) if cell.startswith("=") else cell


def _sheet_bytes(data: bytes) -> bytes:
    """The first sheet as it stands in the file: formulas and merged ranges are looked for here."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet[0-9]+\.xml", name))
        return archive.read(min(names, key=lambda name: (len(name), name))) if names else b""


def _spoiled(inside: bytes) -> dict[int, Reason]:
    """The rows with a cell that a merged range covers: what it holds stands in another row or column."""
    found: dict[int, Reason] = {}
    for count, merge in enumerate(_MERGE.finditer(inside)):
        if count >= SHEET_MERGES_MAX:
            raise TableRefused(TableFault.SHEET)
        left, top, right, bottom = merge[1], int(merge[2]), merge[3], int(merge[4])
        first = top if left != right else top + 1
        found.update(dict.fromkeys(range(first, min(bottom, 2 * TABLE_ROWS_MAX) + 1), Reason.MERGED))
    return found
