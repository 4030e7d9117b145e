"""The local control channel between a running node and commands: both kinds of place, progress, ends, strangers."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from keys.keyfile import CHEAP
from node.runtime import control_place
from node.runtime.commands.call import Answer, Tell
from node.runtime.commands.table import Request, run_command
from node.runtime.control import Control
from node.runtime.control_client import Refused, RunningNode, reach
from node.runtime.control_frames import encode_message, read_message
from node.runtime.control_place import SOCKET_FILE, TOKEN_FILE
from node.runtime.errors import NoAnswer, NotReady, NotRunning
from node.runtime.home import Home
from node.runtime.limits import CONTROL_CONNECTIONS_MAX, CONTROL_MESSAGE_BYTES_MAX
from tests.conftest import Random

Run = Callable[[Request, Tell], "asyncio.Future[Answer]"]
PASSPHRASE = "TEST seven tall herons by the lake"


@pytest.fixture(params=["socket file", "port and token"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder; for one of the two kinds of place without socket files."""
    if request.param == "port and token":
        monkeypatch.setattr(control_place, "has_socket_files", lambda _folder: False)
    found = tmp_path / "h"
    found.mkdir(mode=0o700)
    return found


@asynccontextmanager
async def serving(folder: Path, run: object, random: Random) -> AsyncIterator[Control]:
    """Serve a folder with `run`, an async function of request and tell."""
    async with asyncio.TaskGroup() as tasks:
        control = Control(folder, tasks=tasks, run=run, condition=lambda: "open", random=random)  # type: ignore[arg-type]
        await control.start()
        try:
            yield control
        finally:
            await control.stop()


async def ask(folder: Path, name: str = "test", tell: Tell = lambda _done, _total: None, **args: str) -> Answer:
    """Give one command to the node of a folder."""
    async with await reach(folder) as node:
        return await node.ask(name, args, None, tell)


def names_in(folder: Path) -> list[str]:
    """Return the names of what is in a folder."""
    return [path.name for path in folder.iterdir()]


async def echo(request: Request, _tell: Tell) -> Answer:
    """Answer with what was asked."""
    return {"name": request.name, "passphrase": request.passphrase, **request.args}


async def test_command_goes_over_and_its_answer_comes_back(folder: Path, random: Random) -> None:
    async with serving(folder, echo, random), await reach(folder) as node:
        assert node.condition == "open"
        answer = await node.ask("record.list", {"search": "TEST-Яніна"}, "secret", lambda _done, _total: None)
    assert answer == {"name": "record.list", "passphrase": "secret", "search": "TEST-Яніна"}
    assert names_in(folder) == []


async def test_refusal_comes_back_as_its_line_and_a_fault_without_its_message(folder: Path, random: Random) -> None:
    async def run(request: Request, _tell: Tell) -> Answer:
        raise NotReady("this cannot be") if request.name == "refuse" else ValueError("TEST-name")

    async with serving(folder, run, random):
        with pytest.raises(Refused, match=r"^this cannot be$"):
            await ask(folder, "refuse")
        with pytest.raises(Refused, match="a fault of this program") as caught:
            await ask(folder, "fail")
    assert "TEST-name" not in str(caught.value)


async def test_progress_comes_before_the_answer(folder: Path, random: Random, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("node.runtime.control.CONTROL_PROGRESS_EVERY_S", 0)
    seen: list[tuple[int, int | None]] = []
    told = asyncio.Event()

    async def run(_request: Request, tell: Tell) -> Answer:
        tell(7, 9)
        await told.wait()
        return {}

    def tell(done: int, total: int | None) -> None:
        seen.append((done, total))
        told.set()

    async with serving(folder, run, random):
        await ask(folder, tell=tell)
    assert seen == [(7, 9)]


async def test_command_goes_on_when_whoever_gave_it_hangs_up(folder: Path, random: Random) -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def run(_request: Request, _tell: Tell) -> Answer:
        begun.set()
        await may_end.wait()
        ended.set()
        return {}

    async with serving(folder, run, random):
        asking = asyncio.create_task(ask(folder))
        await begun.wait()
        asking.cancel()
        await asyncio.wait({asking})
        may_end.set()
    assert ended.is_set()


async def test_stop_waits_for_the_command_under_way(folder: Path, random: Random) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def run(_request: Request, _tell: Tell) -> Answer:
        begun.set()
        await may_end.wait()
        return {"done": True}

    async with serving(folder, run, random) as control:
        asking = asyncio.create_task(ask(folder))
        await begun.wait()
        stopping = asyncio.create_task(control.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        may_end.set()
        assert await asking == {"done": True}
        await stopping
        await control.stop()
        with pytest.raises(NotRunning):
            await reach(folder)


async def test_connections_above_the_bound_are_closed_and_the_others_served(folder: Path, random: Random) -> None:
    async with serving(folder, echo, random):
        held = [await reach(folder) for _ in range(CONTROL_CONNECTIONS_MAX)]
        with pytest.raises((NoAnswer, NotRunning)):
            await reach(folder)
        assert (await held[0].ask("one", {}, None, lambda _done, _total: None))["name"] == "one"
        for node in held:
            await node.__aexit__(None, None, None)


BAD_MESSAGES = [
    b"\x00\x00\x00\x02[]",
    b"\x00\x00\x00\x02{}",
    b"\x00\x00\x00\x01{",
    b"\xff\xff\xff\xff",
    b"\x00\x00",
    encode_message({"command": 1, "args": {}, "passphrase": None}),
    encode_message({"command": "a", "args": [], "passphrase": None}),
    encode_message({"command": "a", "args": {}, "passphrase": 1}),
    (100_000).to_bytes(4, "big") + b"[" * 100_000,
]


@pytest.mark.parametrize("sent", BAD_MESSAGES, ids=range(len(BAD_MESSAGES)))
async def test_bad_message_ends_its_conversation_only(folder: Path, random: Random, sent: bytes) -> None:
    async with serving(folder, echo, random):
        node = await reach(folder)
        node._writer.write(sent)
        node._writer.write_eof()
        assert await node._reader.read() == b""
        assert (await ask(folder, "next"))["name"] == "next"
        await node.__aexit__(None, None, None)


async def test_answer_too_long_for_a_message_is_a_line(folder: Path, random: Random) -> None:
    async def run(_request: Request, _tell: Tell) -> Answer:
        return {"text": "x" * CONTROL_MESSAGE_BYTES_MAX}

    async with serving(folder, run, random):
        with pytest.raises((Refused, NoAnswer)):
            await ask(folder)


async def test_nobody_running_and_leftovers_of_a_killed_node_are_not_running(folder: Path, random: Random) -> None:
    with pytest.raises(NotRunning):
        await reach(folder)
    _, listener = control_place.listen(folder, random)
    listener.close()
    assert names_in(folder) in ([SOCKET_FILE], [TOKEN_FILE])
    with pytest.raises(NotRunning):
        await reach(folder)


async def test_stranger_on_the_port_of_an_ended_node_learns_nothing(
    tmp_path: Path, random: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control_place, "has_socket_files", lambda _folder: False)
    place, listener = control_place.listen(tmp_path, random)
    heard: list[bytes] = []
    ended = asyncio.Event()

    async def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(encode_message({"nonce": "00" * 32}))
        heard.append(json.dumps(await read_message(reader, 60)).encode())
        writer.write(encode_message({"protocol": 1, "condition": "locked", "proof": "00" * 32}))
        heard.append(await reader.read())
        writer.close()
        ended.set()

    async with await asyncio.start_server(stranger, sock=listener):
        with pytest.raises(NotRunning):
            await reach(tmp_path)
        await ended.wait()
    assert place.token.hex() not in heard[0].decode()
    assert heard[1] == b""


async def test_command_without_the_token_is_not_heard(
    tmp_path: Path, random: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control_place, "has_socket_files", lambda _folder: False)
    async with serving(tmp_path, echo, random):
        token_file = tmp_path / TOKEN_FILE
        content = bytearray(token_file.read_bytes())
        content[-1] ^= 1
        token_file.write_bytes(content)
        with pytest.raises(NotRunning):
            await reach(tmp_path)


async def test_socket_file_of_another_owner_is_not_used(
    tmp_path: Path, random: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(tmp_path, echo, random):
        monkeypatch.setattr("os.geteuid", lambda: 4_242)
        with pytest.raises(NotRunning):
            await reach(tmp_path)


# --- a locked home ----------------------------------------------------------------------------------------------------
async def test_borrowed_home_is_locked_again_and_one_opened_meanwhile_stays_open(tmp_path: Path) -> None:
    home = Home(tmp_path / "h", cost=CHEAP)
    await home.create(name="alice", passphrase=PASSPHRASE)
    await home.lock()
    request = Request(name="space.list", args={}, passphrase=PASSPHRASE)
    await run_command(home, request, lambda _done, _total: None)
    assert home.condition.value == "locked"

    first = asyncio.create_task(run_command(home, request, lambda _done, _total: None))
    while home.condition.value == "locked":  # noqa: ASYNC110 - until the command has borrowed it
        await asyncio.sleep(0)
    await home.unlock(PASSPHRASE)
    await first
    assert home.condition.value == "open"
    await home.lock()


async def test_commands_at_once_on_a_locked_home_all_succeed(tmp_path: Path) -> None:
    home = Home(tmp_path / "h", cost=CHEAP)
    await home.create(name="alice", passphrase=PASSPHRASE)
    await home.lock()
    request = Request(name="space.list", args={}, passphrase=PASSPHRASE)
    answers = await asyncio.gather(*(run_command(home, request, lambda _done, _total: None) for _ in range(4)))
    assert answers == [{"spaces": []}] * 4
    assert home.condition.value == "locked"


def test_running_node_and_request_never_print_a_passphrase() -> None:
    assert "secret" not in repr(Request(name="a", args={"x": "secret"}, passphrase="secret"))
    assert RunningNode.__repr__ is object.__repr__
