"""On an empty computer without network a node comes back on the pages: from one backup, by shares from paper."""

from pathlib import Path

from aiohttp import FormData

from tests.api.reader import form_fields, read_page
from tests.e2e.council import Person
from tests.e2e.terminal import Terminal

NEW = "зялёны трамвай вязе сем лыжак на Месяц у аўторак"


async def bring_back(person: Person, backup: bytes, secret: str) -> None:
    """Fill in the page of an empty node."""
    await person.go("/begin")
    await person.press("bring it back")
    form = FormData()
    fields = form_fields(person.page.one("main").one("form"))
    for name, value in {**fields, "secret": secret, "new": NEW, "again": NEW}.items():
        if name not in ("file", "insists"):
            form.add_field(name, value)
    form.add_field("file", backup, filename="data.bin", content_type="application/octet-stream")
    status, html = await person.post("/begin/restore", form)
    person.page = read_page(html)
    assert status in (200, 422)


async def test_node_comes_back_from_one_backup_and_shares_on_the_pages(tmp_path: Path) -> None:
    alice, new = Terminal(tmp_path, "alice"), Terminal(tmp_path, "new computer", passphrase=NEW)
    alice.ask("init", "--name", "alice")
    alice.ask("space", "create", "TEST network")
    alice.ask("record", "add", "person", "names/+/text=TEST-Janina")
    shares = alice.ask("recover", "split", "--shares", "3", "--needed", "2")["shares"]
    alice.ask("backup", str(tmp_path / "TEST.backup"))
    backup, before = (tmp_path / "TEST.backup").read_bytes(), alice.ask("state-hash")
    with new.up(is_open=False) as node:
        async with Person(new).at(node.ready["page"]) as person:
            await bring_back(person, backup, "\n".join((shares[0], shares[0])))
            assert "One of the shares is mistyped" in person.text
            await bring_back(person, backup, "TEST another passphrase")
            assert "This does not open that backup." in person.text
            await bring_back(person, backup[:500], "\n".join(shares[1:]))
            assert "no whole backup" in person.text
            await bring_back(person, backup, "\n\n".join(shares[1:]))
            assert "Brought back:" in person.page.text
            assert "TEST-Janina" in await person.go("/people")
    assert new.ask("state-hash") == before
