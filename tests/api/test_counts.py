"""The page of counts: whose criteria, charts with the table behind, two days compared."""

from itertools import pairwise

import pytest

from node.api.reading.charts import draw_line
from node.api.site import SITE
from node.ledger.registry import Registry
from node.ledger.statistics.figures import Figures, Part, Question, conclude, count_part
from node.ledger.statistics.material import Material
from node.service.duplicates import decide
from node.service.records import hide, set_values
from tests.api.desk import Desk
from tests.api.reader import every
from tests.api.sample import Sample
from tests.support.whole import gather_statistics


async def test_counts_name_whose_criteria_they_are(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/counts")
    assert page.status == 200
    text = page.page.one("main").text
    assert "Where no group is named, everybody written down here is counted, whoever recognises them" in text
    (headline,) = every(page.page, "p", class_="headline")
    assert "whoever recognises them" in headline.text
    sample.add("by", "recognition", person=sample.records["ivan"], group="TEST-Б", decision="recognised",
               criteria_set="pace_1900", decided_on="2024")  # fmt: skip
    heads = every((await desk.get("/counts")).page, "tr")
    assert [one.text for one in heads if one.text.startswith("TEST-Б") and "PACE" in one.text]
    assert [one.text for one in heads if one.text.startswith("TEST-праваабаронцы")]
    assert len(every(page.page, "section", class_="facts-side")) >= 4


async def test_chart_is_inert_svg_with_the_table_behind_it(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/counts?on=2026-03-14&since=2023-01-01")
    (chart,) = every(page.page, "svg", class_="chart")
    assert chart.attrs["aria-label"]
    assert every(chart, "polygon", class_="most")
    assert not [one for one in every(page.page, "script") if "src" not in one.attrs]
    assert "style=" not in page.html
    rows = every(every(page.page.one("main"), "details")[0], "tr")
    assert len(rows) == 1 + 39 + 1  # the heading, the first of each month, the last day
    assert "came since" in page.html


async def test_counts_of_a_day_before_anything_are_none(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/counts?on=2000-01-01")
    assert "No group has recognised anybody" in page.html
    (headline,) = every(page.page, "p", class_="headline")
    assert headline.text.split()[0] == "0"


@pytest.mark.parametrize(
    "query", ["on=tomorrow", "on=0001-01-01", "since=9999-99-99", "on=2026-03-14&since=2030-01-01"]
)
async def test_day_that_cannot_be_counted_is_passed_over(desk: Desk, sample: Sample, query: str) -> None:
    assert (await desk.get(f"/counts?{query}")).status == 200


async def test_d10_text_of_a_group_is_shown_inert(desk: Desk, sample: Sample) -> None:
    person = sample.records["anna"]
    hostile = '<b>TEST-\u202e"group'
    sample.add("r", "recognition", person=person, group=hostile, decision="recognised", decided_on="2023-06-01")
    page = await desk.get("/counts")
    assert "<b>TEST-" not in page.html
    assert "\u202e" not in page.html


async def test_large_ledger_is_counted_beside_the_page(
    desk: Desk, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.api.counting.COUNT_AT_ONCE_PARTS", 0)
    page = await desk.get("/counts")
    assert every(page.page, "p", class_="notice")
    await desk.app[SITE].counts.settle()
    assert every((await desk.get("/counts")).page, "svg", class_="chart")


def test_time_line_of_one_day_is_not_drawn() -> None:
    assert draw_line([]) is None


# --- counting again what changed --------------------------------------------------------------------------------------
@pytest.fixture
def by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a part of every person, and two parts a group."""
    monkeypatch.setattr("node.api.counting.COUNT_PART_PEOPLE", 1)
    monkeypatch.setattr("node.api.counting.COUNT_GROUP_PARTS", 2)


async def figures(desk: Desk) -> Figures:
    """Return what the page shows; the ledger may have been counted beside it."""
    page = await desk.get("/counts")
    if "being counted" in page.text:
        await desk.app[SITE].counts.settle()
        assert "being counted" not in (await desk.get("/counts")).text
    ledger = desk.app[SITE].counts._ledger
    assert ledger is not None
    assert ledger.figures is not None
    return ledger.figures


def whole(sample: Sample) -> Figures:
    """Count all of the ledger at once."""
    today = sample.port.today()
    material = sample.port.run(gather_statistics(sample.space, today))
    asked = Question(today)
    return conclude(count_part(material, sample.port.registry, asked), asked)


@pytest.mark.usefixtures("by_one")
async def test_counts_follow_every_change(desk: Desk, sample: Sample) -> None:
    space, records = sample.space, sample.records
    seen = [await figures(desk)]

    async def follow() -> None:
        seen.append(await figures(desk))
        assert seen[-1] == whole(sample)

    sample.add("new", "person", names__a__text="TEST-Новая")
    await follow()
    sample.add("status", "status_event", person=records["new"], status="remand", effective_on="2026-01-05")
    await follow()
    sample.add("judged", "judgment", person=records["new"], decided_on="2026-02-01", articles__a__text="342",
               court="TEST-суд", penalty="imprisonment", term="P3Y")  # fmt: skip
    await follow()
    sample.port.run(set_values(space, records["judged"], {"person": records["ivan"]}, now=sample.port.time))
    await follow()
    sample.port.run(decide(space, records["new"], records["ivan"], "same", now=sample.port.time))
    await follow()
    sample.add("stay", "placement", person=records["new"], place=records["colony"], began_on="2026-01-05")
    await follow()
    sample.port.run(set_values(space, records["colony"], {"number": "77"}, now=sample.port.time))
    await follow()
    sample.port.run(hide(space, records["status"], reason=""))
    await follow()
    sample.port.run(hide(space, records["anna"], reason=""))
    await follow()
    assert sum(one != other for one, other in pairwise(seen)) >= 8


@pytest.mark.usefixtures("by_one")
async def test_only_the_part_that_changed_is_counted_again(
    desk: Desk, new: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        new.add(f"p{number}", "person", names__a__text=f"TEST-Асоба{number}")
    await figures(desk)
    counted: list[int] = []

    def counting(material: Material, registry: Registry, asked: Question) -> Part:
        counted.append(len(material.people))
        return count_part(material, registry, asked)

    monkeypatch.setattr("node.api.counting.count_part", counting)
    new.add("status", "status_event", person=new.records["p7"], status="remand", effective_on="2026-01-05")
    page = await desk.get("/counts")
    assert "being counted" not in page.text
    assert len(counted) == 1
    assert counted[0] < 10
    assert (await figures(desk)).heads.least == 1


@pytest.mark.usefixtures("by_one")
async def test_counts_of_another_question_are_not_shown_in_place_of_its_own(desk: Desk, new: Sample) -> None:
    for number in range(9):
        new.add(f"p{number}", "person", names__a__text=f"TEST-Асоба{number}")
    await figures(desk)
    page = await desk.get("/counts?on=2020-01-01")
    assert "is being counted" in page.text
    assert not every(page.page, "p", class_="headline")
