"""Exported files read back by other readers: the csv module, openpyxl, json."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from node.ledger.errors import ExportRefused
from node.ledger.exports import Audience, Exported, Format, Said, encode_export, export_record, files, format_of
from node.ledger.exports.tables import Wording
from node.ledger.schema import LEDGER
from node.ledger.types import Scalar

FORMULA = '=HYPERLINK("http://x","TEST-")'


def person(number: int = 1, **values: Scalar) -> Exported:
    """A person; `__` stands for the slash of a path."""
    paths = {path.replace("__", "/"): value for path, value in values.items()}
    return Exported(record=bytes([number]) * 16, space=b"s" * 16, kind="person", title="TEST-", values=paths)


def written(form: Format, records: Sequence[Exported], language: str | None = None, **more: bool) -> bytes:
    """The bytes of a file."""
    return encode_export(
        form, records, Wording(LEDGER, language, {b"p" * 16: "TEST-Ганна"}), with_provenance=more.get("said", False)
    )


def rows(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of its columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


ANNA = person(
    names__b__text="Анна TEST-Узорова",
    names__a__text="Ганна TEST-Узорава",
    names__a__language="be",
    groups__medic=True,
    groups__journalist=True,
    birth_date="1985-04~",
    minor_at_arrest=False,
    note='TEST "радок", першы\nрадок другі',
)
STAY = Exported(
    record=b"y" * 16,
    space=b"s" * 16,
    kind="status_event",
    title="TEST",
    values={"person": b"p" * 16, "status": "remand", "effective_on": "2024-02"},
)


def test_csv_has_one_column_for_each_field_and_numbered_ones_for_lists() -> None:
    content = written(Format.CSV, [ANNA])
    assert content.startswith(b"\xef\xbb\xbfrecord,kind,title,names/1/text,names/1/language,names/2/text,")
    assert content.count(b"\r\n") == 2
    (row,) = rows(content)
    assert row["names/1/text"] == "Ганна TEST-Узорава"
    assert row["names/2/text"] == "Анна TEST-Узорова"
    assert row["groups"] == "journalist; medic"
    assert (row["birth_date"], row["minor_at_arrest"]) == ("1985-04~", "false")
    assert row["note"] == 'TEST "радок", першы\nрадок другі'
    assert "sex" not in row


def test_csv_of_several_kinds_shares_columns_and_names_the_kind() -> None:
    first, second = rows(written(Format.CSV, [ANNA, STAY]))
    assert (first["kind"], second["kind"]) == ("person", "status_event")
    assert (first["status"], second["status"]) == ("", "remand")
    assert second["person"] == (b"p" * 16).hex()


def test_values_in_words_are_those_of_the_language_asked_for() -> None:
    (row,) = rows(written(Format.CSV, [STAY], "be"))
    assert row["person"] == "TEST-Ганна"
    assert row["status"] == LEDGER.format_value("status_event", "status", "remand", "be")
    (row,) = rows(written(Format.CSV, [ANNA], "ru"))
    assert row["minor_at_arrest"] == "нет"


def test_xlsx_opens_elsewhere_with_a_sheet_for_each_kind() -> None:
    book = load_workbook(io.BytesIO(written(Format.XLSX, [ANNA, STAY])))
    assert book.sheetnames == ["person", "status_event"]
    sheet = book["person"]
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, [cell.value for cell in sheet[2]], strict=True))
    assert row["names/1/text"] == "Ганна TEST-Узорава"
    assert row["minor_at_arrest"] is False
    assert row["note"] == 'TEST "радок", першы\nрадок другі'
    assert sheet.freeze_panes == "A2"


def test_xlsx_tells_no_time_and_is_the_same_twice() -> None:
    content = written(Format.XLSX, [ANNA])
    assert content == written(Format.XLSX, [ANNA])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in package.namelist() if name.startswith("docProps")]


@pytest.mark.parametrize("text", [FORMULA, "+1", "-1", "@x", "'=1"])
def test_d10_formula_is_text_in_every_table(text: str) -> None:
    given = person(names__a__text=text, note=text)
    (row,) = rows(written(Format.CSV, [given]))
    assert row["names/1/text"] == row["note"] == "'" + text
    sheet = load_workbook(io.BytesIO(written(Format.XLSX, [given])))["person"]
    cells = {sheet.cell(1, column).value: sheet.cell(2, column) for column in range(1, sheet.max_column + 1)}
    assert cells["note"].value == "'" + text
    assert cells["note"].data_type == "s"


def test_d10_markup_and_turned_text_are_inert_in_every_format() -> None:
    given = person(names__a__text="<b>TEST-&\u202egnp.exe</b>")
    (row,) = rows(written(Format.CSV, [given]))
    assert row["names/1/text"] == "<b>TEST-&gnp.exe</b>"
    sheet = load_workbook(io.BytesIO(written(Format.XLSX, [given])))["person"]
    assert sheet.cell(2, 4).value == "<b>TEST-&gnp.exe</b>"
    text = written(Format.JSON, [given])
    assert "\u202e".encode() not in text
    assert json.loads(text)["records"][0]["fields"]["names/a/text"] == "<b>TEST-&\u202egnp.exe</b>"


def test_json_gives_every_value_as_it_is_stored() -> None:
    read = json.loads(written(Format.JSON, [ANNA, STAY]))
    assert read["format"] == "apieka/export/1"
    assert read["records"][0]["fields"] == dict(ANNA.values)
    assert read["records"][1]["fields"]["person"] == (b"p" * 16).hex()


def test_provenance_has_a_row_for_each_value_that_stands() -> None:
    said = Said(path="birth_date", value="1985", author="alice", group="TEST", time=0, source="")
    given = replace(
        ANNA,
        conflicts=("birth_date",),
        said=(said, replace(said, value="1986", author="bob", attested_by=("carol",)), replace(said, path="sex")),
    )
    told = rows(written(Format.CSV, [given], said=True))
    assert [(row["path"], row["value"], row["author"], row["standing"]) for row in told] == [
        ("birth_date", "1985", "alice", "conflict"),
        ("birth_date", "1986", "bob", "conflict"),
        ("sex", "1985", "alice", "stands"),
    ]
    assert told[1]["attested_by"] == "carol"
    assert told[0]["claimed"] == "1970-01-01 00:00:00"
    assert len(json.loads(written(Format.JSON, [given], said=True))["records"][0]["said"]) == 3


def test_paths_that_need_a_second_look_are_named_beside_the_record() -> None:
    given = replace(ANNA, conflicts=("birth_date",), proposed=("sex",))
    (row,) = rows(written(Format.CSV, [given]))
    assert (row["conflicts"], row["proposed"]) == ("birth_date", "sex")
    assert "doubted" not in row


def test_file_of_nothing_is_a_file() -> None:
    assert rows(written(Format.CSV, [])) == []
    assert load_workbook(io.BytesIO(written(Format.XLSX, []))).sheetnames == ["records"]
    assert json.loads(written(Format.JSON, []))["records"] == []


def test_more_rows_than_a_file_may_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "EXPORT_ROWS_MAX", 1)
    for form in Format:
        with pytest.raises(ExportRefused):
            written(form, [ANNA, replace(ANNA, record=b"z" * 16)])


@pytest.mark.parametrize(("name", "form"), [("a.csv", Format.CSV), ("A.XLSX", Format.XLSX), ("b.c.json", Format.JSON)])
def test_format_is_told_by_the_ending(name: str, form: Format) -> None:
    assert format_of(name) is form
    assert format_of(name + ".txt") is None


# --- who may see what -------------------------------------------------------------------------------------------------
def test_public_sees_public_fields_alone() -> None:
    given = person(names__a__text="TEST-Ганна", code="BY-TEST-7", note="TEST")
    seen = export_record(LEDGER, given, Audience.PUBLIC)
    assert seen is not None
    assert dict(seen.values) == {"code": "BY-TEST-7"}
    assert "Ганна" not in seen.title
    assert export_record(LEDGER, person(names__a__text="TEST-Ганна"), Audience.PUBLIC) is None
    place = replace(given, kind="place", values={"names/a/text": "TEST-калонія", "note": "TEST-"})
    shown = export_record(LEDGER, place, Audience.PUBLIC)
    assert shown is not None
    assert dict(shown.values) == {"names/a/text": "TEST-калонія"}


def test_withheld_name_leaves_only_in_a_sealed_file() -> None:
    given = person(
        names__a__text="TEST-Ганна", identity_withheld=True, code="BY-TEST-7", birth_date="1985-04-24", sex="female"
    )
    seen = export_record(LEDGER, given, Audience.MEMBERS)
    assert seen is not None
    assert dict(seen.values) == {"identity_withheld": True, "code": "BY-TEST-7", "sex": "female"}
    assert seen.title.endswith("BY-TEST-7")
    sealed = export_record(LEDGER, given, Audience.SEALED)
    assert sealed is not None
    assert dict(sealed.values) == dict(given.values)


def test_marks_and_claims_of_fields_an_audience_may_not_see_are_left_out_too() -> None:
    said = Said(path="note", value="TEST-", author="alice", group="", time=0, source="")
    given = replace(person(code="BY-TEST-7", note="TEST-"), conflicts=("note",), doubted=("code",), said=(said,))
    seen = export_record(LEDGER, given, Audience.PUBLIC)
    assert seen is not None
    assert (seen.conflicts, seen.doubted, seen.said) == ((), ("code",), ())
