"""People written down twice: side by side, decided by hand, taken back."""

import pytest

from node.api.site import SITE
from node.service.records import read_projection
from tests.api.desk import Desk
from tests.api.reader import Element, every
from tests.api.sample import Sample


def hrefs(element: Element) -> set[str]:
    """Where an element leads to."""
    return {link.attrs["href"] for link in every(element, "a")}


@pytest.fixture
def twice(sample: Sample) -> Sample:
    """A ledger in which one person is written down once more."""
    sample.add("again", "person", names__a__text="Анна TEST-Узорова", birth_date="1985", sex="female")
    return sample


async def test_pair_stands_side_by_side_with_reasons(desk: Desk, twice: Sample) -> None:
    page = await desk.get("/twice")
    assert page.status == 200
    (pair,) = every(page.page, "section", class_="sheet pair")
    assert len(every(pair, "div", class_="claim")) == 2
    assert "the same name" in pair.text
    assert hrefs(pair) == {twice.url("anna"), twice.url("again")}
    for language, word in (("be", "тое самае імя"), ("ru", "то же имя")):
        desk.language = language
        assert word in (await desk.get("/twice")).html


async def test_same_person_is_named_on_both_cards_and_taken_back(desk: Desk, twice: Sample) -> None:
    before = [twice.port.run(read_projection(twice.space, twice.records[name])).hash for name in ("anna", "again")]
    page = await desk.send(await desk.get("/twice"), {}, action="/twice", do="same")
    assert page.status == 200
    assert not every(page.page, "section", class_="sheet pair")
    assert twice.url("again") in (await desk.get(twice.url("anna"))).html
    assert twice.url("anna") in (await desk.get(twice.url("again"))).html
    decided = await desk.get("/twice?show=decided")
    assert len(every(decided.page, "section", class_="sheet pair")) == 1
    after = [twice.port.run(read_projection(twice.space, twice.records[name])).hash for name in ("anna", "again")]
    assert before == after
    await desk.send(decided, {}, action="/twice", do="undecided")
    assert twice.url("again") not in (await desk.get(twice.url("anna"))).html
    assert len(every((await desk.get("/twice")).page, "section", class_="sheet pair")) == 1


async def test_pair_put_off_stays_and_one_decided_against_is_gone(desk: Desk, twice: Sample) -> None:
    page = await desk.send(await desk.get("/twice"), {}, action="/twice", do="later")
    (pair,) = every(page.page, "section", class_="sheet pair")
    assert "later" in pair.text
    page = await desk.send(page, {}, action="/twice", do="not_same")
    assert not every(page.page, "section", class_="sheet pair")
    assert twice.url("again") not in (await desk.get(twice.url("anna"))).html


async def test_withheld_name_is_not_told_side_by_side(desk: Desk, sample: Sample) -> None:
    sample.add("second", "person", names__a__text="TEST-Withheld Name", birth_date="1985-04-24")
    page = await desk.get("/twice")
    pairs = [pair for pair in every(page.page, "section", class_="sheet pair") if sample.url("withheld") in hrefs(pair)]
    (pair,) = pairs
    withheld = next(side for side in every(pair, "div", class_="claim") if sample.url("withheld") in hrefs(side))
    assert "Withheld Name" not in withheld.text


async def test_reader_sees_pairs_and_decides_nothing(desk: Desk, twice: Sample) -> None:
    twice.become_reader()
    page = await desk.get("/twice")
    (pair,) = every(page.page, "section", class_="sheet pair")
    assert not every(pair, "form")


async def test_large_ledger_is_compared_beside_the_page(
    desk: Desk, twice: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.api.pages.twice.SURVEY_AT_ONCE_ROWS", 0)
    page = await desk.get("/twice")
    assert every(page.page, "p", class_="notice")
    assert not every(page.page, "section", class_="sheet pair")
    await desk.app[SITE].twice.settle()
    page = await desk.get("/twice")
    assert len(every(page.page, "section", class_="sheet pair")) == 1
    desk.app[SITE].forget()
    assert desk.app[SITE].twice._found is None
