"""`import` over a real home: the contract's options and answers, what waits for a yes, files that are refused."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from examples.dirty import HISTORY, MACHINE, as_csv, history_rows, machine_rows
from node.ledger.limits import TABLE_BYTES_MAX
from tests.integration.program import Program

COUNTS = ("new", "changed", "unchanged", "conflicting")


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """A command line over alice's home with one space."""
    made = Program(folder=tmp_path, capture=capsys)
    made.ask("init", "--name", "alice")
    made.ask("space", "create", "TEST network")
    return made


def written(program: Program, name: str, data: bytes) -> str:
    """Write a file beside the home."""
    file = program.folder / name
    file.write_bytes(data)
    return str(file)


def machine(program: Program, count: int, *, newer: bool = False) -> str:
    """Write a list in machine columns."""
    return written(program, f"{count}-{newer}.csv", as_csv(MACHINE, machine_rows(count, newer=newer)).encode())


def counts(answer: dict[str, object]) -> tuple[object, ...]:
    """Give the rows by outcome."""
    return tuple(answer[name] for name in COUNTS)


def test_a_list_is_looked_at_imported_updated_and_undone(program: Program) -> None:
    file = machine(program, 60)
    dry = program.ask("import", file, "--space", "TEST network", "--dry-run")
    assert (dry["import"], counts(dry), dry["rejected"]) == (None, (60, 0, 0, 0), [])
    assert program.ask("record", "list", "--kind", "person")["total"] == 0
    done = program.ask("import", "--space", "TEST network", "--profile", "viasna", file)
    assert counts(done) == (60, 0, 0, 0)
    before = program.ask("state-hash")["state_hash"]
    assert counts(program.ask("import", file)) == (0, 0, 60, 0)
    assert program.ask("state-hash")["state_hash"] == before
    newer = program.ask("import", machine(program, 60, newer=True))
    assert counts(newer) == (0, 2, 58, 0)
    assert {it["path"] for it in newer["differences"]} == {"arrested_on"}
    assert len(program.ask("import", "show", newer["import"])["records"]) == 2
    listed = program.ask("import", "list")["imports"]
    assert [it["import"] for it in listed if it["new"]] == [done["import"]]
    for each in (newer, done):
        program.ask("import", "undo", each["import"])
    assert program.ask("record", "list")["total"] == 0
    assert "undone already" in program.refuse("import", "undo", done["import"])


def test_rejected_rows_come_with_their_number_and_reason(program: Program) -> None:
    data = as_csv(("id", "name", "status"), iter([["TEST-1", "FALSE", "np"], ["TEST-2", "Узоров", "np"]])).encode()
    answer = program.ask("import", written(program, "list.csv", data))
    assert answer["rejected"] == [{"row": 2, "reason": "the row has no name"}]
    assert counts(answer) == (1, 0, 0, 0)


def hostile_spreadsheet() -> bytes:
    """Make an XLSX file: a title, dates in five styles, and each thing that spoils a row."""
    book = Workbook()
    sheet = book.active
    for row in (
        ("TEST- Спіс", None, None, None),
        ("№", "ФИО", "Родился", "Приговор: срок"),
        ("1", "Ганна Узорава", date(1982, 4, 24), "2 года"),
        ("2", "Іван Узораў", "24 красавіка 1982", "2 года"),
        ("3", "Test Uzor", "april 1982", "2 года"),
        ("4", "Анна Узорова", "24.04.1982 г.", "2 года"),
        ("5", "Пётр Узоров", "≈1982", "2 года"),
        ("6", None, "1982", "2 года"),
        ("7", "=B3", "1982", "2 года"),
        ("8", "Марыя Узорава", "=1+1", "2 года"),
        ("9", "Зм'яна Узорава", "1982", "2 года"),
        ("10", "Пад аб'яднанай", "1982", "2 года"),
        ("1", "Ганна Узорава", "1982-04-24", "2 года"),
        ("12", "Шырокі Узораў", "1982", "2 года", "лішняя"),
        ("13", "Ліля Узорава", "31 февраля 1982", "2 года"),
        ("14", "<script>alert(1)</script>", "1982", "'=1+1"),
    ):
        sheet.append(row)
    sheet.merge_cells("D11:D12")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_f12_each_spoiled_row_has_its_reason_and_all_others_come_in(program: Program) -> None:
    file = written(program, "list.xlsx", hostile_spreadsheet())
    columns = {"№": "id", "фио": "name", "родился": "born", "приговор: срок": "term"}
    map_file = written(program, "map.json", json.dumps({"list": "TEST-list", "columns": columns}).encode())
    dry = program.ask("import", file, "--map", map_file, "--dry-run")
    answer = program.ask("import", file, "--map", map_file)
    assert (answer["rejected"], counts(answer)) == (dry["rejected"], counts(dry))
    assert answer["rejected"] == [
        {"row": 8, "reason": "the row has no name"},
        {"row": 9, "reason": "a formula without a stored result; the row has no name"},
        {"row": 12, "reason": "the row shares a merged cell with others; split it in the table"},
        {"row": 13, "reason": "the same person stands in an earlier row"},
        {"row": 14, "reason": "the row has more cells than the header"},
    ]
    assert counts(answer) == (9, 0, 0, 0)
    left_out = {(cell["row"], cell["column"], cell["reason"]) for cell in answer["withheld"]}
    assert {
        (10, "born", "a formula without a stored result"),
        (15, "born", "not understood"),
        (16, "term", "not understood"),
    } <= left_out
    people = program.ask("record", "list", "--kind", "person")
    assert people["total"] == 9
    shown = [program.ask("record", "show", it["record"])["fields"] for it in people["records"]]
    births = {it["external/list/id"]: it.get("birth_date") for it in shown}
    assert births == {"1": "1982-04-24", "2": "1982-04-24", "3": "1982-04", "4": "1982-04-24", "5": "1982~",
                      "8": None, "9": "1982", "13": None, "14": "1982"}  # fmt: skip
    assert program.ask("import", file)["new"] == 0  # the mapping is remembered


def test_a_corrected_value_stands_beside_the_lists(program: Program) -> None:
    header = ("id", "name", "status", "birthday")
    file = written(program, "list.csv", as_csv(header, iter([["TEST-1", "Узоров", "np", "1982"]])).encode())
    program.ask("import", file)
    record = program.ask("record", "list", "--kind", "person")["records"][0]["record"]
    program.ask("record", "set", record, "birth_date=1983")
    assert counts(program.ask("import", file)) == (0, 0, 0, 1)
    conflicts = program.ask("record", "show", record)["conflicts"]["birth_date"]
    assert sorted(it["value"] for it in conflicts) == ["1982", "1983"]


def test_an_unknown_table_is_shown_before_it_is_imported(program: Program) -> None:
    file = written(program, "old.csv", as_csv(HISTORY, history_rows(8), separator=";").encode("cp1251"))
    assert "--dry-run" in program.refuse("import", file)
    dry = program.ask("import", file, "--dry-run")
    assert (dry["encoding"], dry["separator"], dry["waits"]) == ("cp1251", ";", ["mapping"])
    assert dry["mapping"]["columns"]["фио"] == "name"
    assert counts(program.ask("import", file)) == (8, 0, 0, 0)
    assert program.ask("record", "list", "--search", "колхозник")["total"] > 0


def test_a_guess_is_taken_by_profile_and_a_mapping_by_file(program: Program) -> None:
    file = written(program, "old.csv", as_csv(HISTORY, history_rows(8)).encode())
    assert counts(program.ask("import", file, "--profile", "table")) == (8, 0, 0, 0)
    mapping = {"list": "TEST-archive", "columns": {"ФИО": "name", "Источник": "bio"}}
    map_file = written(program, "map.json", json.dumps(mapping).encode())
    answer = program.ask("import", file, "--map", map_file)
    assert (answer["list"], counts(answer)) == ("TEST-archive", (8, 0, 0, 0))
    assert "not a list" in program.refuse("import", file, "--profile", "viasna")
    assert "mapping" in program.refuse("import", file, "--map", file)


def test_public_data_of_a_country_comes_in_once_and_is_undone(program: Program) -> None:
    done = program.ask("import", "pack", "by")
    assert done["list"] == "country pack BY"
    assert done["new"] + 1 == program.ask("record", "list")["total"] > 50  # and the list itself
    assert program.ask("record", "list", "--kind", "court", "--search", "Вярхоўны суд")["total"] == 1
    again = program.ask("import", "pack", "BY")
    assert (*counts(again), again["rejected"]) == (0, 0, done["new"], 0, 0)
    assert "no pack of this country" in program.refuse("import", "pack", "XT")
    program.ask("import", "undo", done["import"])
    assert program.ask("record", "list")["total"] == 0


def test_a_list_that_shrank_needs_a_yes(program: Program) -> None:
    program.ask("import", machine(program, 40))
    fewer = machine(program, 10)
    assert "--yes" in program.refuse("import", fewer)
    dry = program.ask("import", fewer, "--dry-run")
    assert dry["drops"][0] == {"column": "", "before": 40, "now": 10}
    assert counts(program.ask("import", fewer, "--yes")) == (0, 0, 10, 0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no rows"),
        (b"," * 1_000_000, "too many columns"),
        (b"PK\x03\x04broken", "spreadsheet cannot be read"),
        (b"a,b\n\x00\n", "not a text table"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(program: Program, data: bytes, words: str) -> None:
    assert words in program.refuse("import", written(program, "file", data), "--profile", "table")
    assert program.ask("record", "list")["total"] == 0


def test_a_file_of_200_megabytes_is_refused_without_being_read(program: Program) -> None:
    file = program.folder / "large.csv"
    with file.open("wb") as opened:
        opened.truncate(200 * 1024 * 1024)
    assert file.stat().st_size > TABLE_BYTES_MAX
    assert "too large" in program.refuse("import", str(file))


def test_a_person_reads_a_dry_run_in_tables(program: Program) -> None:
    code, out, err = program.run("import", machine(program, 80), "--dry-run")
    assert code == 0, err
    assert "nothing was written" in out
    assert "names of lawyers are not taken over" in out
    assert "--json tells all" in err
