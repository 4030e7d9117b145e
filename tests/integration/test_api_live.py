"""The JSON API over a real home: written to disk, shut by the lock, and never what holds the lock off."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from keys.keyfile import CHEAP
from keys.randomness import system_random
from node.api.serving import PageServer
from node.runtime.home import Home
from node.service.spaces import create_space
from node.service.tokens import Scope, make_token
from tests.api.fake_port import FakeNetwork, FakeSafety

PASSPHRASE = "TEST-a passphrase of the tests"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """An open home with one space."""
    made = Home(tmp_path / "alice", cost=CHEAP)
    await made.create(name="TEST-alice", passphrase=PASSPHRASE)
    await made.write(lambda node: create_space(node, title="TEST-space", group="TEST-group"))
    yield made
    await made.lock()


@pytest.fixture
async def base(home: Home) -> AsyncIterator[str]:
    """Where its API answers."""
    server = await PageServer.start(
        home,
        FakeNetwork(),
        FakeSafety(),
        host="127.0.0.1",
        number=0,
        random=system_random,
        clock=time.monotonic,
        stop_s=1.0,
    )
    yield server.first_link.partition("/open/")[0] + "/api/v1"
    await server.stop()


async def ask(url: str, token: str, body: object = None) -> tuple[int, Any]:
    """Ask or write; return the status and the JSON."""
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.request("GET" if body is None else "POST", url, headers=headers, json=body) as answer,
    ):
        return answer.status, await answer.json()


async def test_program_writes_and_reads_over_lock_and_unlock(home: Home, base: str) -> None:
    token = await home.write(lambda node: make_token(node, name="TEST", scope=Scope.WRITE, days=1, now=home.now()))
    space = home.node.only_space().space.hex()
    status, made = await ask(
        f"{base}/spaces/{space}/records", token, {"kind": "person", "fields": {"names/a/text": "TEST-Eva"}}
    )
    assert status == 201
    await home.lock()
    status, refused = await ask(f"{base}/records", token)
    assert (status, refused["error"]["code"]) == (423, "locked")
    await home.unlock(PASSPHRASE)
    status, found = await ask(f"{base}/records?search=eva", token)
    assert status == 200
    assert [row["record"] for row in found["records"]] == [made["record"]]


async def test_request_of_a_program_does_not_put_off_the_lock(home: Home, base: str) -> None:
    token = await home.write(lambda node: make_token(node, name="TEST", scope=Scope.READ, days=1, now=home.now()))
    used_at = home.used_at
    for path in ("/status", "/records", "/spaces", "/peers"):
        assert (await ask(base + path, token))[0] == 200
    assert home.used_at == used_at


async def test_token_and_its_secret_stand_nowhere_on_the_disk(home: Home, base: str) -> None:
    token = await home.write(
        lambda node: make_token(node, name="TEST-marked-name", scope=Scope.READ, days=1, now=home.now())
    )
    assert (await ask(base + "/spaces", token))[0] == 200
    await home.lock()
    files = b"".join(file.read_bytes() for file in sorted(home.folder.rglob("*")) if file.is_file())
    assert token.encode() not in files
    assert b"TEST-marked-name" not in files
