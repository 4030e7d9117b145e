"""Two people, two empty computers, two browsers: from nothing to one shared, verified ledger on the pages alone.

An action is one press of a button or link; what is typed into the form it sends belongs to it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.e2e.terminal import WAIT_S, Terminal

pytestmark = pytest.mark.browser
ACTIONS_MAX = 8


@dataclass(slots=True)
class Person:
    """Somebody in front of the pages of their own computer."""

    page: Page
    origin: str
    presses: int = 0
    typed: int = 0

    async def press(self, selector: str) -> None:
        """Press a button or link and wait for the page that follows."""
        self.presses += 1
        await self.page.click(selector)
        await self.page.wait_for_load_state()

    async def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.typed += 1
        await self.page.fill(selector, text)

    async def begin(self, name: str, **fields: str) -> None:
        """Fill in the first page and begin."""
        self.typed += 1
        await self.page.check("#written")
        for field, text in {"name": name, **fields}.items():
            await self.type(f"#{field}", text)
        await self.press("p > button[value=make]")

    async def go(self, path: str) -> str:
        """Load a page and return what stands on it."""
        await self.page.goto(self.origin + path)
        return await self.page.inner_text("main")

    async def look_until(self, path: str, text: str, *, stands: bool = True) -> None:
        """Load a page again and again until a text stands on it, or does no more."""
        async with asyncio.timeout(WAIT_S):
            while (text in await self.go(path)) is not stands:
                pass


Sit = Callable[..., Awaitable[Person]]
WAYS = [
    (False, 360),
    (True, 1280),
    *(pytest.param(*way, marks=pytest.mark.proof) for way in ((False, 1280), (True, 360))),
]


@pytest.fixture
def sit(chromium: Browser) -> Sit:
    """Put somebody in front of a running node."""

    async def sit(link: str, *, scripts: bool, width: int = 1280) -> Person:
        viewport = {"width": width, "height": 900}
        context = await chromium.new_context(java_script_enabled=scripts, locale="en", viewport=viewport)
        page = await context.new_page()
        page.set_default_timeout(30_000)
        await page.goto(link)
        return Person(page=page, origin=link.partition("/open/")[0])

    return sit


def homes(folder: Path) -> tuple[Terminal, Terminal]:
    """Give two empty homes."""
    return Terminal(folder, name="alice"), Terminal(folder, name="bob")


async def share(alice: Person, bob: Person) -> None:
    """From two empty homes to one ledger whose guest is confirmed."""
    await alice.begin("alice", title="TEST-ledger")
    await alice.press("a[href='/network']")
    await alice.press("a[href^='/invite/']")
    await alice.press("main form button")
    invitation = await alice.page.inner_text("#invitation")
    await bob.begin("bob", invitation=invitation)
    assert "your pseudonym, bob" in await bob.page.inner_text("main")
    await bob.press("form[action='/join/accept'] button")
    assert "You are in “TEST-ledger”" in await bob.page.inner_text("h1")
    shown = [await phrase.inner_text() for phrase in await bob.page.locator("p.phrase").all()]
    await alice.press("a[href='/network']")
    assert [await phrase.inner_text() for phrase in await alice.page.locator("p.phrase").all()] == shown
    await alice.press("button[value=match]")


@pytest.mark.parametrize(("scripts", "width"), WAYS)
async def test_nothing_to_one_verified_ledger_in_few_presses(
    tmp_path: Path, sit: Sit, scripts: bool, width: int
) -> None:
    one, two = homes(tmp_path)
    with one.up("--listen", "127.0.0.1:0", is_open=False) as here, two.up(is_open=False) as there:
        alice, bob = [await sit(str(node.ready["page"]), scripts=scripts, width=width) for node in (here, there)]
        await share(alice, bob)
        assert alice.presses + bob.presses <= ACTIONS_MAX
        await bob.look_until("/network", "You: contributor")
        await write_down(bob, "TEST-Адамовіч")
        await alice.look_until("/people", "TEST-Адамовіч")
        assert one.ask("state-hash", is_open=False) == two.ask("state-hash", is_open=False)


async def write_down(person: Person, name: str) -> None:
    """Write a person down."""
    await person.go("/add/person")
    await person.page.fill("input[name$='/text'] >> nth=0", name)
    await person.page.click("p.actions button[value=save]")
    await person.page.wait_for_url("**/card/*/*")


async def test_edit_appears_on_the_other_open_page_by_itself(tmp_path: Path, sit: Sit) -> None:
    one, two = homes(tmp_path)
    with one.up("--listen", "127.0.0.1:0", is_open=False) as here, two.up(is_open=False) as there:
        alice, bob = [await sit(str(node.ready["page"]), scripts=True) for node in (here, there)]
        await share(alice, bob)
        await alice.go("/people")
        await bob.go("/network")
        await bob.page.wait_for_selector("text=You: contributor")
        await write_down(bob, "TEST-Адамовіч")
        await alice.page.wait_for_selector("main >> text=TEST-Адамовіч")


@pytest.mark.slow
@pytest.mark.parametrize(("scripts", "width"), WAYS)
async def test_two_edits_at_once_become_a_conflict_that_either_side_ends(
    tmp_path: Path, sit: Sit, scripts: bool, width: int
) -> None:
    one, two = homes(tmp_path)
    with two.up(is_open=False) as there:
        bob = await sit(str(there.ready["page"]), scripts=scripts, width=width)
        with one.up("--listen", "127.0.0.1:0", is_open=False) as here:
            alice = await sit(str(here.ready["page"]), scripts=scripts, width=width)
            listen, one.passphrase = str(here.ready["listen"]), await alice.page.inner_text("p.phrase")
            await share(alice, bob)
            await bob.look_until("/network", "You: contributor")
            await write_down(alice, "TEST-Вярбова")
            card = alice.page.url.removeprefix(alice.origin)
            await bob.look_until("/people", "TEST-Вярбова")
        with one.up() as here:  # it takes no calls: neither hears of the other's edit
            alice = await sit(str(here.ready["page"]), scripts=scripts, width=width)
            await change(alice, card, "TEST-Гомель")
            await change(bob, card, "TEST-Брэст")
        with one.up("--listen", listen) as here:
            alice = await sit(str(here.ready["page"]), scripts=scripts, width=width)
            await bob.go("/network")
            await bob.press("form[action='/network/call'] button")
            for person in (alice, bob):
                await person.look_until(card, "Different values stand here")
                shown = await person.page.inner_text("dd.conflict")
                assert "TEST-Гомель" in shown
                assert "TEST-Брэст" in shown
            await bob.page.click("text=Keep this >> nth=0")
            await bob.page.wait_for_selector("div.notices")
            await alice.look_until(card, "Different values stand here", stands=False)
            assert one.ask("state-hash") == two.ask("state-hash", is_open=False)


async def change(person: Person, card: str, birth_place: str) -> None:
    """Change the place of birth on a card."""
    await person.go(card + "/edit")
    await person.page.click("details.more > summary")
    await person.page.fill("input[name='v:birth_place']", birth_place)
    await person.page.click("p.actions button[value=save]")
    await person.page.wait_for_url("**" + card)
