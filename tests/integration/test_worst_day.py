"""Shares, a restored machine and panic over real homes: what comes back, what is gone, what is refused."""

from pathlib import Path

import pytest

from keys.keyfile import unlock
from tests.integration.program import PASSPHRASE, Program

NAME = "TEST-Kastus-Unheard"
SECOND = "TEST other words for a bad hour"


@pytest.fixture
def alice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """A command line over alice's home with a space and a person."""
    program = Program(folder=tmp_path, capture=capsys)
    program.ask("init", "--name", "alice")
    program.ask("space", "create", "TEST network")
    program.ask("record", "add", "person", f"names/+/text={NAME}")
    return program


def elsewhere(alice: Program, name: str) -> Program:
    """Another computer: an empty folder of its own."""
    folder = alice.folder / name
    folder.mkdir()
    return Program(folder=folder, capture=alice.capture)


def test_node_comes_back_from_shares_and_one_backup_on_an_empty_machine(alice: Program) -> None:
    shares = alice.ask("recover", "split", "--shares", "5", "--needed", "3")["shares"]
    assert len(shares) == len(set(shares)) == 5
    backup, before = str(alice.folder / "TEST.backup"), alice.ask("state-hash")
    alice.ask("backup", backup)
    bob = elsewhere(alice, "new computer")
    told = bob.ask("recover", "join", shares[4], shares[0], shares[2], "--restore", backup)
    assert told["entries"] > 0
    assert bob.ask("state-hash") == before
    assert [item["title"] for item in bob.ask("record", "list")["records"]] == [NAME]
    assert len(told["keys"]) == 1
    assert told["keys"][0].startswith("recovery")


def test_shares_give_back_the_same_keys_every_time_they_are_made(alice: Program) -> None:
    first = alice.ask("recover", "split", "--shares", "3", "--needed", "2")["shares"]
    second = alice.ask("recover", "split", "--shares", "3", "--needed", "2")["shares"]
    assert not set(first) & set(second)
    assert alice.ask("recover", "join", *first[:2]) == alice.ask("recover", "join", *second[1:])
    assert "different times" in alice.refuse("recover", "join", first[0], second[1])


def test_shares_are_read_from_a_file_too(alice: Program) -> None:
    shares = alice.ask("recover", "split", "--shares", "3", "--needed", "2")["shares"]
    file = alice.folder / "typed"
    file.write_text("\n\n".join(shares[:2]), encoding="utf-8")
    assert alice.ask("recover", "join", "--file", str(file)) == alice.ask("recover", "join", *shares[1:])
    assert "cannot be read" in alice.refuse("recover", "join", "--file", str(file / "absent"))


def test_bad_numbers_and_bad_shares_are_one_line_and_never_repeated(alice: Program) -> None:
    assert "from 2 to 16" in alice.refuse("recover", "split", "--shares", "3", "--needed", "1")
    assert "more shares would be needed" in alice.refuse("recover", "split", "--shares", "2", "--needed", "3")
    shares = alice.ask("recover", "split", "--shares", "3", "--needed", "2")["shares"]
    assert "2 different shares are needed; 1 were given" in alice.refuse("recover", "join", shares[0])
    mistyped = alice.refuse("recover", "join", shares[0], shares[1].replace(shares[1].split()[20], "zebra"))
    assert mistyped.startswith("share 2 is mistyped")
    assert "zebra" not in mistyped


def test_shares_refuse_to_overwrite_a_node(alice: Program) -> None:
    shares = alice.ask("recover", "split", "--shares", "2", "--needed", "2")["shares"]
    backup = str(alice.folder / "TEST.backup")
    alice.ask("backup", backup)
    before = alice.ask("state-hash")
    assert "not changed" in alice.refuse("recover", "join", *shares, "--restore", backup)
    assert alice.ask("state-hash") == before


def test_f08_panic_leaves_no_key_and_nothing_of_the_store(alice: Program) -> None:
    key = (alice.home / "key").read_bytes()
    assert alice.run("panic", "--yes")[0] == 0
    left = [path for path in alice.home.rglob("*") if path.is_file()]
    assert left == []
    assert all(key not in path.read_bytes() for path in alice.folder.rglob("*") if path.is_file())
    assert "no node" in alice.refuse("space", "list")
    assert alice.ask("panic") == {"destroyed": True}  # again is no error


def test_panic_of_a_locked_home_needs_no_passphrase(alice: Program) -> None:
    (alice.folder / "passphrase").unlink()
    alice.ask("panic")
    assert "no node" in alice.refuse("space", "list")


def test_second_passphrase_destroys_the_home_and_looks_like_a_wrong_one(alice: Program) -> None:
    wrong = Program(folder=alice.folder, capture=alice.capture)
    file = alice.folder / "second"
    file.write_text(SECOND, encoding="utf-8")
    assert "does not open" in run_with(wrong, file)  # none is chosen yet
    assert alice.ask("panic", "passphrase", "--new-passphrase-file", str(file)) == {"second": True}
    file.write_text(SECOND + "!", encoding="utf-8")
    refused = run_with(wrong, file)
    assert len(alice.ask("space", "list")["spaces"]) == 1
    file.write_text(SECOND, encoding="utf-8")
    assert run_with(wrong, file) == refused
    assert [path for path in alice.home.rglob("*") if path.is_file()] == []


def test_second_passphrase_can_be_taken_back_and_is_never_the_first(alice: Program) -> None:
    file = alice.folder / "second"
    file.write_text(PASSPHRASE, encoding="utf-8")
    assert "must be another" in alice.refuse("panic", "passphrase", "--new-passphrase-file", str(file))
    file.write_text(SECOND, encoding="utf-8")
    alice.ask("panic", "passphrase", "--new-passphrase-file", str(file))
    assert alice.ask("panic", "passphrase", "--none") == {"second": False}
    assert "does not open" in run_with(alice, file)
    assert unlock(alice.home / "key", PASSPHRASE)


def test_home_looks_the_same_whether_a_second_passphrase_was_chosen_or_not(alice: Program) -> None:
    before = {path.name: path.stat().st_size for path in alice.home.iterdir() if path.name.startswith("key")}
    file = alice.folder / "second"
    file.write_text(SECOND, encoding="utf-8")
    alice.ask("panic", "passphrase", "--new-passphrase-file", str(file))
    after = {path.name: path.stat().st_size for path in alice.home.iterdir() if path.name.startswith("key")}
    assert before == after
    assert set(before) == {"key", "key2"}


def run_with(program: Program, passphrase_file: Path) -> str:
    """Return the line a command is refused with under another passphrase."""
    code, out, err = program.run("--passphrase-file", str(passphrase_file), "space", "list")
    assert (code, out) == (1, "")
    return err


def test_b14_founder_comes_back_without_network_and_without_a_backup(alice: Program) -> None:
    """By paper shares, a request file, and the files a peer makes: nothing of the lost computer is needed."""
    shares = alice.ask("recover", "split", "--shares", "3", "--needed", "2")["shares"]
    space = alice.ask("space", "list")["spaces"][0]["space"]
    bob, stick = elsewhere(alice, "bob"), Stick(alice.folder)
    bob.ask("init", "--name", "bob")
    device = let_in(alice, bob, space, stick)
    seat = alice.ask("propose", "steward", device)
    carry(alice, bob, space, device, stick)
    assert "certificate" in bob.ask("sign", seat["proposal"])
    lost = alice.ask("status")["device"]
    carry(bob, alice, space, lost, stick)
    alice.ask("panic")

    new = elsewhere(alice, "new computer")
    new.ask("init", "--name", "alice anew")
    again = let_in(bob, new, space, stick)
    assert [item["title"] for item in new.ask("record", "list")["records"]] == [NAME]

    expelled = bob.ask("propose", "expel", lost)
    assert (expelled["signed"], expelled["recovery_needed"]) == (1, 1)  # of two stewards neither can expel the other
    carry(bob, new, space, again, stick)
    key = alice.folder / "recovery key"
    key.write_text(new.ask("recover", "join", *shares[1:])["keys"][0], encoding="utf-8")
    assert "certificate" in new.ask("sign", expelled["proposal"], "--recovery-key-file", str(key))
    carry(new, bob, space, bob.ask("status")["device"], stick)
    states = {item["name"]: item["state"] for item in bob.ask("space", "members")["members"]}
    assert states == {"alice": "expelled", "bob": "active", "alice anew": "active"}
    carry(bob, new, space, again, stick)
    assert new.ask("state-hash") == bob.ask("state-hash")


def test_b14_member_decides_with_the_recovery_key_alone_where_no_steward_is_left(alice: Program) -> None:
    shares = alice.ask("recover", "split", "--shares", "3", "--needed", "2")["shares"]
    space = alice.ask("space", "list")["spaces"][0]["space"]
    bob, stick = elsewhere(alice, "bob"), Stick(alice.folder)
    bob.ask("init", "--name", "bob")
    device, lost = let_in(alice, bob, space, stick), alice.ask("status")["device"]
    alice.ask("panic")

    key = alice.folder / "recovery key"
    key.write_text(bob.ask("recover", "join", *shares[:2])["keys"][0], encoding="utf-8")
    with_key = ("propose", "--recovery-key-file", str(key))
    code, _, err = bob.run("propose", "expel", lost)
    assert (code, "only a steward proposes" in err) == (1, True)
    group = bob.ask("space", "members")["members"][0]["group"]
    assert "certificate" in bob.ask(*with_key, "steward", device, "--group", group)
    assert "certificate" in bob.ask(*with_key, "expel", lost)
    code, _, err = bob.run(*with_key, "mend")
    assert (code, "change nothing" in err) == (1, True)
    states = {item["name"]: (item["state"], item["role"]) for item in bob.ask("space", "members")["members"]}
    assert states["bob"] == ("active", "steward")
    assert states["alice"][0] == "expelled"


class Stick:
    """A memory stick: a new name for every file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def file(self) -> str:
        """A file that is not there yet."""
        self._count += 1
        return str(self._folder / f"file {self._count}")


def let_in(host: Program, guest: Program, space: str, stick: Stick) -> str:
    """Let a guest join by files alone; return its device."""
    request, answer = stick.file(), stick.file()
    invitation = host.ask("invite", space, "--role", "verifier", "--no-confirm")["invitation"]
    guest.ask("join", invitation, "--request", request)
    device = host.ask("answer", request, answer)["device"]
    guest.ask("join", invitation, "--answer", answer)
    return str(device)


def carry(source: Program, target: Program, space: str, device: str, stick: Stick) -> None:
    """Carry what one node holds to another."""
    file = stick.file()
    source.ask("bundle", "write", file, "--space", space, "--to", device)
    assert target.ask("bundle", "read", file)["refused"] == 0
