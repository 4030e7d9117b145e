"""Members, suspending and deciding on the pages: what is said before, what happens, what it says afterwards."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from keys.signing import SigningKey
from node.api import app
from node.crdt.bodies import Grant
from node.crdt.certificate import encode_certificate_body
from node.crdt.changes import expel, successor
from node.crdt.grants import Role
from node.crdt.ids import NO_RECORD, Device, Log
from node.crdt.members import State
from node.crdt.vote import VoteBook, cast_vote
from node.service.deciding import proposals, propose, sign_proposal
from node.service.enrolling import admit_objects
from node.service.space import write
from node.service.spaces import create_space, read_recovery_key
from node.service.wishes import Seat, Unseat
from tests.api.desk import Desk
from tests.api.sample import Sample
from tests.api.test_seized import KEYS, found_five, sit

BOB, LAPTOP = (Device(SigningKey(seed * 32).public) for seed in (b"b", b"l"))


def admit(sample: Sample, *devices: Device, role: Role = Role.CONTRIBUTOR) -> None:
    """Let devices of bob into every ledger of the node."""
    for space in sample.port.node.spaces.values():
        group = space.view.group_of(space.device)
        for device in devices:
            grant = Grant(device=device, role=role, group=group, pseudonym="bob", invitation=None, scope=())
            sample.port.run(write(space, [(NO_RECORD, grant)]))


async def test_members_are_shown_with_their_roles_in_plain_words(desk: Desk, new: Sample) -> None:
    admit(new, BOB)
    page = await desk.get(f"/members/{new.space.space.hex()}")
    lines = [line.text for line in page.page.all("li", class_="line member")]
    assert any(line.startswith("bob TEST-group contributor reads and writes") for line in lines)
    assert any(line.startswith("alice (you) TEST-group steward") for line in lines)
    assert "Make it at least four" in page.text
    assert "If this one is taken, only the recovery key helps." in page.text


async def test_suspend_is_reached_from_every_page(desk: Desk, new: Sample) -> None:
    for path in ("/", "/people", "/settings", "/network", "/add/person", "/nothing-here"):
        assert (await desk.get(path)).page.one("a", class_="alarm").attrs["href"] == "/suspend"


def test_only_locked_and_empty_nodes_and_printed_sheets_have_pages_without_suspend() -> None:
    folder = Path(app.__file__).with_name("templates")
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.html")}
    bare = {name for name, text in texts.items() if 'extends "base.html"' not in text or "block top" in text}
    shown = {name for name in bare if not name.startswith("print")}
    assert shown == {"base.html", "bare.html", "begin.html", "restore.html", "unlock.html", "problem.html"}, (
        "a problem has the button once the node is open"
    )
    assert 'class="alarm" href="/suspend"' in texts["base.html"]


async def test_one_button_suspends_every_computer_of_a_person_in_every_ledger(desk: Desk, new: Sample) -> None:
    new.port.run(create_space(new.port.node, title="TEST-circle", group="TEST-group"))
    spaces = list(new.port.node.spaces.values())
    for space in spaces:  # one group in both, as a second ledger takes it over
        group = space.view.group_of(space.device)
        for device in (BOB, LAPTOP):
            grant = Grant(device=device, role=Role.READER, group=group, pseudonym="bob", invitation=None, scope=())
            new.port.run(write(space, [(NO_RECORD, grant)]))
    chosen = await desk.get("/suspend")
    (line,) = chosen.page.one("ul", class_="lines big").all("li")
    asked = await desk.get(line.one("a").attrs["href"])
    assert "This concerns 2 computers" in asked.text
    assert "What can be undone" in asked.text
    assert all(space.view.membership.members[BOB].state is State.ACTIVE for space in spaces)
    done = await desk.send(asked, {"reason": "seized"})
    states = {space.view.membership.members[device].state for space in spaces for device in (BOB, LAPTOP)}
    assert states == {State.SUSPENDED}
    assert "Suspended in 4 places." in done.html
    assert done.page.one("ol").all("li")
    again = await desk.get(f"/suspend/{BOB.hex()}")
    assert "suspended or expelled everywhere already" in again.text
    assert not again.forms


async def test_who_is_no_steward_is_told_whom_to_call(desk: Desk, new: Sample) -> None:
    admit(new, BOB)
    steward = new.port.node.name
    new.become_reader()
    page = await desk.get(f"/suspend/{BOB.hex()}")
    assert "You are no steward" in page.text
    assert steward in page.text
    assert not page.forms


async def test_own_computer_and_unknown_ones_are_not_suspended(desk: Desk, new: Sample) -> None:
    page = await desk.get(f"/suspend/{new.port.node.device.hex()}")
    assert "another steward must suspend it" in page.text
    assert not page.forms
    assert (await desk.get(f"/suspend/{BOB.hex()}")).status == 404
    assert (await desk.get("/suspend/zz")).status == 404


async def test_suspension_is_ended_by_a_decision(desk: Desk, new: Sample) -> None:
    admit(new, BOB)
    await desk.send(await desk.get(f"/suspend/{BOB.hex()}"), {})
    member = await desk.get(f"/member/{BOB.hex()}")
    settle = next(form for form in member.forms if form.one("input", name_="what").attrs["value"] == "settle")
    fields = {field.attrs["name"]: field.attrs["value"] for field in settle.all("input")}
    done = await desk.post(settle.attrs["action"], fields)
    assert "in force now" in done.html
    assert new.space.view.membership.members[BOB].state is State.ACTIVE


async def propose_form(desk: Desk, path: str, kind: str, **changes: str) -> str:
    """Send one of several proposal forms of a page; give what it answers."""
    page = await desk.get(path)
    form = next(form for form in page.forms if any(form.all("input", name_="what", value=kind)))
    fields = {field.attrs["name"]: field.attrs.get("value", "") for field in form.all("input")}
    fields |= {field.attrs["name"]: next(field.all("option")).attrs["value"] for field in form.all("select")}
    return (await desk.post(form.attrs["action"], {**fields, **changes})).html


async def test_expulsion_by_the_only_steward_is_in_force_at_once(desk: Desk, new: Sample) -> None:
    admit(new, BOB)
    assert "in force now" in await propose_form(desk, f"/member/{BOB.hex()}", "expel")
    assert new.space.view.membership.members[BOB].state is State.EXPELLED


async def test_steward_who_must_agree_is_waited_for(desk: Desk, new: Sample) -> None:
    admit(new, BOB)
    await propose_form(desk, f"/member/{BOB.hex()}", "seat")
    page = await desk.get("/proposals")
    assert "bob becomes a steward of the group TEST-group." in page.text
    assert "1 of 1 steward must agree; 1 have." in page.text
    assert "Agreed: alice" in page.text
    assert "Still asked: bob" in page.text
    assert "you have signed" in page.text
    assert "Sign this?" in (await desk.get(f"/proposal/{proposal_id(new)}")).text


def proposal_id(sample: Sample) -> str:
    """Give the id of the only open proposal."""
    (item,) = proposals(sample.space)
    return item.id.hex()


async def test_proposal_made_elsewhere_is_read_and_signed(desk: Desk, new: Sample) -> None:
    admit(new, BOB)
    group = new.space.view.group_of(new.space.device)
    assert group is not None
    new.port.run(propose(new.space, Seat(BOB, group)))
    own, bob = new.port.node.key, SigningKey(b"b" * 32)
    new.port.node.key = new.space.key = bob
    page = await desk.get("/proposals")
    asked = await desk.get(page.page.one("p", class_="actions").one("a").attrs["href"])
    assert "A signature cannot be taken back." in asked.text
    signed = await desk.send(asked, {}, action=asked.path)
    assert "in force now" in signed.html
    assert BOB in new.space.view.roster.stewards
    new.port.node.key = new.space.key = own


async def test_group_and_rules_are_proposed(desk: Desk, new: Sample) -> None:
    space = new.space.space.hex()
    assert "in force now" in await propose_form(desk, f"/members/{space}", "group", name="TEST-Vilnia")
    assert "TEST-Vilnia" in (await desk.get(f"/members/{space}")).text
    assert "in force now" in await propose_form(desk, f"/rules/{space}", "policy", votes_verified="2", newcomers="live")
    assert new.space.view.votes_needed == 2
    assert "in force now" in await propose_form(desk, f"/members/{space}", "drop")


@pytest.mark.parametrize(("name", "value"), [("votes_verified", "many"), ("rotation_days", "-1"), ("what", "nothing")])
async def test_rules_that_are_no_numbers_are_refused(desk: Desk, new: Sample, name: str, value: str) -> None:
    html = await propose_form(desk, f"/rules/{new.space.space.hex()}", "policy", **{name: value})
    assert "did not understand" in html
    assert new.space.view.votes_needed == 1


async def test_reader_sees_the_rules_and_proposes_nothing(desk: Desk, new: Sample) -> None:
    new.become_reader()
    page = await desk.get(f"/rules/{new.space.space.hex()}")
    assert not page.page.one("main").one("form").all("button") or "Stewards can propose other rules." in page.text
    assert "Propose" not in (await desk.get(f"/members/{new.space.space.hex()}")).text


async def test_b14_member_decides_with_the_recovery_key_where_no_steward_is_left(desk: Desk, new: Sample) -> None:
    paper = new.port.run(read_recovery_key(new.space))
    founder = new.space.device
    new.become_reader()
    own = new.space.device
    page = await desk.get(f"/member/{own.hex()}")
    action = f"/propose/{new.space.space.hex()}/recover"
    assert (await desk.send(page, {"typed": "recovery-000"}, action=action)).status == 409
    await desk.send(page, {"typed": paper}, action=action)
    assert set(new.space.view.roster.stewards) == {founder, own}
    page = await desk.get(f"/member/{founder.hex()}")
    assert "No steward is left?" not in page.text, "a steward proposes in the ordinary way"
    form = {"token": desk.app_session().form_token, "what": "expel", "device": founder.hex(), "typed": paper}
    await desk.post(action, form)
    assert set(new.space.view.roster.stewards) == {own}
    assert new.space.view.membership.members[founder].state is State.EXPELLED


async def test_copied_computer_is_asked_about(desk: Desk, new: Sample) -> None:
    admit(new, BOB)
    assert "which is real" not in (await desk.get("/network")).text
    proof = SimpleNamespace(device=BOB)  # what a page looks at; how proofs come about is tested with the service
    new.space.holdings.proofs[Log(b"l" * 16)] = proof  # type: ignore[assignment]
    network = await desk.get("/network")
    asked = await desk.get(network.page.one("a", href=f"/member/{BOB.hex()}").attrs["href"])
    assert "Which of their two computers is real?" in asked.text
    assert "suspend this computer now" in asked.text
    assert "two computers" not in (await desk.get(f"/member/{new.port.node.device.hex()}")).text


async def test_proposal_that_asks_all_three_to_expel_one_of_them_says_what_comes_first(desk: Desk, new: Sample) -> None:
    keys = found_five(new)
    for name in ("dave", "erin"):  # three are left
        id = new.port.run(propose(new.space, Unseat(Device(KEYS[name].public)))).id
        for other in ("bob", "carol", "dave"):
            if any(item.id == id for item in proposals(new.space)):
                sit(new, keys[other])
                new.port.run(sign_proposal(new.space, id))
        sit(new, keys["alice"])
    assert len(new.space.view.roster.stewards) == 3
    bob = Device(KEYS["bob"].public)
    assert (
        "Sign nothing else before: first the steward, then the rest." in (await desk.get(f"/member/{bob.hex()}")).text
    )
    body = expel(successor(new.space.view.roster.head), bob, ())
    body = expel(body, Device(KEYS["dave"].public), ())
    vote, _ = cast_vote(new.space.view.roster, VoteBook(signed={}), encode_certificate_body(body), new.space.key)
    new.port.run(admit_objects(new.space, [vote]))  # a program of before would have proposed it
    told = await desk.get("/proposals")
    assert "3 of 3 stewards must agree; 1 have." in told.text
    assert "Do not sign this one: first the steward, then the rest." in told.text
