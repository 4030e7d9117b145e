"""Stewards at their terminals: suspend, propose, sign and look at what was exposed, in real processes."""

from pathlib import Path

from tests.e2e.terminal import Terminal


def test_taken_device_is_suspended_and_expelled_from_the_terminal(tmp_path: Path) -> None:
    alice, mallory = Terminal(tmp_path, "alice"), Terminal(tmp_path, "mallory")
    alice.ask("init", "--name", "alice")
    taken = mallory.ask("init", "--name", "mallory")["device"]
    space = alice.ask("space", "create", "TEST network")["space"]
    record = alice.ask("record", "add", "person", "names/+/text=TEST-Janina")["record"]
    with alice.up("--listen", "127.0.0.1:0") as node:
        invited = alice.ask("invite", space, "--role", "verifier", "--no-confirm", "--address", node.ready["listen"])
        mallory.ask("join", invited["invitation"])

        suspended = alice.ask("suspend", taken)
        assert (suspended["signed"], suspended["needed"]) == (1, 1)
        assert [item["space"] for item in suspended["suspensions"]] == [space]
        assert "already" in alice.run("suspend", taken).line
        (exposed,) = alice.ask("exposure", taken)["spaces"]
        assert (exposed["state"], exposed["records"], exposed["kinds"]) == ("suspended", 1, {"person": 1})
        assert len(exposed["epochs"]) == 1

        decided = alice.ask("propose", "expel", taken)
        assert (decided["signed"], decided["needed"]) == (1, 1)
        assert len(decided["certificate"]) == 64
        assert decided["changes"][0].startswith("expel mallory (device-")
        states = {item["name"]: item["state"] for item in alice.ask("space", "members")["members"]}
        assert states == {"alice": "active", "mallory": "expelled"}

        assert "certificate" in alice.ask("propose", "erase", record)
        assert "erased" in alice.run("record", "show", record).line
        assert alice.ask("record", "list")["total"] == 0
    assert alice.ask("verify")["ok"] is True


def test_proposals_wait_for_a_second_steward(tmp_path: Path) -> None:
    alice, bob = Terminal(tmp_path, "alice"), Terminal(tmp_path, "bob")
    alice.ask("init", "--name", "alice")
    second = bob.ask("init", "--name", "bob")["device"]
    space = alice.ask("space", "create", "TEST network")["space"]
    with alice.up("--listen", "127.0.0.1:0") as node:
        address = node.ready["listen"]
        invited = alice.ask("invite", space, "--role", "verifier", "--no-confirm", "--address", address)
        bob.ask("join", invited["invitation"])
        seat = alice.ask("propose", "steward", second)
        assert seat["waits_for"] == [second]
        bob.ask("sync", address)
        assert "certificate" in bob.ask("sign", seat["proposal"])
        bob.ask("sync", address)

        made = alice.ask("propose", "policy", "--votes", "2")
        assert (made["signed"], made["needed"]) == (1, 2)
        bob.ask("sync", address)
        (shown,) = bob.ask("proposals")["proposals"]
        assert (shown["proposal"], shown["signed_here"]) == (made["proposal"], False)
        assert shown["changes"][0] == "groups that must attest a value: 2"
        assert bob.ask("sign", made["proposal"][:10])["certificate"] == made["proposal"]
        bob.ask("sync", address)
        assert alice.ask("proposals") == {"proposals": []}


def test_group_is_named_and_bad_arguments_are_refused(alice: Terminal) -> None:
    made = alice.ask("propose", "group", "TEST second group")
    assert (len(made["certificate"]), len(made["group"])) == (64, 32)
    assert "already" in alice.run("propose", "group", "TEST second group").line
    assert "change nothing" in alice.run("propose", "policy").line
    assert "no open proposal" in alice.run("sign", "0" * 64).line
    assert alice.run("propose", "policy", "--votes", "0").code == 2
