"""The warning before traces of helpers are saved, on the command line: records and tables, heeded and overridden."""

from pathlib import Path

import pytest

from tests.integration.program import Program

PHONE, CARD = "+375 29 123-45-67", "4111 1111 1111 1111"


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """A command line over alice's home with one space."""
    made = Program(folder=tmp_path, capture=capsys)
    made.ask("init", "--name", "alice")
    made.ask("space", "create", "TEST network")
    return made


def test_record_with_a_trace_is_refused_by_one_line_that_repeats_nothing(program: Program) -> None:
    before = program.ask("state-hash")
    line = program.refuse("record", "add", "person", "names/+/text=TEST-Ihar", f"note=call {PHONE}, {CARD}")
    assert "note holds a phone number, note holds the number of a bank card" in line
    assert "--override" in line
    assert PHONE not in line
    assert CARD not in line
    assert program.ask("state-hash") == before


def test_override_saves_what_is_meant_and_a_change_is_looked_at_too(program: Program) -> None:
    given = ("names/+/text=TEST-Ihar", f"note=call {PHONE}")
    record = program.ask("record", "add", "person", *given, "--override")["record"]
    assert program.ask("record", "show", record)["fields"]["note"] == f"call {PHONE}"
    assert "bank card" in program.refuse("record", "set", record, f"note={CARD}")
    assert program.ask("record", "set", record, "note=TEST-")["record"] == record
    program.ask("record", "set", record, f"note={CARD}", "--override")
    assert program.ask("record", "show", record)["fields"]["note"] == CARD


def test_institution_may_have_a_phone(program: Program) -> None:
    colony = program.ask("record", "add", "place", "category=penal_colony", f"contact={PHONE}")["record"]
    assert program.ask("record", "show", colony)["fields"]["contact"] == PHONE
    assert "note holds a phone number" in program.refuse("record", "set", colony, f"note={PHONE}")


def test_table_with_traces_is_refused_with_its_rows_told_by_a_dry_run(program: Program) -> None:
    file = program.folder / "list.csv"
    head = "Name and surname,Status,Penalty\n"
    file.write_text(f"{head}TEST-Адзін Іван,np,call {PHONE}\nTEST-Два Пётр,np,\n", encoding="utf-8")
    looked = program.ask("import", str(file), "--dry-run")
    assert (looked["traces"], looked["waits"]) == ([{"row": 2, "what": "phone"}], ["traces"])
    line = program.refuse("import", str(file))
    assert "--override" in line
    assert PHONE not in line
    assert program.ask("record", "list", "--kind", "person")["total"] == 0
    done = program.ask("import", str(file), "--override")
    assert (done["new"], done["traces"]) == (2, [])
