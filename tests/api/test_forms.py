"""Forms of every kind: what is typed is kept, errors stand beside their field, only what was changed is written."""

from collections.abc import AsyncIterator, Callable

import pytest

from node.crdt.codec import Scalar
from node.crdt.ids import Record
from node.ledger.schema import LEDGER
from node.ledger.types import Choice, FieldType, Integer, Ref
from node.service.lookup import find_records
from node.service.records import add_record, hide, read_projection
from tests.api.desk import Desk
from tests.api.fake_port import FakePort
from tests.api.reader import form_fields
from tests.api.sample import Sample, found

Random = Callable[[int], bytes]
TYPED = {
    "text": "TEST-",
    "long_text": "TEST- адзін\nдва",
    "url": "https://example.org/TEST-",
    "partial_date": "24.04.2025",
    "term": "2 years",
    "money": "12.50 BYN",
    "integer": "2",
    "hash": "ab" * 32,
    "bool": "yes",
    "clock": "9:30",
}


def values_of(sample: Sample, name: str) -> dict[str, Scalar]:
    """Give what stands in a record."""
    projection = sample.port.run(read_projection(sample.space, sample.records[name]))
    return {path: claims[0].value for path, claims in projection.fields.items() if path != "kind"}


def changes(sample: Sample) -> int:
    """Count the entries written."""
    return sum(tip.seq + 1 for tip in sample.space.tips.values())


def answer_for(field_type: FieldType, sample: Sample) -> str:
    """Give something typed that a field takes."""
    if isinstance(field_type, Choice):
        return field_type.vocabulary.codes[-1]
    if isinstance(field_type, Integer):
        return str(field_type.least + 1)
    if isinstance(field_type, Ref):
        return some_record(sample, kind_of(field_type)).hex()
    return TYPED[field_type.name]


def kind_of(field_type: Ref) -> str:
    """Give a kind a reference may point to; any will do where none is named."""
    return field_type.kinds[0] if field_type.kinds else "person"


def some_record(sample: Sample, kind: str) -> Record:
    """Give a record of a kind, made where there is none."""
    if kind not in sample.records:
        required = [field for field in LEDGER.kind(kind).fields if field.is_required]
        sample.records[kind] = sample.port.run(
            add_record(
                sample.space,
                kind,
                {field.path.replace("*", "a"): field.type.parse(answer_for(field.type, sample)) for field in required},
                now=sample.port.time,
            )
        )
    return sample.records[kind]


@pytest.fixture
async def whole(random_from: Callable[[str], Random]) -> AsyncIterator[tuple[Desk, Sample]]:
    """An empty space of a program that offers every declared kind."""
    port = FakePort(random_from("node"))
    desk = Desk(port, random_from("pages"))
    async with desk.client:
        sample = await found(port)
        await desk.let_in()
        yield desk, sample


@pytest.mark.parametrize("kind", [kind.name for kind in LEDGER if kind.name != "attachment"])
async def test_form_of_every_kind_writes_and_reads_back_every_field(whole: tuple[Desk, Sample], kind: str) -> None:
    desk, sample = whole
    for field in LEDGER.kind(kind).fields:
        if isinstance(field.type, Ref):
            some_record(sample, kind_of(field.type))
    page = await desk.get(f"/add/{kind}")
    fields = form_fields(page.form())
    typed: dict[str, str | None] = {}
    for name in [name for name in fields if name.startswith("v:")]:
        typed[name] = answer_for(LEDGER.field(kind, name[2:]).type, sample)
    for box in page.form().all("input", type="checkbox"):
        if box.attrs["name"].startswith("v:"):
            typed[box.attrs["name"]] = "yes"
    known = {row.record for row in sample.port.run(find_records(kind=kind)).rows}
    saved = await desk.send(page, typed, do="save")
    assert saved.status == 200, saved.text[:400]
    (record,) = {row.record for row in sample.port.run(find_records(kind=kind)).rows} - known
    sample.records["new"] = record
    assert {name[2:] for name in typed} <= values_of(sample, "new").keys()
    for page_of_it in ("", "/history", "/check"):
        assert (await desk.get(sample.url("new") + page_of_it)).status == 200
    edit = await desk.get(sample.url("new") + "/edit")
    before = changes(sample)
    again = await desk.send(edit, {}, do="save")
    assert "Nothing was different" in again.page.one("div", class_="notices").text
    assert changes(sample) == before


async def test_reference_to_a_hidden_record_survives_the_form(desk: Desk, sample: Sample) -> None:
    before = values_of(sample, "stay")
    sample.port.run(hide(sample.space, sample.records["colony"]))
    edit = await desk.get(sample.url("stay") + "/edit")
    await desk.send(edit, {"v:unit": "TEST-7"}, do="save")
    assert values_of(sample, "stay") == {**before, "unit": "TEST-7"}


@pytest.mark.parametrize(
    "kind",
    [
        kind.name
        for kind in LEDGER
        if kind.name != "attachment" and any(isinstance(field.type, Ref) for field in kind.fields)
    ],
)
async def test_references_to_records_that_are_not_held_survive_the_form(whole: tuple[Desk, Sample], kind: str) -> None:
    desk, sample = whole
    values: dict[str, Scalar] = {}
    for field in LEDGER.kind(kind).fields:
        if isinstance(field.type, Ref):
            values[field.path.replace("*", "a")] = b"\x07" * 16
        elif field.is_required:
            values[field.path.replace("*", "a")] = field.type.parse(answer_for(field.type, sample))
    sample.records["new"] = sample.port.run(add_record(sample.space, kind, values, now=sample.port.time))
    for page in (sample.url("new"), f"/list/{kind}"):
        assert (await desk.get(page)).status == 200
    edit = await desk.get(sample.url("new") + "/edit")
    empty = {name: fields for name, fields in form_fields(edit.form()).items() if name.startswith("v:") and not fields}
    text = next((name for name in empty if LEDGER.field(kind, name[2:]).type.name in {"text", "long_text"}), None)
    saved = await desk.send(edit, {text: "TEST-7"} if text else {}, do="save")
    assert saved.status == 200, saved.text[:400]
    assert values_of(sample, "new") == values | ({text[2:]: "TEST-7"} if text else {})


async def test_short_form_comes_first_and_the_rest_is_folded(desk: Desk, new: Sample) -> None:
    page = await desk.get("/add/person")
    more = page.page.one("details", class_="more")
    assert "open" not in more.attrs
    folded = {element.attrs.get("name", "") for element in more.all("input")}
    assert "v:birth_place" in folded
    assert "v:birth_date" not in folded


async def test_wrong_input_stands_beside_its_field_and_all_that_was_typed_stays(desk: Desk, new: Sample) -> None:
    page = await desk.get("/add/person")
    name = next(name for name in form_fields(page.form()) if name.endswith("/text") and "names" in name)
    typed = {
        name: "TEST-Узорава",
        "v:birth_date": "31.02.1985",
        "v:note": "TEST- нататка\n\nу тры радкі",
        "v:sex": "female",
        "v:groups/medic": "yes",
        "v:identity_withheld": "no",
    }
    again = await desk.send(page, typed, do="save")
    assert again.status == 422
    assert {key: form_fields(again.form())[key] for key in typed} == {
        key: text.replace("\n\n", "\n\n") for key, text in typed.items()
    }
    control = again.page.one("input", name_="v:birth_date")
    assert control.attrs["aria-invalid"] == "true"
    error = again.page.one(id=control.attrs["id"] + "-error")
    assert error.text.startswith("Out of range; a date such as")
    assert control.attrs["id"] + "-error" in control.attrs["aria-describedby"].split()
    summary = again.page.one("div", class_="summary")
    assert "1 field needs another look" in summary.text
    assert summary.one("a").attrs["href"] == "#" + control.attrs["id"]
    assert not new.port.run(find_records(kind="person")).rows
    saved = await desk.send(again, {"v:birth_date": "02.1985"}, do="save")
    assert saved.status == 200
    assert "TEST-Узорава" in saved.text


async def test_error_in_a_folded_field_opens_it(desk: Desk, new: Sample) -> None:
    page = await desk.get("/add/source")
    again = await desk.send(page, {"v:category": "court", "v:accessed_on": "учора ўначы"}, do="save")
    assert again.status == 422
    assert "open" in again.page.one("details", class_="more").attrs


async def test_missing_name_is_asked_for(desk: Desk, new: Sample) -> None:
    again = await desk.send(await desk.get("/add/person"), {"v:sex": "male"}, do="save")
    assert again.status == 422
    assert "This field is needed." in again.text


@pytest.mark.parametrize(("language", "words"), [("be", "Не зразумела"), ("ru", "Не понятно")])
async def test_errors_speak_the_readers_language(desk: Desk, new: Sample, language: str, words: str) -> None:
    desk.language = language
    again = await desk.send(await desk.get("/add/person"), {"v:birth_date": "??"}, do="save")
    assert words in again.text


async def test_one_more_item_keeps_what_was_typed(desk: Desk, new: Sample) -> None:
    page = await desk.get("/add/person")
    first = next(name for name in form_fields(page.form()) if name.startswith("v:names/") and name.endswith("/text"))
    more = await desk.send(page, {first: "TEST-Узорава"}, do="add:names")
    assert more.status == 200
    texts = [name for name in form_fields(more.form()) if name.startswith("v:names/") and name.endswith("/text")]
    assert len(texts) == 2
    assert form_fields(more.form())[first] == "TEST-Узорава"
    assert "needs another look" not in more.text
    second = next(name for name in texts if name != first)
    saved = await desk.send(more, {second: "TEST-Uzorava"}, do="save")
    assert saved.status == 200
    assert "TEST-Узорава" in saved.text
    assert saved.page.one("h1").text == "TEST-Uzorava"
    desk.language = "be"
    assert (await desk.get(saved.path)).page.one("h1").text == "TEST-Узорава"


async def test_enter_key_saves_and_adds_nothing(desk: Desk, new: Sample) -> None:
    form = (await desk.get("/add/person")).form()
    first = next(button for button in form.all("button"))
    assert (first.attrs["name"], first.attrs["value"]) == ("do", "save")
    assert first.attrs["tabindex"] == "-1"


# --- changing ---------------------------------------------------------------------------------------------------------
async def test_change_writes_only_what_was_changed(desk: Desk, sample: Sample) -> None:
    before = values_of(sample, "ivan")
    edit = await desk.get(sample.url("ivan") + "/edit")
    saved = await desk.send(edit, {"v:birth_place": "TEST-вёска"}, do="save")
    assert saved.path == sample.url("ivan")
    assert values_of(sample, "ivan") == {**before, "birth_place": "TEST-вёска"}
    lines = (await desk.get(sample.url("ivan") + "/history")).page.one("ol")
    assert sum("TEST-вёска" in item.text for item in lines.all("li")) == 1
    assert len(list(lines.all("li"))) == len(before) + 1


async def test_cleared_field_and_unticked_box_are_deleted(desk: Desk, sample: Sample) -> None:
    before = values_of(sample, "anna")
    edit = await desk.get(sample.url("anna") + "/edit")
    await desk.send(edit, {"v:care_stage": "", "v:groups/parent": None}, do="save")
    after = values_of(sample, "anna")
    assert before.keys() - after.keys() == {"care_stage", "groups/parent"}


async def test_removed_item_loses_all_its_fields(desk: Desk, sample: Sample) -> None:
    edit = await desk.get(sample.url("anna") + "/edit")
    await desk.send(edit, {"x:names/b": "yes", "v:names/b/text": ""}, do="save")
    assert not [path for path in values_of(sample, "anna") if path.startswith("names/b/")]
    assert values_of(sample, "anna")["names/a/text"] == "Ганна TEST-Узорава"


async def test_last_name_cannot_be_removed(desk: Desk, sample: Sample) -> None:
    edit = await desk.get(sample.url("ivan") + "/edit")
    again = await desk.send(edit, {"x:names/a": "yes"}, do="save")
    assert again.status == 422
    assert "names/a/text" in values_of(sample, "ivan")


async def test_form_left_open_overwrites_nothing_unseen(desk: Desk, sample: Sample) -> None:
    edit = await desk.get(sample.url("ivan") + "/edit")
    sample.say_as_bob("ivan", {"birth_date": "1971"}, beside=False)
    again = await desk.send(edit, {"v:birth_date": "1972", "v:birth_place": "TEST-вёска"}, do="save")
    assert again.status == 422
    assert "somebody changed this field. It now says: 1971" in again.text
    assert form_fields(again.form())["v:birth_date"] == "1972"
    assert values_of(sample, "ivan")["birth_date"] == "1971"
    saved = await desk.send(again, {}, do="save")
    assert saved.path == sample.url("ivan")
    assert values_of(sample, "ivan")["birth_date"] == "1972"


async def test_form_left_open_does_not_undo_what_others_changed_elsewhere(desk: Desk, sample: Sample) -> None:
    edit = await desk.get(sample.url("ivan") + "/edit")
    sample.say_as_bob("ivan", {"birth_date": "1971"}, beside=False)
    await desk.send(edit, {"v:birth_place": "TEST-вёска"}, do="save")
    stands = values_of(sample, "ivan")
    assert (stands["birth_date"], stands["birth_place"]) == ("1971", "TEST-вёска")


async def test_form_shows_that_other_values_stand(desk: Desk, sample: Sample) -> None:
    edit = await desk.get(sample.url("anna") + "/edit")
    control = edit.page.one("input", name_="v:birth_date")
    others = edit.page.one(id=control.attrs["id"] + "-others").text
    shown = {control.attrs["value"], others.split("“")[0]}
    assert ("24.04.1986" in others) != (control.attrs["value"] == "24.04.1986"), shown


# --- references -------------------------------------------------------------------------------------------------------
async def test_reference_given_by_the_address_is_fixed(desk: Desk, sample: Sample) -> None:
    person = sample.records["anna"].hex()
    page = await desk.get(f"/add/letter?space={sample.space.space.hex()}&person={person}")
    assert page.page.one("p", class_="fixed").text == "Hanna TEST-Uzorava"
    saved = await desk.send(page, {"v:direction": "to_prisoner"}, do="save")
    assert saved.path == sample.url("anna")


async def test_needs_offered_are_those_of_the_same_person(desk: Desk, sample: Sample) -> None:
    person = sample.records["anna"].hex()
    page = await desk.get(f"/add/delivery?space={sample.space.space.hex()}&person={person}")
    offered = {option.attrs["value"] for option in page.page.one("select", name_="v:need").all("option")}
    assert offered == {"", sample.records["need"].hex()}


async def test_many_people_are_offered_by_search(desk: Desk, new: Sample) -> None:
    for number in range(60):
        new.add(f"p{number}", "person", names__a__text=f"TEST-Асоба{number:02d} Прыклад")
    page = await desk.get("/add/need")
    assert not list(page.page.all("select", name_="v:person"))
    found = await desk.send(page, {"q:person": "TEST-Асоба07", "v:description": "TEST- трымаць"}, do="find")
    assert found.status == 200
    radios = [radio.attrs["value"] for radio in found.page.all("input", type="radio", name_="v:person")]
    assert radios == [new.records["p7"].hex()]
    assert form_fields(found.form())["v:description"] == "TEST- трымаць"
    saved = await desk.send(found, {"v:person": radios[0], "v:category": "medicine"}, do="save")
    assert saved.status == 200
    assert values_of_first_need(new) == new.records["p7"]


def values_of_first_need(sample: Sample) -> object:
    """Give whom the only need concerns."""
    (row,) = sample.port.run(find_records(kind="need")).rows
    return dict(row.refs)["person"]


async def test_source_of_a_change_is_kept(desk: Desk, sample: Sample) -> None:
    edit = await desk.get(sample.url("ivan") + "/edit")
    source = sample.records["source"]
    saved = await desk.send(edit, {"v:birth_place": "TEST-вёска", "source": source.hex()}, do="save")
    assert "TEST-сваякі" in saved.text
    projection = sample.port.run(read_projection(sample.space, sample.records["ivan"]))
    assert projection.fields["birth_place"][0].voice.source == source


@pytest.mark.parametrize(
    "path", ["/add/nothing", "/add/need?space=00", "/add/need?space=" + "0" * 32, "/card/" + "0" * 32 + "/" + "1" * 32]
)
async def test_form_for_nothing_is_not_here(desk: Desk, sample: Sample, path: str) -> None:
    assert (await desk.get(path)).status == 404


@pytest.mark.parametrize("name", ["v:nothing", "v:names/x/nothing", "v:kind", "v:names/ /text", "v:groups/nothing"])
async def test_undeclared_field_is_refused(desk: Desk, sample: Sample, name: str) -> None:
    before = changes(sample)
    fields = {"token": desk.app_session().form_token, name: "yes", "v:names/a/text": "TEST-", "do": "save"}
    answer = await desk.post(f"/add/person?space={sample.space.space.hex()}", fields)
    assert answer.status in (400, 422)
    assert changes(sample) == before


async def test_letter_begun_on_a_card_goes_to_the_prisoner_unless_told(desk: Desk, sample: Sample) -> None:
    card = await desk.get(sample.url("ivan"))
    link = next(one.attrs["href"] for one in card.page.all("a") if "/add/letter" in one.attrs.get("href", ""))
    form = await desk.get(link)
    assert form_fields(form.form())["v:direction"] == "to_prisoner"
    elsewhere = await desk.get(f"/add/letter?space={sample.space.space.hex()}")
    assert form_fields(elsewhere.form())["v:direction"] == ""
    changed = await desk.send(form, {"v:direction": "from_prisoner", "v:received_on": "1.3.2026"}, do="save")
    assert changed.path == sample.url("ivan")
