"""What is wrong gets one clear line and exit code 1, or the usage and exit code 2; nothing is lost by it."""

import os
import subprocess
import sys
from collections.abc import Callable

from tests.e2e.terminal import ROOT, WAIT_S, Terminal

NAME = "TEST-Kastus-Unheard"
ARGUMENT_MAX = 100_000  # characters of one argument that every system lets through


def test_wrong_passphrase_is_one_line_and_nothing_is_changed(alice: Terminal) -> None:
    before = alice.ask("state-hash")
    right, alice.passphrase = alice.passphrase, "TEST wrong"
    assert alice.run("space", "list").line == "the passphrase does not open this key file; nothing was changed"
    alice.passphrase = right
    assert alice.ask("state-hash") == before


def test_no_passphrase_and_no_terminal_is_one_line(alice: Terminal) -> None:
    assert "--passphrase-file" in alice.run("space", "list", is_open=False).line


def test_passphrase_file_that_is_missing_or_empty_is_one_line(alice: Terminal) -> None:
    empty = alice.folder / "empty"
    empty.write_text("\nsecond\n", encoding="utf-8")
    for file, word in [(empty, "empty"), (alice.folder / "absent", "cannot be read")]:
        done = alice.run("--passphrase-file", str(file), "space", "list", is_open=False)
        assert word in done.line


def test_passphrase_file_is_taken_from_the_environment(alice: Terminal) -> None:
    alice.extra = {"APIEKA_PASSPHRASE_FILE": str(alice.passphrase_file)}
    assert len(alice.ask("space", "list", is_open=False)["spaces"]) == 1


def test_home_is_taken_from_the_environment(alice: Terminal) -> None:
    command = [sys.executable, "-m", "node.cli", "--json", "status"]
    environment = {**alice.environment(), "APIEKA_HOME": str(alice.home)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=WAIT_S, check=True
    )
    assert b'"condition": "locked"' in done.stdout


def test_truncated_key_file_is_named_before_any_stretching(alice: Terminal) -> None:
    key = alice.home / "key"
    whole = key.read_bytes()
    key.write_bytes(whole[:-1])
    assert "key file" in alice.run("space", "list").line
    problems = alice.ask("doctor")["problems"]
    assert [item["where"] for item in problems] == ["key file"]
    done = alice.run("--json", "verify")
    assert (done.code, '"where": "key file"' in done.out, done.err.count("\n")) == (1, True, 1)
    key.write_bytes(whole)
    assert alice.ask("verify")["ok"] is True


def test_damaged_database_is_named_by_page(alice: Terminal) -> None:
    database = alice.home / "ledger.db"
    with database.open("r+b") as file:
        file.seek(3 * 16 * 1024 + 100)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))
    done = alice.run("--json", "verify")
    assert (done.code, "page 4" in done.out, "page 4" in done.err) == (1, True, True), done
    assert any("page 4" in item["where"] + item["what"] for item in alice.ask("doctor")["problems"])


def test_unknown_kind_and_field_are_named(alice: Terminal) -> None:
    assert "'persn'" in alice.run("record", "add", "persn", f"names/+/text={NAME}").line
    line = alice.run("record", "add", "person", f"nams/+/text={NAME}").line
    assert "nams/" in line
    assert NAME not in line


def test_long_value_is_refused_by_its_path_and_never_repeated(alice: Terminal) -> None:
    line = alice.run("record", "add", "person", f"names/+/text={NAME * (ARGUMENT_MAX // len(NAME))}").line
    assert "names/+/text: too long" in line
    assert NAME not in line


def test_unknown_record_and_file_are_one_line(alice: Terminal) -> None:
    assert alice.run("record", "show", "0" * 32).line
    assert alice.run("verify", str(alice.folder / "nothing")).line


def test_second_init_and_a_home_without_a_node_are_one_line(alice: Terminal) -> None:
    assert "already" in alice.run("init", "--name", "bob").line
    nobody = Terminal(alice.folder, name="nobody")
    assert "no node" in nobody.run("space", "list").line
    assert not nobody.home.exists()


def test_init_beside_a_database_whose_key_file_is_lost_keeps_it(alice: Terminal) -> None:
    (alice.home / "key").rename(alice.folder / "key")
    assert "database" in alice.run("init", "--name", "bob").line
    (alice.folder / "key").rename(alice.home / "key")
    assert len(alice.ask("space", "list")["spaces"]) == 1


def test_folder_that_cannot_be_written_is_one_line(terminal: Terminal, require_tool: Callable[[str], str]) -> None:
    if os.name != "nt" and os.geteuid() == 0:  # root may write anywhere: give that right up
        terminal.before = [require_tool("setpriv"), "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    closed = terminal.folder / "closed"
    closed.mkdir(mode=0o500)
    terminal.name = "closed/home"
    secret = terminal.folder / "secret"
    secret.write_text("TEST passphrase of no weight\n", encoding="utf-8")
    arguments = ["--passphrase-file", str(secret)]
    assert "right" in terminal.run(*arguments, "init", "--name", "alice", is_open=False).line
    assert "right" in terminal.run(*arguments, "up", "--page", "127.0.0.1:0", is_open=False).line
    assert list(closed.iterdir()) == []


def test_wrong_usage_is_exit_code_two(terminal: Terminal) -> None:
    done = terminal.run("record", "add", "person", NAME)
    assert (done.code, done.out, NAME in done.err) == (2, "", False)
    assert done.err.startswith("Usage: apieka")


def test_f10_debug_log_and_errors_hold_no_name_key_or_passphrase(alice: Terminal) -> None:
    record = alice.ask("record", "add", "person", f"names/+/text={NAME}")["record"]
    said = ""
    for command in (
        ["record", "show", record],
        ["record", "list", "--search", NAME],
        ["record", "add", "person", f"names/+/text={NAME}", f"birth_date={NAME}"],
        ["record", "set", record, f"names/+/text={NAME}-2"],
        ["rebuild"],
        ["verify"],
    ):
        said += alice.run("--log-level", "debug", "--json", *command).err
    with alice.up("--lock-after", "5") as node:
        alice.ask("record", "list", "--search", NAME)
        said += node.stop().err
    for secret in (
        NAME,
        NAME.lower(),
        NAME.upper(),
        alice.passphrase,
        "TEST network",
        (alice.home / "key").read_bytes().hex(),
    ):
        assert secret not in said
