"""Two people with a memory stick and no network: join by files, exchange bundles, hold the same."""

from pathlib import Path

import pytest

from tests.e2e.council import Person
from tests.e2e.terminal import Terminal


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Terminal, Terminal, str]:
    """Alice with a space, bob with an empty node, and the space's id."""
    alice, bob = Terminal(tmp_path, "alice"), Terminal(tmp_path, "bob")
    alice.ask("init", "--name", "alice")
    bob.ask("init", "--name", "bob")
    return alice, bob, alice.ask("space", "create", "TEST network")["space"]


def test_join_and_exchange_by_files_alone(pair: tuple[Terminal, Terminal, str], tmp_path: Path) -> None:
    alice, bob, space = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    request, answer, there, back = (str(stick / name) for name in ("1", "2", "3", "4"))
    record = alice.ask("record", "add", "person", "names/+/text=TEST-Janina")["record"]

    invitation = alice.ask("invite", space, "--role", "contributor")["invitation"]
    asked = bob.ask("join", invitation, "--request", request)
    assert (asked["space"], len(asked["words"])) == (space, 6)
    told = alice.ask("answer", request, answer)
    assert (told["name"], told["words"], told["to_confirm"]) == ("bob", asked["own_words"], True)
    joined = bob.ask("join", invitation, "--answer", answer)
    assert (joined["space"], joined["words"], joined["refused"]) == (space, told["own_words"], 0)
    assert "TEST-Janina" in bob.ask("record", "show", record)["fields"].values()
    assert "your role may not write" in bob.run("record", "set", record, "sex=female").line

    alice.ask("confirm", told["device"])
    written = alice.ask("bundle", "write", there, "--space", space, "--to", told["device"])
    assert written["bytes"] == Path(there).stat().st_size
    read = bob.ask("bundle", "read", there)
    assert (read["refused"], read["complete"]) == (0, True)
    assert read["entries"] >= 1
    bob.ask("record", "set", record, "sex=female")
    alices = next(item["device"] for item in bob.ask("space", "members")["members"] if item["name"] == "alice")
    bob.ask("bundle", "write", back, "--space", space, "--to", alices)
    assert alice.ask("bundle", "read", back)["entries"] == 1
    assert alice.ask("state-hash") == bob.ask("state-hash")
    assert alice.ask("state-hash")["partial"] is False
    assert alice.ask("bundle", "read", back)["entries"] == 0


def test_wrong_used_expired_and_mistyped_invitations_each_get_a_line(
    pair: tuple[Terminal, Terminal, str], tmp_path: Path
) -> None:
    alice, bob, space = pair
    carol = Terminal(tmp_path, "carol")
    carol.ask("init", "--name", "carol")
    made = alice.ask("invite", space, "--role", "reader", "--no-confirm")
    invitation = made["invitation"]
    first, second, answer = (str(tmp_path / name) for name in ("first", "second", "answer"))
    bob.ask("join", invitation, "--request", first)
    carol.ask("join", invitation, "--request", second)

    slip = invitation[:-4] + ("aaaa" if not invitation.endswith("aaaa") else "bbbb")
    assert "a character of this text is wrong" in bob.run("join", slip).line
    assert (
        "request first"
        in bob.run("join", alice.ask("invite", space, "--role", "reader")["invitation"], "--answer", first).line
    )
    assert "there already" in bob.run("join", invitation, "--request", first).line
    alice.ask("answer", first, answer)
    assert "used by another device" in alice.run("answer", second, str(tmp_path / "other")).line
    assert not (tmp_path / "other").exists()
    assert "not a bundle for this device" in carol.run("join", invitation, "--answer", answer).line
    bob.ask("join", invitation, "--answer", answer)
    assert "already" in bob.run("join", invitation).line
    alice.ask("invite", "revoke", made["id"])
    assert "revoked" in alice.run("answer", second, str(tmp_path / "other")).line
    (tmp_path / "noise").write_bytes(b"\0" * 5_000)
    assert "no request" in alice.run("answer", str(tmp_path / "noise"), str(tmp_path / "other")).line
    assert "not a bundle" in alice.run("bundle", "read", str(tmp_path / "noise")).line


async def test_join_by_files_on_the_pages_alone_with_no_line_between(tmp_path: Path) -> None:
    alice, bob = Terminal(tmp_path, "alice"), Terminal(tmp_path, "bob")
    alice.ask("init", "--name", "alice")
    bob.ask("init", "--name", "bob")
    space = alice.ask("space", "create", "TEST network")["space"]
    alice.ask("record", "add", "person", "names/+/text=TEST-Janina")
    invitation = alice.ask("invite", space, "--role", "contributor")["invitation"]
    with alice.up() as here, bob.up() as there:
        async with Person(alice).at(here.ready["page"]) as one, Person(bob).at(there.ready["page"]) as two:
            await two.go("/join")
            await two.send("Look at it", invitation=invitation)
            await two.press("join by files")
            request = await two.download("/join/request")
            await one.go("/carry")
            answer = await one.bring("/carry/answer", request, downloads=True)
            await two.go("/join/files")  # days later, in another browser
            assert "Asked, and waiting for the answer" in two.text
            await two.bring("/join/answer", answer)
            shown = [part.text for part in two.page.all("p", class_="phrase")]
            assert "No request waits for an answer here." in await two.go("/join/files")
            assert "TEST-Janina" in await two.go("/people")
            await one.go("/network")
            assert [part.text for part in one.page.all("p", class_="phrase")] == shown
            await one.send("All six words are the same")
            assert two.presses + one.presses == 6
        assert {item["name"] for item in bob.ask("space", "members", is_open=False)["members"]} == {"alice", "bob"}
