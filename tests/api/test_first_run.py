"""The first run: a phrase offered or one's own, names, the first ledger, the recovery key."""

import pytest

from keys.strength import strength_bits
from node.api.port import Condition
from node.service.spaces import list_spaces
from tests.api.desk import Desk
from tests.api.fake_port import FakePort
from tests.api.sample import Sample

NAMES = {"name": "alice", "title": "TEST-ledger", "group": ""}
STRONG = "зялёны трамвай вязе сем лыжак на Месяц у аўторак"


async def test_first_page_offers_six_words_and_nothing_else(desk: Desk) -> None:
    page = await desk.let_in()
    assert page.path == "/begin"
    phrase = page.page.one("p", class_="phrase").text
    assert len(phrase.split()) == 6
    assert strength_bits(phrase).is_strong
    assert (await desk.get("/people")).path == "/begin"
    assert (await desk.get("/begin")).page.one("p", class_="phrase").text == phrase


async def test_offered_phrase_opens_the_node(desk: Desk, port: FakePort) -> None:
    page = await desk.let_in()
    phrase = page.page.one("p", class_="phrase").text
    made = await desk.send(page, {**NAMES, "written": "yes"}, do="make")
    assert made.path == "/recovery"
    assert port.passphrase == phrase
    assert port.node.name == "alice"
    (space,) = port.run(list_spaces(port.node))
    assert (space.title, space.group) == ("TEST-ledger", "TEST-ledger")
    assert phrase not in made.html


async def test_own_strong_passphrase_is_taken(desk: Desk, port: FakePort) -> None:
    page = await desk.let_in()
    made = await desk.send(page, {**NAMES, "which": "own", "own": STRONG, "written": "yes"}, do="make")
    assert made.path == "/recovery"
    assert port.passphrase == STRONG


async def test_weak_passphrase_is_weighed_in_words_and_taken_only_when_insisted(desk: Desk, port: FakePort) -> None:
    page = await desk.let_in()
    weighed = await desk.send(page, {**NAMES, "own": "TEST-1234"}, do="weigh")
    assert weighed.status == 200
    assert "Strength: very weak" in weighed.text
    refused = await desk.send(weighed, {"written": "yes"}, do="make")
    assert refused.status == 422
    assert port.condition is Condition.EMPTY
    assert refused.page.one("input", id="own").attrs["value"] == "TEST-1234"
    made = await desk.send(refused, {"insist": "yes"}, do="make")
    assert made.path == "/recovery"
    assert port.passphrase == "TEST-1234"


async def test_own_passphrase_with_the_six_words_chosen_is_asked_about(desk: Desk, port: FakePort) -> None:
    page = await desk.let_in()
    refused = await desk.send(page, {**NAMES, "own": STRONG, "written": "yes"}, do="make")
    assert refused.status == 422
    assert "Choose one of the two" in refused.text
    assert port.condition is Condition.EMPTY


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"title": "   "}, "title"),
        ({"group": "x" * 61}, "group"),
        ({"written": None}, "written"),
        ({"which": "own", "own": ""}, "own"),
        ({"which": "own", "own": "x" * 1025}, "own"),
    ],
)
async def test_what_is_missing_stands_beside_its_field(
    desk: Desk, port: FakePort, changes: dict[str, str | None], field: str
) -> None:
    page = await desk.let_in()
    refused = await desk.send(page, {**NAMES, "written": "yes", **changes}, do="make")
    assert refused.status == 422
    control = refused.page.one(id=field)
    assert control.attrs["aria-invalid"] == "true"
    assert f"{field}-error" in control.attrs["aria-describedby"].split()
    assert refused.page.one("a", href=f"#{field}").text
    assert refused.page.one("input", id="name").attrs["value"] == changes.get("name", "alice")
    assert port.condition is Condition.EMPTY


async def test_first_page_is_gone_once_the_node_is_made(desk: Desk, new: Sample) -> None:
    answer = await desk.get("/begin")
    assert answer.path == "/"
    token = desk.app_session().form_token
    again = await desk.post("/begin", {"token": token, **NAMES, "written": "yes", "do": "make"})
    assert again.path == "/"
    assert len(desk.port.node.spaces) == 1


async def test_node_without_a_space_asks_for_one(desk: Desk, port: FakePort) -> None:
    await port.create(name="alice", passphrase=STRONG)
    page = await desk.let_in()
    assert page.path == "/space"
    refused = await desk.send(page, {"title": ""})
    assert refused.status == 422
    assert (await desk.send(refused, {"title": "TEST-ledger"})).path == "/recovery"


async def test_recovery_key_is_nagged_about_until_its_copy_is_typed_back(desk: Desk, new: Sample) -> None:
    nagged = await desk.get("/people")
    assert nagged.page.one("aside", class_="nag").one("a").attrs["href"] == "/recovery"
    shown = await desk.get("/recovery")
    key = shown.page.one("p", class_="phrase").text
    assert shown.page.one("p", class_="phrase backup").text.startswith("backup- ")
    asked = await desk.get("/recovery/check")
    assert key.replace(" ", "") not in asked.html.replace(" ", "")
    wrong = await desk.send(asked, {"typed": key[:-1] + ("0" if key[-1] != "0" else "1")})
    assert wrong.status == 422
    assert "nothing was removed" in wrong.text
    removed = await desk.send(wrong, {"typed": f"  {key.upper()}\n"})
    assert "has left this computer" in removed.page.one("div", class_="notices").text
    assert not list(removed.page.all("aside"))
    assert key not in (await desk.get("/recovery")).html
    assert not new.port.store._state.secrets.keys() & {f"recovery/{new.space.space.hex()}"}


async def test_recovery_page_of_a_foreign_space_is_not_here(desk: Desk, new: Sample) -> None:
    token = desk.app_session().form_token
    answer = await desk.post("/recovery/check", {"token": token, "space": "0" * 32, "typed": "recovery-x"})
    assert answer.path == "/recovery"
    assert (await desk.post("/recovery/check", {"token": token, "space": "zz"})).status == 404
