"""The calendar of hearings, and the forms that write what came of them."""

import pytest

from node.crdt.ids import Record
from node.service.effects import FindRows, RecordRow
from node.service.records import read_projection, set_values
from node.service.rows import values_of
from tests.api.desk import Answer, Desk
from tests.api.sample import Sample

LENINSKI = ("Суд Ленинского района г. Минска", "Lieninski rajonny sud, Minsk")


def heard(sample: Sample, name: str, person: str, day: str, **more: str) -> Record:
    return sample.add(name, "hearing", person=sample.records[person], held_on=day, category="main", **more)


def rows_of(sample: Sample, kind: str) -> list[RecordRow]:
    return list(sample.port.store.perform(FindRows(kind=kind)).rows)


def chips(answer: Answer) -> list[str]:
    return [chip.text for chip in answer.page.all(class_="chip is-high")]


async def test_month_shows_hearings_by_day_and_court(desk: Desk, sample: Sample) -> None:
    heard(sample, "one", "anna", "2026-03-20", court_text=LENINSKI[0], starts_at="10:00")
    heard(sample, "two", "ivan", "2026-03-20", court_text=LENINSKI[1], starts_at="09:00")
    heard(sample, "three", "anna", "2026-04-02", court_text="TEST-суд")
    month = await desk.get("/hearings")
    assert "20.03.2026" in month.text
    assert "02.04.2026" not in month.text
    assert month.text.index("Іван") < month.text.index("Hanna")
    (court,) = [one for one in month.page.all("option") if "Leninski" in one.text]
    assert court.text == "Leninski District Court of Minsk (2)"
    in_court = await desk.get(f"/hearings?month=2026-03&court={court.attrs['value']}")
    assert "Hanna" in in_court.text
    following = await desk.get("/hearings?month=2026-04")
    assert "TEST-суд" in following.text
    day = await desk.get("/hearings?day=2026-04-02")
    assert "Hanna" in day.text
    assert "No hearing is known" in (await desk.get("/hearings?day=2026-04-03")).text


@pytest.mark.parametrize("query", ["month=x", "month=9999-12", "day=0001-01-01", "day=9999-12-31", "month=2026-13"])
async def test_address_that_is_no_day_shows_this_month(desk: Desk, sample: Sample, query: str) -> None:
    assert "March 2026" in (await desk.get(f"/hearings?{query}")).text


async def test_somebody_goes_and_is_written_once(desk: Desk, sample: Sample) -> None:
    heard(sample, "one", "anna", "2026-03-20")
    month = await desk.get("/hearings")
    assert chips(month) == ["nobody goes there yet"]
    gone = await desk.send(month, {}, action="/hearings/go")
    assert "alice: is going" in gone.text
    assert chips(gone) == []
    again = await desk.send(gone, {}, action="/hearings/go")
    assert again.text.count("alice: is going") == 1
    assert (await desk.send(again, {"who": " "}, action="/hearings/go")).status == 409


async def test_verdict_is_written_in_four_actions(desk: Desk, sample: Sample) -> None:
    heard(sample, "one", "ivan", "2026-03-10", court_text="TEST-суд")
    calendar = await desk.get("/hearings")
    link = next(link for link in calendar.page.all("a") if link.text == "What came of it?")
    form = await desk.get(link.attrs["href"])  # 1
    before = sum(tip.seq for tip in sample.space.tips.values())
    done = await desk.send(form, {"v:penalty": "imprisonment", "v:term": "3 years"}, do="save")  # 2, 3, 4
    assert sum(tip.seq for tip in sample.space.tips.values()) == before + 1
    assert done.path == sample.url("ivan")
    judged = [values_of(row) for row in rows_of(sample, "judgment") if "TEST-суд" in str(values_of(row))]
    assert [(one["penalty"], one["term"], one["decided_on"]) for one in judged] == [
        ("imprisonment", "P3Y", "2026-03-10")
    ]
    status = [values_of(row)["status"] for row in rows_of(sample, "status_event")
              if values_of(row).get("effective_on") == "2026-03-10"]  # fmt: skip
    assert status == ["serving_imprisonment"]
    (row,) = rows_of(sample, "hearing")
    assert values_of(row)["outcome"] == "judgment"
    assert "What came of it?" not in (await desk.get("/hearings")).text


async def test_overdue_hearings_are_counted_and_listed(desk: Desk, sample: Sample) -> None:
    heard(sample, "one", "anna", "2025-03-10")
    heard(sample, "two", "anna", "2026-03-10", outcome="adjourned")
    page = await desk.get("/hearings")
    assert "1 hearing is over and nobody wrote what came of it" in page.text
    late = await desk.get("/hearings?late=1")
    assert "10.03.2025" in late.text


async def test_adjournment_puts_the_next_sitting_into_the_calendar(desk: Desk, sample: Sample) -> None:
    heard(sample, "one", "anna", "2026-03-10", court_text="TEST-суд")
    form = await desk.get(sample.url("one").replace("/card/", "/act/ruled/"))
    await desk.send(form, {"v:outcome": "adjourned", "v:next_on": "1.4.2026", "v:next_at": "14.30"}, do="save")
    april = await desk.get("/hearings?day=2026-04-01")
    assert "14:30" in april.text
    assert "TEST-суд" in april.text


async def test_wrong_input_is_shown_again_and_nothing_is_written(desk: Desk, sample: Sample) -> None:
    heard(sample, "one", "anna", "2026-03-10")
    form = await desk.get(sample.url("one").replace("/card/", "/act/ruled/"))
    wrong = await desk.send(form, {"v:term": "long", "v:penalty": "imprisonment"}, do="save")
    assert wrong.status == 422
    assert "1 field needs another look" in wrong.text
    empty = await desk.send(form, {}, do="save")
    assert (empty.status, "Fill in at least one field" in empty.text) == (422, True)
    assert len(rows_of(sample, "judgment")) == 1


async def test_acts_about_a_person_are_on_the_card(desk: Desk, sample: Sample) -> None:
    card = await desk.get(sample.url("anna"))
    links = {link.text: link.attrs["href"] for link in card.page.all("a") if "/act/" in link.attrs["href"]}
    assert set(links) == {"an appeal", "a new charge", "moved to another place"}
    moved = await desk.get(links["moved to another place"])
    fields = {"v:place": sample.records["colony"].hex(), "v:moved_on": "5.3.2026"}
    await desk.send(moved, fields, do="save")
    stays = {values_of(row).get("ended_on") for row in rows_of(sample, "placement")}
    assert stays == {"2026-03-05", None}
    charged = await desk.get(links["a new charge"])
    await desk.send(charged, {"v:article_text": "342 TEST-"}, do="save")
    assert [values_of(row)["state"] for row in rows_of(sample, "charge")] == ["brought"]
    again = await desk.get(links["an appeal"])
    await desk.send(again, {"v:held_on": "5.2026"}, do="save")
    assert [values_of(row)["category"] for row in rows_of(sample, "hearing")] == ["appeal"]


async def test_form_of_an_act_about_another_kind_is_not_here(desk: Desk, sample: Sample) -> None:
    for act, name in (("ruled", "anna"), ("moved", "colony"), ("nothing", "anna")):
        address = sample.url(name).replace("/card/", f"/act/{act}/")
        assert (await desk.get(address)).status == 404
    token = desk.app_session().form_token
    refused = await desk.post(sample.url("anna").replace("/card/", "/act/ruled/"), {"token": token, "v:term": "1 year"})
    assert refused.status == 404


async def test_hearing_changed_meanwhile_keeps_both(desk: Desk, sample: Sample) -> None:
    heard(sample, "one", "anna", "2026-03-10")
    form = await desk.get(sample.url("one").replace("/card/", "/act/ruled/"))
    sample.say_as_bob("one", {"outcome": "cancelled"})
    await desk.send(form, {"v:outcome": "adjourned"}, do="save")
    projection = sample.port.run(read_projection(sample.space, sample.records["one"]))
    assert {claim.value for claim in projection.fields["outcome"]} == {"cancelled", "adjourned"}


async def test_court_that_is_renamed_takes_its_hearings_along(desk: Desk, sample: Sample) -> None:
    court = sample.add("court", "court", names__a__text="TEST-court of one name", names__a__language="en")
    sample.add("one", "hearing", person=sample.records["anna"], held_on="2026-03-20", court=court)
    first = await desk.get("/hearings")
    (before,) = [one.attrs["value"] for one in first.page.all("option") if "TEST-court" in one.text]
    sample.port.run(set_values(sample.space, court, {"names/a/text": "TEST-court of another"}, now=sample.port.time))
    assert "Hanna" not in (await desk.get(f"/hearings?month=2026-03&court={before}")).page.one("main").text
    second = await desk.get("/hearings")
    (after,) = [one.attrs["value"] for one in second.page.all("option") if "TEST-court of another" in one.text]
    assert "Hanna" in (await desk.get(f"/hearings?month=2026-03&court={after}")).text
    assert "TEST-court of another" in (await desk.get(f"/print/courts?month=2026-03&court={after}")).text
