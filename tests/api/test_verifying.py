"""The queue for a second pair of eyes: what it shows, what ticking and signing does, in how many actions."""

import pytest

from node.api import limits
from node.service.records import add_record, read_projection
from node.service.spaces import create_space
from tests.api.desk import Answer, Desk
from tests.api.reader import form_fields
from tests.api.sample import Sample


def boxes(answer: Answer) -> list[str]:
    """Give the names of the boxes that can be ticked."""
    return [box.attrs["name"] for box in answer.page.one("main").all("input", type="checkbox")]


def ticked(answer: Answer) -> list[str]:
    return [name for name in form_fields(answer.form()) if name.startswith("c:")]


def facts_of_bob(sample: Sample, count: int = 15) -> list[str]:
    """Write people as bob, two facts each."""
    names = [f"bobs{number}" for number in range(count)]
    for number, name in enumerate(names):
        sample.add(name, "person", sex="female")
        sample.say_as_bob(name, {"names/n/text": f"TEST-Баравік {number}", "birth_date": "1990"})
    return names


async def test_thirty_facts_are_confirmed_in_five_actions(desk: Desk, new: Sample) -> None:
    names = facts_of_bob(new)
    actions = 0
    queue = await desk.get("/verify?why=unseen")
    actions += 1
    assert "Not checked by anybody 15" in queue.text
    link = next(link for link in queue.page.all("a") if link.text == "Tick all 30 values")
    queue = await desk.get(link.attrs["href"])
    actions += 1
    assert len(ticked(queue)) == 30
    done = await desk.send(queue, {"step": "confirmed_by_document"}, do="attest")
    actions += 2  # the choice, the button
    assert actions < 10
    assert "30 values are confirmed with one signature" in done.page.one("div", class_="notices").text
    entries = set()
    for name in names:
        projection = new.port.run(read_projection(new.space, new.records[name]))
        for path in ("names/n/text", "birth_date"):
            (badge,) = projection.fields[path][0].attested_by
            assert badge.step == "confirmed_by_document"
            entries.add(badge.voice.id[0])
    assert len(entries) == 1
    assert "Checked within one group only 15" in done.text


async def test_own_values_are_shown_and_cannot_be_ticked(desk: Desk, sample: Sample) -> None:
    queue = await desk.get("/verify?why=second")
    assert "Counts only after a second person 1" in queue.text
    assert "yours: somebody else must check it" in queue.text
    assert boxes(queue) == []


async def test_doubted_values_stand_under_their_own_heading(desk: Desk, sample: Sample) -> None:
    queue = await desk.get("/verify?why=doubted")
    assert "Place of birth" in queue.text
    assert "doubted: bob" in queue.text


async def test_checks_of_one_person_stand_on_one_page(desk: Desk, sample: Sample) -> None:
    sample.say_as_bob("verdict", {"decided_on": "2024-05-05"}, beside=False)
    card = await desk.get(sample.url("anna"))
    link = next(link for link in card.page.all("a") if "Everything to check" in link.text)
    page = await desk.get(link.attrs["href"])
    wanted = f"c:{sample.records['verdict'].hex()}:decided_on"
    assert boxes(page) == [wanted]
    done = await desk.send(
        page, {wanted: next(b.attrs["value"] for b in page.page.all("input", type="checkbox"))}, do="attest"
    )
    assert "1 value is confirmed" in done.page.one("div", class_="notices").text
    projection = sample.port.run(read_projection(sample.space, sample.records["verdict"]))
    assert len(projection.fields["decided_on"][0].attested_by) == 1


async def test_value_changed_since_it_was_shown_is_not_signed(desk: Desk, new: Sample) -> None:
    (name,) = facts_of_bob(new, 1)
    queue = await desk.get("/verify?all=1")
    new.say_as_bob(name, {"birth_date": "1991"}, beside=False)
    refused = await desk.send(queue, {}, do="attest")
    assert refused.status == 409
    projection = new.port.run(read_projection(new.space, new.records[name]))
    assert not projection.fields["names/n/text"][0].attested_by


async def test_nothing_ticked_asks_for_a_value_and_bad_input_is_refused(desk: Desk, new: Sample) -> None:
    facts_of_bob(new, 1)
    queue = await desk.get("/verify")
    again = await desk.send(queue, {}, do="attest")
    assert again.status == 422
    assert "Choose at least one value" in again.text
    fields = form_fields((await desk.get("/verify?all=1")).form()) | {"do": "attest"}
    assert (await desk.post("/verify", fields | {"step": "raw"})).status == 400
    name = next(name for name in fields if name.startswith("c:"))
    for key in ("", "x", "00.0", "zz" * 32 + ".0", "00" * 32 + ".-1"):
        assert (await desk.post("/verify", fields | {name: key})).status == 404
        assert (await desk.post("/verify", fields | {name: key})).status == 404


async def test_reader_sees_the_queue_and_cannot_sign(desk: Desk, new: Sample) -> None:
    facts_of_bob(new, 1)
    fields = form_fields((await desk.get("/verify?all=1")).form()) | {"do": "attest", "step": "two_sources"}
    new.become_reader()
    queue = await desk.get("/verify")
    assert "I confirm what is ticked" not in queue.text
    assert (await desk.post("/verify", fields)).status == 403


async def test_queue_counts_each_ledger_by_itself(desk: Desk, new: Sample) -> None:
    facts_of_bob(new, 3)
    other = new.port.run(create_space(new.port.node, title="TEST-other"))
    values = {"names/n/text": "TEST-elsewhere"}
    new.port.run(add_record(new.port.node.space(other.space), "person", values, now=new.port.time))
    first = await desk.get("/verify?why=unseen")
    assert "Not checked by anybody 3" in first.text
    second = await desk.get(f"/verify?space={other.space.hex()}&why=unseen")
    assert "Not checked by anybody 1" in second.text
    assert "TEST-elsewhere" in second.text


async def test_queue_goes_on_on_further_pages(desk: Desk, new: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    facts_of_bob(new, 5)
    monkeypatch.setattr("node.api.reading.checking.CHECK_SHEETS", 2)
    first = await desk.get("/verify")
    assert "Page 1 of 3" in first.text
    last = await desk.get("/verify?page=3")
    assert len(boxes(last)) == 2
    assert (await desk.get("/verify?page=99999999999")).status == 200
    assert limits.CHECK_SHEETS <= 60


async def test_page_that_was_signed_gives_way_to_the_next(
    desk: Desk, new: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts_of_bob(new, 4)
    monkeypatch.setattr("node.api.reading.checking.CHECK_SHEETS", 2)
    first = await desk.get("/verify?why=unseen&all=1")
    done = await desk.send(first, {}, do="attest")
    assert "Not checked by anybody 2" in done.text
    assert "Checked within one group only 2" in done.text
    assert len(boxes(done)) == 4
    assert set(boxes(done)).isdisjoint(boxes(first))


async def test_queue_opens_where_there_is_something_to_sign_and_own_pages_can_be_asked_for(
    desk: Desk, new: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.api.reading.checking.CHECK_SHEETS", 2)
    for number in range(4):
        new.add(f"own{number}", "person", names__n__text=f"TEST-Аўтар {number}")
    facts_of_bob(new, 2)
    opened = await desk.get("/verify?why=unseen")
    assert "Page 3 of 3" in opened.text
    assert len(boxes(opened)) == 4
    own = await desk.get("/verify?why=unseen&page=1")
    assert "TEST-Аўтар 0" in own.text
    assert boxes(own) == []


async def test_queue_of_own_values_alone_opens_at_its_beginning(
    desk: Desk, new: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.api.reading.checking.CHECK_SHEETS", 2)
    for number in range(4):
        new.add(f"own{number}", "person", names__n__text=f"TEST-Аўтар {number}")
    assert "TEST-Аўтар 0" in (await desk.get("/verify?why=unseen")).text


async def test_withheld_name_is_not_shown_in_the_queue(desk: Desk, new: Sample) -> None:
    new.add("w", "person", names__n__text="TEST-Тайна", identity_withheld=True)
    new.say_as_bob("w", {"birth_date": "1990"})
    queue = await desk.get("/verify")
    assert "TEST-Тайна" not in queue.html
    assert "Name withheld" in queue.text
