"""THREATS F9, F10, F12 for the younger doors of the pages: verdicts on what nobody saw, bodies no program would send,
refused requests that would hold the node open, pictures unpacked side by side. Refused or inert, nothing shown.
"""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import quote

import pytest
from aiohttp import FormData

from node.api.limits import UNLOCK_FREE_TRIES
from node.api.pages import routes
from node.api.site import SITE
from node.api.v1 import files
from node.service.copies import Written
from node.service.private import guard_names, keep_note
from node.service.records import read_projection
from node.service.tokens import Scope
from tests.api.desk import Answer, Desk
from tests.api.fake_port import FakeSafety
from tests.api.program import Program
from tests.api.reader import form_fields
from tests.api.sample import HOSTILE, Sample
from tests.support.pictures import jpeg

PHRASE = "TEST-nine words that nobody would ever guess in a row"


@pytest.fixture
async def program(desk: Desk, sample: Sample) -> Program:
    """A program with a token for everything."""
    return await Program.admitted(desk, Scope.WRITE)


def record_of(program: Program, sample: Sample, name: str) -> str:
    return f"/spaces/{program.space}/records/{sample.records[name].hex()}"


# --- what nobody saw is not signed ------------------------------------------------------------------------------------
@pytest.mark.parametrize("do", ["attest", "dispute"])
async def test_value_replaced_while_the_card_is_checked_is_not_signed(desk: Desk, sample: Sample, do: str) -> None:
    page = await desk.get(sample.url("ivan") + "/check?path=birth_date")
    sample.say_as_bob("ivan", {"birth_date": "1971"}, beside=False)
    refused = await desk.send(page, {}, do=do)
    assert refused.status == 409
    (claim,) = sample.port.run(read_projection(sample.space, sample.records["ivan"])).fields["birth_date"]
    assert (claim.value, claim.attested_by, claim.disputed_by) == ("1971", (), ())


async def test_value_beside_one_that_was_replaced_is_signed_all_the_same(desk: Desk, sample: Sample) -> None:
    page = await desk.get(sample.url("ivan") + "/check?path=birth_date")
    sample.say_as_bob("ivan", {"birth_place": "TEST-вёска"}, beside=False)
    assert (await desk.send(page, {}, do="attest")).status == 200
    (claim,) = sample.port.run(read_projection(sample.space, sample.records["ivan"])).fields["birth_date"]
    assert len(claim.attested_by) == 1


@pytest.mark.parametrize("forged", ["", "ab" * 32 + ".0"])
async def test_check_of_a_card_that_was_never_shown_is_refused(desk: Desk, sample: Sample, forged: str) -> None:
    page = await desk.get(sample.url("ivan") + "/check?path=birth_date")
    assert (await desk.send(page, {"heads": forged}, do="attest")).status == 409


async def test_program_signs_no_value_said_since_it_read(program: Program, sample: Sample) -> None:
    at = record_of(program, sample, "ivan")
    seen = (await program.get(at)).json["heads"]
    sample.say_as_bob("ivan", {"birth_date": "1971"}, beside=False)
    for path, body in (("/attestations", {"step": "two_sources"}), ("/disputes", {})):
        refused = await program.post(at + path, paths=["birth_date"], seen=seen, **body)
        assert refused.status == 409
        signed = await program.post(at + path, paths=["names/a/text"], seen=seen, **body)
        assert signed.status == 201


async def test_own_value_sent_to_the_queue_by_a_forged_form_is_refused(desk: Desk, sample: Sample) -> None:
    queue = await desk.get("/verify?why=second")
    record = sample.records["dead"]
    (claim,) = sample.port.run(read_projection(sample.space, record)).fields["status"]
    fields = {
        **form_fields(queue.form()),
        f"c:{record.hex()}:status": f"{claim.id[0].hex()}.{claim.id[1]}",
        "step": "two_sources",
        "do": "attest",
    }
    assert (await desk.post("/verify", fields)).status == 409
    (claim,) = sample.port.run(read_projection(sample.space, record)).fields["status"]
    assert (claim.is_proposed, claim.attested_by) == (True, ())


# --- the lock ---------------------------------------------------------------------------------------------------------
async def test_refused_requests_do_not_put_off_the_lock(
    desk: Desk, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of a problem asks the node nothing: else a foreign page or an old calendar held it open for ever."""
    uses: list[object] = []
    depth = 0
    real = desk.port.read

    @contextmanager
    def quietly() -> Iterator[None]:
        nonlocal depth
        depth += 1
        try:
            yield
        finally:
            depth -= 1

    async def read(step):  # type: ignore[no-untyped-def]
        if not depth:
            uses.append(step)
        return await real(step)

    monkeypatch.setattr(desk.port, "quietly", quietly)
    monkeypatch.setattr(desk.port, "read", read)
    desk.client.session.cookie_jar.clear()
    assert (await desk.get("/people")).status == 403
    assert (await desk.get("/", headers={"Host": "mallory.example"})).status == 403
    assert (await desk.get("/", headers={"Origin": "http://mallory.example"})).status == 403
    assert (await desk.get(f"/calendar/feed/{'00' * 16}.ics")).status == 404
    assert (await desk.get("/open/nothing")).status == 403
    assert uses == []


# --- bodies no program would send -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fields",
    [
        {"names/a/text": "TEST-\ud800"},
        {"names/a/text": "TEST-\x00\x1b"},
        {"names/\ud800/text": "TEST-"},
        {"names/a/text": 10**30},
        {"names/" + "a" * 5_000 + "/text": "TEST-"},
        {"../../names": "TEST-"},
        {"names/a/text": "TEST-" * 100_000},
    ],
    ids=["surrogate", "control", "surrogate path", "number", "long path", "dots", "long"],
)
async def test_f12_hostile_values_are_refused_and_nothing_is_written(program: Program, fields) -> None:
    before = (await program.get("/records", kind="person")).json["total"]
    answer = await program.post(f"/spaces/{program.space}/records", kind="person", fields=fields)
    assert 400 <= answer.status < 500
    assert (await program.get("/records", kind="person")).json["total"] == before


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"kind": 1e400}', b"9" * 6_000, b'{"kind": "person", "kind": "person"}', b"\xff\xfe{}", b"NaN"],
    ids=["deep", "infinite", "digits", "twice", "other coding", "no number"],
)
async def test_f12_hostile_bodies_are_refused(program: Program, body: bytes) -> None:
    answer = await program.send_bytes("POST", f"/spaces/{program.space}/records", body)
    assert 400 <= answer.status < 500
    assert json.loads(answer.body)["error"]["code"]


@pytest.mark.parametrize("search", ['"', "' OR 1=1 --", "NEAR(a b)", "title:*", "a* AND", "\\", "%_"])
async def test_f12_search_is_words_and_never_a_query(program: Program, search: str) -> None:
    answer = await program.get("/records", search=search)
    assert answer.status == 200
    assert answer.json["records"] == [] or answer.json["total"] < 15


ASKED_FOR = ("page", "born", "month", "day", "code", "space", "why", "kind", "s", "f", "by", "place", "court", "state")
HOSTILE_TEXTS = ("9" * 400, "²", "-1", "\u202e\x00", "9999-12-31", HOSTILE)


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=["digits", "square", "below", "control", "late", "markup"])
async def test_f12_no_address_makes_a_page_fail(desk: Desk, sample: Sample, text: str) -> None:
    asked = "&".join(f"{name}={quote(text)}" for name in ASKED_FOR)
    named = {"space": sample.space.space.hex(), "record": sample.records["anna"].hex(), "sheet": "letters"}
    failed = []
    for route in routes():
        if route.method == "GET" and route.path != "/live":
            path = re.sub(r"\{(\w+)[^}]*\}", lambda found: named.get(found[1], "person"), route.path)
            answer = await desk.client.get(f"{path}?{asked}", allow_redirects=False)
            if answer.status == 500:
                failed.append(path)
    assert failed == []


# --- what leaves ------------------------------------------------------------------------------------------------------
async def test_f10_private_notes_and_guarded_names_are_in_no_answer_of_the_api(
    program: Program, sample: Sample
) -> None:
    today, about = date(2026, 3, 14), (sample.space.space, sample.records["anna"])
    port = program.desk.port
    await port.write(lambda node: keep_note(node, "TEST-secret note", today, today=today, about=about))
    await port.write(lambda node: guard_names(node, ["TEST-secret Helper"]))
    at = record_of(program, sample, "anna")
    for path, query in (
        ("/status", {}),
        ("/records", {"search": "secret"}),
        (at, {}),
        (at + "/history", {}),
        ("/export", {"format": "json", "all_fields": "true", "provenance": "true"}),
    ):
        answer = await program.get(path, **query)
        assert answer.status == 200
        assert b"TEST-secret" not in answer.body


async def test_table_a_program_took_out_is_among_the_copies_an_erasure_tells_of(program: Program) -> None:
    assert (await program.get("/export", kind="person")).status == 200
    assert [what for _, what in program.desk.port.node.only_space().copies.written] == [Written.TABLE]


async def test_f12_program_and_page_draw_one_picture_at_a_time(
    program: Program, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[bool] = []
    real = files.clean_file

    async def watched(data: bytes, bytes_max: int) -> tuple[bytes, ...]:
        locked.append(program.desk.app[SITE].drawing.locked())
        return await real(data, bytes_max)

    monkeypatch.setattr(files, "clean_file", watched)
    content = base64.b64encode(jpeg()).decode()
    at = record_of(program, sample, "anna") + "/attachments"
    assert (await program.post(at, category="portrait", content=content)).status == 201
    assert locked == [True]


# --- forms with files -------------------------------------------------------------------------------------------------
async def test_f12_form_with_one_field_over_and_over_is_refused(desk: Desk, sample: Sample) -> None:
    form = FormData()
    for _ in range(2):
        form.add_field("token", desk.app_session().form_token)
    form.add_field("file", b"x", filename="x")
    assert (await desk.upload("/attach", form)).status == 413


async def restore(desk: Desk, secret: str, data: bytes = b"sealed") -> Answer:
    form = FormData()
    texts = {"token": desk.app_session().form_token, "secret": secret, "new": PHRASE, "again": PHRASE}
    for name, text in texts.items():
        form.add_field(name, text)
    form.add_field("file", data, filename="data.bin")
    return await desk.upload("/begin/restore", form)


async def test_guessing_at_a_backup_waits_and_says_so(desk: Desk) -> None:
    desk.safety = desk.app[SITE].safety = FakeSafety("TEST-right")
    await desk.let_in()
    for number in range(UNLOCK_FREE_TRIES):
        refused = await restore(desk, f"TEST-guess {number}")
        assert (refused.status, "does not open that backup" in refused.text) == (422, True)
    refused = await restore(desk, "TEST-right")
    assert (refused.status, "Too many wrong tries" in refused.text) == (422, True)
    assert desk.safety.passphrase == "TEST-right"
    desk.clock.seconds += 2
    await restore(desk, "TEST-right")
    assert desk.safety.passphrase == PHRASE


async def test_file_that_is_no_backup_makes_nothing(desk: Desk) -> None:
    await desk.let_in()
    refused = await restore(desk, "TEST-right", b"\x00" * 1_000)
    assert (refused.status, "no whole backup" in refused.text) == (422, True)
    assert desk.port.condition.name == "EMPTY"
