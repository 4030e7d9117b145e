"""Guardians: who looks after whom, silence, doubles, handing over; who is left alone; stock."""

import pytest

from node.service.lookup import find_records
from node.service.rows import values_of
from tests.api.desk import Answer, Desk
from tests.api.reader import Element, every
from tests.api.sample import HOSTILE, Sample


def line_of(page: Answer, words: str) -> Element:
    """The one line with these words."""
    (found,) = [item for item in every(page.page, "li", class_="line") if words in item.text]
    return found


def rows(sample: Sample, kind: str) -> dict[str, dict[str, object]]:
    """The values of every record of a kind, by guardian or title."""
    found = [dict(values_of(row)) for row in sample.port.run(find_records(kind=kind)).rows]
    return {str(values.get("guardian") or values.get("title")): values for values in found}


def care_url(sample: Sample, name: str) -> str:
    return f"/guardians/{sample.space.space.hex()}/{sample.records[name].hex()}"


async def test_guardian_without_contact_for_six_weeks_is_silent(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/guardians")
    assert "no contact for six weeks" in line_of(page, "carol").text
    fields = {"token": desk.app_session().form_token, "do": "contact", "back": "/guardians"}
    page = await desk.post(care_url(sample, "care"), fields)
    assert "active" in line_of(page, "carol").text
    assert "last contact 14.03.2026" in line_of(page, "carol").text
    desk.language = "be"
    assert "апошняя сувязь" in (await desk.get("/guardians")).text


async def test_own_list_shows_own_people_only_and_no_pseudonym_in_the_address(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/guardians/add")
    assert page.page.one("input", name_="guardian").attrs["value"] == "alice"
    await desk.send(page, {"person": "Іван TEST-Прыкладаў"}, action="/guardians/add")
    page = await desk.get("/guardians?of=me")
    assert len(every(page.page, "li", class_="line")) == 1
    assert "Іван" in line_of(page, "alice").text
    everybody = await desk.get("/guardians")
    (link,) = [one for one in every(everybody.page, "a") if one.text == "carol"]
    assert "carol" not in link.attrs["href"]
    hers = await desk.get(link.attrs["href"])
    assert "Whom carol looks after" in hers.text
    assert len(every(hers.page, "li", class_="line")) == 1


async def test_two_guardians_of_one_person_are_told_and_both_stay(desk: Desk, sample: Sample) -> None:
    sample.add("second", "guardianship", person=sample.records["anna"], guardian="bob", state="active")
    page = await desk.get("/guardians?state=double")
    assert "two guardians" in line_of(page, "carol").text
    assert "two guardians" in line_of(page, "bob").text
    sample.add("star", "guardianship", person=sample.records["ivan"], guardian="dan", state="active",
               category="public_figure")  # fmt: skip
    sample.add("near", "guardianship", person=sample.records["ivan"], guardian="eve", state="active")
    assert len(every((await desk.get("/guardians?state=double")).page, "li", class_="line")) == 2


@pytest.mark.parametrize("agreed", [True, False])
async def test_care_is_handed_over_with_what_was_promised(desk: Desk, sample: Sample, agreed: bool) -> None:
    url = care_url(sample, "care")
    page = await desk.get(url)
    empty = await desk.send(page, {"to": " "}, action=url, do="hand_over") if len(page.forms) == 1 else None
    assert empty is None
    fields = {"token": desk.app_session().form_token, "do": "hand_over"}
    assert (await desk.post(url, {**fields, "to": " "})).status == 422
    page = await desk.post(url, {**fields, "to": HOSTILE[:40], **({"agreed": "yes"} if agreed else {})})
    assert page.path == "/guardians"
    assert not page.foreign_scripts
    held = rows(sample, "guardianship")
    old, new = held["carol"], held[HOSTILE[:40]]
    assert (old["state"], old["ended_on"]) == ("handed_over", "2026-03-14")
    assert (new["state"], new["follows"]) == ("active" if agreed else "offered", sample.records["care"])
    again = await desk.post(url, {**fields, "to": "dan", "agreed": "yes"})
    assert "handed over meanwhile" in again.html
    assert len(rows(sample, "guardianship")) == 2
    assert not every((await desk.get("/guardians?state=double")).page, "li", class_="line")


async def test_commitments_go_over_to_the_next_guardian(desk: Desk, sample: Sample) -> None:
    sample.add("warm", "guardianship", person=sample.records["ivan"], guardian="TEST-dan", state="active",
               category="letters_only", commitments__letters=True, commitments__legal=True)  # fmt: skip
    page = await desk.get(care_url(sample, "warm"))
    assert "legal help, letters" in page.text
    fields = {"token": desk.app_session().form_token, "to": "TEST-eve", "agreed": "yes"}
    await desk.post(care_url(sample, "warm"), {**fields, "do": "hand_over"})
    new = rows(sample, "guardianship")["TEST-eve"]
    assert (new["commitments/letters"], new["commitments/legal"], new["category"]) == (True, True, "letters_only")
    assert new["person"] == sample.records["ivan"]


@pytest.mark.parametrize(
    ("state", "ended_on", "cares"),
    [("offered", None, False), ("paused", None, False), ("ended", "2026-03-14", False), ("active", None, True)],
)
async def test_care_is_offered_paused_ended_and_begun_again_by_one_press(
    desk: Desk, sample: Sample, state: str, ended_on: str | None, cares: bool
) -> None:
    fields = {"token": desk.app_session().form_token, "do": "state", "state": state}
    assert (await desk.post(care_url(sample, "care"), fields)).path == "/guardians"
    care = rows(sample, "guardianship")["carol"]
    assert (care["state"], care.get("ended_on")) == (state, ended_on)
    listed = await desk.get("/guardians?state=" + ("silent" if cares else state))
    assert "carol" in listed.text
    alone = await desk.get("/gaps?gap=guardian")
    assert ("Uzorava" in alone.text) is not cares
    for wrong in ("handed_over", "x", ""):
        assert (await desk.post(care_url(sample, "care"), {**fields, "state": wrong})).status == 422


async def test_left_alone_are_shown_with_what_nobody_gives(desk: Desk, sample: Sample) -> None:
    person = sample.add("dan", "person", names__a__text="TEST-dan")
    sample.add("dan in", "status_event", person=person, status="serving_imprisonment", effective_on="2024")
    sample.add("dan at", "placement", person=person, place=sample.records["colony"], began_on="2024")
    page = await desk.get("/gaps")
    line = every(page.page, "li", class_="line")[0]
    assert "TEST-dan" in line.text
    assert "nobody looks after them" in line.text
    assert "no parcel" in line.text
    assert "no lawyer" not in page.text.replace("no lawyer (0)", "")  # this node holds no lawyer's work at all
    assert f"person={person.hex()}" in every(line, "a", class_="chip is-urgent")[0].attrs["href"]
    narrowed = await desk.get(f"/gaps?gap=parcel&place={sample.records['colony'].hex()}")
    assert [line.text for line in every(narrowed.page, "li", class_="line")]
    assert all("no parcel" in line.text for line in every(narrowed.page, "li", class_="line"))
    places = await desk.get("/gaps?by=place")
    assert "March 2026" in places.text
    table = places.page.one("table")
    assert "March 2026 1 of 2 1 of 2" in table.text


async def test_hostile_text_is_inert_on_the_pages_of_help(desk: Desk, sample: Sample) -> None:
    bad = sample.records["hostile"]
    sample.add("bad care", "guardianship", person=bad, guardian=HOSTILE[:90], state="active")
    sample.add("bad place", "place", category="prison", names__a__text=HOSTILE)
    sample.add("bad stay", "placement", person=bad, place=sample.records["bad place"], began_on="2024")
    sample.add("bad status", "status_event", person=bad, status="remand", effective_on="2024")
    sample.add("bad stock", "stock", title=HOSTILE, step="bought", quantity=1)
    for language in ("en", "be", "ru"):
        desk.language = language
        for path in ("/guardians", "/guardians?of=me&state=x", "/guardians?of=zz", "/gaps", "/gaps?by=place",
                     "/gaps?gap=%3Cb%3E", "/stock", care_url(sample, "bad care")):  # fmt: skip
            page = await desk.get(path)
            assert page.status == 200, path
            assert not page.foreign_scripts, path
            assert not list(page.page.all("img")), path


async def test_stock_is_counted_from_entries(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/stock")
    for title, quantity, step in (
        ("TEST-гарбата", "10", "bought"),
        ("TEST-Гарбата ", "3", "packed"),
        ("TEST-гарбата", "2", "sent"),
        ("TEST-шкарпэткі", "2", "sent"),
    ):
        page = await desk.send(page, {"title": title, "quantity": quantity, "step": step})
        assert page.status == 200
    tea, socks = line_of(page, "TEST-гарбата").text, line_of(page, "TEST-шкарпэткі").text
    assert "on the shelf: 7 pieces packed and not sent: 1 · sent: 2 · came: 10" in tea
    assert "on the shelf: -2 pieces more used than came" in socks
    wrong = await desk.send(page, {"title": "TEST-x", "quantity": "many", "step": "bought"})
    assert wrong.status == 422
    assert wrong.page.one("input", name_="title").attrs["value"] == "TEST-x"


async def test_stock_beyond_the_bound_is_not_counted(
    desk: Desk, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        sample.add(f"s{number}", "stock", title="TEST-x", step="bought", quantity=1)
    monkeypatch.setattr("node.api.reading.stock.STOCK_ENTRIES_MAX", 2)
    page = await desk.get("/stock")
    assert "too many to count" in page.text
    assert "TEST-x" not in page.text


async def test_empty_lists_of_guardians_say_what_that_means(desk: Desk, new: Sample) -> None:
    told = {
        "": "Nobody is looked after yet. Write above who looks after whom.",
        "double": "Nobody has two guardians.",
        "watched": "Every guardian was heard of lately, and nobody has two.",
        "paused": "No care is in this state.",
    }
    for state, words in told.items():
        page = await desk.get(f"/guardians?state={state}")
        assert page.page.one("p", class_="empty").text == words
