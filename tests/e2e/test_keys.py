"""Keys at the terminal, in real processes: a new one, a value taken away for good, what an erasure still waits for."""

from pathlib import Path

from tests.e2e.terminal import Terminal


def test_value_is_redacted_and_status_says_whom_the_erasure_waits_for(tmp_path: Path) -> None:
    alice, bob = Terminal(tmp_path, "alice"), Terminal(tmp_path, "bob")
    alice.ask("init", "--name", "alice")
    bob.ask("init", "--name", "bob")
    space = alice.ask("space", "create", "TEST network")["space"]
    record = alice.ask("record", "add", "person", "names/+/text=TEST-Janina", "note=TEST-secret")["record"]
    with alice.up("--listen", "127.0.0.1:0") as node:
        address = node.ready["listen"]
        invited = alice.ask("invite", space, "--role", "verifier", "--no-confirm", "--address", address)
        bob.ask("join", invited["invitation"])
        (before,) = alice.ask("status")["spaces"]
        assert (before["waiting"], before["erasing"], before["rotation_suggested"]) == (0, None, False)
        assert before["bad_keys_from"] == []

        redacted = alice.ask("record", "redact", record, "note")
        assert "certificate" in redacted
        assert "note" not in alice.ask("record", "show", redacted["record"])["fields"]
        assert "erased" in alice.run("record", "show", record).line
        (during,) = alice.ask("status")["spaces"]
        assert during["erasing"]["waits_for"] == ["bob"]
        for _ in range(4):
            bob.ask("sync", address)
        assert bob.ask("status")["spaces"][0]["erasing"]["waits_for"] == ["alice"]
        assert bob.ask("record", "list", "--search", "Janina")["total"] == 1
    alice.ask("rebuild")
    assert alice.ask("verify")["ok"] is True


def test_rotate_makes_a_new_key_that_a_member_cannot_make(tmp_path: Path) -> None:
    alice, bob = Terminal(tmp_path, "alice"), Terminal(tmp_path, "bob")
    alice.ask("init", "--name", "alice")
    bob.ask("init", "--name", "bob")
    space = alice.ask("space", "create", "TEST network")["space"]
    with alice.up("--listen", "127.0.0.1:0") as node:
        address = node.ready["listen"]
        invited = alice.ask("invite", space, "--role", "verifier", "--no-confirm", "--address", address)
        bob.ask("join", invited["invitation"])
        made = alice.ask("rotate")
        assert (made["space"], len(made["kid"])) == (space, 64)
        assert "only a steward" in bob.run("rotate").line
        record = alice.ask("record", "add", "person", "names/+/text=TEST-Janina")["record"]
        assert bob.ask("sync", address)["equal"] is True
        assert bob.ask("record", "show", record)["fields"]
