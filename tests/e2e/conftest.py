"""Homes for real processes: an empty one, and alice's with one space in it."""

import asyncio
import socket
from pathlib import Path

import pytest

from keys.keyfile import CHEAP
from node.runtime.home import Home
from node.service.spaces import create_space
from tests.e2e.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal over an empty home."""
    return Terminal(tmp_path)


@pytest.fixture
def alice(terminal: Terminal) -> Terminal:
    """A terminal over alice's home with the space "TEST network" in it."""
    asyncio.run(_make(terminal))
    return terminal


async def _make(terminal: Terminal) -> None:
    home = Home(terminal.home, cost=CHEAP)
    await home.create(name="alice", passphrase=terminal.passphrase)
    await home.write(lambda node: create_space(node, title="TEST network"))
    await home.lock()


@pytest.fixture
def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
