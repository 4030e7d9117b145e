"""Bringing a table in by the pages, without a script: send, say the columns, look, import, undo."""

from __future__ import annotations

import pytest
from aiohttp import FormData

from examples.dirty import HISTORY, MACHINE, as_csv, history_rows, machine_rows
from node.api import security
from node.service.imports import list_imports, touched_records
from node.service.lookup import find_records
from node.service.records import set_values
from tests.api.desk import Answer, Desk
from tests.api.reader import form_fields
from tests.api.sample import Sample
from tests.api.test_pages import assert_inside_only, assert_well_formed

TABLE = as_csv(MACHINE, machine_rows(30)).encode()
NEWER = as_csv(MACHINE, machine_rows(30, newer=True)).encode()


async def sent(desk: Desk, data: bytes, *, token: str | None = None) -> Answer:
    """Send a file by the form of the first page."""
    start = await desk.get("/import")
    fields = form_fields(start.form("/import"))
    form = FormData()
    for name in ("token", "space"):
        form.add_field(name, fields[name] if name != "token" or token is None else token)
    form.add_field("file", data, filename="list.csv", content_type="text/csv")
    return await desk.upload("/import", form)


def people(sample: Sample) -> int:
    """Count the people that lists show."""
    return sample.port.run(find_records(kind="person", limit=0)).total


async def test_a_known_list_is_looked_at_then_imported_then_undone(desk: Desk, new: Sample) -> None:
    look = await sent(desk, TABLE)
    assert look.path == "/import/look"
    assert people(new) == 0
    assert "New rows" in look.text
    done = await desk.send(look, {}, action="/import/run")
    assert "Imported" in done.page.one("div", class_="notices").text
    assert people(new) == 30
    again = await sent(desk, TABLE)
    assert "Rows without a change 30" in again.text.replace(":", "")
    await desk.send(again, {}, action="/import/cancel")
    start = await desk.get("/import")
    undone = await desk.send(start, {}, action="/import/undo")
    assert "Undone" in undone.page.one("div", class_="notices").text
    assert people(new) == 0


async def test_records_an_import_touched_are_listed_page_by_page(desk: Desk, new: Sample) -> None:
    await desk.send(await sent(desk, TABLE), {}, action="/import/run")
    start = await desk.get("/import")
    link = start.page.one("ul", class_="lines").one("a").attrs["href"]
    pages = [await desk.get(link)]
    while following := list(pages[-1].page.all("a", rel="next")):
        pages.append(await desk.get(following[0].attrs["href"]))
    listed = [line.one("a").attrs["href"] for page in pages for line in page.page.one("ul", class_="lines").all("li")]
    (note,) = new.port.run(list_imports(new.space))
    assert sorted(url.rpartition("/")[2] for url in listed) == sorted(
        record.hex() for record in new.port.run(touched_records(new.space, note))
    )
    await desk.send(start, {}, action="/import/undo")
    emptied = await desk.get(link)
    assert "Nothing of them is shown" in emptied.text
    assert (await desk.get(link[:-4] + "0000")).status == 404


async def test_the_columns_of_an_unknown_table_are_guessed_said_and_remembered(desk: Desk, new: Sample) -> None:
    data = as_csv(HISTORY, history_rows(12)).encode("cp1251")
    columns = await sent(desk, data)
    assert columns.path == "/import/columns"
    form = form_fields(columns.form("/import/columns"))
    assert (form["c:1"], form["c:3"], form["c:4"]) == ("name", "prose", "prose")
    wrong = await desk.send(columns, {"c:1": "skip"}, action="/import/columns")
    assert wrong.status == 422
    assert "one column must be a name" in wrong.text
    look = await desk.send(wrong, {"c:1": "name", "list": "TEST-archive", "c:5": "bio"}, action="/import/columns")
    assert look.path == "/import/look"
    await desk.send(look, {}, action="/import/run")
    assert people(new) == 12
    again = form_fields((await sent(desk, data)).form("/import/columns"))
    assert (again["list"], again["c:5"]) == ("TEST-archive", "bio")


@pytest.mark.parametrize("language", ["en", "be", "ru"])
async def test_every_page_of_an_import_is_whole_in_each_language(desk: Desk, new: Sample, language: str) -> None:
    desk.language = language
    pages = [await sent(desk, as_csv(HISTORY, history_rows(3)).encode()), await sent(desk, TABLE)]
    pages.append(await desk.send(pages[-1], {}, action="/import/run"))
    pages.append(await sent(desk, NEWER))
    for page in pages:
        assert page.status == 200
        assert_inside_only(page)
        assert_well_formed(page)


async def test_a_change_and_a_contradiction_are_shown_before_they_are_written(desk: Desk, new: Sample) -> None:
    await desk.send(await sent(desk, TABLE), {}, action="/import/run")
    (first, *_) = new.port.run(find_records(kind="detention")).rows
    new.port.run(set_values(new.space, first.record, {"arrested_on": "2020"}, now=new.port.time))
    look = await sent(desk, NEWER)
    shown = [line.text for line in look.page.all("li", class_="line")]
    assert any("24.04.2021" in line and "contradicts" not in line for line in shown)
    assert any("2020" in line and "contradicts" in line for line in shown)


async def test_a_list_that_shrank_asks_before_it_is_imported(desk: Desk, new: Sample) -> None:
    await desk.send(await sent(desk, TABLE), {}, action="/import/run")
    look = await sent(desk, as_csv(MACHINE, machine_rows(9)).encode())
    assert "suddenly shrunk" in look.text
    refused = await desk.send(look, {"accept": None}, action="/import/run")
    assert "tick the box" in refused.page.one("div", class_="notices").text
    done = await desk.send(refused, {"accept": "yes"}, action="/import/run")
    assert "Imported" in done.page.one("div", class_="notices").text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choose a file first"),
        (b"a,b\n\x00", "not a text table"),
        (b"PK\x03\x04broken", "spreadsheet cannot be read"),
        (b"," * 1_000_000, "too many columns"),
    ],
)
async def test_f12_a_file_that_is_no_table_is_refused_with_its_reason(
    desk: Desk, new: Sample, data: bytes, words: str
) -> None:
    answer = await sent(desk, data)
    assert answer.status == 422
    assert words in answer.text
    assert people(new) == 0


async def test_a_file_with_a_foreign_token_or_over_the_bound_is_refused(
    desk: Desk, new: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await sent(desk, TABLE, token="0" * 32)).status == 403
    monkeypatch.setitem(security.UPLOADS, "/import", 1_000)
    assert (await sent(desk, TABLE)).status == 413
    assert people(new) == 0


async def test_a_lock_drops_the_table(desk: Desk, new: Sample) -> None:
    await sent(desk, TABLE)
    assert desk.app_session().upload is not None
    session = desk.app_session()
    session.forget()
    assert session.upload is None


async def test_f12_hostile_cells_stay_text_on_every_page(desk: Desk, new: Sample) -> None:
    rows = [["TEST-1", "", "<script>alert(1)</script>", *[""] * (len(MACHINE) - 3)]]
    look = await sent(desk, as_csv(MACHINE, iter(rows)).encode())
    assert not look.foreign_scripts
    own = as_csv(("<b>ФИО</b>", "x"), iter([["<i>TEST-a</i>", "<i>b</i>"]])).encode()
    columns = await sent(desk, own)
    assert not list(columns.page.one("main").all("b"))
    assert not list(columns.page.one("main").all("i"))
