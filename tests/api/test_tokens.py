"""The page on which access for programs is made, shown once and taken back."""

from node.service.limits import TOKENS_MAX
from node.service.tokens import Scope
from tests.api.desk import Desk
from tests.api.fake_port import FakePort
from tests.api.program import Program
from tests.api.sample import HOSTILE, Sample


async def test_token_is_shown_once_opens_the_api_and_is_revoked(desk: Desk, sample: Sample) -> None:
    page = await desk.get("/tokens")
    assert "No program has access" in page.text
    made = await desk.send(page, {"name": "TEST-calendar", "scope": "write", "days": "7"}, action="/tokens")
    assert made.status == 200
    token = next(made.page.all("code")).text
    program = Program(desk, token)
    assert (await program.get("/spaces")).status == 200
    written = await program.post(f"/spaces/{program.space}/records", kind="person", fields={"names/a/text": "TEST-Eva"})
    assert written.status == 201
    again = await desk.get("/tokens")
    assert token not in again.html
    assert "TEST-calendar" in again.text
    assert "21 March 2026" in again.text or "March 21, 2026" in again.text
    revoked = await desk.send(again, {}, action="/tokens/revoke")
    assert "Revoked" in revoked.html
    assert (await program.get("/spaces")).code == "wrong_token"


async def test_token_for_reading_is_what_is_offered_first(desk: Desk, sample: Sample, port: FakePort) -> None:
    await desk.send(await desk.get("/tokens"), {"name": "TEST-calendar"}, action="/tokens")
    assert [token.scope for token in port.node.tokens.values()] == [Scope.READ]


async def test_token_needs_a_name_and_days_and_keeps_what_was_typed(desk: Desk, sample: Sample, port: FakePort) -> None:
    page = await desk.get("/tokens")
    assert (await desk.send(page, {"name": " "}, action="/tokens")).status == 422
    token = desk.app_session().form_token
    refused = await desk.post("/tokens", {"token": token, "name": "TEST-x", "days": "999", "scope": "write"})
    assert refused.status == 422
    assert 'value="TEST-x"' in refused.html
    assert not port.node.tokens


async def test_tokens_are_bounded_on_the_page(desk: Desk, sample: Sample, port: FakePort) -> None:
    for _ in range(TOKENS_MAX):
        await Program.admitted(desk, Scope.READ)
    page = await desk.get("/tokens")
    assert not [form for form in page.forms if form.attrs["action"] == "/tokens"]
    form = {"token": desk.app_session().form_token, "name": "TEST-x", "days": "1"}
    assert (await desk.post("/tokens", form)).status == 422
    assert len(port.node.tokens) == TOKENS_MAX


async def test_token_that_is_none_cannot_be_revoked(desk: Desk, sample: Sample) -> None:
    form = desk.app_session().form_token
    for id in ("", "xyz", "00" * 8):
        assert (await desk.post("/tokens/revoke", {"token": form, "id": id})).status == 404


async def test_name_of_a_token_is_shown_inert(desk: Desk, sample: Sample) -> None:
    made = await desk.send(await desk.get("/tokens"), {"name": HOSTILE[:60]}, action="/tokens")
    assert not made.foreign_scripts
    assert "<script>alert" not in made.html


async def test_ended_token_is_told_as_such(desk: Desk, sample: Sample, port: FakePort) -> None:
    await Program.admitted(desk, Scope.READ)
    port.time += 2 * 86_400
    assert "ended on" in (await desk.get("/tokens")).text
