"""A file's bytes as rows of cells: the encoding and the separator are found, every size is bounded.

Refused as a whole: binary files, other encodings than UTF-8 and CP1251, an open quotation mark, anything over a bound.
"""

import codecs
import csv
from collections.abc import Iterator
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
)

_SEPARATORS: Final = (",", ";", "\t")
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CYRILLIC_SHARE_MIN: Final = 0.5  # of the bytes above ASCII; text of another 8-bit encoding rarely reaches it


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as read: rows are as wide as they were, the header stands apart."""

    encoding: str  # utf-8, utf-8-sig or cp1251
    separator: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_table(data: bytes) -> Table:
    """Read a table of at most 64 MiB, 100,000 rows, 500 columns, 32,767 characters a cell. Raises: TableRefused."""
    if len(data) > TABLE_BYTES_MAX:
        raise TableRefused(TableFault.BYTES)
    encoding, text = _decoded(data)
    separator = _separator(text)
    rows = list(_rows(text, separator))
    if not rows:
        raise TableRefused(TableFault.EMPTY)
    header = tuple(cell.strip() for cell in rows[0])
    return Table(encoding=encoding, separator=separator, header=header, rows=tuple(rows[1:]))


def _decoded(data: bytes) -> tuple[str, str]:
    if b"\0" in data or data.startswith(_UTF_16):
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


def _rows(text: str, separator: str) -> Iterator[tuple[str, ...]]:
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
                yield tuple(cells)
    except csv.Error as error:
        fault = TableFault.CELL if "field limit" in str(error) else TableFault.QUOTES
        raise TableRefused(fault, number + 1) from None
