"""The bytes of an export: CSV for every spreadsheet, XLSX with a sheet for each kind, JSON for programs.

XLSX is written here and not by openpyxl: that puts the clock into the file and the names of people into temporary
files on the disk. Refused: more rows, columns or characters in a cell than `limits.py` allows.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from enum import Enum
from itertools import groupby
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

from node.ledger.errors import ExportRefused
from node.ledger.exports.guard import guard
from node.ledger.exports.records import Exported, Said
from node.ledger.exports.tables import Cell, Columns, Wording
from node.ledger.limits import EXPORT_COLUMNS_MAX, EXPORT_ROWS_MAX, TABLE_CELL_CHARS_MAX
from node.ledger.registry import Registry
from node.ledger.types import Json

NAME: Final = "apieka/export/1"
_UNSEEN: Final = re.compile("[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the least a ZIP file can say: when it was written is nobody's business


class Format(Enum):
    """The forms of a file, by its ending."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


CONTENT_TYPES: Final = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}
FORMATS: Final = tuple(form.value for form in Format)


def format_of(name: str) -> Format | None:
    """The format that the ending of a file name stands for; None for any other ending."""
    ending = name.rpartition(".")[2].lower()
    return Format(ending) if ending in FORMATS else None


class Writer:
    """A file written piece by piece: first every record is noted, then the records come again, kind by kind.

    note … note ─▶ begin ─▶ add … add ─▶ end
    """

    def __init__(self, form: Format, registry: Registry, *, with_provenance: bool) -> None:
        """Begin a file. CSV and XLSX hold a row for each record, with provenance one for each standing value."""
        self._registry = registry
        self._with_claims = with_provenance
        self._form = form
        self._tables: dict[str, Columns] = {}
        self._claims = Columns(registry, with_claims=True) if with_provenance else None
        self._rows = 0
        self._package: _Package | None = None

    @property
    def has_columns(self) -> bool:
        """Whether the file has columns that hang on what the records hold; else none need be noted."""
        return self._form is not Format.JSON and not self._with_claims

    def note(self, one: Exported) -> None:
        """Make room for a record. Raises: UnknownKind."""
        if self.has_columns:
            self._tables.setdefault(self._table_of(one), Columns(self._registry)).note(one)

    def begin(self) -> bytes:
        """The first bytes. Raises: ExportRefused for too many columns."""
        self._tables = {one: self._tables[one] for one in sorted(self._tables, key=self._place)}
        tables = self._tables or {self._empty: self._claims or Columns(self._registry)}
        if any(len(columns.header) > EXPORT_COLUMNS_MAX for columns in tables.values()):
            raise ExportRefused(f"more than {EXPORT_COLUMNS_MAX:,} columns; choose one kind; nothing was written")
        match self._form:
            case Format.JSON:
                return f'{{"format": {json.dumps(NAME)}, "records": [\n'.encode()
            case Format.CSV:
                return b"\xef\xbb\xbf" + _csv_lines([next(iter(tables.values())).header])
            case Format.XLSX:
                headers = {name: columns.header for name, columns in tables.items()}
                self._package = _Package(headers if self._tables or self._claims else {self._empty: ()})
                return b""

    def add(self, records: Sequence[Exported], wording: Wording) -> bytes:
        """The next bytes: these records, which stand in the order of their kinds. Raises: ExportRefused."""
        if self._form is Format.JSON:
            return self._json_lines(records)
        out: list[bytes] = []
        for name, of_table in groupby(records, key=self._table_of):
            columns = self._tables.get(name) or self._claims
            if columns is None:
                raise ExportRefused("somebody wrote while the table was made: try again; nothing was written")
            rows = [row for one in of_table for row in columns.rows(one, wording)]
            before, self._rows = self._rows, self._rows + len(rows)
            if self._package is not None:
                before = self._package.add(name, rows)
            if before + len(rows) > EXPORT_ROWS_MAX:
                raise ExportRefused(
                    f"more than {EXPORT_ROWS_MAX:,} rows; choose a kind or a search; nothing was written"
                )
            if self._form is Format.CSV:
                out.append(_csv_lines(rows))
        return b"".join(out)

    def end(self) -> bytes:
        """The last bytes."""
        if self._form is Format.JSON:
            return b"\n]}\n"
        return self._package.close() if self._package is not None else b""

    @property
    def _empty(self) -> str:
        return "claims" if self._with_claims else "records"

    def _place(self, name: str) -> int:
        return -1 if name == self._empty else self._registry.place_of(name)

    def _table_of(self, one: Exported) -> str:
        return one.kind if self._form is Format.XLSX and not self._with_claims else self._empty

    def _json_lines(self, records: Sequence[Exported]) -> bytes:
        """Each record stands on a line of its own. Characters that are never seen are written as escapes."""
        lines = [_dumped(_record_json(one, with_provenance=self._with_claims)) for one in records]
        begun = ",\n" if self._rows and lines else ""
        self._rows += len(lines)
        if self._rows > EXPORT_ROWS_MAX:
            raise ExportRefused(f"more than {EXPORT_ROWS_MAX:,} records; choose a kind; nothing was written")
        return (begun + ",\n".join(lines)).encode()


def encode_export(form: Format, records: Sequence[Exported], wording: Wording, *, with_provenance: bool) -> bytes:
    """The whole file of records that stand in the order of their kinds, see `Writer`.

    At most EXPORT_ROWS_MAX rows of EXPORT_COLUMNS_MAX columns. Raises: ExportRefused.
    """
    writer = Writer(form, wording.registry, with_provenance=with_provenance)
    for one in records:
        writer.note(one)
    return writer.begin() + writer.add(records, wording) + writer.end()


def _csv_lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as CSV: UTF-8, commas, quotation marks where needed, CRLF."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([[_text(cell) for cell in row] for row in rows])
    return out.getvalue().encode()


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        text = guard(cell)
        if len(text) > TABLE_CELL_CHARS_MAX:
            raise ExportRefused("a text is too long for a cell; export as JSON; nothing was written")
        return text
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


# --- XLSX -------------------------------------------------------------------------------------------------------------
class _Package:
    """One XLSX workbook, the first row of each sheet standing still; the same sheets give the same bytes.

    What is held is compressed. Sheets come one after another.
    """

    def __init__(self, headers: Mapping[str, Sequence[str]]) -> None:
        self._headers = headers
        self._out = io.BytesIO()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._sheet: IO[bytes] | None = None
        self._name = ""
        self._count = 0  # rows of the sheet, its header included
        sheets = [f"worksheets/sheet{number}.xml" for number in range(1, len(headers) + 1)]
        parts = {
            "[Content_Types].xml": _content_types(len(headers)),
            "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": _workbook(list(headers)),
            "xl/_rels/workbook.xml.rels": _relations([("worksheet", sheet) for sheet in sheets]),
        }
        for name, text in parts.items():
            self._zip.writestr(_part(name), _XML + text)

    def add(self, name: str, rows: Sequence[Sequence[Cell]]) -> int:
        """Append rows to a sheet, behind those before; return how many rows it had."""
        if name != self._name:
            self._finish()
            self._open(name)
        assert self._sheet is not None
        begun = self._count
        columns = [_letters(number) for number in range(len(self._headers[name]))]
        self._sheet.write("".join(_row(begun + n, row, columns) for n, row in enumerate(rows, 1)).encode())
        self._count += len(rows)
        return begun - 1

    def close(self) -> bytes:
        """The whole file; sheets to which nothing was added have their header alone."""
        self._finish()
        for name in [name for name in self._headers if _sheet_name(self._headers, name) not in self._zip.NameToInfo]:
            self._open(name)
            self._finish()
        self._zip.close()
        return self._out.getvalue()

    def _open(self, name: str) -> None:
        self._name, self._count = name, 1
        self._sheet = self._zip.open(_part(_sheet_name(self._headers, name)), "w")
        still = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        view = f'<sheetViews><sheetView workbookViewId="0">{still}</sheetView></sheetViews>'
        header = self._headers[name]
        first = _row(1, header, [_letters(number) for number in range(len(header))])
        self._sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}">{view}<sheetData>{first}'.encode())

    def _finish(self) -> None:
        if self._sheet is not None:
            self._sheet.write(b"</sheetData></worksheet>")
            self._sheet.close()
        self._sheet, self._name = None, ""


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _NO_TIME)
    part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
    return part


def _sheet_name(headers: Mapping[str, Sequence[str]], name: str) -> str:
    return f"xl/worksheets/sheet{list(headers).index(name) + 1}.xml"


def _content_types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{sheets}</Types>'
    )


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>'


def _row(number: int, row: Sequence[Cell], columns: Sequence[str]) -> str:
    cells = "".join(
        _cell(f"{column}{number}", cell)
        for column, cell in zip(columns, row, strict=True)
        if cell is not None and cell != ""
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, cell: Cell) -> str:
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{cell}</v></c>'
    text = escape(_text(cell))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# --- JSON -------------------------------------------------------------------------------------------------------------
def _dumped(item: Json) -> str:
    text = json.dumps(item, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _record_json(one: Exported, *, with_provenance: bool) -> Json:
    item: dict[str, Json] = {
        "record": one.record.hex(),
        "space": one.space.hex(),
        "kind": one.kind,
        "title": one.title,
        "fields": {path: _plain(value) for path, value in sorted(one.values.items())},
    }
    for name, paths in (("conflicts", one.conflicts), ("proposed", one.proposed), ("doubted", one.doubted)):
        item[name] = list(paths)
    if with_provenance:
        item["said"] = [_said_json(said) for said in one.said]
    return item


def _said_json(said: Said) -> Json:
    told: dict[str, Json] = {name: _plain_item(value) for name, value in asdict(said).items()}
    return told


def _plain(value: bytes | str | int | bool | None) -> Json:
    return value.hex() if isinstance(value, bytes) else value


def _plain_item(value: object) -> Json:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return value.hex() if isinstance(value, bytes) else value if isinstance(value, str | int) else None
