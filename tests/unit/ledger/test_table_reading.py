"""Tables of any kind: spreadsheets, encodings, guessed columns, free text, events, and every slip real lists have."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from node.ledger.errors import TableFault, TableRefused
from node.ledger.language import LANGUAGES
from node.ledger.schema import LEDGER
from node.ledger.tables import (
    MEANINGS,
    ColumnMap,
    Layout,
    Observation,
    Reason,
    decode_map,
    guess_map,
    layout_of,
    read_lines,
    read_table,
)
from node.ledger.tables.mapping import adapted, alike, checked
from node.ledger.tables.prose import facts_in
from node.ledger.types import Scalar

OWN = ColumnMap(org="TEST-list", columns={"фио": "name", "родился": "born", "срок": "term", "№": "skip"})


def spreadsheet(*rows: tuple[object, ...], shape: Callable[[Workbook], None] = lambda _book: None) -> bytes:
    """Make an XLSX file."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    shape(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def observed(data: bytes, how: ColumnMap = OWN) -> list[Observation]:
    """Read a table with a mapping."""
    return [line.observation for line in read_lines(LEDGER, read_table(data), how).lines]


def reasons(observation: Observation) -> list[Reason]:
    """Give why cells of a row were left out."""
    return [cell.reason for cell in observation.withheld]


def fields(observation: Observation, kind: str) -> dict[str, Scalar]:
    """Give the fields of the record of a kind."""
    return dict(next(record.fields for record in observation.records if record.kind == kind))


# --- spreadsheets -----------------------------------------------------------------------------------------------------
def test_a_spreadsheet_reads_as_a_csv_file_would() -> None:
    table = read_table(
        spreadsheet(("№", "ФИО", "Родился", "Срок"), (1, "Узоров Иван", date(1982, 4, 24), 3.0), (None, None))
    )
    assert (table.encoding, table.header) == ("xlsx", ("№", "ФИО", "Родился", "Срок"))
    assert table.rows == (("1", "Узоров Иван", "1982-04-24", "3"),)
    assert table.numbers == (2,)


def test_a_title_above_the_header_is_passed_over_and_rows_keep_their_numbers() -> None:
    table = read_table(
        spreadsheet(("TEST- list",), (), ("№", "ФИО", "Срок"), (1, "Узоров", "2 года"), (), (2, "Я", ""))
    )
    assert table.header == ("№", "ФИО", "Срок")
    assert table.numbers == (4, 6)


def test_f12_a_formula_without_a_result_is_left_out_and_named() -> None:
    rows = observed(spreadsheet(("ФИО", "Родился"), ("Узоров", "=1+1"), ("=A2", "1982")))
    assert fields(rows[0], "person")["names/list/text"] == "Узоров"
    assert "birth_date" not in fields(rows[0], "person")
    assert reasons(rows[0]) == [Reason.FORMULA]
    assert rows[1].is_rejected
    assert reasons(rows[1]) == [Reason.FORMULA, Reason.NO_NAME]
    assert observed(b"\xd0\xa4\xd0\x98\xd0\x9e\n=HYPERLINK(1)\n")[0].is_rejected  # in CSV too


def test_f12_rows_under_a_merged_cell_are_rejected_each_with_its_reason() -> None:
    data = spreadsheet(
        ("ФИО", "Родился", "Срок"), ("Узоров", "1982", "2 года"), ("Узорова", "1983", "3 года"), ("Ян", "1984", ""),
        shape=lambda book: book.active.merge_cells("B2:B3"),
    )  # fmt: skip
    first, second, third = observed(data)
    assert fields(first, "person")["birth_date"] == "1982"
    assert reasons(second) == [Reason.MERGED]
    assert second.is_rejected
    assert not third.is_rejected


def test_f12_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(bytes(1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    with pytest.raises(TableRefused) as refused:
        read_table(out.getvalue())
    assert refused.value.fault is TableFault.BYTES


def test_f12_a_sheet_that_is_too_wide_is_refused() -> None:
    with pytest.raises(TableRefused) as refused:
        read_table(spreadsheet(("a",) * 501))
    assert (refused.value.fault, refused.value.row) == (TableFault.COLUMNS, 1)


@pytest.mark.parametrize("name", ["[Content_Types].xml", "word/document.xml"])
def test_f12_another_archive_is_no_spreadsheet(name: str) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "<x/>")
    with pytest.raises(TableRefused) as refused:
        read_table(out.getvalue())
    assert refused.value.fault in (TableFault.SHEET, TableFault.BINARY)


def test_utf_16_with_its_mark_is_read() -> None:
    for encoding, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        table = read_table(mark + "ФИО;Срок\r\nУзораў;2 гады\r\n".encode(encoding))
        assert (table.encoding, table.rows) == (encoding, (("Узораў", "2 гады"),))


# --- rows -------------------------------------------------------------------------------------------------------------
def test_f12_a_row_longer_than_the_header_is_rejected_and_a_repeated_one_too() -> None:
    rows = observed("ФИО,Родился\nУзоров, Иван,1982\nУзорова,1983\nУзорова,1983\n".encode())
    assert [reasons(row) for row in rows] == [[Reason.SHIFTED], [], [Reason.REPEATED]]
    assert [row.is_rejected for row in rows] == [True, False, True]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1982-04-24", "1982-04-24"),
        ("24 April 1982", "1982-04-24"),
        ("24.04.1982", "1982-04-24"),
        ("24 красавіка 1982", "1982-04-24"),
        ("24 апреля 1982", "1982-04-24"),
        ("april 1982", "1982-04"),
        ("1985-03", "1985-03"),
        ("1982", "1982"),
        ("unknown", "unknown"),
    ],
)
def test_dates_of_every_style_are_understood(typed: str, stored: str) -> None:
    (row,) = observed(f"ФИО;Родился\nУзоров;{typed}\n".encode("cp1251"))
    assert (fields(row, "person")["birth_date"], row.withheld) == (stored, ())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("4 1/2 years", "P4Y6M"),
        ("2 2/3 years", "P2Y8M"),
        ("1 year and 2 months", "P1Y2M"),
        ("19 months", "P1Y7M"),
        ("2,5 года", "P2Y6M"),
        ("3 гады 6 месяцаў", "P3Y6M"),
        ("15 суток", "P15D"),
    ],
)
def test_terms_of_every_style_are_understood(typed: str, stored: str) -> None:
    (row,) = observed(f"ФИО;Срок\nУзоров;{typed}\n".encode())
    assert fields(row, "judgment")["term"] == stored


def test_a_bad_cell_is_left_out_and_the_person_stays() -> None:
    (row,) = observed("ФИО;Родился;Срок\nУзоров;31.02.1985;долго\n".encode())
    assert fields(row, "person") == {"names/list/text": "Узоров", "names/list/language": "ru"}
    assert reasons(row)[:2] == [Reason.NOT_UNDERSTOOD, Reason.NOT_UNDERSTOOD]


def test_a_name_in_parts_is_put_together() -> None:
    how = ColumnMap(org="TEST", columns={"фамилия": "surname", "имя": "given", "отчество": "patronymic"})
    (row,) = observed("Фамилия,Имя,Отчество\nУзоров,Иван,FALSE\n".encode(), how)
    assert fields(row, "person")["names/list/text"] == "Узоров Иван"
    assert fields(row, "person")["names/list/surname"] == "Узоров"


def test_an_event_is_told_as_a_case_and_never_as_a_status() -> None:
    header = "Id,date,agreement,event_type,subject,organizer,description,place,number_of_detentions,links\n"
    row = "TEST-7,2021-03-27,none,rally,TEST subject,,TEST text,TEST square,12,https://example.org/TEST\n"
    table = read_table((header + row + ",,,,,,,,,1\n").encode())
    assert layout_of(table.header) is Layout.OVD_INFO
    told, empty = read_lines(LEDGER, table, Layout.OVD_INFO).lines
    (record,) = told.observation.records
    assert record.kind == "collective_case"
    assert record.fields["titles/list/text"] == "rally, TEST subject, TEST square"
    assert record.fields["began_on"] == "2021-03-27"
    assert "detentions: 12" in str(record.fields["description"])
    assert empty.observation.is_rejected


# --- mappings ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("№;Прозвішча;Імя;Дата нараджэння;Артыкул", "skip surname given born articles"),
        ("Full name;Born;Arrested;Sentence;Prison;Notes", "name born arrested penalty prison skip"),
        ("ФИО;Год рождения;Место рождения;Профессия;Суд;Судья", "name born birth_place occupation court judge"),
        ("id;name;sex;term;url", "id name sex term url"),
    ],
)
def test_columns_are_guessed_by_their_titles(header: str, expected: str) -> None:
    table = read_table(f"{header}\n{'x;' * header.count(';')}x\n".encode())
    assert " ".join(guess_map(table.header, table.rows).columns.values()) == expected


def test_a_mapping_survives_as_text_and_bad_ones_are_refused() -> None:
    assert decode_map(OWN.encode()) == OWN
    for text in ("", "[]", "{}", '{"list": "x", "columns": {"a": "born"}}', '{"list": "", "columns": {"a": "name"}}',
                 '{"list": "x", "columns": {"a": "ghost", "b": "name"}}', '{"list": "x", "columns": {"a": 1}}',
                 "[" * 10_000, '{"list": "x", "columns": {"a": "name"}}' + " " * 300_000):  # fmt: skip
        with pytest.raises(TableRefused) as refused:
            decode_map(text)
        assert refused.value.fault is TableFault.MAPPING
    with pytest.raises(TableRefused):
        checked(OWN, ("another header",))


def test_a_header_with_one_more_column_keeps_the_name_of_the_list() -> None:
    header = ("ФИО", "Родился", "Срок", "№", "Судья")
    assert alike(OWN, header)
    assert not alike(OWN, ("a", "b"))
    offered = adapted(OWN, guess_map(header, ()))
    assert (offered.org, offered.columns["судья"], offered.columns["фио"]) == (OWN.org, "judge", "name")


def test_every_meaning_has_words_in_three_languages() -> None:
    for label in MEANINGS.values():
        assert all(label.in_language(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Родился в 1898 г., Тестовская обл., д. Узорово; белорус; колхозник. Арестован 3 января 1938 г.",
            {"born": "1898", "birth_place": "Тестовская обл., д. Узорово", "occupation": "колхозник",
             "arrested": "3 января 1938"},
        ),
        (
            "1898 г.р., урож. д. Узорово Тестовского р-на, белорус, крестьянин",
            {"born": "1898", "birth_place": "д. Узорово Тестовского р-на", "occupation": "крестьянин"},
        ),
        (
            "born 24 April 1982 in Testov, teacher",
            {"born": "24 april 1982", "birth_place": "Testov", "occupation": "teacher"},
        ),
        ("Нарадзіўся ў 1985 годзе, Тэставічы; журналіст",
         {"born": "1985", "birth_place": "Тэставічы", "occupation": "журналіст"}),
        ("TEST- nothing to be found here", {}),
    ],
)  # fmt: skip
def test_free_text_tells_birth_place_and_work(text: str, expected: dict[str, str]) -> None:
    assert facts_in(text) == expected


@pytest.mark.parametrize(
    ("text", "term", "verdict", "articles", "prison"),
    [
        ("Осужден 12.03.2022 по ст. 342 на 4 года лишения свободы, ИК-99, г. Тестов", "4 года", "12.03.2022", "342",
         "ИК-99, г. Тестов"),
        ("Приговорен: тройкой 15 января 1938 г., ст. 58-10; 10 лет ИТЛ. Тюрьма № 99, Узорово", "10 лет",
         "15 января 1938", "58-10", "Тюрьма № 99, Узорово"),
        ("Прысуд: 3 гады пазбаўлення волі, арт. 130. Адбывае ў Калоніі № 99", "3 гады", None, "130", "Калоніі № 99"),
        ("Sentenced on 12 March 2022 to 4 years of imprisonment; Penal colony No. 99, Testov", "4 years",
         "12 march 2022", None, "Penal colony No. 99, Testov"),
    ],
)  # fmt: skip
def test_free_text_tells_the_sentence_and_the_place(
    text: str, term: str, verdict: str | None, articles: str | None, prison: str
) -> None:
    facts = facts_in(text)
    assert (facts["term"], facts.get("verdict"), facts.get("articles")) == (term, verdict, articles)
    assert facts["prison"] == prison
