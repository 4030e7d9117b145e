"""Letters: who may be written to and why not, names reserved for an evening, thirty letters in one form."""

from datetime import date

import pytest

from node.ledger.types import Scalar
from node.service.lookup import find_records
from node.service.rows import values_of
from tests.api.desk import Answer, Desk
from tests.api.reader import Element, every, form_fields
from tests.api.sample import HOSTILE, Sample


@pytest.fixture
def prison(sample: Sample) -> Sample:
    """A place with addresses old and new; carol, dan and eve are held there and may be written to."""
    sample.add(
        "prison",
        "place",
        category="penal_colony",
        names__a__text="TEST-калонія",
        addresses__a__text="TEST-вул. Старая, 1",
        addresses__a__valid_to="2024",
        addresses__b__text="TEST-вул. Новая, 2",
        addresses__b__postcode="220000",
        addresses__b__valid_from="2025",
    )
    for name in ("carol", "dan", "eve"):
        put_in_prison(sample, name, names__a__text=f"TEST-{name}")
    return sample


def put_in_prison(sample: Sample, name: str, **values: Scalar) -> None:
    person = sample.add(name, "person", **values)
    sample.add(f"stay {name}", "placement", person=person, place=sample.records["prison"], began_on="2024")
    sample.add(f"status {name}", "status_event", person=person, status="serving_imprisonment", effective_on="2024")


def letters(sample: Sample) -> list[dict[str, object]]:
    """The values of every letter but the sample's own."""
    rows = sample.port.run(find_records(kind="letter")).rows
    return [dict(values_of(row)) for row in rows if row.record != sample.records["letter"]]


def line_of(page: Answer, words: str) -> Element:
    """The one person of a list with these words."""
    (found,) = [item for item in every(page.page, "li", class_="line") if words in item.text]
    return found


async def reserve(desk: Desk, sample: Sample, *names: str, **fields: str) -> Answer:
    """Tick names and reserve them."""
    page = await desk.get("/letters")
    ticks = {f"p:{sample.space.space.hex()}:{sample.records[name].hex()}": "yes" for name in names}
    return await desk.post("/letters/reserve", form_fields(page.form("/letters/reserve")) | ticks | fields)


async def test_list_begins_with_whom_nobody_ever_wrote_to(desk: Desk, prison: Sample) -> None:
    prison.add("old", "letter", person=prison.records["carol"], direction="to_prisoner", sent_on="2025-11-10",
               status="sent")  # fmt: skip
    page = await desk.get("/letters")
    lines = every(page.page, "li", class_="line")
    assert "nobody has written for 4 months" in line_of(page, "TEST-carol").text
    assert "nobody has ever written" in line_of(page, "TEST-dan").text
    assert "TEST-carol" in lines[-1].text
    assert "Прыкладаў" not in page.text  # died
    for language, word in (("be", "ніхто не пісаў"), ("ru", "никто не писал")):
        desk.language = language
        assert word in (await desk.get("/letters")).text.lower()


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        ("placement", {"began_on": "2025", "may_write": False}, "letters do not reach"),
        ("placement", {"began_on": "2025", "whereabouts": "in_transfer"}, "in transfer"),
        ("regime_event", {"category": "correspondence_blocked", "began_on": "2026-02"}, "letters are blocked"),
        ("regime_event", {"category": "incommunicado_started", "began_on": "2026"}, "contact is cut off"),
        (
            "consent",
            {"given_by": "self", "purposes/letters": True, "withdrawn_on": "2026-01"},
            "consent to letters withdrawn",
        ),
    ],
)
async def test_do_not_write_now_says_why(
    desk: Desk, prison: Sample, kind: str, values: dict[str, Scalar], reason: str
) -> None:
    paths = {path.replace("/", "__"): value for path, value in values.items()}
    place = {"place": prison.records["prison"]} if kind == "placement" else {}
    prison.add("now", kind, person=prison.records["dan"], **place, **paths)
    assert "TEST-dan" not in (await desk.get("/letters")).text
    line = line_of(await desk.get("/letters?state=stop"), "TEST-dan")
    assert reason in line.text
    assert not every(line, "input")


async def test_somebody_asked_not_to_write_until_a_day(desk: Desk, prison: Sample) -> None:
    put_in_prison(prison, "frank", names__a__text="TEST-frank", letters_stop="harm", letters_stop_until="2026-04",
                  letters_from="relatives")  # fmt: skip
    line = line_of(await desk.get("/letters?state=stop"), "TEST-frank")
    assert "punished for letters, until 04.2026" in line.text
    assert "from relatives only" in line.text
    prison.port.day = date(2026, 5, 1)
    assert "TEST-frank" in (await desk.get("/letters")).text


async def test_names_are_reserved_once_and_free_again_by_themselves(desk: Desk, prison: Sample) -> None:
    page = await reserve(desk, prison, "carol", "dan")
    assert page.path.startswith("/letters/evening?by=")
    assert "alice" not in page.path
    assert "2 names are reserved." in page.html
    assert "TEST-вул. Новая, 2" in page.text
    assert "Старая" not in page.text
    page = await reserve(desk, prison, "dan", "eve")
    assert "1 was reserved by somebody meanwhile." in page.html
    assert len(letters(prison)) == 3
    assert not every(line_of(await desk.get("/letters"), "TEST-dan"), "input")
    prison.port.day = date(2026, 3, 20)
    assert every(line_of(await desk.get("/letters"), "TEST-dan"), "input")
    assert "TEST-dan" not in (await desk.get("/letters/evening")).text


@pytest.mark.parametrize("until", ["", "2026-03-13", "2026-05-01", "2026-03", HOSTILE])
async def test_reservation_without_a_near_day_is_refused(desk: Desk, prison: Sample, until: str) -> None:
    page = await reserve(desk, prison, "dan", until=until)
    assert page.path == "/letters"
    assert "at most two weeks ahead" in page.html
    assert not letters(prison)


async def test_reservation_by_two_who_did_not_know_is_told(desk: Desk, prison: Sample) -> None:
    for by in ("alice", "bob"):
        prison.add(f"by {by}", "letter", person=prison.records["dan"], direction="to_prisoner", status="reserved",
                   reserved_until="2026-03-16", written_by=by)  # fmt: skip
    assert "reserved twice" in line_of(await desk.get("/letters?state=double"), "TEST-dan").text
    assert "reserved twice" in (await desk.get("/letters/evening")).text


async def test_thirty_letters_are_entered_by_one_form(desk: Desk, prison: Sample) -> None:
    for number in range(29):
        put_in_prison(prison, f"p{number}", names__a__text=f"TEST-Узнік{chr(0x0430 + number)}")
    await reserve(desk, prison, "dan")
    page = await desk.get("/letters/evening")
    fields: dict[str, str | None] = {"deed.0": "sent", "day": "14.03.2026", "topics.0": HOSTILE}
    for number in range(1, 30):
        fields[f"person.{number}"] = f"TEST-Узнік{chr(0x0430 + number - 1)}"
    posts = len(letters(prison))
    page = await desk.send(page, fields)
    assert page.status == 200
    assert "30 letters are written down." in page.html
    assert posts == 1
    written = letters(prison)
    assert len(written) == 30
    assert {values["status"] for values in written} == {"sent"}
    assert {values["sent_on"] for values in written} == {"2026-03-14"}
    assert {values["written_by"] for values in written} == {"alice"}
    assert "TEST-dan" not in page.text


async def test_wrong_rows_are_told_beside_them_and_nothing_typed_is_lost(desk: Desk, prison: Sample) -> None:
    prison.add("dan2", "person", names__a__text="TEST-dan TEST-two")
    page = await desk.get("/letters/evening")
    fields = {
        "person.0": "TEST-carol",
        "person.1": "TEST-nobody",
        "person.2": "TEST-da",
        "person.3": "TEST-carol",
        "person.4": HOSTILE,
        "day.0": "31.02.2026",
        "topics.0": "TEST-надвор'е",
    }
    again = await desk.send(page, {**fields})
    assert again.status == 422
    assert not letters(prison)
    assert not again.foreign_scripts
    for name, text in fields.items():
        assert again.page.one("input", name_=name).attrs["value"] == text
    row = {number: again.page.one("li", id=f"row-{number}").text for number in range(6)}
    assert "a date such as" in row[0]
    assert "Nobody of this name is here" in row[1]
    assert "Several have this name" in row[2]
    assert "stands in row 1 too" in row[3]
    assert "Nobody" not in row[5]
    chosen = {"chosen.2": prison.records["dan"].hex(), "person.1": "", "person.3": "", "person.4": "", "day.0": ""}
    done = await desk.send(again, chosen)
    assert "2 letters are written down." in done.html
    assert {values["person"] for values in letters(prison)} == {prison.records["carol"], prison.records["dan"]}


async def test_answers_and_blocked_letters_find_the_letter_they_are_about(desk: Desk, prison: Sample) -> None:
    for name in ("carol", "dan"):
        prison.add(f"to {name}", "letter", person=prison.records[name], direction="to_prisoner", sent_on="2026-02-01",
                   status="sent", written_by="alice")  # fmt: skip
    page = await desk.get("/letters/evening")
    page = await desk.send(
        page, {"person.0": "TEST-carol", "deed.0": "answer", "person.1": "TEST-dan", "deed.1": "blocked"}
    )
    assert "2 letters are written down." in page.html
    answer = next(values for values in letters(prison) if values["direction"] == "from_prisoner")
    assert answer["answer_to"] == prison.records["to carol"]
    assert answer["received_on"] == "2026-03-14"
    assert len(letters(prison)) == 3
    line = line_of(await desk.get("/letters"), "TEST-dan")
    assert "the last letter did not pass" in line.text
    assert "no letter has passed yet" in line.text


async def test_name_that_was_not_written_to_is_freed(desk: Desk, prison: Sample) -> None:
    await reserve(desk, prison, "dan")
    page = await desk.send(await desk.get("/letters/evening"), {"deed.0": "freed"})
    assert "TEST-dan" not in page.text
    assert every(line_of(await desk.get("/letters"), "TEST-dan"), "input")


async def test_letter_to_a_name_whose_reservation_ended_meanwhile_is_written_all_the_same(
    desk: Desk, prison: Sample
) -> None:
    await reserve(desk, prison, "dan", "eve")
    page = await desk.get("/letters/evening")
    rows = {page.page.one("li", id=f"row-{number}").text.partition(" ")[0]: number for number in range(2)}
    prison.port.day = date(2026, 3, 20)
    page = await desk.send(page, {f"deed.{rows['TEST-dan']}": "sent", "person.5": "TEST-nobody"})
    assert page.status == 422
    page = await desk.send(page, {"person.5": ""})
    assert "1 letter is written down." in page.html
    (sent,) = [values for values in letters(prison) if values["status"] == "sent"]
    assert sent["person"] == prison.records["dan"]


async def test_withheld_name_is_on_no_list_and_no_envelope(desk: Desk, prison: Sample) -> None:
    put_in_prison(prison, "secret", names__a__text="TEST-Hidden Name", identity_withheld=True)
    await reserve(desk, prison, "secret")
    for path in ("/letters", "/letters?state=stop", "/letters/evening"):
        assert "Hidden Name" not in (await desk.get(path)).html
    assert "the name is withheld" in (await desk.get("/letters?state=stop")).text


async def test_hostile_text_is_inert_on_every_page_of_letters(desk: Desk, prison: Sample) -> None:
    put_in_prison(prison, "bad", names__a__text=HOSTILE)
    await reserve(desk, prison, "bad")
    for path in ("/letters", "/letters/evening", "/letters?state=%3Cscript%3E&place=1&born=13&page=x"):
        page = await desk.get(path)
        assert page.status == 200
        assert not page.foreign_scripts
        assert not list(page.page.all("img"))


async def test_reader_is_offered_no_deed(desk: Desk, prison: Sample) -> None:
    prison.become_reader()
    page = await desk.get("/letters")
    assert every(page.page, "li", class_="line")
    assert not every(page.page.one("main"), "button", class_="")


@pytest.mark.parametrize(("sent", "waiting"), [("2025-12-14", 3), ("2025-12-15", 2)])
async def test_nobody_wrote_means_the_same_on_every_page(desk: Desk, prison: Sample, sent: str, waiting: int) -> None:
    prison.add("old", "letter", person=prison.records["carol"], direction="to_prisoner", sent_on=sent, status="sent")
    people = await desk.send(await desk.get("/people"), {"gap": "gap=letters"}, action="/search")
    gaps = await desk.get("/gaps?gap=letters")
    assert [page.page.one("h1").one("span", class_="count").text for page in (people, gaps)] == [str(waiting)] * 2
    assert ("TEST-carol" in people.text, "TEST-carol" in gaps.text) == (waiting == 3,) * 2
    option = next(one for one in gaps.page.all("option") if one.attrs["value"] == "letters")
    assert f"({waiting})" in option.text
