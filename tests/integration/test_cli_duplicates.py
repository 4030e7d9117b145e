"""`duplicates` over a real home: pairs with reasons, decisions, and nothing merged."""

from pathlib import Path

import pytest

from tests.integration.program import Program


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """A command line over a home with one space."""
    made = Program(folder=tmp_path, capture=capsys)
    made.ask("init", "--name", "alice")
    made.ask("space", "create", "TEST network")
    return made


def test_pair_is_listed_with_reasons_decided_and_taken_back(program: Program) -> None:
    def add(name: str, *more: str) -> str:
        return str(program.ask("record", "add", "person", f"names/+/text={name}", *more)["record"])

    one, other = add("Узораў Іван", "birth_date=1985-04-24"), add("Ivan Uzorov", "birth_date=1985")
    add("Прыклад Марыя", "identity_withheld=yes", "code=BY-TEST-1")
    listed = program.ask("duplicates")
    (pair,) = listed["candidates"]
    assert {pair["one"], pair["other"]} == {one, other}
    assert pair["reasons"] == ["other_spelling", "fitting_birth", "swapped"]
    assert pair["words"][0] == "the same name in another spelling"
    assert (listed["total"], listed["people"], listed["crowded"]) == (1, 3, 0)

    decided = program.ask("duplicates", "decide", one[:10], other, "not-same")
    assert program.ask("duplicates")["candidates"] == []
    (pair,) = program.ask("duplicates", "--decided")["candidates"]
    assert pair["decision"] == "not_same"
    assert program.ask("duplicates", "decide", other, one, "same")["record"] == decided["record"]
    assert program.ask("record", "list", "--kind", "person")["total"] == 3
    program.ask("duplicates", "decide", one, other, "undecided")
    assert program.ask("duplicates")["total"] == 1
    assert "one and the same" in program.refuse("duplicates", "decide", one, one, "same")
    code, out, _ = program.run("duplicates")
    assert code == 0
    assert "another spelling" in out


def test_withheld_name_is_not_told_by_the_list_of_pairs(program: Program) -> None:
    for _ in range(2):
        program.ask("record", "add", "person", "names/+/text=TEST-Прыклад Марыя", "identity_withheld=yes")
    code, out, _ = program.run("duplicates")
    assert code == 0
    assert "Прыклад" not in out
