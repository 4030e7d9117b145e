"""Tables downloaded from the page: no script, neutral names, and nothing more than was asked for."""

import csv
import io
import json

from node.service.sealed import open_file
from tests.api.desk import Desk
from tests.api.reader import every
from tests.api.sample import Sample


def rows(body: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"), newline="")))


async def test_public_table_holds_no_name_of_a_person(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/tables")
    sent = await desk.send(page, {"format": "csv"}, action="/tables")
    assert sent.status == 200
    assert sent.headers["Content-Disposition"] == 'attachment; filename="table-2026-03-14.csv"'
    assert sent.headers["Content-Type"].startswith("text/csv")
    assert {row["kind"] for row in rows(sent.html)} == {"place"}
    assert "Узорава" not in sent.html


async def test_open_table_of_more_needs_to_be_said_twice(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/tables")
    asked = {"format": "csv", "kind": "person", "audience": "members"}
    refused = await desk.send(page, asked, action="/tables")
    assert refused.status == 422
    assert every(refused.page, "p", class_="error")
    sent = await desk.send(page, {**asked, "sure": "yes"}, action="/tables")
    told = rows(sent.html)
    assert len(told) == 4
    assert "Withheld Name" not in sent.html
    assert any("Ганна TEST-Узорава" in row["names/1/text"] for row in told)


async def test_table_is_narrowed_and_put_in_words(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/tables")
    asked = {"kind": "status_event", "audience": "members", "sure": "yes", "language": "be"}
    sent = await desk.send(page, {**asked, "format": "csv"}, action="/tables")
    assert any("Узорава" in row["person"] for row in rows(sent.html))
    sent = await desk.send(page, {**asked, "format": "json", "language": "", "provenance": "yes"}, action="/tables")
    assert all(item["said"] for item in json.loads(sent.html)["records"])
    sent = await desk.send(page, {**asked, "format": "csv", "kind": "person", "search": "uzorova"}, action="/tables")
    assert len(rows(sent.html)) == 1


async def test_table_of_the_people_a_list_was_filtered_to(desk: Desk, sample: Sample) -> None:
    people = await desk.get("/people")
    found = await desk.send(people, {"status": "liberty=imprisoned", "search": "Узорава"}, action="/search")
    (link,) = [a.attrs["href"] for a in every(found.page, "a") if a.attrs["href"].startswith("/tables")]
    assert "Узорава" not in link
    page = await desk.get(link)
    assert "Узорава · in prison" in page.text
    asked = {"format": "csv", "audience": "members", "sure": "yes"}
    (row,) = rows((await desk.send(page, asked, action="/tables")).html)
    assert (row["kind"], row["names/1/text"]) == ("person", "Ганна TEST-Узорава")
    desk.app_session().searches.clear()
    gone = await desk.send(page, asked, action="/tables")
    assert (gone.status, "not known any more" in gone.text) == (422, True)
    kept = await desk.send(found, {"name": "TEST-"}, action="/filters/keep")
    (link,) = [a.attrs["href"] for a in every(kept.page, "a") if a.attrs["href"].startswith("/tables?f=")]
    assert len(rows((await desk.send(await desk.get(link), asked, action="/tables")).html)) == 1


async def test_form_that_no_page_made_is_refused(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/tables")
    token = page.form("/tables").one("input", name_="token").attrs["value"]
    for bad in ({"format": "exe"}, {"format": "csv", "kind": "nothing"}, {"format": "csv", "language": "xx"}):
        assert (await desk.post("/tables", {"token": token, **bad})).status == 400


async def test_sealed_table_opens_on_the_device_named_alone(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/tables")
    token = page.form("/tables").one("input", name_="token").attrs["value"]
    node = sample.port.node
    asked = {"token": token, "format": "csv", "kind": "person", "audience": "sealed", "to": node.device.hex()}
    sent = await desk.client.post("/tables", data=asked, headers={"Origin": desk.origin})
    assert sent.headers["Content-Disposition"] == 'attachment; filename="table-2026-03-14.sealed"'
    opened = open_file(node, await sent.read())
    assert opened.kind == "csv"
    assert "TEST-Withheld Name" in opened.content.decode()
    assert (await desk.post("/tables", {**asked, "to": "00" * 32})).status == 404
    assert (await desk.post("/tables", {**asked, "to": "x"})).status == 404
