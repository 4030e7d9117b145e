"""The page of counts: whose criteria, charts with the table behind, two days compared."""

import pytest

from node.api.reading.charts import draw_line
from node.api.site import SITE
from tests.api.desk import Desk
from tests.api.reader import every
from tests.api.sample import Sample


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
    monkeypatch.setattr("node.api.pages.counts.SURVEY_AT_ONCE_ROWS", 0)
    page = await desk.get("/counts")
    assert every(page.page, "p", class_="notice")
    await desk.app[SITE].counts.settle()
    assert every((await desk.get("/counts")).page, "svg", class_="chart")


def test_time_line_of_one_day_is_not_drawn() -> None:
    assert draw_line([]) is None
