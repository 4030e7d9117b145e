"""One person, one terminal, from an empty folder to a checked record, in real processes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import ROOT, Terminal

HEX = re.compile(r"[0-9a-f]{32}")


def test_first_use_from_empty_folder_to_checked_record(terminal: Terminal) -> None:
    made = terminal.ask("init", "--name", "alice")
    assert made["device"].startswith("device-")
    assert len(made["words"]) == 6
    space = terminal.ask("space", "create", "TEST network", "--group", "TEST group")["space"]
    assert [item["space"] for item in terminal.ask("space", "list")["spaces"]] == [space]
    (member,) = terminal.ask("space", "members", "TEST network")["members"]
    assert member == {
        "device": made["device"],
        "name": "alice",
        "group": "TEST group",
        "role": "steward",
        "state": "active",
    }

    record = terminal.ask("record", "add", "person", "--space", space, "names/+/text=TEST-Яніна", "sex=female")[
        "record"
    ]
    assert HEX.fullmatch(record)
    terminal.ask("record", "set", record[:8], "birth_date=1985-03", "names/+/text=TEST-Janina")
    shown = terminal.ask("record", "show", record)
    assert (shown["record"], shown["kind"], shown["conflicts"]) == (record, "person", {})
    assert shown["fields"]["birth_date"] == "1985-03"
    names = [value for path, value in shown["fields"].items() if path.endswith("/text")]
    assert sorted(names) == ["TEST-Janina", "TEST-Яніна"]
    assert shown["provenance"]["sex"]["author"] == "alice"
    assert shown["provenance"]["sex"]["device"] == made["device"]
    assert shown["provenance"]["sex"]["group"] == "TEST group"

    assert re.fullmatch("[0-9a-f]{64}", terminal.ask("attest", record, "sex", "--step", "two_sources")["entry"])
    terminal.ask("dispute", record, "birth_date")
    shown = terminal.ask("record", "show", record)
    (badge,) = shown["provenance"]["sex"]["attested"]
    assert (badge["author"], badge["step"]) == ("alice", "two_sources")
    assert shown["provenance"]["sex"]["verified"] is False
    assert len(shown["provenance"]["birth_date"]["disputed"]) == 1

    terminal.ask("record", "delete", record, "birth_date")
    assert "birth_date" not in terminal.ask("record", "show", record)["fields"]
    history = terminal.ask("record", "history", record)["history"]
    told = [(item["deed"], item["path"]) for item in history if item["path"] in ("sex", "birth_date")]
    assert told[:3] == [("put", "sex"), ("put", "birth_date"), ("delete", "birth_date")]
    assert set(told[3:]) == {("attested", "sex"), ("disputed", "birth_date")}

    for search in ("janina", "янина", "TEST-Яніна"):
        found = terminal.ask("record", "list", "--kind", "person", "--search", search)
        assert [item["record"] for item in found["records"]] == [record]
        assert found["total"] == 1
    assert terminal.ask("record", "list", "--kind", "letter") == {"records": [], "total": 0}


def test_rebuild_gives_the_same_hash_and_nothing_is_wrong(alice: Terminal) -> None:
    for number in range(3):
        alice.ask("record", "add", "person", f"names/+/text=TEST-{number}")
    before = alice.ask("state-hash", "--space", "TEST network")
    assert (len(before["state_hash"]), before["partial"]) == (64, False)
    rebuilt = alice.ask("rebuild")
    assert (rebuilt["records"], rebuilt["problems"]) == (3, [])
    assert alice.ask("state-hash") == before
    verified = alice.ask("verify")
    assert (verified["ok"], verified["entries"], verified["problems"]) == (True, 4, [])
    assert alice.ask("doctor")["problems"] == []
    status = alice.ask("status")
    assert status["peers"] == []
    assert [(item["title"], item["records"]) for item in status["spaces"]] == [("TEST network", 3)]


def test_hidden_record_is_out_of_lists_until_it_is_unhidden(alice: Terminal) -> None:
    record = alice.ask("record", "add", "person", "names/+/text=TEST-Alaksandra")["record"]
    alice.ask("hide", record)
    assert alice.ask("record", "list")["total"] == 0
    assert [item["mode"] for item in alice.ask("record", "show", record)["hidden"]] == ["hidden"]
    alice.ask("unhide", record)
    assert alice.ask("record", "list")["total"] == 1
    alice.ask("withhold", record, "--reason", "family_request")
    assert [item["reason"] for item in alice.ask("record", "show", record)["hidden"]] == ["family_request"]
    alice.ask("unhide", record)
    assert alice.ask("record", "show", record)["hidden"] == []


def test_restored_node_has_the_same_state_hash_and_writes_on(alice: Terminal) -> None:
    record = alice.ask("record", "add", "person", "names/+/text=TEST-Maryja")["record"]
    backup = alice.folder / "backup"
    made = alice.ask("backup", str(backup))
    assert alice.ask("verify", str(backup))["ok"] is True
    bob = Terminal(alice.folder, name="again", passphrase=alice.passphrase)
    restored = bob.ask("restore", str(backup))
    assert (restored["device"], restored["words"]) == (made["device"], made["words"])
    assert bob.ask("state-hash") == alice.ask("state-hash")
    bob.ask("record", "set", record, "sex=female")
    assert bob.ask("verify")["ok"] is True


def test_changed_passphrase_opens_and_the_old_one_does_not(alice: Terminal) -> None:
    new = alice.folder / "new"
    new.write_text("TEST six grey geese over the marsh\n", encoding="utf-8")
    alice.ask("passphrase", "--new-passphrase-file", str(new))
    assert "passphrase does not open" in alice.run("space", "list").line
    alice.passphrase = "TEST six grey geese over the marsh"
    assert len(alice.ask("space", "list")["spaces"]) == 1


def test_exported_document_is_a_new_file_for_its_owner_only(alice: Terminal) -> None:
    record = alice.ask("record", "add", "person", "names/+/text=TEST-Nina")["record"]
    file = alice.folder / "one.automerge"
    alice.ask("record", "export", record, str(file))
    assert file.read_bytes()[:4] == b"\x85\x6f\x4a\x83"  # the magic bytes of Automerge
    assert file.stat().st_mode & 0o077 == 0
    assert "already" in alice.run("record", "export", record, str(file)).line


def test_relative_file_is_taken_from_the_folder_of_the_command(
    alice: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(alice.folder)
    alice.ask("backup", "here")
    assert (alice.folder / "here").exists()


def test_people_read_tables_and_programs_one_object(alice: Terminal) -> None:
    record = alice.run("record", "add", "person", "names/+/text=TEST-Volha", "names/+/language=be").out.strip()
    shown = alice.run("record", "show", record).out
    assert "TEST-Volha" in shown
    assert "Belarusian" in shown
    assert "alice (TEST network)" in shown
    for command in (
        ["record", "history", record],
        ["record", "list"],
        ["space", "list"],
        ["space", "members"],
        ["status"],
    ):
        done = alice.run(*command)
        assert (done.code, "{" in done.out) == (0, False), done


@pytest.mark.parametrize("module", ["node", "node.cli"])
def test_program_starts_as_a_module_and_tells_its_version(module: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--version"],
        cwd=tmp_path,
        env=Terminal(tmp_path).environment(),
        capture_output=True,
        check=True,
    )
    assert re.fullmatch(rb"apieka \d+\.\d+\.\d+\n", done.stdout)


def test_installed_command_makes_a_node_at_full_cost(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    command = [sys.executable, "-m", "node.cli", "--home", str(terminal.home)]
    command += ["--passphrase-file", str(terminal.passphrase_file), "--json"]
    made = subprocess.run(
        [*command, "init", "--name", "alice"], cwd=ROOT, env=terminal.environment(), capture_output=True, check=True
    )
    assert len(json.loads(made.stdout)["words"]) == 6
    looked = subprocess.run([*command, "doctor"], cwd=ROOT, env=terminal.environment(), capture_output=True, check=True)
    advice = [item["what"] for item in json.loads(looked.stdout)["advice"]]
    assert not any("stretched" in what for what in advice)
