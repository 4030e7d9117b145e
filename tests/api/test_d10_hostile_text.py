"""THREATS D10: text that looks like markup, direction overrides, control characters: shown inert on every page."""

import pytest

from tests.api.desk import Desk
from tests.api.sample import HOSTILE, OVERRIDE, Sample

PAGES = ("", "/edit", "/check", "/history", "/hide")
DIRECTIONS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@pytest.mark.parametrize("page", PAGES)
async def test_d10_markup_in_values_stays_text(desk: Desk, sample: Sample, page: str) -> None:
    answer = await desk.get(sample.url("hostile") + page)
    assert answer.status == 200
    assert not answer.foreign_scripts
    assert not list(answer.page.all("img"))
    assert "<script>" not in answer.html
    assert HOSTILE in answer.page.text or HOSTILE in {e.attrs.get("value") for e in answer.page.all("input")}


@pytest.mark.parametrize("page", PAGES)
async def test_d10_direction_overrides_do_not_reach_the_page(desk: Desk, sample: Sample, page: str) -> None:
    answer = await desk.get(sample.url("hostile") + page)
    assert not DIRECTIONS & set(answer.html)
    assert OVERRIDE not in answer.html


async def test_d10_hostile_names_are_inert_in_lists_and_search(desk: Desk, sample: Sample) -> None:
    for path in ("/", "/people", "/people?view=cards", "/list/source", "/list/place", "/counts"):
        answer = await desk.get(path)
        assert not answer.foreign_scripts, path
        assert not list(answer.page.all("img", src="x")), path
        assert not DIRECTIONS & set(answer.html), path
    people = await desk.get("/people")
    found = await desk.send(people, {"search": HOSTILE}, action="/search")
    assert not found.foreign_scripts
    assert found.page.one("input", id="search").attrs["value"] == HOSTILE
    assert "script" not in found.path


async def test_d10_hostile_typed_text_comes_back_inert(desk: Desk, new: Sample) -> None:
    form = await desk.get("/add/person")
    again = await desk.send(form, {"v:birth_date": HOSTILE}, do="save")
    assert again.status == 422
    assert again.page.one("input", name_="v:birth_date").attrs["value"] == HOSTILE
    assert not again.foreign_scripts


async def test_d10_value_with_an_override_is_not_rewritten_by_saving_another_field(desk: Desk, sample: Sample) -> None:
    form = await desk.get(sample.url("hostile") + "/edit")
    saved = await desk.send(form, {"v:citizenship": "TEST-"}, do="save")
    assert saved.path == sample.url("hostile")
    history = await desk.get(sample.url("hostile") + "/history")
    assert len([item for item in history.page.one("ol").all("li") if "Place of birth" in item.text]) == 1


@pytest.mark.parametrize("path", ["/people?page=\u202e1", "/people?s=<script>", "/list/<script>", "/card/a/b", "/%ff"])
async def test_d10_hostile_addresses_are_inert(desk: Desk, sample: Sample, path: str) -> None:
    answer = await desk.get(path)
    assert answer.status in (200, 404)
    assert not answer.foreign_scripts


async def test_d10_hostile_pseudonym_and_title_are_refused_or_inert(desk: Desk, port: object) -> None:
    first = await desk.let_in()
    made = await desk.send(
        first, {"written": "yes", "name": HOSTILE[:60], "title": "TEST-\u202egnp", "group": ""}, do="make"
    )
    assert made.path == "/recovery"
    settings = await desk.get("/settings")
    assert not settings.foreign_scripts
    assert not DIRECTIONS & set(settings.html)
