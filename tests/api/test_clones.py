"""Two computers write with one node's keys: what stands on cards is marked, and its person is asked which is real."""

import pytest

from node.service.clones import clone_questions
from node.service.effects import StoredEntry
from node.service.errors import Refused
from node.service.rebuilding import refresh
from tests.api.desk import Desk
from tests.api.sample import PASSPHRASE
from tests.sim.nodes import SimNode, sync
from tests.sim.stewards import found_with
from tests.sim.twins import twin_of, write_on


def fork_bob() -> tuple[SimNode, SimNode, StoredEntry]:
    """Let a copy of bob's computer write beside it; give alice, bob and what bob wrote in doubt."""
    space, (alice, bob) = found_with("alice", guests=("bob",))
    write_on(bob, 1)
    sync(bob, alice, space)
    clone = twin_of(bob, bob.store.snapshot(), "clone")
    here = write_on(bob, 2, "here")
    write_on(clone, 2, "there")
    for _ in range(2):
        sync(bob, alice, space)
        sync(clone, alice, space)
    return alice, bob, here[0]


def sit_at(desk: Desk, node: SimNode) -> None:
    """Put the pages in front of one node of a simulated network."""
    desk.port.store, desk.port._node, desk.port.passphrase = node.store, node.node, PASSPHRASE


@pytest.mark.parametrize(("answer", "is_this"), [("this", True), ("other", False)])
async def test_a10_person_says_on_the_page_which_computer_is_real(desk: Desk, answer: str, is_this: bool) -> None:
    _, bob, _ = fork_bob()
    sit_at(desk, bob)
    await desk.let_in()
    network = await desk.get("/network")
    own = f"/member/{bob.node.device.hex()}"
    asked = await desk.get(network.page.one("a", href=own).attrs["href"])
    assert "Which of your two computers is real?" in asked.text
    assert "must be invited anew" in asked.text
    done = await desk.send(asked, {}, do=answer, action="/network/real")
    assert (done.path, "Noted:" in done.html) == (own, True)
    assert "You have said which is real." in done.text
    assert not list(done.page.all("button", value="this"))
    assert clone_questions(bob.node) == ()
    if is_this:
        assert write_on(bob, 1, "fresh")
    else:
        with pytest.raises(Refused):
            write_on(bob, 1, "fresh")
    again = await desk.post(
        "/network/real", {"token": asked.form("/network/real").one("input", name_="token").attrs["value"], "do": answer}
    )
    assert again.status == 404


async def test_v2_values_of_a_doubtful_computer_are_marked_on_card_and_list_in_each_language(desk: Desk) -> None:
    alice, bob, entry = fork_bob()
    alice.run(refresh(alice.space(), lambda _: None))
    sit_at(desk, alice)
    await desk.let_in()
    record, space = entry.payloads[0].record, alice.space().space
    for language, chip in (
        ("en", "from one of two computers with the same keys"),
        ("be", "з аднаго з двух камп'ютараў з аднымі ключамі"),
        ("ru", "с одного из двух компьютеров с одними ключами"),
    ):
        desk.language = language
        card = await desk.get(f"/card/{space.hex()}/{record.hex()}")
        assert [mark.text for mark in card.page.all("span", class_="chip is-disputed")] == [chip]
        assert chip in (await desk.get("/people")).text
    member = await desk.get(f"/member/{bob.node.device.hex()}")
    assert not list(member.page.all("button", value="this")), "only the person themselves says it"
