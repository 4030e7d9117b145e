"""THREATS F9 for programs: foreign hosts and pages, guessed, revoked and late tokens. Refused, nothing shown."""

import io
from contextlib import suppress

import pytest

from keys.text import decode_text
from node.api.v1.door import TABLE
from node.service.archive import ArchiveKey
from node.service.backup import read_backup, write_backup
from node.service.effects import Emit, LoadAll, Loaded, Step, Take
from node.service.errors import Refused
from node.service.limits import TOKENS_MAX
from node.service.tokens import Scope, make_token, revoke_token
from tests.api.desk import Desk
from tests.api.fake_port import FakePort
from tests.api.program import Program
from tests.api.sample import PASSPHRASE, Sample
from tests.sim.memory_store import MemoryStore

DAY_S = 86_400
PRIVATE = [operation for operation in TABLE.operations if not operation.is_open]


@pytest.fixture
async def program(desk: Desk, sample: Sample) -> Program:
    """A program with a token for everything."""
    return await Program.admitted(desk, Scope.WRITE)


@pytest.mark.parametrize("operation", PRIVATE, ids=lambda operation: operation.name)
async def test_f09_no_operation_answers_without_a_token(desk: Desk, sample: Sample, operation) -> None:
    path = operation.path.replace("{space}", "0" * 32).replace("{record}", "0" * 32).replace("{import}", "x")
    answer = await Program(desk, "").send_bytes(operation.method, path, b"{}")
    assert (answer.status, answer.code) == (401, "no_token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert b"TEST-" not in answer.body


@pytest.mark.parametrize("operation", [one for one in PRIVATE if one.writes], ids=lambda operation: operation.name)
async def test_f09_token_for_reading_writes_nothing(desk: Desk, sample: Sample, operation) -> None:
    reader = await Program.admitted(desk, Scope.READ)
    assert (await reader.get("/spaces")).status == 200
    path = operation.path.replace("{space}", "0" * 32).replace("{record}", "0" * 32).replace("{import}", "x")
    answer = await reader.send_bytes(operation.method, path, b"{}")
    assert (answer.status, answer.code) == (403, "not_in_scope")


async def test_f09_session_of_a_browser_opens_no_operation(desk: Desk, sample: Sample) -> None:
    assert (await desk.get("/people")).status == 200
    assert (await Program(desk, "").get("/spaces")).status == 401


async def test_f09_token_opens_no_page(desk: Desk, program: Program) -> None:
    desk.client.session.cookie_jar.clear()
    answer = await desk.get("/people", headers={"Authorization": f"Bearer {program.token}"})
    assert answer.status == 403
    assert "TEST-" not in answer.html


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{n}", "127.0.0.1:1", ""])
async def test_f09_unknown_host_is_refused_with_any_token(program: Program, host: str) -> None:
    for path in ("/spaces", "/openapi.json"):
        headers = {"Host": host.format(n=program.desk.number)}
        answer = await program.send_bytes("GET", path, None, headers=headers)
        assert (answer.status, answer.code) == (403, "foreign")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_f09_foreign_page_is_refused_with_any_token(program: Program, headers: dict[str, str]) -> None:
    answer = await program.send_bytes("GET", "/spaces", None, headers=headers)
    assert (answer.status, answer.code) == (403, "foreign")
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_f09_own_page_and_a_program_without_an_origin_are_answered(program: Program) -> None:
    assert (await program.send_bytes("GET", "/spaces", None, headers={"Origin": program.desk.origin})).status == 200
    assert (await program.send_bytes("GET", "/spaces", None)).status == 200


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Basic YTpi", "token"])
async def test_f09_header_of_another_form_is_no_token(program: Program, given: str) -> None:
    program.token = ""
    answer = await program.send_bytes("GET", "/spaces", None, headers={"Authorization": given})
    assert answer.status == 401


async def test_f09_wrong_tokens_wait_longer_and_a_right_one_does_not(program: Program) -> None:
    desk = program.desk
    guess = Program(desk, program.token[:-3] + "000")
    statuses = [(await guess.get("/spaces")).status for _ in range(6)]
    assert statuses == [401, 401, 401, 429, 429, 429]
    answer = await guess.get("/spaces")
    assert answer.code == "too_many_tries"
    assert int(answer.headers["Retry-After"]) >= 1
    assert (await program.get("/spaces")).status == 200
    desk.clock.seconds += 2
    assert (await guess.get("/spaces")).status == 401


async def test_f09_token_ends_on_its_day(program: Program) -> None:
    program.desk.port.time += DAY_S - 1
    assert (await program.get("/spaces")).status == 200
    program.desk.port.time += 1
    assert (await program.get("/spaces")).code == "wrong_token"


async def test_f09_revoked_token_opens_nothing_after_a_restart_either(program: Program) -> None:
    port = program.desk.port
    other = await Program.admitted(program.desk, Scope.READ)
    await port.write(lambda node: revoke_token(node, next(iter(node.tokens))))
    assert (await program.get("/spaces")).code == "wrong_token"
    port.reopen()
    assert (await program.get("/spaces")).code == "wrong_token"
    assert (await other.get("/spaces")).status == 200


async def test_f09_locked_node_answers_that_it_is_and_nothing_else(program: Program, port: FakePort) -> None:
    await port.lock()
    for operation in PRIVATE:
        answer = await program.send_bytes(operation.method, operation.path, None)
        assert (answer.status, answer.code) == (423, "locked")
    assert (await program.get("/openapi.json")).status == 200
    await port.unlock(PASSPHRASE)
    assert (await program.get("/spaces")).status == 200


async def test_f09_empty_home_answers_as_a_locked_one(desk: Desk) -> None:
    assert (await Program(desk, "").get("/spaces")).code == "locked"


async def test_f09_every_answer_carries_the_headers(program: Program) -> None:
    for answer in (await program.get("/spaces"), await program.get("/nothing"), await program.get("/export")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Server"] == "web"
        assert "Set-Cookie" not in answer.headers


async def test_f09_token_itself_is_kept_nowhere(program: Program, port: FakePort) -> None:
    loaded: Loaded = port.store.perform(LoadAll())
    assert len(_tokens(loaded)) == 1
    secret = decode_text("token", program.token)
    assert not any(secret in value for value in (*loaded.settings.values(), *loaded.secrets.values()))


async def test_f09_token_leaves_in_no_backup(program: Program, port: FakePort) -> None:
    key, file, restored = ArchiveKey(bytes(32)), io.BytesIO(), MemoryStore()
    _drive(write_backup(port.node, key, lambda _done: None), port.store, file)
    file.seek(0)
    _drive(read_backup(key, lambda _done: None), restored, file)
    loaded: Loaded = restored.perform(LoadAll())
    assert loaded.settings["name"] == b"alice"
    assert not _tokens(loaded)


def _tokens(loaded: Loaded) -> list[str]:
    return [name for name in loaded.settings if name.startswith("token/")]


def _drive(step: Step[object], store: MemoryStore, file: io.BytesIO) -> None:
    answer: object = None
    with suppress(StopIteration):
        while True:
            match step.send(answer):
                case Emit(data):
                    answer = file.write(data) and None
                case Take(count):
                    answer = file.read(count)
                case effect:
                    answer = store.perform(effect)


async def test_f09_tokens_are_bounded_and_named(program: Program, port: FakePort) -> None:
    def make(name: str, days: int) -> str:
        return port.run(make_token(port.node, name=name, scope=Scope.READ, days=days, now=port.time))

    for name, days in (("", 1), ("x" * 81, 1), ("a\nb", 1), ("a", 0), ("a", 367)):
        with pytest.raises(Refused):
            make(name, days)
    texts = {make("TEST-one", 1) for _ in range(TOKENS_MAX - 1)}
    assert len(texts) == TOKENS_MAX - 1
    with pytest.raises(Refused):
        make("TEST-one", 1)
