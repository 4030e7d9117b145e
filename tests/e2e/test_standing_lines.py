"""Running nodes keep lines by themselves, tell how they stand, and end cleanly while they talk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.meeting import meet
from tests.e2e.terminal import Terminal

ASKED_MAX = 60  # a command takes longer than a call; far fewer are needed


def asked_until(ask: Callable[[], dict[str, Any]], is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Ask until an answer is so."""
    for _ in range(ASKED_MAX):
        answer = ask()
        if is_so(answer):
            return answer
    raise AssertionError(answer)


def test_running_nodes_find_one_another_pass_edits_on_and_end_cleanly(tmp_path: Path, free_port: int) -> None:
    alice, bob = Terminal(tmp_path, name="alice"), Terminal(tmp_path, name="bob")
    place = f"127.0.0.1:{free_port}"
    asyncio.run(meet(alice, bob, place))
    with alice.up("--listen", place) as one, bob.up() as other:
        told = asked_until(lambda: bob.ask("status"), lambda answer: answer["peers"][0]["connected"])
        assert told["peers"][0]["name"] == "alice"
        alice.ask("record", "add", "person", "names/+/text=TEST-Uzorava")
        asked_until(lambda: bob.ask("record", "list"), lambda answer: answer["total"] == 1)
        told = asked_until(lambda: alice.ask("status"), lambda answer: answer["peers"][0]["state"] == "done")
        assert (told["peers"][0]["missing"], told["peers"][0]["waiting_keys"]) == (0, 0)
        for running in (one, other):
            ended = running.stop()
            assert (ended.code, ended.out, ended.err) == (0, "", "")
    after = bob.ask("status")["peers"][0]
    assert (after["state"], after["connected"]) == ("away", False)
    assert after["heard"]
