"""Two nodes as two processes: a large picture stays behind until somebody opens it on a page without scripts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from keys.keyfile import CHEAP
from node.api.links import card_url
from node.crdt.ids import Record
from node.runtime.home import Home
from node.service.attachments import NewFile, attach, read_file
from tests.conftest import steady_random
from tests.e2e.council import Person
from tests.e2e.terminal import Terminal

CONTENT = steady_random("TEST-picture")(150_000)


@asynccontextmanager
async def unlocked(terminal: Terminal) -> AsyncIterator[Home]:
    """The home of a node that does not run."""
    home = Home(terminal.home, cost=CHEAP)
    await home.unlock(terminal.passphrase)
    yield home
    await home.lock()


async def test_large_picture_comes_to_the_other_process_once_it_is_opened_there(tmp_path: Path) -> None:
    alice, bob = Terminal(tmp_path, name="alice"), Terminal(tmp_path, name="bob")
    for terminal in (alice, bob):
        terminal.ask("init", "--name", terminal.name)
    alice.ask("space", "create", "TEST space")
    about = Record(bytes.fromhex(str(alice.ask("record", "add", "person", "names/+/text=TEST-Uzorava")["record"])))
    new = NewFile(content=CONTENT, type="jpeg", category="photo", caption="TEST-", is_stripped=True)
    async with unlocked(alice) as home:
        space = home.node.only_space()
        record = await home.write(lambda _: attach(space, about, new, now=home.now()))
    card = card_url(space.space, about)
    with alice.up("--listen", "127.0.0.1:0"):
        invited = alice.ask("invite", "TEST space", "--role", "reader")
        assert bob.ask("join", str(invited["invitation"]))["equal"] is True
        assert alice.ask("state-hash") == bob.ask("state-hash"), "what stays behind is not in the state"
        with bob.up() as running:
            async with Person(bob).at(str(running.ready["page"])) as person:
                assert "Not on this computer." in await person.go(card)
                await person.send("Fetch it")
                await person.go("/network")
                await person.send("Call the others now")
                await person.look_until(card, "Not on this computer", stands=False)
                assert list(person.page.one("main").all("img"))
    async with unlocked(bob) as home:
        assert await home.read(lambda node: read_file(node.only_space(), record)) == CONTENT
