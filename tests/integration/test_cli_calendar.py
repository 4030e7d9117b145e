"""`calendar` over a real home: what goes in, codes or names, a file that is there already."""

from pathlib import Path

import pytest
from icalendar import Calendar

from tests.integration.program import Program


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """A command line over a home with a person and a hearing far ahead."""
    made = Program(folder=tmp_path, capture=capsys)
    made.ask("init", "--name", "alice")
    made.ask("space", "create", "TEST network")
    person = made.ask("record", "add", "person", "names/+/text=TEST-Ганна", "birth_date=1985-04-24", "code=7QK")[
        "record"
    ]
    made.ask("record", "add", "hearing", f"person={person}", "held_on=2999-03-20", "starts_at=10:00")
    return made


def test_calendar_is_written_with_codes_and_only_what_is_asked_for(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "all.ics"
    answer = program.ask("calendar", str(file))
    assert answer["events"] == 3
    assert answer["bytes"] == file.stat().st_size
    found = {str(part["SUMMARY"]) for part in Calendar.from_ical(file.read_bytes()).walk("VEVENT")}
    assert found == {"Hearing, 7QK", "Birthday, 7QK", "Day of solidarity"}
    program.ask("calendar", str(tmp_path / "one.ics"), "--what", "hearing", "--names", "--language", "be")
    (one,) = Calendar.from_ical((tmp_path / "one.ics").read_bytes()).walk("VEVENT")
    assert str(one["SUMMARY"]) == "Суд, TEST-Ганна"


def test_file_that_is_there_is_left_alone(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "there.ics"
    file.write_bytes(b"own")
    program.refuse("calendar", str(file))
    assert file.read_bytes() == b"own"
