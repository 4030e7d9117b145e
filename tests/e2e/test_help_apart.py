"""Three real nodes: helpers who could not reach one another pledge, send and write twice; every page says so."""

import asyncio
import http.cookiejar
import re
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from node.runtime.control_client import reach
from tests.e2e.terminal import Terminal

PAGES = {
    "/needs?state=over": ("promised 200 %", "sent 200 %"),
    "/guardians?state=double": ("two guardians", "TEST-care-1", "TEST-care-2"),
    "/letters?state=double": ("two letters in one week",),
}


DEEDS = ("pledge", "delivery", "guardianship", "letter")


async def help_alone(person: Terminal, number: int, dan: str, need: str) -> None:
    """Promise, send, look after and write as somebody who knows of nobody else."""
    day = ["sent_on", f"2026-05-0{number}"]
    values = {
        "pledge": [["need", need], ["by", f"TEST-{number}"], ["status", "promised"]],
        "delivery": [
            *(["person", dan], ["need", need], ["category", "parcel"], ["status", "accepted"]),
            ["sent_on", f"2026-05-0{number}/.."],  # since then, so that it lies in the period on any later day
        ],
        "guardianship": [["person", dan], ["guardian", f"TEST-care-{number}"], ["state", "active"]],
        "letter": [["person", dan], ["direction", "to_prisoner"], ["status", "sent"], day, ["written_by", f"{number}"]],
    }
    for kind in DEEDS:
        async with await reach(person.home) as node:
            await node.ask("record.add", {"kind": kind, "values": values[kind]}, None, lambda *_: None)  # type: ignore[dict-item]


def read_pages(person: Terminal, paths: Iterable[str]) -> dict[str, str]:
    """What a person's node shows on its pages, without what differs by browser."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with person.up() as node:
        link = node.ready["page"]
        origin = re.match(r"https?://[^/]+", link)
        assert origin
        browser.addheaders = [("Accept-Language", "en")]
        browser.open(link).read()
        shown = {path: browser.open(origin[0] + path).read().decode() for path in paths}
    return {
        path: re.sub(r'name="token" value="[0-9a-f]+"', "", html.partition("<main")[2]) for path, html in shown.items()
    }


def test_helpers_apart_are_flagged_alike_on_three_nodes(tmp_path: Path) -> None:
    people = [Terminal(tmp_path, name) for name in ("alice", "bob", "carol")]
    alice, bob, carol = people
    for person in people:
        person.ask("init", "--name", person.name)
    space = alice.ask("space", "create", "TEST network")["space"]
    dan = alice.ask("record", "add", "person", "names/n1/text=TEST-dan")["record"]
    need = alice.ask("record", "add", "need", f"person={dan}", "category=parcel_food")["record"]
    rule = ("category=prison", "names/+/text=TEST-prison", "parcel_every_months=3")
    prison = alice.ask("record", "add", "place", *rule)["record"]
    alice.ask("record", "add", "placement", f"person={dan}", f"place={prison}", "began_on=2024")
    with alice.up("--listen", "127.0.0.1:0") as node:
        for guest in (bob, carol):
            made = alice.ask(
                "invite", space, "--role", "contributor", "--no-confirm", "--address", node.ready["listen"]
            )
            guest.ask("join", made["invitation"])

    for number, person in enumerate((alice, bob), 1):
        with person.up():  # takes no calls: apart from the others
            asyncio.run(help_alone(person, number, dan, need))
    with alice.up("--listen", "127.0.0.1:0") as node:
        for guest in (bob, carol, bob):
            assert guest.ask("sync", node.ready["listen"])["equal"] is True

    assert len({person.ask("state-hash")["state_hash"] for person in people}) == 1
    card = f"/card/{space}/{dan}"
    pages = [read_pages(person, (*PAGES, card)) for person in people]
    assert all("2 parcels in this period of the place" in shown[card] for shown in pages)
    for path, words in PAGES.items():
        assert all(word in pages[0][path] for word in words), (path, pages[0][path])
    assert carol.ask("record", "list", "--limit", "1")["total"] == 4 + 2 * len(DEEDS)
    names = [[re.findall(r'href="(/card/[^"]+)"', shown[path]) for path in PAGES] for shown in pages]
    assert names[0] == names[1] == names[2]
