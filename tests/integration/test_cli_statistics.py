"""`stats` over a real home: spans, whose criteria, the difference between two days."""

from pathlib import Path

import pytest

from tests.integration.program import Program


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """A command line over a home with two people in prison, one arrested in a month nobody knows exactly."""
    made = Program(folder=tmp_path, capture=capsys)
    made.ask("init", "--name", "alice")
    made.ask("space", "create", "TEST network")
    for name, arrested in (("TEST-Ганна", "2023-05-03"), ("TEST-Іван", "2023-06")):
        person = made.ask("record", "add", "person", f"names/+/text={name}")["record"]
        made.ask("record", "add", "detention", f"person={person}", f"arrested_on={arrested}")
        made.ask("record", "add", "charge", f"person={person}", "article_text=ч. 1 ст. 342")
    recognised = (f"person={person}", "group=TEST-A", "decision=recognised", "criteria_set=pace_1900")
    made.ask("record", "add", "recognition", *recognised, "decided_on=2023-07-01")
    return made


def test_counts_name_their_day_and_whose_criteria_they_are(program: Program) -> None:
    answer = program.ask("stats", "--on", "2023-06-15", "--since", "2023-05-01")
    assert answer["people"] == 2
    assert answer["imprisoned"] == {"least": 1, "most": 2, "contradicted": 0}
    assert answer["since"]["came"] == {"least": 1, "most": 2, "contradicted": 0}
    assert answer["since"]["left"] == {"least": 0, "most": 0, "contradicted": 0}
    assert answer["recognised"] == []
    (group,) = program.ask("stats", "--on", "2023-07-02")["recognised"]
    assert (group["group"], group["criteria"]) == ("TEST-A", ["pace_1900"])
    assert group["imprisoned"] == {"least": 1, "most": 1, "contradicted": 0}


def test_only_the_tables_asked_for_are_counted(program: Program) -> None:
    tables = program.ask("stats", "--by", "article")["tables"]
    assert list(tables) == ["article"]
    (line,) = tables["article"]["lines"]
    assert (line["key"], line["people"]["most"], line["records"]["most"]) == ("342", 2, 2)
    code, out, _ = program.run("stats", "--on", "2023-06-15")
    assert code == 0
    assert "in prison on 2023-06-15, whoever recognises them: 1–2" in out


def test_day_that_is_none_is_refused(program: Program) -> None:
    assert "2026-03-14" in program.refuse("stats", "--on", "yesterday")
