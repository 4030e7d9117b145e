"""Recognition side by side, decisions by sets of criteria, statements signed by groups."""

import pytest

from node.ledger.criteria import CRITERIA_SETS
from node.service.effects import FindRows
from node.service.rows import values_of
from tests.api.desk import Desk
from tests.api.reader import form_fields
from tests.api.sample import Sample


def place(sample: Sample, name: str = "anna") -> str:
    return sample.url(name).replace("/card/", "/recognition/")


async def test_decisions_stand_side_by_side_with_whose_they_are(desk: Desk, sample: Sample) -> None:
    anna = sample.records["anna"]
    told = {"group": "TEST-Б", "decision": "not_recognised", "criteria_set": "guidelines_2013", "decided_on": "2024"}
    answer = {"answers/guide_violence/answer": "yes", "answers/guide_violence/reason": "TEST-чаму"}
    sample.add("a", "recognition", person=anna, appeal="TEST-скарга", **told, **answer)
    sample.add("b", "recognition", person=anna, group="TEST-Б", decision="under_review", decided_on="2023")
    page = await desk.get(place(sample))
    (current, former) = [box.text for box in page.page.all("div", class_="beside")]
    assert "TEST-праваабаронцы" in current
    assert "the criteria are not named" in current
    assert "by: Guidelines of 2013" in current
    assert "yes Violence against persons" in current
    assert "TEST-чаму" in current
    assert "TEST-скарга" in current
    assert "under review" in former
    assert "under review" not in current


@pytest.mark.parametrize("code", [*CRITERIA_SETS, "custom"])
async def test_every_set_has_a_form_with_all_its_questions(desk: Desk, sample: Sample, code: str) -> None:
    form = await desk.get(f"{place(sample)}/decide?set={code}")
    asked = {box.attrs["name"].split("/")[1] for box in form.page.all("input", type="radio")}
    wanted = (
        {one.code for one in CRITERIA_SETS[code].criteria} if code in CRITERIA_SETS else {f"a{n}" for n in range(1, 6)}
    )
    assert asked == wanted
    assert form_fields(form.form())["v:group"] == "TEST-group"


async def test_decision_is_saved_with_answers_and_reasons(desk: Desk, sample: Sample) -> None:
    form = await desk.get(f"{place(sample, 'ivan')}/decide?set=pace_1900")
    fields: dict[str, str | None] = {
        "v:answers/pace_liberty/answer": "yes",
        "v:answers/pace_a/answer": "yes",
        "v:answers/pace_a/reason": "TEST-выказванне",
        "v:decision": "recognised",
        "v:class": "political_prisoner",
        "v:decided_on": "14.3.2026",
        "v:appeal": "TEST-",
    }
    told = await desk.send(form, {**fields, "v:decision": ""}, do="suggest")
    assert "These answers suggest: under review" in told.text or "These answers suggest: recognised" in told.text
    await desk.send(form, fields, do="save")
    rows = sample.port.store.perform(FindRows(kind="recognition", refs_to=sample.records["ivan"])).rows
    (values,) = [values_of(row) for row in rows]
    assert values["criteria_set"] == "pace_1900"
    assert values["answers/pace_a/reason"] == "TEST-выказванне"
    assert values["group"] == "TEST-group"
    assert "unclear" not in values.values()


async def test_decision_without_a_decision_is_not_saved(desk: Desk, sample: Sample) -> None:
    form = await desk.get(f"{place(sample)}/decide?set=dissidentby_wide")
    wrong = await desk.send(form, {"v:answers/wide_stance/answer": "yes"}, do="save")
    assert wrong.status == 422
    assert "This field is needed" in wrong.text
    assert form_fields(wrong.form())["v:answers/wide_stance/answer"] == "yes"


async def test_unknown_set_and_other_kinds_are_not_here(desk: Desk, sample: Sample) -> None:
    assert (await desk.get(f"{place(sample)}/decide?set=nothing")).status == 404
    assert (await desk.get(place(sample, "colony"))).status == 404


async def test_statement_is_signed_and_taken_back(desk: Desk, sample: Sample) -> None:
    sample.add("say", "statement", texts__a__title="TEST-заява", texts__a__text="TEST-", signed__x__group="TEST-Іншыя")
    card = await desk.get(sample.url("say"))
    link = next(link for link in card.page.all("a") if link.text == "Signatures of groups")
    page = await desk.get(link.attrs["href"])
    assert "No group has signed this text" in page.text
    assert "without a signature here: TEST-Іншыя" in page.text
    signed = await desk.send(page, {}, do="sign")
    assert "Signed by 1" in signed.text
    assert "alice · 14 Mar 2026" in signed.text
    stale = await desk.post(page.path, {**form_fields(page.form()), "shown": "00" * 32 + ".0", "do": "sign"})
    assert stale.status == 409
    back = await desk.send(signed, {}, do="back")
    assert "Signed by 0" in back.text
    assert (await desk.get(sample.url("anna").replace("/card/", "/statement/"))).status == 404
