"""Two nodes as two processes: invite, join by the pasted text, edit on both sides, one state hash."""

from pathlib import Path

from tests.e2e.terminal import Terminal


def _named(folder: Path, name: str) -> Terminal:
    folder.mkdir()
    terminal = Terminal(folder)
    terminal.ask("init", "--name", name)
    return terminal


def test_two_processes_invite_join_and_edit_both_ways_to_one_state_hash(tmp_path: Path) -> None:
    alice, bob = _named(tmp_path / "alice", "alice"), _named(tmp_path / "bob", "bob")
    alice.ask("space", "create", "TEST space")
    alice.ask("record", "add", "person", "names/+/text=TEST-Uzorava")
    with alice.up("--listen", "127.0.0.1:0") as running:
        listen = str(running.ready["listen"])
        invited = alice.ask("invite", "TEST space", "--role", "contributor")
        assert invited["expires"]
        joined = bob.ask("join", str(invited["invitation"]))
        assert joined["equal"] is True
        assert joined["words"] == invited["words"], "the words of the inviter, to be compared by voice"
        assert bob.ask("record", "list")["total"] == 1, "a guest reads"

        refused = bob.run("record", "add", "person", "names/+/text=TEST-too early")
        assert refused.code == 1, "until the words were compared a guest is a reader"
        (guest,) = [m for m in alice.ask("space", "members", "TEST space")["members"] if m["name"] == "bob"]
        assert alice.ask("confirm", guest["device"])["role"] == "contributor"

        bob.ask("sync", listen)
        bob.ask("record", "add", "person", "names/+/text=TEST-Adamovič")
        alice.ask("record", "add", "person", "names/+/text=TEST-Viarbova")
        synced = bob.ask("sync", listen)
        assert synced["equal"] is True
        assert (synced["sent"], synced["received"]) == (1, 1)
        assert alice.ask("state-hash") == bob.ask("state-hash")
        assert alice.ask("record", "list")["total"] == 3

        used = _named(tmp_path / "carol", "carol").run("join", str(invited["invitation"]))
        assert used.code == 1, "an invitation admits one device"
        assert "used, revoked or expired" in used.line
    dead = bob.run("sync", listen)
    assert dead.code == 1
    assert dead.line


def test_revoked_and_mistyped_invitations_are_refused_with_one_line(tmp_path: Path) -> None:
    alice, bob = _named(tmp_path / "alice", "alice"), _named(tmp_path / "bob", "bob")
    alice.ask("space", "create", "TEST space")
    with alice.up("--listen", "127.0.0.1:0"):
        invited = alice.ask("invite", "TEST space", "--role", "reader")
        text = str(invited["invitation"])
        wrong = bob.run("join", text[:-3] + ("000" if text[-3:] != "000" else "111"))
        assert wrong.code == 1
        assert wrong.line
        alice.ask("invite", "revoke", str(invited["id"]))
        assert bob.run("join", text).code == 1
        assert alice.run("invite", "TEST space", "--role", "steward").code == 1
