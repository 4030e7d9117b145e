"""What went wrong is said in three parts, in the reader's language, with no value of a record."""

import logging

import pytest

from node.service.errors import NoKey, NotAllowed, Refused
from tests.api.desk import Desk
from tests.api.sample import Sample


class DiskFull(Exception):
    """Stands for an error of the store."""


DiskFull.__module__ = "node.store.errors"


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotAllowed("readers do not write; nothing was changed"), 403, "Your role in this ledger"),
        (Refused("not now"), 409, "cannot be done as things stand"),
        (NoKey("no key"), 409, "No key for writing"),
        (DiskFull("the disk is full; nothing was stored"), 500, "could not finish"),
        (RuntimeError("TEST-secret"), 500, "could not finish"),
    ],
)
async def test_error_says_what_happened_what_is_unharmed_and_what_to_do(
    desk: Desk, sample: Sample, error: Exception, status: int, words: str
) -> None:
    form = await desk.get("/add/person")
    name = next(e.attrs["name"] for e in form.page.all("input") if e.attrs.get("name", "").endswith("/text"))

    async def fails(step: object) -> object:
        raise error

    desk.port.write = fails  # type: ignore[method-assign,assignment]
    answer = await desk.send(form, {name: "TEST-"}, do="save")
    assert answer.status == status
    assert words in answer.text
    section = answer.page.one("section")
    assert len([child for child in section.children if not isinstance(child, str) and child.tag == "p"]) == 3
    assert "TEST-secret" not in answer.html


async def test_line_for_helpers_is_of_this_programs_errors_only(desk: Desk, sample: Sample) -> None:
    desk.port.failing = DiskFull("the disk is full; nothing was stored")
    told = await desk.get("/people")
    assert "DiskFull: the disk is full" in told.page.one("details").text
    assert told.page.one("details").one("p").attrs["lang"] == "en"
    desk.port.failing = RuntimeError("TEST-secret")
    silent = await desk.get("/people")
    assert not list(silent.page.all("details"))


async def test_f10_failed_page_logs_its_type_alone(
    desk: Desk, sample: Sample, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk.port.failing = RuntimeError("TEST-secret")
    await desk.get("/people")
    await desk.send(await desk.get("/people"), {"search": "TEST-Узорава"}, action="/search")
    await desk.get(sample.url("anna"))
    text = "\n".join(record.getMessage() + str(record.exc_info or "") for record in caplog.records)
    assert "a page failed: RuntimeError" in text
    assert "TEST-" not in text
    assert "Узорава" not in text


@pytest.mark.parametrize(("language", "words"), [("be", "Вярніцеся назад"), ("ru", "Вернитесь назад")])
async def test_problem_speaks_the_readers_language(desk: Desk, sample: Sample, language: str, words: str) -> None:
    desk.language = language
    fields = {"token": desk.app_session().form_token, "path:x": "yes", "do": "nothing"}
    answer = await desk.post(sample.url("anna") + "/check", fields)
    assert answer.status == 400
    assert words in answer.text


async def test_reader_is_offered_nothing_that_writes(desk: Desk, sample: Sample) -> None:
    sample.become_reader()
    card = await desk.get(sample.url("anna"))
    assert card.status == 200
    assert not [link for link in card.page.all("a") if "/edit" in link.attrs["href"] or "/add/" in link.attrs["href"]]
    assert not [form for form in card.forms if form.attrs["action"].startswith("/card")]
    people = await desk.get("/people")
    assert not [link for link in people.page.one("main").all("a") if "/add/" in link.attrs["href"]]
