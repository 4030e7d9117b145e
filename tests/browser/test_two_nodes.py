"""Two browsers before two real nodes: an edit shows on the other page by itself, a concurrent one is a conflict.

The conflict is seen on both pages, merged on one of them, and gone from both. With scripts a page that stands open
shows it; without, loading it again does.
"""

import pytest
from playwright.async_api import expect

from node.crdt.ids import Record
from tests.browser.conftest import Desks, Sit
from tests.browser.solidarity import Desk, Hand
from tests.browser.test_looks import OVERFLOW

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NOTE = "TEST-Taken at home. Has asthma."
ALICES, BOBS = "TEST-Taken at work. Has asthma.", "TEST-Taken at home. Has asthma and gout."
BOTH = "TEST-Taken at work. Has asthma and gout."
MERGED = "TEST-Taken at work in March. Has asthma and gout."


async def write_note(hand: Hand, desk: Desk, person: Record, text: str) -> None:
    """Change the note of a person on the card's own form."""
    await hand.press(f"a[href='{desk.card(person)}/edit']")
    await hand.page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    await hand.type("textarea[name='v:note']", text)
    await hand.press("p.actions button[value=save]")


async def told(hand: Hand, way: tuple[bool, int]) -> None:
    """Load the page again where nothing does it by itself."""
    if not way[0]:
        await hand.page.reload()


async def test_concurrent_edits_are_seen_merged_and_gone_on_both_pages(
    desks: Desks, sit: Sit, way: tuple[bool, int]
) -> None:
    alice, bob, meet = desks
    (person,) = await alice.put("person", {"names/a/text": "TEST-Пётра", "note": NOTE})
    await meet()
    one, other = await sit(alice), await sit(bob)
    for hand, desk in ((one, alice), (other, bob)):
        await hand.go(desk.card(person))
    await write_note(one, alice, person, ALICES)
    await write_note(other, bob, person, BOBS)
    await meet()
    for hand in (one, other):
        await told(hand, way)
        await expect(hand.page.locator("dd.conflict .claim")).to_have_count(2)
        assert {ALICES, BOBS} <= set((await hand.reads("dd.conflict .beside")).splitlines())
        await expect(hand.page.locator("text=Keep this")).to_have_count(2)
    await one.press("details.merge > summary")
    assert await one.page.evaluate(OVERFLOW) == []
    assert NOTE in await one.reads("details.merge")
    assert await one.page.input_value("details.merge textarea") == BOTH
    await one.type("details.merge textarea", MERGED)
    await one.press("details.merge button")
    await meet()
    for hand in (one, other):
        await told(hand, way)
        await expect(hand.page.locator("dd.conflict")).to_have_count(0)
        await expect(hand.page.locator("main")).to_contain_text(MERGED)


@pytest.mark.proof  # tests/e2e/test_pages_alone.py does it over a real network in one way
async def test_edit_appears_on_the_other_page(desks: Desks, sit: Sit, way: tuple[bool, int]) -> None:
    alice, bob, meet = desks
    (person,) = await alice.put("person", {"names/a/text": "TEST-Ганна", "note": NOTE})
    await meet()
    one, other = await sit(alice), await sit(bob)
    await one.go(alice.card(person))
    await other.go(bob.card(person))
    await write_note(one, alice, person, ALICES)
    await meet()
    await told(other, way)
    await expect(other.page.locator("main")).to_contain_text(ALICES)
