"""The founder taken, two of five taken, a steward who overwrites, hides and erases everything: five nodes, each with
its own pages, cut the taken ones off. Presses are counted; `pytest -s tests/e2e/test_seized.py` shows them.
"""

import socket
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.api.reader import Element
from tests.e2e.council import NAMES, SECONDS, Council, Person


@pytest.fixture
async def council(tmp_path: Path) -> Council:
    """Five stewards whose nodes are not running."""
    with ExitStack() as asked:
        sockets = [asked.enter_context(socket.socket()) for _ in NAMES]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        ports = [int(each.getsockname()[1]) for each in sockets]
    return await Council.found(tmp_path, ports)


async def suspend(person: Person, name: str) -> None:
    """Suspend somebody, from the first page."""
    await person.go("/")
    await person.press("Suspend")
    await person.press(name, within=person.page.one("main"))
    await person.send("Suspend now")
    assert f"{name} is suspended" in person.text


async def propose_to_expel(person: Person) -> None:
    """Go on from the page that follows suspending."""
    await person.press("propose to expel it")
    person.unfold("Propose to expel")
    await person.send("Propose it", inside="Propose to expel")
    assert "Signed. It waits for the others" in person.page.text


async def sign(person: Person, what: str) -> None:
    """Sign the proposal in whose words something stands, once it is there."""
    await person.look_until("/proposals", what)
    await person.go("/")
    await person.press("Network")
    await person.press("Proposals")
    named = next(part for part in person.page.all("section") if what in part.text)
    await person.press("Look at it and sign", within=named)
    await person.send("I agree")


async def all_see(council: Council, people: dict[str, Person], names: Sequence[str], taken: str, state: str) -> None:
    """Wait until the pages of all name somebody expelled."""
    for name in names:
        await people[name].look_until(f"/member/{council.devices[taken].hex()}", state)


def add(council: Council, name: str, title: str) -> str:
    """Write a person down on somebody's running node."""
    made = council.terminals[name].ask("record", "add", "person", f"names/x/text={title}", is_open=False)
    return str(made["record"])


async def agree(council: Council, people: dict[str, Person], names: Sequence[str]) -> None:
    """Wait until running nodes hold the same."""
    for name in names[1:]:
        await people[name].look_until("/people", "TEST-after")
    for _ in range(60):
        if len(council.states(*names)) == 1:
            return
    raise AssertionError(council.states(*names))


def tell(what: str, people: Sequence[Person]) -> int:
    """Show what was counted, and give it."""
    presses = sum(person.presses for person in people)
    minutes = presses * SECONDS / 60
    print(f"{what}: {presses} presses by {len(people)} people, {minutes:.0f} minutes one after another")
    return presses


@pytest.mark.slow
async def test_founder_taken_with_a_running_node_is_cut_off_by_four_others(council: Council) -> None:
    left = ("bob", "carol", "dave", "erin")
    async with council.awake(*NAMES) as people:
        add(council, "alice", "TEST-before")
        for name in left:
            await people[name].look_until("/people", "TEST-before")
        await suspend(people["bob"], "alice")
        assert people["bob"].presses == 3
        await propose_to_expel(people["bob"])
        for name in left[1:]:
            await sign(people[name], "alice")
        await all_see(council, people, left, "alice", "expelled")
        assert tell("the founder taken", [people[name] for name in left]) == 18
        add(council, "bob", "TEST-after")
        await agree(council, people, left)
        refused = council.terminals["alice"].run("sync", council.places["erin"], is_open=False)
        assert "no device of your spaces answers" in refused.line, "whoever has the computer gets nothing more"
        assert council.titles("alice") == {"TEST-before"}
        assert council.titles("erin") == {"TEST-before", "TEST-after"}


@pytest.mark.proof
async def test_two_of_five_taken_in_one_morning_are_expelled_with_the_recovery_key(council: Council) -> None:
    left = ("carol", "dave", "erin")
    async with council.awake(*left) as people:
        await suspend(people["carol"], "alice")
        await suspend(people["dave"], "bob")
        assert tell("both suspended", [people[name] for name in left]) == 6
        for name in left:
            for taken in ("alice", "bob"):
                await people[name].look_until(f"/member/{council.devices[taken].hex()}", "suspended")
        await people["carol"].go(f"/suspended/{council.devices['alice'].hex()}")
        await propose_to_expel(people["carol"])
        for name in left[1:]:
            await sign(people[name], "alice")
        assert "4 of 5 stewards must agree; 3 have." in await people["erin"].go("/proposals")
        await people["erin"].press("Sign with a recovery key")
        people["erin"].unfold("Sign with a recovery key")
        await people["erin"].send("Sign with this key", typed=council.paper)
        await all_see(council, people, left, "alice", "expelled")
        await people["carol"].go(f"/suspended/{council.devices['bob'].hex()}")
        await propose_to_expel(people["carol"])
        for name in left[1:]:
            await sign(people[name], "bob")
        await all_see(council, people, left, "bob", "expelled")
        add(council, "carol", "TEST-after")
        await agree(council, people, left)
        assert tell("two of five stewards taken", [people[name] for name in left]) == 31


@pytest.mark.proof
async def test_steward_who_overwrites_hides_and_erases_everything_is_undone(council: Council) -> None:
    left = ("carol", "dave", "erin", "alice")
    async with council.awake(*NAMES) as people:
        records = {title: add(council, "alice", title) for title in ("TEST-Anna", "TEST-Ivan", "TEST-Maryja")}
        await people["bob"].look_until("/people", "TEST-Maryja")
        bob = council.terminals["bob"]
        bob.ask("record", "set", records["TEST-Anna"], "sex=female", is_open=False)  # honest
        for record in records.values():
            bob.ask("record", "set", record, "names/x/text=TEST-overwritten", is_open=False)
            bob.ask("hide", record, is_open=False)
        bob.ask("propose", "erase", *records.values(), is_open=False)
        await people["carol"].look_until("/proposals", "erase")
        for name in left:
            await people[name].look_until("/people", "TEST-Anna", stands=False)

        await suspend(people["carol"], "bob")
        await people["carol"].press("propose to expel it")
        await people["carol"].press("choose how far that counts")
        await end_before_the_harm(people["carol"])
        for name in left[1:]:
            await sign(people[name], "expel")
        await all_see(council, people, left, "bob", "expelled")
        add(council, "carol", "TEST-after")
        await agree(council, people, left)
        for name in left:
            assert council.titles(name) == {*records, "TEST-after"}
            assert "Nothing is withheld or hidden." in await people[name].go("/hidden")
            assert "Nothing is proposed now." in await people[name].go("/proposals")
        shown: dict[str, Any] = council.terminals["erin"].ask("record", "show", records["TEST-Anna"], is_open=False)[
            "fields"
        ]
        assert (shown["names/x/text"], shown["sex"]) == ("TEST-Anna", "female")
        assert tell("a steward overwrote, hid and proposed to erase", [people[name] for name in left]) == 19


async def end_before_the_harm(person: Person) -> None:
    """Choose the last honest entry: the newest that says something of one record, below the line of overwritings."""
    form = next(form for form in person.page.one("main").all("form") if any(form.all("fieldset")))
    lines: list[Element] = [line for line in form.all("li", class_="line") if "wrote" in line.text]
    honest = lines[3]  # three were overwritten since
    radio = honest.one("input")
    fields = {"token": form.one("input", name_="token").attrs["value"], radio.attrs["name"]: radio.attrs["value"]}
    person.presses += 1  # the choice
    await person.send_fields(form, fields)
