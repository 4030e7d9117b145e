"""Taking single values away on the page: the new card is without them, what referred to the old one refers to it."""

from node.service.lookup import find_records
from node.service.records import read_projection
from tests.api.desk import Desk
from tests.api.sample import Sample


async def test_chosen_value_is_gone_and_the_old_record_erased(desk: Desk, sample: Sample) -> None:
    old = sample.records["anna"]
    hide = await desk.get(sample.url("anna") + "/hide")
    asked = await desk.get(hide.page.one("main").one("a", href=sample.url("anna") + "/redact").attrs["href"])
    assert "This cannot be undone." in asked.text
    done = await desk.send(asked, {"path:birth_place": "yes"})
    assert "The old record is erased for good." in done.html
    assert done.path != sample.url("anna")
    assert "TEST-горад" not in done.page.one("div", class_="facts-side").text
    assert "TEST-Узорава" in done.text
    assert sample.space.view.membership.is_erased(old)
    assert (await desk.get(sample.url("anna"))).status == 404
    assert not sample.port.run(find_records(kind="need", refs_to=old)).rows
    assert "TEST-лекі" in done.text


async def test_nothing_and_everything_are_refused(desk: Desk, sample: Sample) -> None:
    asked = await desk.get(sample.url("socks") + "/redact")
    none = await desk.send(asked, {})
    assert (none.status, "Choose at least one value." in none.text) == (422, True)
    boxes = {box.attrs["name"]: "yes" for box in asked.form().all("input", type="checkbox")}
    everything = await desk.send(asked, boxes)
    assert everything.status == 409
    assert sample.port.run(read_projection(sample.space, sample.records["socks"])).fields


async def test_reader_is_offered_nothing(desk: Desk, sample: Sample) -> None:
    sample.become_reader()
    assert not (await desk.get(sample.url("anna") + "/redact")).forms
