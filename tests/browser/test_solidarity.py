"""The journeys of help in real Chromium before two real nodes, each with and without scripts, on a phone and a laptop.

An action is a click, a typed field, a choice, a tick or a form sent; `Hand` counts them.
"""

import itertools

import pytest

from node.crdt.ids import Record
from node.service.records import read_projection
from tests.browser.conftest import WAYS, Desks, Sit
from tests.browser.solidarity import Desk
from tests.browser.test_looks import OVERFLOW

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FEW = 4  # fewer than five
ATTEST_ACTIONS_MAX = 9  # fewer than ten
LETTERS = 30
PLANTED = {  # a phone, a card and a helper's name of its own for each way: all ways share one store
    WAYS[0]: ("+375 29 123-45-67", "4111 1111 1111 1111", "Ганна Каралёва-TEST"),
    WAYS[1]: ("+375 33 234-56-78", "5555 5555 5555 4444", "Марыля Бусел-TEST"),
    WAYS[2]: ("+375 44 345-67-89", "4242 4242 4242 4242", "Язэп Гарошка-TEST"),
    WAYS[3]: ("+375 25 456-78-90", "4012 8888 8888 1881", "Тэкля Ластаўка-TEST"),
}
number = itertools.count(1)


async def somebody(desk: Desk, count: int = 1) -> list[tuple[Record, str]]:
    """Write down people who serve in one prison, each with a name of their own."""
    names = [f"TEST-Узнік {next(number) + 100}" for _ in range(count)]
    (prison,) = await desk.put(
        "place", {"category": "penal_colony", "names/a/text": "TEST-калонія", "addresses/a/text": "TEST-вул. Новая, 2"}
    )
    made = await desk.put("person", *({"names/a/text": name} for name in names))
    await desk.put("placement", *({"person": one, "place": prison, "began_on": "2030"} for one in made))
    await desk.put(
        "status_event",
        *({"person": one, "status": "serving_imprisonment", "effective_on": "2030"} for one in made),
    )
    return list(zip(made, names, strict=True))


async def test_need_from_the_list_in_fewer_than_five_actions(desks: Desks, sit: Sit) -> None:
    alice, _, _ = desks
    ((person, name),) = await somebody(alice)
    hand = await sit(alice)
    await hand.go("/needs")
    await hand.press("details.quick > summary")
    await hand.type("#person", name)
    await hand.choose("#category", "glasses_dental")
    await hand.press("details.quick button")
    assert hand.actions <= FEW
    assert [need["category"] for need in await alice.of(person, "need")] == ["glasses_dental"]


async def test_need_from_the_card_in_fewer_than_five_actions(desks: Desks, sit: Sit) -> None:
    alice, _, _ = desks
    ((person, _),) = await somebody(alice)
    hand = await sit(alice)
    await hand.go(alice.card(person))
    await hand.press("a[href*='/add/need']")
    await hand.choose("select[name='v:category']", "medicine")
    await hand.press("p.actions button[value=save]")
    assert hand.actions <= FEW
    assert [need["category"] for need in await alice.of(person, "need")] == ["medicine"]


async def test_thirty_letters_are_one_form_and_a_wrong_row_loses_nothing(desks: Desks, sit: Sit) -> None:
    alice, _, _ = desks
    people = await somebody(alice, LETTERS)
    hand = await sit(alice)
    await hand.go("/letters/evening")
    await hand.press("details.more > summary")
    for row, (_, name) in enumerate(people):
        await hand.type(f"#person-{row}", name)
        await hand.page.fill(f"#topics-{row}", f"TEST-надвор'е {row}")
    await hand.page.fill("#person-7", "TEST-nobody of this name")
    await hand.press("button:has-text('Save all rows')")
    assert "Nobody of this name is here" in await hand.reads("#row-7")
    assert not [one for person, _ in people for one in await alice.of(person, "letter")]
    for row, (_, name) in enumerate(people):
        if row != 7:
            assert await hand.page.input_value(f"#person-{row}") == name
        assert await hand.page.input_value(f"#topics-{row}") == f"TEST-надвор'е {row}"
    await hand.page.fill("#person-7", people[7][1])
    hand.sent.clear()
    await hand.press("button:has-text('Save all rows')")
    assert "30 letters are written down." in await hand.reads("div.notices")
    assert len(hand.sent) == 1
    for row, (person, _) in enumerate(people):
        (letter,) = await alice.of(person, "letter")
        assert (letter["topics"], letter["sent_on"]) == (f"TEST-надвор'е {row}", "2031-03-14")


async def test_outcome_of_a_hearing_makes_judgment_and_status_in_fewer_than_five_actions(
    desks: Desks, sit: Sit
) -> None:
    alice, _, _ = desks
    ((person, name),) = await somebody(alice)
    await alice.put("hearing", {"person": person, "held_on": "2031-03-10", "court_text": "TEST-суд"})
    hand = await sit(alice)
    await hand.go("/hearings")
    await hand.press(f"li.hearing:has-text('{name}') >> a:has-text('What came of it?')")
    await hand.choose("select[name='v:penalty']", "imprisonment")
    await hand.type("input[name='v:term']", "3 years")
    await hand.press("p.actions button[value=save]")
    assert hand.actions <= FEW
    (judgment,) = await alice.of(person, "judgment")
    assert (judgment["penalty"], judgment["term"], judgment["decided_on"]) == ("imprisonment", "P3Y", "2031-03-10")
    events = {one["effective_on"]: one["status"] for one in await alice.of(person, "status_event")}
    assert events["2031-03-10"] == "serving_imprisonment"
    assert [one["outcome"] for one in await alice.of(person, "hearing")] == ["judgment"]


async def test_thirty_facts_of_another_member_are_attested_by_one_signature(desks: Desks, sit: Sit) -> None:
    alice, bob, meet = desks
    await somebody(alice)  # what is alice's own waits in the queue, too, and is not hers to sign
    drafts = ({"names/n/text": f"TEST-Баравік {next(number)}", "birth_date": "1990"} for _ in range(15))
    people = await bob.put("person", *drafts)
    await meet()
    hand = await sit(alice)
    await hand.go("/")
    await hand.press("nav a[href='/settings']")
    await hand.press("main a[href='/verify']")
    await hand.press(".tabs a[href*='why=unseen']")
    await hand.press("p.filter a[href*='kind=person']")
    await hand.press("a:has-text('Tick all 30 values')")
    await hand.choose("#step", "confirmed_by_document")
    await hand.press("button[value=attest]")
    assert "30 values are confirmed with one signature" in await hand.reads("div.notices")
    assert hand.actions <= ATTEST_ACTIONS_MAX
    entries = set()
    for person in people:
        facts = await alice.home.read(lambda node, one=person: read_projection(node.only_space(), one))
        for path in ("names/n/text", "birth_date"):
            (badge,) = facts.fields[path][0].attested_by
            assert badge.step == "confirmed_by_document"
            entries.add(badge.voice.id[0])
    assert len(entries) == 1


async def test_guardian_hands_over_in_fewer_than_five_actions(desks: Desks, sit: Sit) -> None:
    alice, _, _ = desks
    ((person, name),) = await somebody(alice)
    (care,) = await alice.put("guardianship", {"person": person, "guardian": "carol", "state": "active"})
    hand = await sit(alice)
    await hand.go("/guardians")
    await hand.press(f"li.line:has-text('{name}') >> a:has-text('Hand over')")
    await hand.type("#to", "bob")
    await hand.press("button[value=hand_over]")
    assert hand.actions <= FEW
    held = {str(one["guardian"]): one for one in await alice.of(person, "guardianship")}
    assert (held["carol"]["state"], held["carol"]["ended_on"]) == ("handed_over", "2031-03-14")
    assert (held["bob"]["state"], held["bob"]["follows"]) == ("active", care)


async def test_name_reserved_on_two_nodes_is_told_on_both_after_they_met(desks: Desks, sit: Sit) -> None:
    alice, bob, meet = desks
    ((person, name),) = await somebody(alice)
    await meet()
    for desk in (alice, bob):
        hand = await sit(desk)
        await hand.go("/letters")
        await hand.tick(f"li.line:has-text('{name}') >> input")
        await hand.press("button:has-text('Reserve')")
        assert name in await hand.reads()
        assert hand.actions <= FEW
    await meet()
    for desk in (alice, bob):
        hand = await sit(desk)
        await hand.go("/letters?state=double")
        assert "reserved twice" in await hand.reads(f"li.line:has-text('{name}')")
        assert len(await desk.of(person, "letter")) == 2


async def test_warning_heeded_leaves_no_trace_in_the_store_and_overridden_once_it_does(
    desks: Desks, sit: Sit, way: tuple[bool, int]
) -> None:
    alice, _, _ = desks
    ((person, _),) = await somebody(alice)
    traces = PLANTED[way]
    planted = f"TEST- {traces[0]}, {traces[1]}, перадала {traces[2]}"
    hand = await sit(alice)
    await hand.go("/private")
    await hand.page.fill("[name=names]", traces[2])
    await hand.press("form[action='/private/names'] button")
    before = await alice.everything()

    async def write_down(text: str) -> str:
        await hand.go(alice.card(person))
        await hand.press("a[href*='/add/need']")
        await hand.choose("select[name='v:category']", "medicine")
        await hand.type("input[name='v:description']", text)
        await hand.press("p.actions button[value=save]")
        return await hand.reads()

    warning = await write_down(planted)
    for words in (*traces, "Nothing was saved yet"):
        assert words in warning
    assert await alice.everything() == before
    assert await hand.page.evaluate(OVERFLOW) == []
    assert await hand.page.input_value("#marked-1") == planted
    await hand.type("#marked-1", "TEST- без нумара")
    await hand.press("button:has-text('Save without it')")
    (need,) = await alice.of(person, "need")
    assert (need["category"], need["description"]) == ("medicine", "TEST- без нумара")
    held = await alice.everything()
    assert not [text for text in traces if text in held]

    await write_down(planted)
    await hand.press("button[name=guard]")
    assert planted in [need["description"] for need in await alice.of(person, "need")]
    held = await alice.everything()
    assert all(text in held for text in traces)
    await write_down(planted)
    assert len(await alice.of(person, "need")) == 2  # meant once, not for good
