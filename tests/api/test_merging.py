"""Several values for one fact: a form on the card merges them into one, by one change that comes after all of them."""

import pytest

from node.service.records import read_projection
from node.service.space import load_record
from tests.api.desk import Answer, Desk
from tests.api.reader import Element, form_fields
from tests.api.sample import Sample

BEFORE = "TEST-Taken at home. Has asthma."
NOTE = "v:note"


@pytest.fixture
def parted(sample: Sample) -> Sample:
    """A note that alice and bob both changed after having seen the same, and a set that both changed."""
    sample.add("petra", "person", names__a__text="TEST-Пётра", note=BEFORE, groups__parent=True)
    seen = sample.heads("petra")
    sample.say("petra", {"note": "TEST-Taken at home. Has asthma and gout.", "groups/journalist": True})
    sample.say_as_bob("petra", {"note": "TEST-Taken at work. Has asthma.", "groups/student": True}, seen=seen)
    return sample


def forms_of(answer: Answer) -> list[Element]:
    """Give the forms that merge."""
    return [form for form in answer.forms if form.attrs["action"].endswith("/merge")]


def stand(sample: Sample, path: str) -> list[object]:
    """Give the values at a path."""
    claims = sample.port.run(read_projection(sample.space, sample.records["petra"])).fields.get(path, ())
    return [claim.value for claim in claims]


async def merged(desk: Desk, answer: Answer, text: str | None = None, **changes: str) -> Answer:
    """Press the button of the only form that merges, with its own text or another."""
    (form,) = forms_of(answer)
    typed = {} if text is None else {NOTE: text}
    return await desk.post(form.attrs["action"], {**form_fields(form), **typed, **changes})


async def test_field_begins_with_what_both_wrote_and_shows_what_stood_before(desk: Desk, parted: Sample) -> None:
    card = await desk.get(parted.url("petra"))
    (form,) = forms_of(card)
    assert form_fields(form)[NOTE] == "TEST-Taken at work. Has asthma and gout."
    assert form.one("q").text == BEFORE
    assert len([one for one in card.forms if one.attrs["action"].endswith("/keep")]) == 2


async def test_merged_value_is_one_change_that_comes_after_both(desk: Desk, parted: Sample) -> None:
    heads = parted.heads("petra")
    assert len(heads) == 2
    saved = await merged(desk, await desk.get(parted.url("petra")))
    assert saved.path == parted.url("petra")
    assert not forms_of(saved)
    assert stand(parted, "note") == ["TEST-Taken at work. Has asthma and gout."]
    (head,) = parted.heads("petra")
    opened = parted.port.run(load_record(parted.space, parted.records["petra"]))
    change = opened.changes[head]
    assert set(change.deps) == set(heads)
    assert [op.path for op in change.ops] == ["note"]
    history = await desk.get(parted.url("petra") + "/history")
    assert "Taken at home. Has asthma and gout." in history.text
    assert "Taken at work. Has asthma." in history.text


async def test_set_that_two_people_changed_stands_united_without_a_question(desk: Desk, parted: Sample) -> None:
    card = await desk.get(parted.url("petra"))
    for word in ("parent", "journalist", "student"):
        assert stand(parted, f"groups/{word}") == [True]
    assert len(forms_of(card)) == 1
    assert "1 field has two values" in card.text


async def test_value_that_came_meanwhile_is_shown_and_the_typed_one_kept(desk: Desk, parted: Sample) -> None:
    card = await desk.get(parted.url("petra"))
    parted.say_as_bob("petra", {"note": "TEST-a third one"})
    refused = await merged(desk, card, "TEST-of two")
    assert refused.status == 422
    assert "Somebody wrote here meanwhile" in refused.text
    assert "TEST-a third one" in refused.text
    assert form_fields(forms_of(refused)[0])[NOTE] == "TEST-of two"
    assert len(stand(parted, "note")) == 3
    await merged(desk, refused)
    assert stand(parted, "note") == ["TEST-of two"]


@pytest.mark.parametrize(("text", "fault"), [("", "Empty;"), ("x" * 17_000, "Too long;")])
async def test_wrong_value_is_shown_again_beside_what_is_wrong(
    desk: Desk, parted: Sample, text: str, fault: str
) -> None:
    refused = await merged(desk, await desk.get(parted.url("petra")), text)
    assert refused.status == 422
    assert refused.page.one("p", class_="error").text.startswith(fault)
    assert form_fields(forms_of(refused)[0])[NOTE] == (text or "TEST-Taken at work. Has asthma and gout.")
    assert len(stand(parted, "note")) == 2


async def test_dates_are_merged_by_a_field_without_a_suggestion(desk: Desk, sample: Sample) -> None:
    (form,) = forms_of(await desk.get(sample.url("anna")))
    fields = {**form_fields(form), "v:birth_date": "25.04.1985"}
    saved = await desk.post(form.attrs["action"], fields)
    assert "has two values" not in saved.text
    assert "25.04.1985" in saved.text


async def test_two_people_who_wrote_the_same_do_not_contradict_one_another(desk: Desk, sample: Sample) -> None:
    sample.say_as_bob("ivan", {"birth_date": "1970"})
    card = await desk.get(sample.url("ivan"))
    assert "has two values" not in card.text
    assert card.html.count("<bdi>1970</bdi>") == 1


async def test_whoever_only_reads_is_offered_no_form(desk: Desk, parted: Sample) -> None:
    form = form_fields(forms_of(await desk.get(parted.url("petra")))[0])
    parted.become_reader()
    assert not forms_of(await desk.get(parted.url("petra")))
    assert (await desk.post(parted.url("petra") + "/merge", form)).status == 403
    assert len(stand(parted, "note")) == 2


async def test_merge_of_what_contradicts_nothing_is_refused(desk: Desk, parted: Sample) -> None:
    form = form_fields(forms_of(await desk.get(parted.url("petra")))[0])
    answer = await desk.post(parted.url("petra") + "/merge", {**form, "path": "sex", "stood": "00"})
    assert answer.status == 409
    assert stand(parted, "sex") == []
