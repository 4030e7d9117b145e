"""The JSON API as a program meets it: what it answers, what it writes, and every refusal in one form."""

import base64

import pytest

from node.api.v1.door import TABLE
from node.service.progress import PeerState
from node.service.tokens import Scope
from tests.api.desk import Desk
from tests.api.program import Program
from tests.api.sample import Sample
from tests.conftest import steady_random
from tests.support.files import away
from tests.support.papers import locked_paper, paper
from tests.support.pictures import SECRET, jpeg, pixels

BAD_SEX = b'{"kind":"person","fields":{"names/a/text":"TEST-","sex":"soon"}}'


@pytest.fixture
async def program(desk: Desk, sample: Sample) -> Program:
    """A program with a token for everything."""
    return await Program.admitted(desk, Scope.WRITE)


async def test_records_are_found_by_words_kind_and_field(program: Program, sample: Sample) -> None:
    found = await program.get("/records", search="uzorava", kind="person")
    assert [row["record"] for row in found.json["records"]] == [sample.records["anna"].hex()]
    assert found.json["total"] == 1
    named = await program.get("/records", kind="person", where=["names/*/scheme=official_2007", "sex=female"])
    assert [row["record"] for row in named.json["records"]] == [sample.records["anna"].hex()]
    about = await program.get("/records", refers_to=sample.records["anna"].hex(), by="person", kind="letter")
    assert [row["record"] for row in about.json["records"]] == [sample.records["letter"].hex()]


async def test_records_pages_follow_one_another_to_the_end(program: Program) -> None:
    whole = (await program.get("/records")).json["records"]
    cursor, seen = None, []
    while True:
        page = (await program.get("/records", limit=3, **({"cursor": cursor} if cursor else {}))).json
        seen += page["records"]
        cursor = page["next"]
        if cursor is None:
            break
        assert len(page["records"]) == 3
    assert seen == whole
    assert len(whole) > 6


async def test_records_cursor_of_another_list_is_refused_and_a_change_between_is_told(
    program: Program, sample: Sample
) -> None:
    first = (await program.get("/records", limit=2)).json
    other = await program.get("/records", limit=2, kind="person", cursor=first["next"])
    assert (other.status, other.code, other.where) == (422, "bad_value", "query.cursor")
    assert (await program.get("/records", cursor=first["next"])).json["shifted"] is False
    sample.add("eva", "person", names__a__text="TEST-Eva")
    assert (await program.get("/records", cursor=first["next"])).json["shifted"] is True


async def test_record_is_written_read_changed_and_deleted(program: Program) -> None:
    made = await program.post(f"/spaces/{program.space}/records", kind="person", fields={"names/a/text": "TEST-Eva"})
    assert made.status == 201
    at = f"/spaces/{program.space}/records/{made.json['record']}"
    read = await program.get(at)
    assert read.json["fields"] == {"names/a/text": "TEST-Eva"}
    assert read.json["provenance"]["names/a/text"]["author"] == "alice"
    changed = await program.send("PATCH", at, {"fields": {"sex": "female"}, "seen": read.json["heads"]})
    assert changed.status == 200
    assert (await program.post(at + "/deletions", paths=["names/a"])).status == 201
    assert (await program.get(at)).json["fields"] == {"sex": "female"}
    deeds = [event["deed"] for event in (await program.get(at + "/history")).json["history"]]
    assert deeds.count("delete") == 1


async def test_record_written_by_another_in_between_is_a_conflict_not_a_loss(program: Program) -> None:
    made = await program.post(f"/spaces/{program.space}/records", kind="person", fields={"names/a/text": "TEST-Eva"})
    at = f"/spaces/{program.space}/records/{made.json['record']}"
    seen = (await program.get(at)).json["heads"]
    await program.send("PATCH", at, {"fields": {"sex": "male"}, "seen": seen})
    await program.send("PATCH", at, {"fields": {"sex": "female"}, "seen": seen})
    assert {claim["value"] for claim in (await program.get(at)).json["conflicts"]["sex"]} == {"male", "female"}


async def test_record_refers_to_another_by_its_id(program: Program, sample: Sample) -> None:
    anna = sample.records["anna"].hex()
    fields = {"person": anna, "category": "medicine", "description": "TEST-"}
    made = await program.post(f"/spaces/{program.space}/records", kind="need", fields=fields)
    at = f"/spaces/{program.space}/records/{made.json['record']}"
    assert (await program.get(at)).json["fields"] == fields
    bad = await program.post(f"/spaces/{program.space}/records", kind="need", fields={**fields, "person": "anna"})
    assert (bad.status, bad.where) == (422, "body.fields.person")


async def test_verdicts_are_signed_and_taken_back(program: Program, sample: Sample) -> None:
    at = f"/spaces/{program.space}/records/{sample.records['ivan'].hex()}"
    checked = await program.post(at + "/attestations", paths=["birth_date"], step="confirmed_by_document")
    assert checked.status == 201
    assert len((await program.get(at)).json["provenance"]["birth_date"]["attested"]) == 1
    assert (await program.post(at + "/disputes", paths=["birth_date"])).status == 201
    assert (await program.post(at + "/withholding", reason="family_request")).status == 201
    assert (await program.get(at)).json["hidden"] == [{"mode": "withheld", "reason": "family_request"}]
    assert (await program.post(at + "/hiding")).status == 201
    assert (await program.post(at + "/lifting")).status == 201
    assert (await program.get(at)).json["hidden"] == []
    again = await program.post(at + "/lifting")
    assert (again.status, again.code) == (409, "refused")


async def test_node_tells_of_itself_its_spaces_members_peers_and_counts(program: Program) -> None:
    status = (await program.get("/status")).json
    assert status["name"] == "alice"
    spaces = (await program.get("/spaces")).json["spaces"]
    assert [space["space"] for space in spaces] == [program.space]
    members = (await program.get(f"/spaces/{program.space}/members")).json["members"]
    assert {member["name"] for member in members} == {"alice", "bob"}
    state = (await program.get(f"/spaces/{program.space}/state")).json
    assert state["state_hash"] == status["spaces"][0]["state_hash"]
    assert (await program.get("/peers")).json == {"peers": []}
    assert (await program.get(f"/spaces/{program.space}/proposals")).json == {"proposals": []}
    counted = await program.get(f"/spaces/{program.space}/statistics", table=["article"], since="2024-01-01")
    assert counted.json["imprisoned"]["least"] == 1
    assert list(counted.json["tables"]) == ["article"]
    kinds = (await program.get("/kinds", language="be")).json["kinds"]
    assert "person" in {kind["kind"] for kind in kinds}


async def test_peer_is_told_with_how_far_it_is(program: Program, sample: Sample) -> None:
    space = sample.space
    program.desk.port.heard = [
        PeerState(
            space=space.space,
            device=space.device,
            is_carrier=False,
            is_connected=True,
            is_equal=False,
            missing=3,
            unsent=1,
            waiting_keys=0,
            heard=program.desk.port.time,
            rate=1.5,
            left_s=2.0,
        )
    ]
    peer = (await program.get("/peers")).json["peers"][0]
    assert (peer["name"], peer["missing"], peer["unsent"], peer["connected"]) == ("alice", 3, 1, True)
    assert peer["heard"] == "2026-03-14T09:26:00+00:00"


async def test_table_is_looked_at_imported_and_taken_back(program: Program) -> None:
    table = "ФИО,Дата рождения\nTEST-Новы Іван,1990-01-02\n".encode()
    body = {"content": base64.b64encode(table).decode(), "list": "TEST-list"}
    body |= {"columns": {"ФИО": "name", "Дата рождения": "born"}}
    at = f"/spaces/{program.space}/imports"
    looked = await program.send("POST", at, body)
    assert (looked.status, looked.json["new"], looked.json["import"]) == (200, 1, None)
    assert (await program.get(at)).json == {"imports": []}
    done = await program.send("POST", at, {**body, "apply": True, "accept_mapping": True})
    assert done.json["import"]
    assert [one["import"] for one in (await program.get(at)).json["imports"]] == [done.json["import"]]
    undone = await program.post(f"{at}/{done.json['import']}/undoing")
    assert undone.status == 200
    assert (await program.get("/records", search="новы", kind="person")).json["records"] == []
    again = await program.post(f"{at}/{done.json['import']}/undoing")
    assert (again.status, again.code) == (409, "refused")


@pytest.mark.parametrize("content", ["====", "A", "AAAA"])
async def test_table_that_is_none_is_refused(program: Program, content: str) -> None:
    answer = await program.send("POST", f"/spaces/{program.space}/imports", {"content": content})
    assert answer.status in (400, 422)
    assert answer.where == "body.content"


async def test_export_holds_public_fields_unless_told_otherwise(program: Program) -> None:
    public = await program.get("/export", kind="person")
    assert b"TEST-" not in public.body
    assert public.headers["Content-Disposition"] == 'attachment; filename="table-2026-03-14.json"'
    everything = await program.get("/export", kind="person", all_fields="true", format="csv", language="be")
    assert "TEST-Узорава".encode() in everything.body
    assert b"TEST-Withheld" not in everything.body


async def test_picture_is_attached_drawn_anew_and_read(program: Program, sample: Sample) -> None:
    at = f"/spaces/{program.space}/records/{sample.records['anna'].hex()}/attachments"
    content = base64.b64encode(jpeg(pixels(300, 200))).decode()
    made = await program.post(at, category="portrait", caption="TEST-", content=content)
    assert made.status == 201
    read = await program.get(f"/spaces/{program.space}/records/{made.json['record']}/content")
    assert read.headers["Content-Type"] == "image/jpeg"
    assert read.body.startswith(b"\xff\xd8\xff")
    assert SECRET not in read.body
    for bad in ("AAAA", "A", base64.b64encode(b"<svg/>").decode()):
        refused = await program.post(at, category="portrait", content=bad)
        assert (refused.status, refused.where) == (422, "body.content")
    part = await program.post(at, category="court_paper", content=base64.b64encode(paper(2)).decode())
    assert part.status == 201
    assert len(part.json["records"]) == 2
    assert part.json["record"] == part.json["records"][0]
    refused = await program.post(at, category="court_paper", content=base64.b64encode(locked_paper()).decode())
    assert b"locked" in refused.body
    as_sent = await program.get(f"/spaces/{program.space}/records/{made.json['record']}/content?as_sent=true")
    assert as_sent.headers["Content-Type"] == "application/octet-stream"
    assert as_sent.body.startswith(b"\xff\xd8\xff")
    none = await program.get(f"/spaces/{program.space}/records/{sample.records['anna'].hex()}/content")
    assert (none.status, none.code) == (404, "not_found")


async def test_picture_that_is_not_here_is_asked_for(program: Program, sample: Sample) -> None:
    record = away(sample, steady_random("TEST-away")(70_000)).hex()
    at = f"/spaces/{program.space}/records/{record}/content"
    assert ((read := await program.get(at)).status, read.code) == (404, "file_away")
    asked = await program.post(at)
    assert (asked.status, asked.json) == (200, {"record": record, "away": True})
    assert [item.hex() for item in sample.space.files.asked] == [record]
    here = await program.post(f"/spaces/{program.space}/records/{sample.records['anna'].hex()}/content")
    assert here.json["away"] is False


# --- refusals ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nothing", None, 404, "no_operation"),
        ("GET", "", None, 404, "no_operation"),
        ("PUT", "/status", None, 405, "other_method"),
        ("OPTIONS", "/records", None, 405, "other_method"),
        ("HEAD", "/status", None, 405, "other_method"),
        ("GET", "/records?limit=0", None, 400, "bad_input"),
        ("GET", "/records?limit=01", None, 400, "bad_input"),
        ("GET", "/records?limit=1&limit=2", None, 400, "bad_input"),
        ("GET", "/records?unknown=1", None, 400, "bad_input"),
        ("GET", "/records?cursor=xyz", None, 400, "bad_input"),
        ("GET", "/records?where=sex=female", None, 422, "bad_value"),
        ("GET", "/records?kind=person&where=colour=red", None, 422, "refused_by_ledger"),
        ("GET", "/records?kind=no_such", None, 404, "unknown_kind"),
        ("GET", f"/records?space={'0' * 32}", None, 404, "not_found"),
        ("GET", "/spaces/xyz/members", None, 400, "bad_input"),
        ("GET", f"/spaces/{'0' * 32}/members", None, 404, "not_found"),
        ("GET", "/spaces/{space}/records/" + "0" * 32, None, 404, "not_found"),
        ("GET", "/spaces/{space}/statistics?on=2026-02-30", None, 400, "bad_input"),
        ("POST", "/spaces/{space}/records", b"", 400, "bad_input"),
        ("POST", "/spaces/{space}/records", b"[1", 400, "bad_input"),
        ("POST", "/spaces/{space}/records", b"[]", 400, "bad_input"),
        ("POST", "/spaces/{space}/records", b"\xff", 400, "bad_input"),
        ("POST", "/spaces/{space}/records", b"[" * 100_000, 400, "bad_input"),
        ("POST", "/spaces/{space}/records", b'{"kind":"person","kind":"person","fields":{}}', 400, "bad_input"),
        ("POST", "/spaces/{space}/records", b'{"kind":"person","fields":{},"x":1}', 400, "bad_input"),
        ("POST", "/spaces/{space}/records", b'{"kind":"person","fields":{"sex":NaN}}', 400, "bad_input"),
        ("POST", "/spaces/{space}/records", b'{"kind":"person","fields":{"note":"\\ud800"}}', 400, "bad_input"),
        (
            "POST",
            "/spaces/{space}/records",
            b'{"kind":"person","fields":{"names/a/text":"TEST-","sex":"soon"}}',
            422,
            "value_refused",
        ),
        ("POST", "/spaces/{space}/records", b'{"kind":"person","fields":{"colour":"red"}}', 422, "refused_by_ledger"),
        ("POST", "/spaces/{space}/records", b'{"kind":"person","fields":{}}', 422, "bad_value"),
        ("POST", "/spaces/{space}/records", b'{"kind":"no_such","fields":{}}', 404, "unknown_kind"),
        ("POST", "/spaces/{space}/records", b" " * (1024 * 1024 + 1), 413, "too_long"),
    ],
)
async def test_refusal_has_one_form_and_a_code(
    program: Program, method: str, path: str, body: bytes | None, status: int, code: str
) -> None:
    answer = await program.send_bytes(method, path.replace("{space}", program.space), body)
    assert answer.status == status
    if method != "HEAD":
        assert answer.code == code
        assert set(answer.json) == {"error"}
        assert set(answer.json["error"]) == {"status", "code", "message", "where"}
        assert answer.json["error"]["status"] == status
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=utf-7"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
async def test_body_of_another_type_or_coding_is_refused(program: Program, headers: dict[str, str]) -> None:
    answer = await program.send_bytes("POST", f"/spaces/{program.space}/records", b"{}", headers=headers)
    assert (answer.status, answer.code) == (415, "not_json")


async def test_method_refused_names_those_there_are(program: Program) -> None:
    answer = await program.send_bytes("POST", "/records", b"{}")
    assert answer.headers["Allow"] == "GET"


async def test_reader_of_a_space_writes_nothing(desk: Desk, sample: Sample) -> None:
    sample.become_reader()
    program = await Program.admitted(desk, Scope.WRITE)
    at = f"/spaces/{program.space}/records"
    answer = await program.post(at, kind="person", fields={"names/a/text": "TEST-Eva"})
    assert (answer.status, answer.code) == (403, "not_allowed")


async def test_failure_of_the_node_tells_nothing_of_it(program: Program) -> None:
    program.desk.port.failing = RuntimeError("TEST-secret")
    answer = await program.get("/spaces")
    assert (answer.status, answer.code) == (500, "failed")
    assert "not finish" in answer.json["error"]["message"]
    assert b"TEST-secret" not in answer.body


async def test_every_operation_stands_in_the_document_and_nothing_else(desk: Desk) -> None:
    answer = await Program(desk, "").get("/openapi.json")
    assert answer.status == 200
    told = {(method.upper(), path) for path, at in answer.json["paths"].items() for method in at}
    assert told == {(operation.method, operation.path) for operation in TABLE.operations}
