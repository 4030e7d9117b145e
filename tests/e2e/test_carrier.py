"""A carrier and two nodes that can only dial out, as real processes."""

from __future__ import annotations

from pathlib import Path

from keys.derive import database_key
from keys.secret import MasterKey
from tests.e2e.terminal import Terminal
from tests.faults.raw_pages import everything

NAMES = ("TEST-Uzorava", "TEST-Adamovič", "TEST space", "alice TEST", "bob TEST")


def terminal(folder: Path, name: str) -> Terminal:
    (folder / name).mkdir()
    made = Terminal(folder / name)
    made.ask("init", "--name", f"{name} TEST")
    return made


def test_e15_c15_two_nodes_that_only_dial_out_converge_through_a_carrier_whose_disk_names_nobody(
    tmp_path: Path,
) -> None:
    alice, bob = terminal(tmp_path, "alice"), terminal(tmp_path, "bob")
    (tmp_path / "carrier").mkdir()
    carrier = Terminal(tmp_path / "carrier")
    alice.ask("space", "create", "TEST space")
    alice.ask("record", "add", "person", f"names/+/text={NAMES[0]}")
    with carrier.up("--carrier", "--listen", "127.0.0.1:0", is_open=False) as carrying:
        assert carrying.ready["page"] is None
        listen = str(carrying.ready["listen"])
        with alice.up("--listen", "127.0.0.1:0"):  # once, while people and server are in one room
            invited = alice.ask("invite", "TEST space", "--role", "carrier")
            carrier.ask("join", str(invited["invitation"]), is_open=False)
            lines = alice.ask("space", "members")["members"]
            (device,) = [line["device"] for line in lines if line["role"] == "carrier"]
            assert alice.ask("address", "TEST space", listen, "--device", str(device))["changed"] is True
            text = alice.ask("invite", "TEST space", "--role", "contributor", "--no-confirm")["invitation"]
            bob.ask("join", str(text))
        bob.ask("record", "add", "person", f"names/+/text={NAMES[1]}")
        for one in (alice, bob, alice):
            assert one.ask("sync", listen)["equal"] is True
        assert alice.ask("state-hash") == bob.ask("state-hash")
        assert alice.ask("record", "list")["total"] == 2
        status = carrier.ask("status", is_open=False)
        assert status["carrier"] is True
        assert {peer["state"] for peer in status["peers"]} == {"away"}
        assert carrier.run("record", "list", is_open=False).code == 0
        ended = carrying.stop()
        assert (ended.code, ended.err) == (0, "")
    assert carrier.ask("verify", is_open=False)["ok"] is True
    key = database_key(MasterKey((carrier.home / "carrier").read_bytes()))
    held = everything(carrier.home, key.reveal())
    secrets = b"".join(path.read_bytes() for path in carrier.home.iterdir() if path.is_file())
    space = str(alice.ask("space", "list")["spaces"][0]["space"])
    assert bytes.fromhex(space) in held, "the search looks at the right bytes"
    for name in NAMES:
        assert name.encode() not in held + secrets
    for node in (alice, bob):
        for epoch in epoch_keys(node):
            assert epoch not in held + secrets


def epoch_keys(node: Terminal) -> list[bytes]:
    """Return the data keys of a node."""
    import asyncio

    from node.runtime.home import Home

    async def read() -> list[bytes]:
        home = Home(node.home)
        await home.unlock(node.passphrase)
        keys = [key.reveal() for space in home.node.spaces.values() for key in space.keys.epochs.values()]
        await home.lock()
        return keys

    found = asyncio.run(read())
    assert found
    return found


def test_carrier_node_and_empty_home_are_not_taken_for_one_another(tmp_path: Path) -> None:
    alice = terminal(tmp_path, "alice")
    alice.ask("space", "create", "TEST space")
    assert "a folder of its own" in alice.run("up", "--carrier").line
    carrier = Terminal(tmp_path, name="carrier")
    with carrier.up("--carrier", is_open=False) as carrying:
        assert carrying.ready["listen"] is None
        assert "founds no space" in carrier.run("space", "create", "TEST-x", is_open=False).line
        assert "no passphrase" in carrier.run("backup", str(tmp_path / "file")).line
        assert carrier.run("page", is_open=False).code == 1
    assert "--carrier" in carrier.run("up", is_open=False).line
    with alice.up("--listen", "127.0.0.1:0"):
        text = str(alice.ask("invite", "TEST space", "--role", "reader")["invitation"])
        assert "reads nothing" in carrier.run("join", text, is_open=False).line
        other = str(alice.ask("invite", "TEST space", "--role", "carrier")["invitation"])
        bob = terminal(tmp_path, "bob")
        assert "for a carrier" in bob.run("join", other).line
        fresh = Terminal(tmp_path, name="fresh")
        assert fresh.ask("join", other, is_open=False)["equal"] is True
    assert fresh.ask("status", is_open=False)["carrier"] is True
    dead = Terminal(tmp_path, name="dead")
    assert dead.run("join", other, is_open=False).code == 1
    assert not (dead.home / "carrier").exists(), "a carrier that joined nothing leaves nothing behind"


def test_carrier_joins_by_files_when_nobody_can_be_called_and_serves_at_once(tmp_path: Path) -> None:
    alice = terminal(tmp_path, "alice")
    alice.ask("space", "create", "TEST space")
    alice.ask("record", "add", "person", f"names/+/text={NAMES[0]}")
    carrier = Terminal(tmp_path, name="carrier")
    asked, answered = str(tmp_path / "asked"), str(tmp_path / "answered")
    with carrier.up("--carrier", "--listen", "127.0.0.1:0", is_open=False) as carrying:
        text = str(alice.ask("invite", "TEST space", "--role", "carrier")["invitation"])
        carrier.ask("join", text, "--request", asked, is_open=False)
        assert alice.ask("answer", asked, answered)["to_confirm"] is False
        carrier.ask("join", text, "--answer", answered, is_open=False)
        listen = str(carrying.ready["listen"])
        synced = alice.ask("sync", listen)
        assert synced["equal"] is True
        assert alice.ask("sync", listen)["sent"] == 0
        taken = alice.run("up", "--listen", listen, "--page", "127.0.0.1:0")
        assert "other nodes cannot call here" in taken.line
        assert alice.ask("sync", listen)["equal"] is True, "the port that was taken still serves"
    assert alice.run("sync", listen).line.startswith("nobody answers")
    assert alice.run("sync", "not an address").code == 2
