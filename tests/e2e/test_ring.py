"""E11 in real processes: homes edited apart from one another by running nodes, then synced two by two in a ring."""

import asyncio
from pathlib import Path

import pytest

from node.runtime.control_client import reach
from tests.e2e.terminal import Terminal


@pytest.mark.parametrize(("count", "edits"), [(3, 60), pytest.param(8, 1_000, marks=pytest.mark.proof)])
def test_e11_ring_of_processes_holds_one_state(tmp_path: Path, count: int, edits: int) -> None:
    people = [Terminal(tmp_path, f"node{number}") for number in range(count)]
    first = people[0]
    for person in people:
        person.ask("init", "--name", person.name)
    space = first.ask("space", "create", "TEST network")["space"]
    shared = first.ask("record", "add", "person", "names/n1/text=TEST-shared")["record"]
    with first.up("--listen", "127.0.0.1:0") as node:
        for guest in people[1:]:
            made = first.ask("invite", space, "--role", "verifier", "--no-confirm", "--address", node.ready["listen"])
            guest.ask("join", made["invitation"])

    for place, person in enumerate(people):
        with person.up():  # takes no calls: nobody reaches it
            asyncio.run(edit(person, shared, range(place, edits, count)))
    for place in [*range(count), *range(count)]:
        with people[(place + 1) % count].up("--listen", "127.0.0.1:0") as node:
            synced = people[place].ask("sync", node.ready["listen"])
            assert synced["equal"] is True
    states = [person.ask("state-hash") for person in people]
    assert states == [states[0]] * count
    assert states[0]["partial"] is False
    added = len([number for number in range(edits) if number % 2])
    assert first.ask("record", "list", "--limit", "1")["total"] == added + 1


async def edit(person: Terminal, shared: str, numbers: range) -> None:
    """Write over the control channel: odd numbers a new person, even ones the name everybody writes."""
    for number in numbers:
        pair: list[list[str]] = [["names/n1/text", f"TEST-{number}"]]
        async with await reach(person.home) as node:
            if number % 2:
                await node.ask("record.add", {"kind": "person", "values": pair}, None, lambda *_: None)  # type: ignore[dict-item]
            else:
                await node.ask("record.set", {"record": shared, "values": pair}, None, lambda *_: None)  # type: ignore[dict-item]
