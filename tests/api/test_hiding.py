"""Withheld names, withheld and hidden records."""

import pytest

from tests.api.desk import Desk
from tests.api.sample import Sample

NAME = "TEST-Withheld Name"


@pytest.mark.parametrize("path", ["/", "/people", "/settings", "/list/need"])
async def test_withheld_name_stands_in_no_list(desk: Desk, sample: Sample, path: str) -> None:
    sample.add("its need", "need", person=sample.records["withheld"], category="medicine", urgency="urgent")
    answer = await desk.get(path)
    assert NAME not in answer.html


async def test_withheld_name_shows_a_code_and_is_folded_on_the_card(desk: Desk, sample: Sample) -> None:
    code = sample.records["withheld"].hex()[:6].upper()
    people = await desk.get("/people")
    assert f"Name withheld · {code}" in people.text
    card = await desk.get(sample.url("withheld"))
    assert card.page.one("h1").text == f"Name withheld · {code}"
    folded = card.page.one("details", class_="folded")
    assert "open" not in folded.attrs
    assert NAME in folded.text
    assert card.text.count(NAME) == 1


async def test_withheld_name_is_still_found_by_members(desk: Desk, sample: Sample) -> None:
    found = await desk.send(await desk.get("/people"), {"search": "Withheld Name"}, action="/search")
    assert [link.attrs["href"] for link in found.page.one("table", class_="people").all("a")] == [
        sample.url("withheld")
    ]


async def test_own_code_is_shown_instead(desk: Desk, sample: Sample) -> None:
    edit = await desk.get(sample.url("withheld") + "/edit")
    saved = await desk.send(edit, {"v:code": "BY-2024-7QK"}, do="save")
    assert saved.page.one("h1").text == "Name withheld · BY-2024-7QK"


async def test_hidden_record_leaves_lists_and_comes_back(desk: Desk, sample: Sample) -> None:
    page = await desk.get(sample.url("ivan") + "/hide")
    assert "both can be lifted at any time" in page.text
    hidden = await desk.send(page, {"reason": "risk_in_custody"}, do="hide")
    assert "This record is hidden" in hidden.text
    assert "Прыкладаў" not in (await desk.get("/people")).text
    assert "Прыкладаў" not in (await desk.get("/")).text
    listed = await desk.get("/hidden")
    assert [link.attrs["href"] for link in listed.page.one("ul").all("a")] == [sample.url("ivan")]
    back = await desk.send(await desk.get(sample.url("ivan")), {}, action=sample.url("ivan") + "/unhide")
    assert "This record is hidden" not in back.text
    assert "Прыкладаў" in (await desk.get("/people")).text


async def test_withheld_record_stays_in_lists(desk: Desk, sample: Sample) -> None:
    page = await desk.get(sample.url("ivan") + "/hide")
    withheld = await desk.send(page, {"reason": "unverified"}, do="withhold")
    assert "This record is withheld" in withheld.text
    assert "Прыкладаў" in (await desk.get("/people")).text
    assert "Прыкладаў" in (await desk.get("/hidden")).text


@pytest.mark.parametrize("fields", [{"do": "hide", "reason": "because"}, {"do": "burn", "reason": "minor"}])
async def test_hiding_without_a_known_reason_or_way_is_refused(
    desk: Desk, sample: Sample, fields: dict[str, str]
) -> None:
    token = desk.app_session().form_token
    answer = await desk.post(sample.url("ivan") + "/hide", {"token": token, **fields})
    assert answer.status == 400
    assert "Прыкладаў" in (await desk.get("/people")).text


async def test_lifting_what_is_not_hidden_changes_nothing(desk: Desk, sample: Sample) -> None:
    answer = await desk.post(sample.url("ivan") + "/unhide", {"token": desk.app_session().form_token})
    assert answer.status == 409
    assert "Nothing was changed" in answer.text
