"""`export` over a real home: what leaves, what stays, and files that are whole or not there at all."""

import csv
import json
import os
from pathlib import Path

import pytest

from tests.integration.program import Program

NAME = "TEST-Ганна Узорава"


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """A command line over a home with two people and a place."""
    made = Program(folder=tmp_path, capture=capsys)
    made.ask("init", "--name", "alice")
    made.ask("space", "create", "TEST network")
    anna = made.ask("record", "add", "person", f"names/+/text={NAME}", "sex=female", "code=BY-TEST-1")["record"]
    made.ask("record", "add", "person", "names/+/text=TEST-Іван", "sex=male")
    made.ask("record", "add", "place", "names/+/text==TEST+1", "category=penal_colony")
    made.ask("record", "add", "status_event", f"person={anna}", "status=remand", "effective_on=2024-02")
    return made


def read_csv(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_export_without_plain_holds_public_fields_alone(program: Program, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "json"):
        file = tmp_path / f"public.{ending}"
        assert program.ask("export", str(file))["rows"] == 2
        assert "Узорава".encode() not in file.read_bytes()
    rows = read_csv(tmp_path / "public.csv")
    assert [(row["kind"], row["code"], row["names/1/text"]) for row in rows] == [
        ("person", "BY-TEST-1", ""),
        ("place", "", "'=TEST+1"),
    ]


def test_export_plain_holds_every_record_of_the_kind(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    assert program.ask("export", str(file), "--kind", "person", "--plain")["rows"] == 2
    assert {row["names/1/text"] for row in read_csv(file)} == {NAME, "TEST-Іван"}
    assert os.stat(file).st_mode & 0o077 == 0 or os.name == "nt"
    whole = tmp_path / "all.json"
    assert program.ask("export", str(whole), "--plain")["rows"] == 4
    assert {item["kind"] for item in json.loads(whole.read_text())["records"]} == {"person", "place", "status_event"}


def test_export_is_narrowed_by_words_and_by_values(program: Program, tmp_path: Path) -> None:
    asked = ("export", "--kind", "person", "--plain")
    assert program.ask(*asked, str(tmp_path / "a.csv"), "--search", "uzorova")["rows"] == 1
    assert program.ask(*asked, str(tmp_path / "b.csv"), "--where", "sex=male")["rows"] == 1
    assert program.ask(*asked, str(tmp_path / "c.csv"), "--where", f"names/*/text={NAME}")["rows"] == 1
    assert program.ask(*asked, str(tmp_path / "d.csv"), "--where", "sex=male", "--search", "uzorova")["rows"] == 0


def test_export_in_words_names_the_people_referred_to(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "statuses.csv"
    program.ask("export", str(file), "--kind", "status_event", "--plain", "--language", "ru")
    (row,) = read_csv(file)
    assert row["person"] == NAME
    assert row["status"] != "remand"


def test_export_with_provenance_says_who_told_each_value(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "said.csv"
    program.ask("export", str(file), "--kind", "person", "--search", "uzorova", "--plain", "--provenance")
    assert {(row["path"].split("/")[0], row["author"]) for row in read_csv(file)} == {
        ("names", "alice"),
        ("sex", "alice"),
        ("code", "alice"),
    }


def test_withheld_record_stays_out_of_an_open_file_and_is_counted(program: Program, tmp_path: Path) -> None:
    found = program.ask("record", "list", "--search", "uzorova")["records"]
    program.ask("withhold", found[0]["record"], "--reason", "family_request")
    answer = program.ask("export", str(tmp_path / "people.csv"), "--kind", "person", "--plain")
    assert (answer["rows"], answer["withheld"]) == (1, 1)


def test_export_never_replaces_a_file_and_leaves_nothing_half_written(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("TEST-mine")
    assert "there already" in program.refuse("export", str(file), "--plain")
    assert file.read_text() == "TEST-mine"
    for bad in ("people", "people.ods", "people.csv.txt"):
        assert "csv, xlsx, json" in program.refuse("export", str(tmp_path / bad), "--plain")
    program.refuse("export", str(tmp_path / "x.csv"), "--kind", "nothing")
    program.refuse("export", str(tmp_path / "x.csv"), "--where", "sex=male")
    program.refuse("export", str(tmp_path / "x.csv"), "--kind", "person", "--where", "sex=TEST")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["home", "passphrase", "people.csv"]


def test_sealed_export_holds_everything_and_opens_on_the_device_named(program: Program, tmp_path: Path) -> None:
    (member,) = program.ask("space", "members", "TEST network")["members"]
    program.ask("record", "add", "person", "names/+/text=TEST-Withheld", "identity_withheld=yes")
    file, out = tmp_path / "people.csv", tmp_path / "opened.csv"
    assert program.ask("export", str(file), "--kind", "person", "--to", member["device"])["rows"] == 3
    assert "Узорава".encode() not in file.read_bytes()
    assert program.ask("open", str(file), str(out))["format"] == "csv"
    assert {row["names/1/text"] for row in read_csv(out)} == {NAME, "TEST-Іван", "TEST-Withheld"}
    assert "there already" in program.refuse("open", str(file), str(out))
    program.refuse("export", str(tmp_path / "x.csv"), "--plain", "--to", member["device"])
    program.refuse("open", str(out), str(tmp_path / "y.csv"))
    assert not (tmp_path / "x.csv").exists()
    assert not (tmp_path / "y.csv").exists()
