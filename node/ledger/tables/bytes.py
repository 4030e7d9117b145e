"""A file's bytes as rows of cells: the encoding and the separator are found, every size is bounded.

Refused as a whole: binary files, other encodings than UTF-8, UTF-16 and CP1251, an open quotation mark, anything over a
bound.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Final

from node.ledger.errors import TableFault, TableRefused
from node.ledger.limits import (
    TABLE_BYTES_MAX,
    TABLE_CELL_CHARS_MAX,
    TABLE_COLUMNS_MAX,
    TABLE_PROBED_CHARS,
    TABLE_ROWS_MAX,
    TABLE_TITLE_ROWS_MAX,
)
from node.ledger.tables import xlsx
from node.ledger.tables.row import Reason

_SEPARATORS: Final = (",", ";", "\t")
_UTF_16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_TITLE_CELLS: Final = 1  # a row above the header with no more cells than this is the title of the sheet
_HEADER_CELLS_MIN: Final = 3  # and is passed over where one of the next rows has at least so many
_CYRILLIC_SHARE_MIN: Final = 0.5  # of the bytes above ASCII; text of another 8-bit encoding rarely reaches it


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as read: rows are as wide as they were, the header stands apart."""

    encoding: str  # utf-8, utf-8-sig, utf-16-le, utf-16-be, cp1251 or xlsx
    separator: str  # empty for a spreadsheet
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]  # of each row as a spreadsheet counts them, the header's line being the first
    spoiled: Mapping[int, Reason]  # rows, by number, that cannot be read as one record


def read_table(data: bytes) -> Table:
    """Read a table of at most 64 MiB, 100,000 rows, 500 columns, 32,767 characters a cell. Raises: TableRefused."""
    if len(data) > TABLE_BYTES_MAX:
        raise TableRefused(TableFault.BYTES)
    if xlsx.is_spreadsheet(data):
        sheet = xlsx.read_sheet(data)
        return _table("xlsx", "", sheet.rows, sheet.spoiled)
    encoding, text = _decoded(data)
    separator = _separator(text)
    return _table(encoding, separator, _rows(text, separator), {})


def _table(
    encoding: str, separator: str, numbered: Iterable[tuple[int, tuple[str, ...]]], spoiled: Mapping[int, Reason]
) -> Table:
    rows = list(numbered)
    if not rows:
        raise TableRefused(TableFault.EMPTY)
    first = _header_at([cells for _, cells in rows[: TABLE_TITLE_ROWS_MAX + 1]])
    header = tuple(cell.strip() for cell in rows[first][1])
    return Table(
        encoding=encoding,
        separator=separator,
        header=header,
        rows=tuple(cells for _, cells in rows[first + 1 :]),
        numbers=tuple(number for number, _ in rows[first + 1 :]),
        spoiled=spoiled,
    )


def _header_at(rows: list[tuple[str, ...]]) -> int:
    """Which of the first rows is the header: titles above it stand alone in their row."""
    widths = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    if max(widths) < _HEADER_CELLS_MIN:
        return 0
    return next(index for index, width in enumerate(widths) if width > _TITLE_CELLS)


def _decoded(data: bytes) -> tuple[str, str]:
    wide = _UTF_16.get(data[:2])
    if wide is not None:
        try:
            return wide, data[2:].decode(wide)
        except UnicodeDecodeError:
            raise TableRefused(TableFault.ENCODING) from None
    if b"\0" in data:
        raise TableRefused(TableFault.BINARY)
    encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        return encoding, data.decode(encoding)
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError:
        raise TableRefused(TableFault.ENCODING) from None
    above = [letter for letter in text if letter > "\x7f"]
    cyrillic = sum("\u0400" <= letter <= "\u045f" for letter in above)
    if encoding == "utf-8-sig" or cyrillic < _CYRILLIC_SHARE_MIN * len(above):
        raise TableRefused(TableFault.ENCODING)
    return "cp1251", text


def _separator(text: str) -> str:
    """The separator that makes the widest header; of equals the first of comma, semicolon, tab."""

    def width(separator: str) -> int:
        reader = csv.reader(StringIO(text[:TABLE_PROBED_CHARS], newline=""), delimiter=separator)
        try:
            return len(next(reader, ()))
        except csv.Error:
            return 0

    return max(_SEPARATORS, key=width)


def _rows(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if number > TABLE_ROWS_MAX + 1:
                raise TableRefused(TableFault.ROWS, number)
            if len(cells) > TABLE_COLUMNS_MAX:
                raise TableRefused(TableFault.COLUMNS, number)
            if any(len(cell) > TABLE_CELL_CHARS_MAX for cell in cells):
                raise TableRefused(TableFault.CELL, number)
            if any(cell.strip() for cell in cells):
                yield number, tuple(cells)
    except csv.Error as error:
        fault = TableFault.CELL if "field limit" in str(error) else TableFault.QUOTES
        raise TableRefused(fault, number + 1) from None
