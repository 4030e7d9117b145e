"""The demonstration as a person uses it: any of its three windows closed for good, the others go on."""

import json
import os
import select
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.terminal import WAIT_S, Terminal

NAMES = ("alice", "bob", "carol")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The first line of a running demonstration; its temporary files stand in the test's folder."""
    terminal = Terminal(tmp_path, extra={"TMPDIR": str(tmp_path)})
    command = terminal.command("--json", "demo", is_open=False)
    process = subprocess.Popen(
        command, env=terminal.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        readable, _, _ = select.select([process.stdout], [], [], WAIT_S)
        assert readable
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=WAIT_S)
    assert process.returncode == 0, err
    assert list(tmp_path.glob("demo-*")) == []


def window(node: dict[str, Any]) -> Terminal:
    home = Path(node["home"])
    return Terminal(home.parent, home.name)


@pytest.mark.parametrize("closed", ["alice", *(pytest.param(name, marks=pytest.mark.proof) for name in NAMES[1:])])
def test_any_window_closed_for_good_the_others_go_on(demo: dict[str, Any], closed: str) -> None:
    nodes = {node["name"]: node for node in demo["nodes"]}
    assert tuple(nodes) == NAMES
    assert len({node["page"] for node in nodes.values()}) == 3
    before = {name: window(node).ask("state-hash", is_open=False) for name, node in nodes.items()}
    assert len({item["state_hash"] for item in before.values()}) == 1
    total = window(nodes["alice"]).ask("record", "list", is_open=False)["total"]
    assert total == 19
    for node in nodes.values():
        members = window(node).ask("space", "members", is_open=False)["members"]
        assert {line["group"] for line in members} == {"TEST-Vilnius", "TEST-Warsaw", "TEST-Tbilisi"}

    os.kill(nodes[closed]["process"], signal.SIGKILL)
    one, other = (window(nodes[name]) for name in NAMES if name != closed)
    made = {
        author.name: author.ask("record", "add", "person", f"names/+/text=TEST-by {author.name}", is_open=False)
        for author in (one, other)
    }
    for reader in (one, other):
        for _ in range(200):  # each a command of its own: half a second of a line's time
            if reader.ask("record", "list", is_open=False)["total"] == total + 2:
                break
        for author, answer in made.items():
            shown = reader.ask("record", "show", answer["record"], is_open=False)
            assert list(shown["fields"].values()) == [f"TEST-by {author}"]
    states = [reader.ask("state-hash", is_open=False) for reader in (one, other)]
    assert states[0] == states[1]
    assert states[0]["partial"] is False
