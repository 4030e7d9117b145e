"""The warning before traces of helpers are saved: every form, imports, the JSON API; private notes, guarded names."""

import base64

from aiohttp import FormData

from node.ledger.guard import find_traces
from node.service.effects import FindRows
from node.service.rows import view_of
from node.service.tokens import Scope
from tests.api.desk import Answer, Desk
from tests.api.program import Program
from tests.api.reader import Element, form_fields
from tests.api.sample import Sample
from tests.support.pictures import jpeg, pixels

PHONE, CARD = "+375 29 123-45-67", "4111 1111 1111 1111"
NAME = "Ганна Каралёва-TEST"


def texts(sample: Sample) -> str:
    """Give every value of every record."""
    rows = sample.port.store.perform(FindRows(limit=1_000, with_hidden=True)).rows
    return "\n".join(str(one.value) for row in rows for one in view_of(row).values())


async def note_on_anna(desk: Desk, sample: Sample, text: str) -> Answer:
    edit = await desk.get(sample.url("anna") + "/edit")
    return await desk.send(edit, {"v:note": text}, do="save")


async def say_it_is_meant(desk: Desk, warning: Answer) -> Answer:
    form, seal = override_of(warning)
    return await desk.post(form.attrs["action"], form_fields(form) | {"guard": seal})


def override_of(warning: Answer) -> tuple[Element, str]:
    """Give the form of a warning and what its button for saving all the same sends."""
    form = next(form for form in warning.forms if form.all("button", name_="guard"))
    return form, form.one("button", name_="guard").attrs["value"]


async def test_text_is_changed_on_the_warning_and_everything_else_that_was_typed_is_kept(
    desk: Desk, sample: Sample
) -> None:
    edit = await desk.get(sample.url("ivan") + "/edit")
    typed = {"v:note": f"TEST- {PHONE}\nдругі радок", "v:birth_place": "TEST-вёска"}
    warned = await desk.send(edit, typed, do="save")
    form, _ = override_of(warned)
    assert form_fields(form)["v:note"] == typed["v:note"]
    again = await desk.post(form.attrs["action"], form_fields(form) | {"v:note": f"TEST- {CARD}"})
    assert again.status == 422
    form, _ = override_of(again)
    saved = await desk.post(form.attrs["action"], form_fields(form) | {"v:note": "TEST- без нумара"})
    assert saved.path == sample.url("ivan")
    assert "TEST- без нумара" in texts(sample)
    assert "TEST-вёска" in texts(sample)
    assert not find_traces(texts(sample))


async def test_warning_comes_before_saving_and_nothing_is_saved(desk: Desk, sample: Sample) -> None:
    warned = await note_on_anna(desk, sample, f"TEST- тэлефануйце {PHONE}, картка {CARD}")
    assert warned.status == 422
    for words in (PHONE, CARD, "a phone number", "the number of a bank card", "Nothing was saved yet"):
        assert words in warned.text
    assert PHONE not in texts(sample)


async def test_heeded_warning_leaves_nothing_and_an_override_saves_once(desk: Desk, sample: Sample) -> None:
    await note_on_anna(desk, sample, f"TEST- {PHONE}")
    await note_on_anna(desk, sample, "TEST- без нумара")
    assert not find_traces(texts(sample))
    warned = await note_on_anna(desk, sample, f"TEST- {PHONE} так")
    saved = await say_it_is_meant(desk, warned)
    assert saved.path == sample.url("anna")
    assert f"TEST- {PHONE} так" in texts(sample)
    again = await note_on_anna(desk, sample, f"TEST- {PHONE} і {CARD}")
    assert again.status == 422
    assert CARD not in texts(sample)


async def test_override_is_for_exactly_what_was_shown(desk: Desk, sample: Sample) -> None:
    warned = await note_on_anna(desk, sample, f"TEST- {PHONE}")
    form, seal = override_of(warned)
    fields = form_fields(form) | {"v:note": f"TEST- {CARD}", "guard": seal}
    assert (await desk.post(form.attrs["action"], fields)).status == 422
    assert CARD not in texts(sample)


async def test_guarded_name_is_warned_of_in_any_spelling_but_not_where_people_are_named(
    desk: Desk, sample: Sample
) -> None:
    page = await desk.get("/private")
    kept = await desk.send(page, {"names": f"{NAME}\nadna"}, action="/private/names")
    assert "Forms warn of these names now" in kept.page.one("div", class_="notices").text
    warned = await note_on_anna(desk, sample, "перадала Karaliova-TEST Hanna")
    assert (warned.status, "a name you want to keep out" in warned.text) == (422, True)
    form = await desk.get(f"/add/person?space={sample.space.space.hex()}")
    fields = form_fields(form.form())
    name = next(one for one in fields if one.startswith("v:names/") and one.endswith("/text"))
    saved = await desk.send(form, {name: NAME}, do="save")
    assert saved.status == 200


async def test_other_forms_warn_too_and_institutions_may_have_numbers(desk: Desk, sample: Sample) -> None:
    need = await desk.get(f"/add/need?space={sample.space.space.hex()}&person={sample.records['anna'].hex()}")
    warned = await desk.send(need, {"v:category": "medicine", "v:description": f"TEST- {PHONE}"}, do="save")
    assert warned.status == 422
    place = await desk.get(sample.url("colony") + "/edit")
    saved = await desk.send(place, {"v:contact": f"TEST- {PHONE}"}, do="save")
    assert saved.path == sample.url("colony")


async def test_private_note_may_say_what_forms_warn_of(desk: Desk, sample: Sample) -> None:
    card = await desk.get(sample.url("anna"))
    link = next(link for link in card.page.all("a") if link.text == "Private note on this computer")
    page = await desk.get(link.attrs["href"])
    kept = await desk.send(page, {"text": f"TEST- {PHONE}", "days": "7"}, action="/private")
    assert f"TEST- {PHONE}" in kept.text
    assert "Hanna TEST-Uzorava" in kept.text
    assert PHONE not in texts(sample)
    forms = [form for form in kept.forms if form.attrs["action"] == "/private/throw"]
    button = forms[0].one("button")
    gone = await desk.post("/private/throw", {**form_fields(forms[0]), "note": button.attrs["value"]})
    assert PHONE not in gone.text
    empty = await desk.send(await desk.get("/private"), {"text": " "}, action="/private")
    assert empty.status == 422


async def test_trace_can_be_searched_for(desk: Desk, sample: Sample) -> None:
    await desk.send(await desk.get("/private"), {"names": NAME}, action="/private/names")
    sample.add("told", "person", names__a__text="TEST-Адзін", note=f"TEST- {PHONE}")
    for words in (PHONE, NAME):
        found = await desk.send(await desk.get("/people"), {"search": words}, action="/search")
        assert found.status == 200
        assert "Nothing was saved" not in found.text


async def test_import_with_traces_asks_first(desk: Desk, sample: Sample) -> None:
    table = f"Name and surname,Status,Penalty\nTEST-Адзін Іван,np,званіць {PHONE}\nTEST-Два Пётр,np,\n"
    token = desk.app_session().form_token
    form = FormData()
    form.add_field("token", token)
    form.add_field("space", sample.space.space.hex())
    form.add_field("file", table.encode(), filename="t.csv", content_type="text/csv")
    sent = await desk.upload("/import", form)
    look = sent if "could betray" in sent.text else await desk.get("/import/look")
    assert "Row 2: a phone number" in look.text
    refused = await desk.send(look, {}, action="/import/run")
    assert "tick the box" in refused.page.one("div", class_="notices").text
    assert "TEST-Адзін" not in texts(sample)
    done = await desk.send(refused, {"betrays": "no"}, action="/import/run")
    assert done.status == 200
    assert "TEST-Адзін" in texts(sample)


# --- programs ---------------------------------------------------------------------------------------------------------
async def test_program_is_refused_in_the_one_form_unless_it_says_override(desk: Desk, sample: Sample) -> None:
    program = await Program.admitted(desk, Scope.WRITE)
    at = f"/spaces/{program.space}/records"
    fields = {"names/a/text": "TEST-Eva", "note": f"TEST- {PHONE}"}
    refused = await program.post(at, kind="person", fields=fields)
    assert (refused.status, refused.code, refused.where) == (422, "betraying", "body.fields.note")
    assert PHONE not in refused.json["error"]["message"]
    assert PHONE not in texts(sample)
    made = await program.post(at, kind="person", fields=fields, override=True)
    assert made.status == 201
    one = f"{at}/{made.json['record']}"
    changed = await program.send("PATCH", one, {"fields": {"note": CARD}})
    assert (changed.status, changed.code) == (422, "betraying")
    assert (await program.send("PATCH", one, {"fields": {"note": CARD}, "override": True})).status == 200
    assert CARD in texts(sample)


async def test_caption_and_guarded_name_of_a_program_are_looked_at(desk: Desk, sample: Sample) -> None:
    await desk.send(await desk.get("/private"), {"names": NAME}, action="/private/names")
    program = await Program.admitted(desk, Scope.WRITE)
    at = f"/spaces/{program.space}/records/{sample.records['anna'].hex()}/attachments"
    picture = {"category": "portrait", "content": base64.b64encode(jpeg(pixels(300, 200))).decode()}
    refused = await program.post(at, caption="ад Hanna Karaliova-TEST", **picture)
    assert (refused.status, refused.code, refused.where) == (422, "betraying", "body.caption")
    assert (await program.post(at, caption="ад Hanna Karaliova-TEST", override=True, **picture)).status == 201


async def test_table_of_a_program_waits_for_override(desk: Desk, sample: Sample) -> None:
    program = await Program.admitted(desk, Scope.WRITE)
    table = f"Name and surname,Status,Penalty\nTEST-Адзін Іван,np,званіць {PHONE}\n".encode()
    body = {"content": base64.b64encode(table).decode(), "apply": True, "accept_mapping": True}
    at = f"/spaces/{program.space}/imports"
    waiting = await program.send("POST", at, body)
    assert (waiting.json["waits"], waiting.json["import"]) == (["traces"], None)
    assert waiting.json["traces"] == [{"row": 2, "what": "phone"}]
    assert "TEST-Адзін" not in texts(sample)
    done = await program.send("POST", at, {**body, "override": True})
    assert done.json["import"]
    assert "TEST-Адзін" in texts(sample)
