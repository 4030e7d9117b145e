"""The bytes of an export: CSV for every spreadsheet, XLSX with a sheet for each kind, JSON for programs.

XLSX is written here and not by openpyxl: that puts the clock into the file and the names of people into temporary
files on the disk. Refused: more rows, columns or characters in a cell than `limits.py` allows.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from enum import Enum
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from node.ledger.errors import ExportRefused
from node.ledger.exports.guard import guard
from node.ledger.exports.records import Exported, Said
from node.ledger.exports.tables import Cell, Sheet, Wording, claim_sheet, one_sheet, sheets_by_kind
from node.ledger.limits import EXPORT_COLUMNS_MAX, EXPORT_ROWS_MAX, TABLE_CELL_CHARS_MAX
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


def encode_export(form: Format, records: Sequence[Exported], wording: Wording, *, with_provenance: bool) -> bytes:
    """The whole file. CSV and XLSX hold a row for each record, with provenance one for each standing value.

    At most EXPORT_ROWS_MAX rows of EXPORT_COLUMNS_MAX columns. Raises: ExportRefused.
    """
    if form is Format.JSON:
        return _json(records, with_provenance=with_provenance)
    registry = wording.registry
    if with_provenance:
        sheets = [claim_sheet(records, wording)]
    elif form is Format.CSV:
        sheets = [one_sheet(registry, records, wording)]
    else:
        sheets = sheets_by_kind(registry, records, wording)
    for sheet in sheets:
        _require_size(sheet)
    return encode_csv(sheets[0]) if form is Format.CSV else encode_xlsx(sheets)


def encode_csv(sheet: Sheet) -> bytes:
    """A sheet as CSV: UTF-8 with a byte order mark, commas, quotation marks where needed, CRLF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guard(title) for title in sheet.header])
    writer.writerows([[_text(cell) for cell in row] for row in sheet.rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def encode_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as one XLSX workbook, the first row of each standing still; the same sheets give the same bytes."""
    named = list(sheets) or [Sheet(name="records", header=(), rows=())]
    parts = {
        "[Content_Types].xml": _content_types(len(named)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(named),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(named) + 1)]
        ),
    } | {f"xl/worksheets/sheet{number}.xml": _worksheet(sheet) for number, sheet in enumerate(named, 1)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in parts.items():
            part = zipfile.ZipInfo(name, _NO_TIME)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            package.writestr(part, _XML + text)
    return out.getvalue()


def _require_size(sheet: Sheet) -> None:
    if len(sheet.rows) > EXPORT_ROWS_MAX:
        raise ExportRefused(f"more than {EXPORT_ROWS_MAX:,} rows; choose a kind or a search; nothing was written")
    if len(sheet.header) > EXPORT_COLUMNS_MAX:
        raise ExportRefused(f"more than {EXPORT_COLUMNS_MAX:,} columns; choose one kind; nothing was written")


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


def _workbook(sheets: Sequence[Sheet]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>'


def _worksheet(sheet: Sheet) -> str:
    columns = [_letters(number) for number in range(len(sheet.header))]
    rows = "".join(_row(number, row, columns) for number, row in enumerate((sheet.header, *sheet.rows), 1))
    still = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{still}</sheetView></sheetViews>'
    return f'<worksheet xmlns="{_MAIN}">{view}<sheetData>{rows}</sheetData></worksheet>'


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
def _json(records: Sequence[Exported], *, with_provenance: bool) -> bytes:
    """One object; each record stands on a line of its own. Characters that are never seen are written as escapes."""
    if len(records) > EXPORT_ROWS_MAX:
        raise ExportRefused(f"more than {EXPORT_ROWS_MAX:,} records; choose a kind; nothing was written")
    lines = (_dumped(_record_json(one, with_provenance=with_provenance)) for one in records)
    listed = ",\n".join(lines)
    return f'{{"format": {json.dumps(NAME)}, "records": [\n{listed}\n]}}\n'.encode()


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
