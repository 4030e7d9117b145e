"""Needs on one page: written down in few actions, taken by one press, sent, refused, matched; nothing shown twice."""

from datetime import date

import pytest

from node.api.site import SITE
from node.service.lookup import find_records
from node.service.rows import values_of
from tests.api.desk import Answer, Desk
from tests.api.reader import Element, every
from tests.api.sample import HOSTILE, Sample


def lines(page: Answer) -> list[Element]:
    """The needs of a page."""
    return [item for item in every(page.page, "li") if item.attrs.get("class", "").startswith("line")]


def line_of(page: Answer, words: str) -> Element:
    """The one need with these words."""
    (found,) = [item for item in lines(page) if words in item.text]
    return found


def rows(sample: Sample, kind: str) -> list[dict[str, object]]:
    """The values of every record of a kind."""
    return [dict(values_of(row)) for row in sample.port.run(find_records(kind=kind)).rows]


async def press(desk: Desk, line: Element, words: str) -> Answer:
    """Press a button of a line."""
    for form in every(line, "form"):
        for button in every(form, "button"):
            if button.text == words:
                fields = {one.attrs["name"]: one.attrs["value"] for one in every(form, "input")}
                return await desk.post(form.attrs["action"], {**fields, button.attrs["name"]: button.attrs["value"]})
    raise AssertionError(f"no button {words}")


async def test_urgent_need_comes_first_and_hostile_text_is_inert(desk: Desk, sample: Sample) -> None:
    sample.add("bad", "need", person=sample.records["hostile"], category="rent", description=HOSTILE, urgency="low")
    for language in ("en", "be", "ru"):
        desk.language = language
        page = await desk.get("/needs")
        assert page.status == 200
        assert not page.foreign_scripts
        assert "TEST-лекі" in lines(page)[0].text
        assert HOSTILE in lines(page)[-1].text


async def test_need_is_written_down_by_a_typed_name(desk: Desk, sample: Sample) -> None:
    page = await desk.send(
        await desk.get("/needs"), {"person": "Іван TEST-Прыкладаў", "category": "glasses_dental"}, action="/needs/add"
    )
    assert page.status == 200
    assert "Saved." in page.html
    assert line_of(page, "glasses").text.count("Іван TEST-Прыкладаў") == 1


async def test_unclear_name_is_asked_about_and_nothing_typed_is_lost(desk: Desk, sample: Sample) -> None:
    sample.add("other", "person", names__a__text="Іван TEST-Другі")
    typed = {"person": "Іван", "category": "rent", "description": "TEST-кватэра", "due_on": "no day"}
    page = await desk.send(await desk.get("/needs"), typed, action="/needs/add")
    assert page.status == 422
    assert page.page.one("input", name_="description").attrs["value"] == "TEST-кватэра"
    offered = [one.attrs["value"] for one in every(page.page, "input", name_="chosen")]
    assert set(offered) == {sample.records["ivan"].hex(), sample.records["other"].hex()}
    assert "a date such as" in page.text
    before = len(rows(sample, "need"))
    page = await desk.send(page, {"due_on": "", "chosen": sample.records["other"].hex()}, action="/needs/add")
    assert page.status == 200
    assert len(rows(sample, "need")) == before + 1
    nobody = await desk.send(
        await desk.get("/needs"), {"person": "TEST-Nobody", "category": "rent"}, action="/needs/add"
    )
    assert "Nobody of this name is here" in nobody.text


async def test_one_press_takes_what_is_still_missing(desk: Desk, sample: Sample) -> None:
    page = await press(desk, line_of(await desk.get("/needs"), "TEST-лекі"), "I take it")
    assert "Written down: you take it." in page.html
    taken = [values for values in rows(sample, "pledge") if values["by"] == "alice"]
    assert [values["amount"] for values in taken] == ["EUR:7080"]
    assert "TEST-лекі" not in page.text
    (promised,) = [link for link in every(page.page, "a") if link.text.strip() == "Promised"]
    page = await desk.get(promised.attrs["href"])
    assert "I take it" not in line_of(page, "TEST-лекі").text


async def test_second_press_of_an_open_page_takes_nothing_twice(desk: Desk, sample: Sample) -> None:
    old = line_of(await desk.get("/needs"), "шкарпэткі")
    await press(desk, old, "I take it")
    page = await press(desk, old, "I take it")
    assert "Somebody has taken this meanwhile" in page.html
    assert len([values for values in rows(sample, "pledge") if values["need"] == sample.records["socks"]]) == 1


async def test_two_who_did_not_know_are_shown_and_kept(desk: Desk, sample: Sample) -> None:
    sample.add("more", "pledge", need=sample.records["need"], by="bob", amount="EUR:12000", status="promised")
    sample.add("one", "delivery", person=sample.records["ivan"], need=sample.records["socks"], category="parcel",
               status="sent", sent_on="2026-03-10")  # fmt: skip
    sample.add("two", "delivery", person=sample.records["ivan"], need=sample.records["socks"], category="parcel",
               status="accepted", sent_on="2026-03-11")  # fmt: skip
    page = await desk.get("/needs?state=over")
    assert "promised 141 %" in line_of(page, "TEST-лекі").text
    assert "sent 200 %" in line_of(page, "шкарпэткі").text


async def test_second_parcel_in_the_period_of_the_place_is_told(desk: Desk, sample: Sample) -> None:
    place = sample.add("strict", "place", category="prison", names__a__text="TEST-турма", parcel_every_months=3)
    ivan = sample.records["ivan"]
    sample.add("there", "placement", person=ivan, place=place, began_on="2025")
    for day in ("2026-01-20", "2026-02-20"):
        sample.add(day, "delivery", person=ivan, category="parcel", sent_on=day, status="accepted")
    page = await desk.get("/needs")
    assert "2 parcels in this period of the place" in line_of(page, "шкарпэткі").text
    assert "2 parcels in this period of the place" in (await desk.get(sample.url("ivan"))).text
    assert "in this period" not in (await desk.get(sample.url("anna"))).text


async def test_second_parcel_is_told_on_the_card_where_no_need_stands(desk: Desk, sample: Sample) -> None:
    place = sample.add("strict", "place", category="prison", names__a__text="TEST-турма", parcel_every_months=3)
    anna = sample.records["anna"]
    sample.add("there", "placement", person=anna, place=place, began_on="2026-03-05")
    for day in ("2025-12-13", "2026-02-20"):
        sample.add(day, "delivery", person=anna, category="parcel", sent_on=day, status="accepted")
    assert "2 parcels in this period of the place" in (await desk.get(sample.url("anna"))).text  # of February and March
    listed = await desk.get("/needs?state=over")
    assert listed.page.one("h2", id="crowded")
    assert "2 parcels in this period of the place" in listed.text
    assert sample.url("anna") in listed.html
    assert "crowded" not in (await desk.get("/needs")).html
    sample.add("back", "delivery", person=anna, category="parcel", sent_on="2026-03-12", status="returned")
    assert "2 parcels in this period of the place" in (await desk.get(sample.url("anna"))).text


async def test_refusal_says_why_and_what_to_try_next(desk: Desk, sample: Sample) -> None:
    url = f"/needs/{sample.space.space.hex()}/{sample.records['socks'].hex()}"
    page = await desk.send(await desk.get(url), {"status": "sent", "contents": "TEST-шкарпэткі"}, do="sent")
    assert page.path == "/needs"
    assert "on its way" in line_of(await desk.get("/needs?state=all"), "цёплыя").text
    page = await desk.get(url)
    outcome = next(form for form in page.forms if every(form, "input", name_="delivery"))
    delivery = outcome.one("input", name_="delivery").attrs["value"]
    fields = {"token": desk.app_session().form_token, "delivery": delivery, "do": "outcome"}
    again = await desk.post(url, {**fields, "status": "refused", "arrived_on": "??"})
    assert again.status == 422
    assert "a date such as" in again.text
    page = await desk.post(
        url,
        {**fields, "status": "refused", "arrived_on": "2026-03-14", "refusal": "limit_used", "failure_reason": HOSTILE},
    )
    line = line_of(page, "цёплыя")
    assert "Refused: the limit is used up" in line.text
    assert HOSTILE in line.text
    assert "Try next: wait for the next period, send money for the prison shop" in line.text
    late = await desk.post(url, {**fields, "status": "accepted"})
    assert late.status == 409
    desk.language = "be"
    assert "ліміт вычарпаны" in (await desk.get("/needs")).text


async def test_offer_is_matched_without_whoever_made_it(desk: Desk, sample: Sample) -> None:
    sample.add("coat", "offer", category="goods", what="TEST-вопратка", by="TEST-secret-giver", status="open")
    sample.add("past", "offer", category="goods", what="TEST-old", valid_to="2025", status="open")
    page = await desk.get("/needs")
    assert "1 offer fits" in line_of(page, "цёплыя").text
    url = f"/needs/{sample.space.space.hex()}/{sample.records['socks'].hex()}"
    page = await desk.get(url)
    assert "TEST-вопратка" in page.text
    assert "TEST-old" not in page.text
    assert "TEST-secret-giver" not in page.html
    form = next(form for form in page.forms if every(form, "input", name_="offer"))
    fields = {one.attrs["name"]: one.attrs["value"] for one in every(form, "input")}
    page = await desk.post(url, {**fields, "do": "match"})
    assert "covered" in line_of(await desk.get("/needs?state=all"), "цёплыя").text
    assert [values["status"] for values in rows(sample, "offer") if values["what"] == "TEST-вопратка"] == ["matched"]
    await desk.post(url, {**fields, "do": "match"})
    assert len([one for one in rows(sample, "pledge") if one["need"] == sample.records["socks"]]) == 1


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("kind=medicine", "лекі", "шкарпэткі"),
        ("area=inside", "шкарпэткі", "nothing"),
        ("month=2026-03", "лекі", "шкарпэткі"),
        ("month=hostile&kind=%3Cscript%3E&place=x&state=zz", "шкарпэткі", "nothing"),
    ],
)
async def test_filters_narrow_the_list(desk: Desk, sample: Sample, query: str, shown: str, hidden: str) -> None:
    text = " ".join(line.text for line in lines(await desk.get("/needs?" + query)))
    assert shown in text
    assert hidden not in text


async def test_place_filter_finds_needs_of_those_held_there(desk: Desk, sample: Sample) -> None:
    page = await desk.get(f"/needs?place={sample.records['colony'].hex()}")
    assert len(lines(page)) == 1
    assert "лекі" in lines(page)[0].text


async def test_reader_sees_needs_and_is_offered_no_deed(desk: Desk, sample: Sample) -> None:
    sample.become_reader()
    page = await desk.get("/needs")
    assert lines(page)
    assert not [form for form in page.forms if form.attrs.get("method") == "post"]


async def test_what_was_just_written_is_listed_before_what_a_new_day_changes(
    desk: Desk, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        sample.add(f"later{number}", "need", person=sample.records["ivan"], category="job", due_on="2026-03-20")
    await desk.get("/needs")
    monkeypatch.setattr("node.api.marker.MARK_AT_ONCE_ROWS", 3)
    sample.port.day = date(2026, 3, 21)
    with desk.app[SITE].visits.one():  # what the day changes waits beside the pages
        page = await desk.send(
            await desk.get("/needs"), {"person": "Іван TEST-Прыкладаў", "category": "housing"}, action="/needs/add"
        )
        assert "Much has changed and is being looked at" in page.text
        assert "Іван" in line_of(page, "housing").text
        page = await press(desk, line_of(page, "housing"), "I take it")
        assert "housing" not in " ".join(line.text for line in lines(page))
    await desk.app[SITE].marker.settle()
    assert "being looked at" not in (await desk.get("/needs")).text


async def test_repeating_need_is_promised_once_or_every_time(desk: Desk, sample: Sample) -> None:
    anna = sample.records["anna"]
    for name in ("TEST-once", "TEST-always"):
        sample.add(name, "need", person=anna, category="medicine", description=name, repeat="monthly")
    page = await desk.get("/needs")
    await press(desk, line_of(page, "TEST-once"), "I take it")
    await press(desk, line_of(page, "TEST-always"), "I take it, every month")
    taken = {values["need"]: values.get("repeat") for values in rows(sample, "pledge") if values["by"] == "alice"}
    assert (taken[sample.records["TEST-once"]], taken[sample.records["TEST-always"]]) == ("once", "monthly")
    assert not {"TEST-once", "TEST-always"} & {line.text.split()[0] for line in lines(await desk.get("/needs"))}
    sample.port.day = date(2026, 6, 1)
    text = " ".join(line.text for line in lines(await desk.get("/needs")))
    assert "TEST-once" in text  # of a month that is over
    assert "TEST-always" not in text


# --- the family, and after release ------------------------------------------------------------------------------------
async def test_family_is_helped_under_a_handle(desk: Desk, sample: Sample) -> None:
    sample.add("kids", "need", person=sample.records["anna"], category="children", family=f"TEST-7 {HOSTILE[:60]}")
    page = await desk.get("/needs?area=family")
    assert "family: TEST-7" in line_of(page, "children").text
    assert not page.foreign_scripts
    assert len(lines(page)) == 1
    assert "TEST-7" not in (await desk.get("/needs?area=inside")).text
    await press(desk, line_of(page, "children"), "I take it")
    url = f"/needs/{sample.space.space.hex()}/{sample.records['kids'].hex()}"
    sent = await desk.send(await desk.get(url), {"category": "money", "status": "delivered_confirmed"}, do="sent")
    assert sent.status == 200
    assert "children" in line_of(await desk.get("/needs?area=family&state=delivered"), "TEST-7").text


async def test_who_came_free_is_asked_and_a_job_is_found_without_whoever_offers_it(desk: Desk, sample: Sample) -> None:
    eve = sample.add("eve", "person", names__a__text="TEST-eve")
    sample.add("out", "status_event", person=eve, status="released_served", effective_on="2026-02-20")
    page = await desk.get("/gaps?gap=after_release")
    assert "free, and nobody asked what is needed" in line_of(page, "TEST-eve").text
    links = [link.attrs["href"] for link in every(line_of(page, "TEST-eve"), "a") if "/add/need" in link.attrs["href"]]
    form = await desk.get(links[0])
    await desk.send(form, {"v:category": "job", "v:description": "TEST-праца"}, do="save")
    assert "TEST-eve" not in (await desk.get("/gaps?gap=after_release")).text
    sample.add("work", "offer", category="job", what="TEST-кухня", by="TEST-secret-giver", country="LT", status="open")
    page = await desk.get("/needs?area=after_release")
    assert "1 offer fits" in line_of(page, "TEST-праца").text
    (url,) = [link.attrs["href"] for link in every(line_of(page, "TEST-праца"), "a") if link.text == "1 offer fits"]
    page = await desk.get(url.partition("#")[0])
    assert "TEST-кухня" in page.text
    assert "TEST-secret-giver" not in page.html
    form = next(form for form in page.forms if every(form, "input", name_="offer"))
    fields = {one.attrs["name"]: one.attrs["value"] for one in every(form, "input")}
    await desk.post(url.partition("#")[0], {**fields, "do": "match"})
    assert "TEST-eve" in line_of(await desk.get("/needs?state=covered"), "TEST-праца").text
    (pledge,) = rows(sample, "pledge")[-1:]
    assert "TEST-secret-giver" not in map(str, pledge.values())
