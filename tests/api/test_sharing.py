"""Sharing into another ledger on the pages, and one card with the parts of all ledgers."""

import pytest

from node.service.records import withhold
from node.service.space import SpaceState
from node.service.spaces import create_space
from tests.api.desk import Answer, Desk
from tests.api.reader import Element
from tests.api.sample import Sample


@pytest.fixture
def ivan(sample: Sample) -> str:
    """The address of ivan's card, kept while the ledger is still the only one."""
    return sample.url("ivan")


@pytest.fixture
def circle(sample: Sample, ivan: str) -> SpaceState:
    """A second ledger on the same computer."""
    return sample.port.run(create_space(sample.port.node, title="TEST-circle"))


async def test_every_field_is_shown_before_and_only_ticked_ones_go(
    desk: Desk, sample: Sample, circle: SpaceState, ivan: str
) -> None:
    page = await desk.get(ivan + "/share")
    assert "1 member will be able to read what you tick." in page.text
    boxes = [box.attrs["name"] for box in page.form().all("input", type="checkbox")]
    assert "path:birth_date" in boxes
    done = await desk.send(page, {"path:birth_date": None})
    assert done.path.startswith(f"/card/{circle.space.hex()}/")
    assert done.page.one("h1").text == "Іван TEST-Прыкладаў"
    original = part(done)
    assert "TEST-ledger" in original.text
    assert "1970" in original.text
    assert done.page.one("div", class_="facts-side").text.count("1970") == original.text.count("1970")


def part(answer: Answer) -> Element:
    """Give the only part from another ledger."""
    (found,) = [item for item in answer.page.all("section") if item.attrs.get("class", "").startswith("part ")]
    return found


async def test_card_shows_the_parts_of_both_ledgers_named_and_coloured(
    desk: Desk, sample: Sample, circle: SpaceState, ivan: str
) -> None:
    assert "TEST-circle" not in (await desk.get(ivan)).page.one("div", class_="facts-side").text
    await desk.send(await desk.get(ivan + "/share"), {})
    card = await desk.get(ivan)
    labels = [e for e in card.page.all("span") if e.attrs.get("class", "").startswith("ledger ")]
    assert [label.text for label in labels] == ["TEST-ledger", "TEST-circle"]
    assert len({label.attrs["class"] for label in labels}) == 2
    again = await desk.get(ivan + "/share")
    assert "All of it stands there already." in again.text
    assert not list(again.form().all("button"))


async def test_withheld_record_is_not_offered(desk: Desk, sample: Sample, circle: SpaceState, ivan: str) -> None:
    space = next(space for space in sample.port.node.spaces.values() if space is not circle)
    sample.port.run(withhold(space, sample.records["ivan"], reason="legal"))
    assert (await desk.get(ivan + "/share")).status == 409
    assert f"{ivan}/share" not in (await desk.get(ivan)).html


async def test_node_with_one_ledger_says_that_there_is_no_other(desk: Desk, ivan: str) -> None:
    assert "no other ledger" in (await desk.get(ivan + "/share")).text
