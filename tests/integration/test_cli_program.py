"""The command line over a real home: what is refused, by which words, with which code."""

import asyncio
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from keys.keyfile import CHEAP
from node.cli.program import cli
from node.crdt.ids import ChangeId, Record
from node.runtime.home import Home
from node.service.effects import Step
from node.service.node import Node
from node.service.records import read_projection, set_values
from tests.integration.program import PASSPHRASE, Program

NAME = "TEST-Kastus-Unheard"
MEGABYTE = 1_000_000


@pytest.fixture
def empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """A command line over an empty home."""
    return Program(folder=tmp_path, capture=capsys)


@pytest.fixture
def program(empty: Program) -> Program:
    """A command line over alice's home with one space."""
    empty.ask("init", "--name", "alice")
    empty.ask("space", "create", "TEST network")
    return empty


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("birth_date", NAME),
        ("birth_date", "2023-02-30"),
        ("sex", NAME),
        ("names/+/text", NAME * (MEGABYTE // len(NAME))),
        ("names/+/text", f"\x1b]0;{NAME}\x07"),
        ("minor_at_arrest", NAME),
        ("photo", NAME),
        ("groups/medic", NAME),
    ],
    ids=["date", "no such day", "choice", "megabyte", "control", "bool", "hash", "set"],
)
def test_bad_value_is_refused_by_its_path_and_never_repeated(program: Program, path: str, value: str) -> None:
    before = program.ask("state-hash")
    line = program.refuse("record", "add", "person", f"{path}={value}")
    assert line.startswith(f"{path}: ")
    assert NAME not in line
    assert program.ask("state-hash") == before


def test_unknown_kind_field_and_empty_value_are_named(program: Program) -> None:
    assert "'persn'" in program.refuse("record", "add", "persn", f"sex={NAME}")
    assert "'nams/+/text'" in program.refuse("record", "add", "person", f"nams/+/text={NAME}")
    assert "'persn'" in program.refuse("record", "list", "--kind", "persn")
    assert "record delete" in program.refuse("record", "add", "person", "sex=")
    assert "twice" in program.refuse("record", "add", "person", "sex=male", "sex=female")


def test_unknown_record_space_and_code_are_one_line(program: Program) -> None:
    record = program.ask("record", "add", "person", "names/+/text=TEST-Ihar")["record"]
    assert "no record" in program.refuse("record", "show", "0" * 32)
    assert "no record" in program.refuse("record", "show", "abcdef" if not record.startswith("abcdef") else "bcdefa")
    assert "hexadecimal" in program.refuse("record", "show", record[:5])
    assert "no such space" in program.refuse("record", "add", "person", "--space", "TEST none", "sex=male")
    assert "nothing stands" in program.refuse("attest", record, "sex")
    assert "two_sources" in program.refuse("attest", record, "sex", "--step", "because")
    assert "family_request" in program.refuse("withhold", record, "--reason", "because")
    assert "not hidden" in program.refuse("unhide", record)
    assert "no such file" in program.refuse("verify", str(program.folder / "absent"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["record"],
        ["record", "add"],
        ["record", "add", "person"],
        ["record", "add", "person", NAME],
        ["record", "list", "--limit", NAME],
        ["record", "show", "a", NAME],
        ["space", "create", NAME, NAME],
        ["init"],
        ["up", "--page", NAME],
        ["up", "--page", "127.0.0.1:99999"],
        ["withhold", "a"],
        ["--log-level", NAME, "status"],
        ["verify", NAME, NAME],
        ["status", "--json"],
        ["status", f"--{NAME}"],
    ],
)
def test_wrong_usage_is_code_two_and_repeats_no_argument(empty: Program, arguments: list[str]) -> None:
    code, out, err = empty.run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Usage: apieka")
    assert NAME not in err.replace(f"--{NAME}", "")
    assert not empty.home.exists()


def test_option_after_the_command_is_told_where_it_belongs(empty: Program) -> None:
    assert "--json stands before the command" in empty.run("status", "--json")[2]


@pytest.mark.parametrize("command", [[], ["record"], ["space"], ["record", "add"], ["up"]])
def test_help_is_code_zero_on_standard_output(empty: Program, command: list[str]) -> None:
    code, out, err = empty.run(*command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("Usage: apieka")


def test_every_command_tells_in_one_line_what_it_does() -> None:
    listed = {**cli.commands}
    for name in ("record", "space"):
        group = listed.pop(name)
        listed |= {f"{name} {inner}": command for inner, command in getattr(group, "commands", {}).items()}
    assert {name for name, command in listed.items() if not command.help} == set()
    assert set(listed) >= {
        "init", "passphrase", "backup", "restore", "space create", "space list", "space members", "up", "record add",
        "record set", "record delete", "record show", "record history", "record list", "record export", "attest",
        "dispute", "verify", "state-hash", "status", "doctor", "rebuild", "withhold", "hide", "unhide",
    }  # fmt: skip


def test_concurrent_values_stand_side_by_side_until_an_edit_settles_them(program: Program) -> None:
    source = program.ask("record", "add", "source", "title=TEST gazette")["record"]
    record = program.ask("record", "add", "person", "names/+/text=TEST-Ihar")["record"]
    asyncio.run(write_beside(program, Record(bytes.fromhex(record)), Record(bytes.fromhex(source))))
    shown = program.ask("record", "show", record)
    said = {item["value"]: (item["author"], item["source"]) for item in shown["conflicts"]["sex"]}
    assert said == {"male": ("alice", None), "female": ("alice", source)}
    assert shown["fields"]["sex"] == shown["conflicts"]["sex"][0]["value"]
    assert "also said" in program.run("record", "show", record)[1]
    program.ask("record", "set", record, "sex=female")
    settled = program.ask("record", "show", record)
    assert (settled["conflicts"], settled["fields"]["sex"]) == ({}, "female")
    told = [item["value"] for item in program.ask("record", "history", record)["history"] if item["path"] == "sex"]
    assert sorted(told) == ["female", "female", "male"]


async def write_beside(program: Program, record: Record, source: Record) -> None:
    """Set one field twice from the same state, as two people would who had not heard of one another."""
    home = Home(program.home, cost=CHEAP)
    await home.unlock(PASSPHRASE)
    projection = await home.read(lambda node: read_projection(node.only_space(), record))
    for value, named in (("male", None), ("female", source)):
        await home.write(
            partial(_set_sex, record=record, value=value, source=named, seen=projection.heads, now=home.now())
        )
    await home.lock()


def _set_sex(
    node: Node, *, record: Record, value: str, source: Record | None, seen: Sequence[ChangeId], now: int
) -> Step[None]:
    return set_values(node.only_space(), record, {"sex": value}, now=now, source=source, seen=seen)


def test_second_space_must_be_named_and_titles_or_beginnings_name_it(program: Program) -> None:
    other = program.ask("space", "create", "TEST circle")["space"]
    assert "space" in program.refuse("record", "add", "person", "sex=male")
    for name in ("TEST circle", other, other[:6]):
        assert program.ask("record", "add", "person", "--space", name, "sex=male")["space"] == other
    assert program.ask("record", "list", "--space", "TEST circle")["total"] == 3
    assert program.ask("record", "list", "--space", "TEST network")["total"] == 0
    assert program.ask("space", "create", "TEST circle")["space"] != other
    assert "several" in program.refuse("record", "list", "--space", "TEST circle")


def test_list_tells_how_many_there_are_beyond_its_limit(program: Program) -> None:
    for number in range(3):
        program.ask("record", "add", "person", f"names/+/text=TEST-{number}")
    found = program.ask("record", "list", "--limit", "2")
    assert (len(found["records"]), found["total"]) == (2, 3)


def test_text_that_looks_like_markup_is_shown_as_it_is(program: Program) -> None:
    record = program.ask("record", "add", "person", "names/+/text=[red]TEST[/red] *x*")["record"]
    assert "[red]TEST[/red] *x*" in program.run("record", "show", record)[1]


def test_json_answers_are_ascii_on_one_line(program: Program) -> None:
    record = program.ask("record", "add", "person", "names/+/text=TEST-Яніна")["record"]
    _, out, _ = program.run("--json", "record", "show", record)
    assert out.isascii()
    assert out.count("\n") == 1
    assert "TEST-Яніна" in json.loads(out)["fields"].values()


def test_weak_passphrase_is_told_after_it_worked_and_never_to_programs(empty: Program) -> None:
    (empty.folder / "weak").write_text("TEST", encoding="utf-8")
    code, _, err = empty.run("--passphrase-file", str(empty.folder / "weak"), "init", "--name", "alice")
    assert (code, "weak" in err) == (0, True)
    code, out, err = empty.run("--passphrase-file", str(empty.folder / "weak"), "init", "--name", "alice")
    assert (code, out, err.count("\n"), "weak" in err) == (1, "", 1, False)
