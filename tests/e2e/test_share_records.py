"""Sharing a record with another space at the terminal: shown first, written then, offered again after an edit."""

from pathlib import Path

from tests.e2e.terminal import Terminal


def test_record_is_previewed_shared_and_its_later_edit_offered(tmp_path: Path) -> None:
    alice = Terminal(tmp_path)
    alice.ask("init", "--name", "alice")
    alice.ask("space", "create", "TEST circle")
    network = alice.ask("space", "create", "TEST network")["space"]
    made = alice.ask("record", "add", "person", "--space", "TEST circle", "names/+/text=TEST-Janina", "sex=female")
    name = next(path for path in alice.ask("record", "show", made["record"])["fields"] if path.endswith("/text"))

    preview = alice.ask("record", "share", made["record"], "--to", "TEST network", "--field", name, "--dry-run")
    (shown,) = preview["records"]
    assert {item["path"]: (item["goes"], item["stand"]) for item in shown["fields"]} == {
        name: (True, "new"),
        "sex": (False, "new"),
    }
    assert alice.ask("record", "list", "--space", "TEST network")["total"] == 0

    shared = alice.ask("record", "share", made["record"], "--to", "TEST network", "--field", "names")
    assert (shared["record"], shared["space"]) == (preview["record"], network)
    copy = alice.ask("record", "show", shared["record"])
    assert (copy["fields"], copy["space"]) == ({name: "TEST-Janina"}, network)

    alice.ask("record", "set", made["record"], f"{name}=TEST-Yanina")
    (offer,) = alice.ask("record", "offers", "--space", "TEST network")["records"]
    assert [(item["path"], item["value"]) for item in offer["fields"] if item["stand"] == "changed"] == [
        (name, "TEST-Yanina")
    ]
    assert alice.ask("record", "show", shared["record"])["fields"] == {name: "TEST-Janina"}
    alice.ask("record", "share", made["record"], "--to", network)
    assert alice.ask("record", "show", shared["record"])["fields"] == {name: "TEST-Yanina"}
    assert "already" in alice.run("record", "share", made["record"], "--to", network).line
