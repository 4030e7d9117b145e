"""The pages of the network: peers, inviting, joining, the six words."""

from typing import Any

import pytest

from keys.signing import SigningKey
from node.api.errors import JoinFailed, Why
from node.crdt.bodies import Grant, Witness
from node.crdt.codec import pack
from node.crdt.grants import Role
from node.crdt.ids import NO_RECORD, Device, EntryId, Log, Space
from node.service.effects import Commit
from node.service.invitations import invitation_secret, pack_kept, read_invitation
from node.service.progress import PeerState
from node.service.space import write
from tests.api.desk import Answer, Desk
from tests.api.fake_port import START
from tests.api.sample import Sample

BOB = Device(SigningKey(b"b" * 32).public)


def admit_bob(sample: Sample, role: Role = Role.CONTRIBUTOR) -> None:
    """Let bob's device in."""
    group = sample.space.view.group_of(sample.space.device)
    grant = Grant(device=BOB, role=role, group=group, pseudonym="bob", invitation=None, scope=())
    sample.port.run(write(sample.space, [(NO_RECORD, grant)]))


def heard(space: Space, **said: Any) -> list[PeerState]:
    """Say how bob stands."""
    known = {"is_connected": True, "is_equal": True, "missing": 0, "unsent": 0, "waiting_keys": 0, "heard": START}
    return [PeerState(space=space, device=BOB, is_carrier=False, **{**known, **said})]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "in contact, all is here"),
        ({"missing": 1}, "1 entry is still to come"),
        ({"missing": 3000, "left_s": 400.0}, "3000 entries are still to come, about 7 minutes"),
        ({"unsent": 2, "is_equal": False}, "being compared"),
        ({"waiting_keys": 1}, "waiting for a key"),
        ({"is_connected": False}, "not in contact now"),
        ({"is_connected": False, "heard": None}, "never in contact yet"),
    ],
)
async def test_peer_is_shown_with_its_state(desk: Desk, new: Sample, said: dict[str, Any], words: str) -> None:
    admit_bob(new)
    desk.port.heard = heard(new.space.space, **said)
    line = (await desk.get("/network")).page.one("li", class_="line peer").text
    assert line.startswith("bob TEST-group")
    assert words in line
    assert ("last heard 14 Mar 2026, 09:26 UTC" in line) == ("heard" not in said)


async def test_node_without_peers_is_warned(desk: Desk, new: Sample) -> None:
    assert "If this computer is lost, the ledger is lost." in (await desk.get("/network")).text


async def test_calling_now_calls(desk: Desk, new: Sample) -> None:
    await desk.send(await desk.get("/network"), {}, action="/network/call")
    assert desk.network.calls == 1


async def invitation(desk: Desk, sample: Sample, **fields: str) -> Answer:
    """Make an invitation on the page."""
    form = await desk.get(f"/invite/{sample.space.space.hex()}")
    return await desk.send(form, fields)


async def test_invitation_is_made_shown_as_text_and_picture_and_taken_back(desk: Desk, new: Sample) -> None:
    made = await invitation(desk, new, role="verifier")
    text = made.page.one("p", id="invitation").text
    read = read_invitation(text)
    assert (read.role, read.addresses, read.expires) == (Role.VERIFIER, ("192.0.2.7:4750",), START + 7 * 86_400)
    assert made.page.one("svg", class_="qr").one("path").attrs["d"].startswith("M4 4h7")
    assert text not in made.path
    network = await desk.get("/network")
    assert "verifier" in network.page.one("a", href=made.path).text
    gone = await desk.send(network, {}, action=f"{made.path}/revoke")
    assert "lets nobody in any more" in gone.html
    assert (await desk.get(made.path)).status == 404


@pytest.mark.parametrize("address", ["192.0.2.7", "a:1 b:2 c:3 d:4 e:5", "http://192.0.2.7:1", "a:123456"])
async def test_address_that_nobody_could_call_is_asked_again(desk: Desk, new: Sample, address: str) -> None:
    again = await invitation(desk, new, address=address)
    assert again.status == 422
    assert again.page.one("input", id="address").attrs["value"] == address
    assert not new.port.node.invitations


async def test_reader_cannot_invite(desk: Desk, sample: Sample) -> None:
    sample.become_reader()
    assert "Invite somebody" not in (await desk.get("/network")).text
    assert (await invitation(desk, sample)).status == 403


async def test_guest_is_confirmed_by_six_words(desk: Desk, new: Sample) -> None:
    await use_invitation(desk, new)
    waiting = await desk.get("/network")
    words = [phrase.text for phrase in waiting.page.all("p", class_="phrase")]
    assert [len(phrase.split()) for phrase in words] == [6, 6]
    assert words[1] == " ".join(new.port.node.words)
    done = await desk.send(waiting, {}, action="/network/confirm", do="match")
    assert "Confirmed: contributor from now on." in done.html
    assert new.space.view.membership.role_of(BOB) is Role.CONTRIBUTOR


async def test_guest_with_other_words_is_turned_to_suspending(desk: Desk, new: Sample) -> None:
    await use_invitation(desk, new)
    done = await desk.send(await desk.get("/network"), {}, action="/network/confirm", do="differ")
    assert done.path == f"/suspend/{BOB.hex()}"
    assert not new.port.node.invitations
    assert new.space.view.membership.role_of(BOB) is Role.READER


async def use_invitation(desk: Desk, sample: Sample) -> None:
    """Let bob's device use an invitation, as far as the inviter stores it."""
    await invitation(desk, sample, role="contributor")
    node = sample.port.node
    ((id, kept),) = node.invitations.items()
    admit_bob(sample, Role.READER)
    node.invitations[id] = kept.used(BOB)
    name = f"confirm/{sample.space.space.hex()}/{BOB.hex()}"
    stored = ((invitation_secret(id), pack_kept(kept.used(BOB))),)
    sample.port.store.perform(Commit(secrets=stored, settings=((name, pack([id, "bob"])),)))


# --- joining ----------------------------------------------------------------------------------------------------------
async def pasted(desk: Desk, sample: Sample) -> str:
    """Give the text of an invitation and forget that it is one's own."""
    text = (await invitation(desk, sample)).page.one("p", id="invitation").text
    sample.port.node.spaces.clear()
    return text


async def test_what_each_side_sees_is_said_before_anything_is_sent(desk: Desk, new: Sample) -> None:
    consent = await desk.send(await desk.get("/join"), {"invitation": await pasted(desk, new)})
    assert consent.path == "/join/look"
    assert "your pseudonym, alice, and your group" in consent.text
    assert "You are invited as: contributor." in consent.text
    assert desk.network.joins == []


async def test_slip_in_an_invitation_is_said_and_kept(desk: Desk, new: Sample) -> None:
    text = await pasted(desk, new)
    again = await desk.send(await desk.get("/join"), {"invitation": text[:-4]})
    assert again.status == 422
    assert "no whole invitation" in again.text
    assert text[:-4] in again.page.one("textarea").text


async def test_expired_invitation_is_refused_before_a_call(desk: Desk, new: Sample) -> None:
    text = await pasted(desk, new)
    desk.port.time += 8 * 86_400
    assert "has expired" in (await desk.send(await desk.get("/join"), {"invitation": text})).text


@pytest.mark.parametrize("why", list(Why))
async def test_join_that_failed_says_why_and_can_be_tried_again(desk: Desk, new: Sample, why: Why) -> None:
    consent = await desk.send(await desk.get("/join"), {"invitation": await pasted(desk, new)})

    def fail(_: str) -> Space:
        raise JoinFailed(why)

    desk.network.joining = fail
    failed = await desk.send(consent, {})
    assert failed.status == 409
    assert failed.page.one("p", class_="error").text
    assert failed.form().attrs["action"] == "/join/accept"


async def test_join_that_takes_long_shows_how_far_it_is(
    desk: Desk, new: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.api.pages.joining.JOIN_WAIT_S", 0.0)
    consent = await desk.send(await desk.get("/join"), {"invitation": await pasted(desk, new)})
    desk.port.heard = heard(Space(b"s" * 16), missing=700)
    waiting = await desk.send(consent, {})
    assert waiting.path == "/join/progress"
    assert waiting.headers["Refresh"] == "2"
    assert "700 entries are still to come" in waiting.text


async def test_first_run_with_an_invitation_makes_no_ledger(desk: Desk, port: object) -> None:
    first = await desk.let_in()
    wrong = await desk.send(first, {"written": "yes", "name": "bob", "invitation": "TEST-nothing"}, do="make")
    assert wrong.status == 422
    assert "no whole invitation" in wrong.text


async def test_another_ledger_is_made_with_its_own_recovery_key(desk: Desk, new: Sample) -> None:
    made = await desk.send(await desk.get("/ledger"), {"title": "TEST-circle"})
    assert made.path == "/recovery"
    assert sorted(space.title for space in new.port.node.spaces.values()) == ["TEST-circle", "TEST-ledger"]
    assert (await desk.send(await desk.get("/ledger"), {"title": " "})).status == 422


async def test_members_are_told_where_this_computer_is_called(desk: Desk, new: Sample) -> None:
    action = f"/addresses/{new.space.space.hex()}"
    told = await desk.send(await desk.get("/network"), {"address": "192.0.2.7:4750, name.onion:80"}, action=action)
    assert set(new.space.view.addresses()[new.space.device]) == {"192.0.2.7:4750", "name.onion:80"}
    assert "192.0.2.7:4750" in told.page.one("input", name_="address").attrs["value"]
    slip = await desk.send(told, {"address": "nowhere"}, action=action)
    assert "Nothing was told." in slip.html
    await desk.send(slip, {"address": ""}, action=action)
    assert new.space.view.addresses().get(new.space.device, ()) == ()


async def test_a11_end_of_a_log_that_is_kept_back_is_told_with_who_had_it(desk: Desk, new: Sample) -> None:
    assert "is not here" not in (await desk.get("/network")).text
    witness = Witness(((Log(b"l" * 16), 6, EntryId(b"e" * 32)),))
    new.port.run(write(new.space, [(NO_RECORD, witness)]))
    told = (await desk.get("/network")).text
    assert f"At least 7 entries of somebody unknown here are not here, though {new.port.node.name} had them." in told
    assert "somebody keeps them back: call another computer." in told
