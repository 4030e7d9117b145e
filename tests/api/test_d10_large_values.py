"""THREATS D10: the largest values that the formats let a member write, and forms with a megabyte in one field.

No payload can hold a value of more than 64 KiB; where one is longer than the 16 KiB of a field it does not count.
"""

import pytest

from node.api.limits import HISTORY_CHARS_MAX, REFUSED_CHARS
from node.crdt.limits import PROFILE_1
from node.ledger.limits import LONG_TEXT_BYTES_MAX
from tests.api.desk import Answer, Desk
from tests.api.reader import form_fields
from tests.api.sample import HOSTILE, OVERRIDE, Sample
from tests.api.test_d10_hostile_text import DIRECTIONS

MEGABYTE = 1_000_000
PAGE_BYTES_MAX = 250_000  # a card with texts of 16 KiB in several fields; usual pages have less than 100,000


def long_text(size: int) -> str:
    """Give a text of markup and overrides, of so many bytes or a few less."""
    return (f"{HOSTILE} {OVERRIDE} " * (1 + size // len(HOSTILE))).encode()[:size].decode(errors="ignore").strip()


def assert_inert(answer: Answer, path: str) -> None:
    """Look for anything in a page that a value could have put there."""
    assert answer.status == 200, path
    assert not answer.foreign_scripts, path
    assert not list(answer.page.all("img", src="x")), path
    assert not DIRECTIONS & set(answer.html), path
    assert len(answer.html.encode()) < PAGE_BYTES_MAX, path
    assert "TEST-" not in answer.page.one("title").text, path
    assert answer.headers["Cache-Control"] == "no-store", path


@pytest.fixture
def large(sample: Sample) -> Sample:
    """A person with texts from a peer: as long as fits, longer than the field, and longer than any value may be."""
    sample.add("long", "person", names__a__text="TEST-Даўгата", note="TEST-")
    sample.say_as_bob("long", {"note": long_text(LONG_TEXT_BYTES_MAX), "birth_place": long_text(500)})
    sample.say_as_bob("long", {"names/b/text": long_text(200)})
    for path in ("note", "bios/x/text", "birth_place"):
        sample.say_as_bob("long", {path: long_text(PROFILE_1.value_bytes_max)})
    return sample


async def test_d10_largest_values_of_a_peer_are_inert_on_every_page(desk: Desk, large: Sample) -> None:
    card = large.url("long")
    beside = [card + page for page in ("", "/edit", "/check", "/history", "/hide", "/removal")]
    sheets = [card.replace("card", f"print/{sheet}") for sheet in ("case", "helper")]
    lists = ["/", "/people", "/people?view=cards", "/list/person", "/counts", "/twice", "/verify?why=unseen", "/gaps"]
    for path in (
        *beside,
        *sheets,
        *lists,
        card.replace("card", "attach"),
        card.replace("card", "verify"),
        "/letters",
        "/needs",
    ):
        assert_inert(await desk.get(path), path)
    shown = await desk.get(card)
    assert "Something was written that does not count" in shown.text
    assert HOSTILE in shown.text


async def test_d10_value_that_does_not_count_is_told_in_part_and_a_history_has_an_end(
    desk: Desk, large: Sample
) -> None:
    history = await desk.get(large.url("long") + "/history")
    texts = [item.one("bdi").text for item in history.page.one("ol").all("li") if "does not count" in item.text]
    assert len(texts) == 3
    assert all(len(text) <= REFUSED_CHARS + 1 and text.endswith("…") for text in texts)
    for number in range(1 + HISTORY_CHARS_MAX // 15_000):
        large.say("long", {"note": f"TEST- {number} " + "x" * 15_000})
    history = await desk.get(large.url("long") + "/history")
    assert len(history.html) < 2 * HISTORY_CHARS_MAX
    assert "older lines are not shown here" in history.text


async def test_d10_largest_values_leave_in_tables_as_text(desk: Desk, large: Sample) -> None:
    page = await desk.get("/tables")
    asked = {"format": "csv", "kind": "person", "audience": "members", "sure": "yes"}
    sent = await desk.send(page, asked, action="/tables")
    assert sent.status == 200
    assert sent.headers["Content-Disposition"] == 'attachment; filename="table-2026-03-14.csv"'
    assert HOSTILE.replace('"', '""') in sent.html
    assert sent.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("letter", ["x", "Ж", "\u202e", "<b>"], ids=["latin", "cyrillic", "override", "markup"])
@pytest.mark.parametrize(("form", "field"), [("/add/person", "names"), ("/edit", "v:note"), ("/edit", "v:birth_place")])
async def test_megabyte_in_a_field_is_refused_beside_it_and_what_was_typed_is_kept(
    desk: Desk, sample: Sample, form: str, field: str, letter: str
) -> None:
    page = await desk.get(form if form.startswith("/add") else sample.url("ivan") + form)
    fields = form_fields(page.page.one("form", autocomplete="off"))
    name = next(one for one in fields if one.startswith(f"v:{field}/")) if field == "names" else field
    typed = letter * (MEGABYTE // len(letter.encode()))
    before = len(desk.port.store._journal)
    again = await desk.send(page, {name: typed, "v:birth_date": "1971"}, do="save")
    assert again.status == 422
    assert "What you typed is still here." in again.text
    assert len(desk.port.store._journal) == before
    kept = form_fields(again.page.one("form", autocomplete="off"))
    assert kept["v:birth_date"] == "1971"
    assert len(kept[name]) == len(typed)
    assert not again.foreign_scripts
    saved = await desk.send(again, {name: "TEST-short"}, do="save")
    assert "TEST-short" in saved.text
