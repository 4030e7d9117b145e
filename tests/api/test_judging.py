"""Conflicts, confirmations, doubts, proposals: what stands side by side and what ends it."""

from node.service.records import read_projection
from tests.api.desk import Answer, Desk
from tests.api.reader import Element, form_fields
from tests.api.sample import Sample


def keep_forms(answer: Answer) -> list[Element]:
    """Give the forms with "Keep this"."""
    return [form for form in answer.forms if form.attrs["action"].endswith("/keep")]


def standing(sample: Sample, name: str, path: str) -> list[object]:
    """Give the values that stand at a path."""
    projection = sample.port.run(read_projection(sample.space, sample.records[name]))
    return [claim.value for claim in projection.fields.get(path, ())]


async def press(desk: Desk, form: Element, **changes: str) -> Answer:
    """Press the only button of a form."""
    button = form.one("button")
    fields = {**form_fields(form), button.attrs["name"]: button.attrs["value"], **changes}
    return await desk.post(form.attrs["action"], fields)


# --- conflicts --------------------------------------------------------------------------------------------------------
async def test_conflict_shows_both_values_with_author_group_and_time(desk: Desk, sample: Sample) -> None:
    answer = await desk.get(sample.url("anna"))
    assert "1 field has two values" in answer.text
    boxes = [form_beside(answer, form) for form in keep_forms(answer)]
    assert {"24.04.1985" in box and "alice, TEST-group · 14 Mar 2026" in box for box in boxes} == {True, False}
    assert {"24.04.1986" in box and "bob, TEST-group · 14 Mar 2026" in box for box in boxes} == {True, False}


def form_beside(answer: Answer, form: Element) -> str:
    """Give the text of the box a form stands in."""
    return next(box.text for box in answer.page.all("div", class_="claim") if form in list(box.all("form")))


async def test_keep_this_ends_the_conflict_and_the_other_stays_in_the_history(desk: Desk, sample: Sample) -> None:
    answer = await desk.get(sample.url("anna"))
    form = next(form for form in keep_forms(answer) if "1985" in form_beside(answer, form))
    kept = await press(desk, form)
    assert kept.path == sample.url("anna")
    assert "has two values" not in kept.text
    assert standing(sample, "anna", "birth_date") == ["1985-04-24"]
    history = await desk.get(sample.url("anna") + "/history")
    assert "24.04.1986" in history.text


async def test_keep_this_is_refused_where_a_third_value_came_meanwhile(desk: Desk, sample: Sample) -> None:
    answer = await desk.get(sample.url("anna"))
    form = keep_forms(answer)[0]
    sample.say_as_bob("anna", {"birth_date": "1987"})
    refused = await press(desk, form)
    assert refused.status == 409
    assert "Nothing was changed" in refused.text
    assert len(standing(sample, "anna", "birth_date")) == 3


async def test_keep_of_a_value_that_never_stood_is_refused(desk: Desk, sample: Sample) -> None:
    form = keep_forms(await desk.get(sample.url("anna")))[0]
    assert (await press(desk, form, keep="00" * 32 + ".0")).status == 400
    assert (await press(desk, form, path="nothing")).status == 409
    assert len(standing(sample, "anna", "birth_date")) == 2


async def test_ordinary_change_ends_the_conflict_too(desk: Desk, sample: Sample) -> None:
    edit = await desk.get(sample.url("anna") + "/edit")
    saved = await desk.send(edit, {"v:birth_date": "25.04.1985"}, do="save")
    assert "has two values" not in saved.text
    assert standing(sample, "anna", "birth_date") == ["1985-04-25"]


async def test_conflict_is_on_the_first_page_and_in_lists(desk: Desk, sample: Sample) -> None:
    today = await desk.get("/")
    section = next(part for part in today.page.all("section") if "Two values for one fact" in part.text)
    assert [link.attrs["href"] for link in section.all("a")] == [sample.url("anna")]
    people = await desk.get("/people")
    line = next(item for item in people.page.all("tr") if "Uzorava" in item.text)
    assert "two values" in line.text


# --- confirm and doubt ------------------------------------------------------------------------------------------------
async def test_badges_say_who_confirmed_and_who_doubted(desk: Desk, sample: Sample) -> None:
    answer = await desk.get(sample.url("anna"))
    rows = [row for row in answer.page.all("div") if len(list(row.all("dt"))) == 1]
    facts = {row.one("dt").text: row.text for row in rows}
    assert "confirmed: bob, TEST-group · 14 Mar 2026 · document seen" in facts["Sex"]
    assert "doubted: bob" in facts["Place of birth"]


async def test_confirming_values_signs_them(desk: Desk, sample: Sample) -> None:
    sample.say_as_bob("ivan", {"birth_place": "TEST-вёска"})
    page = await desk.get(sample.url("ivan") + "/check?path=birth_place")
    assert form_fields(page.form())["path:birth_place"] == "yes"
    done = await desk.send(page, {"step": "two_sources"}, do="attest")
    assert done.path == sample.url("ivan")
    projection = sample.port.run(read_projection(sample.space, sample.records["ivan"]))
    (badge,) = projection.fields["birth_place"][0].attested_by
    assert (badge.step, badge.voice.device) == ("two_sources", sample.space.device)


async def test_doubting_values_signs_that(desk: Desk, sample: Sample) -> None:
    page = await desk.get(sample.url("ivan") + "/check")
    done = await desk.send(page, {"path:birth_date": "yes", "doubt": "refuted"}, do="dispute")
    assert "doubted" in done.text
    projection = sample.port.run(read_projection(sample.space, sample.records["ivan"]))
    assert [badge.step for badge in projection.fields["birth_date"][0].disputed_by] == ["refuted"]


async def test_checking_nothing_asks_for_a_value(desk: Desk, sample: Sample) -> None:
    page = await desk.get(sample.url("ivan") + "/check")
    again = await desk.send(page, {}, do="attest")
    assert again.status == 422
    assert "Choose at least one value" in again.text


async def test_value_in_conflict_cannot_be_checked(desk: Desk, sample: Sample) -> None:
    page = await desk.get(sample.url("anna") + "/check")
    assert "path:birth_date" not in {box.attrs["name"] for box in page.page.all("input", type="checkbox")}
    token = desk.app_session().form_token
    fields = {"token": token, "path:birth_date": "yes", "step": "two_sources", "do": "attest"}
    refused = await desk.post(sample.url("anna") + "/check", fields)
    assert refused.status == 409


async def test_unknown_step_is_refused(desk: Desk, sample: Sample) -> None:
    token = desk.app_session().form_token
    fields = {"token": token, "path:birth_date": "yes", "step": "raw", "do": "attest"}
    assert (await desk.post(sample.url("ivan") + "/check", fields)).status == 400


# --- a second person --------------------------------------------------------------------------------------------------
async def test_death_waits_for_a_second_person_everywhere(desk: Desk, sample: Sample) -> None:
    card = await desk.get(sample.url("dead"))
    assert "You wrote this. It counts once another person confirms it." in card.text
    person = await desk.get(sample.url("ivan"))
    assert "status not known" in person.text
    assert "died in custody · 03.2026 waits for a second person" in person.text
    today = await desk.get("/")
    section = next(part for part in today.page.all("section") if "Waits for a second person" in part.text)
    assert [link.attrs["href"] for link in section.all("a")] == [sample.url("dead")]


async def test_second_person_confirms_what_was_proposed(desk: Desk, sample: Sample) -> None:
    record = sample.add("report", "status_event", person=sample.records["ivan"], status="remand", effective_on="2026")
    sample.say_as_bob("report", {"status": "died_after"}, beside=False)
    card = await desk.get(sample.url("report"))
    link = next(link for link in card.page.all("a") if link.text == "Look at it and confirm it")
    page = await desk.get(link.attrs["href"])
    done = await desk.send(page, {"step": "confirmed_by_document"}, do="attest")
    assert "waits" not in done.text
    projection = sample.port.run(read_projection(sample.space, record))
    assert projection.values()["status"] == "died_after"


async def test_saving_what_needs_a_second_person_says_so(desk: Desk, sample: Sample) -> None:
    person = sample.records["anna"].hex()
    page = await desk.get(f"/add/status_event?space={sample.space.space.hex()}&person={person}")
    saved = await desk.send(page, {"v:status": "died_in_custody", "v:effective_on": "2026"}, do="save")
    assert "only after a second person confirms it" in saved.page.one("div", class_="notices").text
    assert "serving imprisonment" in saved.text


# --- history ----------------------------------------------------------------------------------------------------------
async def test_history_tells_everything_the_newest_first(desk: Desk, sample: Sample) -> None:
    lines = [item.text for item in (await desk.get(sample.url("anna") + "/history")).page.one("ol").all("li")]
    assert "bob, TEST-group · 14 Mar 2026, 09:26 UTC doubted · Place of birth : TEST-горад (disputed)" in lines
    assert any("wrote · Born : 24.04.1985" in line for line in lines)
    assert any("wrote · Born : 24.04.1986" in line for line in lines)
    assert any("confirmed · Sex : female (document seen)" in line for line in lines)
    assert any("wrote · Groups : journalist or media worker" in line for line in lines)


async def test_reader_of_the_card_sees_what_was_refused(desk: Desk, sample: Sample) -> None:
    sample.say_as_bob("colony", {"addresses/x/last_verified": "not a date"})
    history = await desk.get(sample.url("colony") + "/history")
    assert "wrote, but it does not count · Last checked" in history.text
    assert "the value does not fit the field" in history.text
    card = await desk.get(sample.url("colony"))
    assert "does not count" in card.text


async def test_conflict_of_references_leads_to_the_field_where_another_is_chosen(desk: Desk, sample: Sample) -> None:
    other = sample.add("other", "place", category="prison", names__a__text="TEST-турма")
    sample.say_as_bob("stay", {"place": other})
    card = await desk.get(sample.url("stay"))
    link = next(link for link in card.page.all("a") if link.text.startswith("None of them?"))
    path, _hash, field = link.attrs["href"].partition("#")
    form = await desk.get(path)
    assert form.page.one("select", id=field).attrs["name"] == "v:place"
    third = sample.add("third", "place", category="prison", names__a__text="TEST-іншая турма")
    saved = await desk.send(await desk.get(path), {"v:place": third.hex()}, do="save")
    assert not list(saved.page.all("dd", class_="conflict"))
    assert "TEST-іншая турма" in saved.text
