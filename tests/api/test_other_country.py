"""A node whose one country is invented: words, dates, courts, places and articles in forms, imports, search, counts.

Nothing of Belarus is registered here, so whatever is wired in shows.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from examples.dirty import as_csv
from node.crdt.codec import Scalar
from node.crdt.ids import Record
from node.ledger.packs import reference_records
from node.service.lookup import find_records
from node.service.records import read_projection
from node.service.rows import values_of
from tests.api.desk import Desk
from tests.api.fake_port import FakePort
from tests.api.sample import Sample
from tests.api.test_importing import sent
from tests.support.testland import OF_TESTLAND, TESTLAND

HEADER = ("id", "name", "status", "birthday", "arrested", "articles/0", "penalty", "decision", "verdict_date", "prison",
          "court")  # fmt: skip
ROWS = (
    ("TEST-1", "Ганна Узорава", "active", "24 saltmoon 1985", "3 Saltmoon 2021", "7", "banished, salt watch",
     "2 years", "1 saltmoon 2022", "Isle of TEST No. 99", "FALSE"),
    ("TEST-2", "Test Prykladaŭ", "np", "anno 1970", "соленя 2021", "7", "exile to an island", "3 years", "2022",
     "TEST остров № 99", "FALSE"),
)  # fmt: skip


@pytest.fixture
def port(random_from: Callable[[str], Callable[[int], bytes]]) -> FakePort:
    """An empty home that knows one invented country."""
    return FakePort(random_from("node"), OF_TESTLAND)


def rows(sample: Sample, kind: str, search: str = "") -> list[tuple[Record, dict[str, Scalar]]]:
    """Give the records of a kind with what lists know of them."""
    found = sample.port.run(find_records(kind=kind, search=search, limit=100))
    return [(row.record, values_of(row)) for row in found.rows]


async def test_forms_offer_the_words_of_the_country_and_understand_its_dates(desk: Desk, new: Sample) -> None:
    new.add("anna", "person", names__a__text="Ганна Узорава")
    form = await desk.get(f"/add/detention?space={new.space.space.hex()}&person={new.records['anna'].hex()}")
    assert form.status == 200, form.path
    assert "Sky Guard" in form.html
    assert "KGB" not in form.html
    saved = await desk.send(form, {"v:agency": "sky_guard", "v:arrested_on": "24 saltmoon 2021"})
    assert saved.status == 200
    ((record, _),) = rows(new, "detention")
    values = new.port.run(read_projection(new.space, record)).values()
    assert (values["agency"], values["arrested_on"]) == ("sky_guard", "2021-05-24")


async def test_public_data_of_the_country_is_added_once_and_can_be_found_and_undone(desk: Desk, new: Sample) -> None:
    for _ in range(2):
        start = await desk.get("/import")
        assert "Add those of Testland" in start.text
        await desk.send(start, {}, action="/import/pack", do="XT", button="country")
    made = {kind: len(rows(new, kind)) for kind in ("article", "place", "court")}
    assert made == {"article": 1, "place": 1, "court": 1}
    assert sum(made.values()) == len(list(reference_records(TESTLAND)))
    ((_, court),) = rows(new, "court", "прыліваў")
    assert court["country"] == "XT"
    refused = await desk.post(
        "/import/pack", {"token": start.form("/import/pack").one("input", name_="token").attrs["value"],
                         "space": new.space.space.hex(), "country": "BY"}
    )  # fmt: skip
    assert (refused.status, "no pack of this country" in refused.text.lower()) == (422, True)
    for _ in range(2):
        start = await desk.get("/import")
        await desk.post("/import/undo", _fields(start.page.one("ul", class_="lines").all("form"), 0))
    assert not any(rows(new, kind) for kind in made)


def _fields(forms: object, at: int) -> dict[str, str]:
    form = list(forms)[at]  # type: ignore[call-overload]
    return {field.attrs["name"]: field.attrs["value"] for field in form.all("input")}


async def test_a_list_is_imported_searched_and_counted_by_the_rules_of_the_country(desk: Desk, new: Sample) -> None:
    data = as_csv(HEADER[:-1], iter([list(row[:-1]) for row in ROWS])).encode()
    look = await sent(desk, data)
    await desk.send(look, {}, action="/import/run")
    people = {str(fields["external/list/id"]): fields for _, fields in rows(new, "person")}
    assert [people[f"TEST-{number}"]["birth_date"] for number in (1, 2)] == ["1985-05-24", "1970"]
    judged = sorted((str(f["penalty"]), str(f.get("regime"))) for _, f in rows(new, "judgment"))
    assert judged == [("island", "None"), ("island", "special")]
    assert {f["category"] for _, f in rows(new, "place")} == {"island", "unknown"}
    for name in ("Uzorava", "Узорова", "узорав"):
        assert [f["external/list/id"] for _, f in rows(new, "person", name)] == ["TEST-1"], name
    for (record, _), court in zip(rows(new, "judgment"), ("Суд прыліваў", "the TIDE court"), strict=True):
        new.records["j"] = record
        new.say_as_bob("j", {"court": court}, beside=False)
    counts = await desk.get("/counts")
    assert counts.status == 200
    text = " ".join(counts.text.split())
    assert "Court of Tides" in text
    assert "TEST island No. 99" in text
    assert "exile to an island" in (await desk.get(new.url("j"))).text
