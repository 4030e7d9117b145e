"""What all tests share: steady random bytes, an empty home, no other computer, and tools that may be missing.

It refuses connections that leave this computer, so that a test says so instead of hanging.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from hashlib import blake2b
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.async_api import Browser

# steady: the same examples on every run; search: fresh ones, for long runs, each failure with the line that replays it
settings.register_profile("steady", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("search", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("steady")

JS = Path(__file__).parent / "js"
LOUD = "not tested here, missing: "
COMMANDS = {"chromium": ("chromium", "chromium-browser", "google-chrome")}

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)

Random = Callable[[int], bytes]


def steady_random(seed: str) -> Random:
    """Returns a source of bytes that gives the same ones for the same seed: BLAKE2b over a counter."""
    drawn = 0

    def draw(size: int) -> bytes:
        nonlocal drawn
        out = bytearray()
        while len(out) < size:
            out += blake2b(drawn.to_bytes(8, "big"), key=blake2b(seed.encode()).digest()).digest()
            drawn += 1
        return bytes(out[:size])

    return draw


@pytest.fixture
def random(request: pytest.FixtureRequest) -> Random:
    """Random bytes that are the same on every run of this test and differ between tests."""
    return steady_random(request.node.nodeid)


@pytest.fixture(scope="session")
def random_from() -> Callable[[str], Random]:
    """Makes a source of steady random bytes from a seed of the test's own, one for each node or device."""
    return steady_random


@pytest.fixture(scope="session")
def require_tool() -> Callable[[str], str]:
    """Finds a command ("chromium", "node") or an npm package ("npm:axe-core") and returns its path.

    Skips the test where it is missing; the end of the run lists every such skip.
    """

    def find(tool: str) -> str:
        if tool.startswith("npm:"):
            folder = JS / "node_modules" / tool.removeprefix("npm:")
            found = str(folder) if folder.is_dir() else None
        else:
            found = next(filter(None, map(shutil.which, COMMANDS.get(tool, (tool,)))), None)
        return found if found is not None else pytest.skip(LOUD + tool)

    return find


@pytest.fixture
async def chromium(require_tool: Callable[[str], str]) -> AsyncIterator[Browser]:
    """A real Chromium without a window."""
    path = require_tool("chromium")
    from playwright.async_api import async_playwright  # only where a browser is asked for

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        await browser.close()


@pytest.fixture(autouse=True, scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Gives all tests a home folder of their own, so that none reads or writes the user's."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home))
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
            patch.delenv(name, raising=False)
        for name in ("APIEKA_HOME", "APIEKA_PASSPHRASE_FILE"):
            patch.delenv(name, raising=False)
        yield home


def stays_here(address: object) -> bool:
    """Tells whether a socket address is of this computer or a group on its own network."""
    if not isinstance(address, tuple) or address[0] in {"", "localhost"}:
        return True
    try:
        host = ip_address(address[0].partition("%")[0])
    except ValueError:
        return False
    return host.is_loopback or host.is_unspecified or host.is_multicast


@pytest.fixture(autouse=True, scope="session")
def this_computer_only() -> Iterator[None]:
    """Fails any connection or datagram to another computer."""

    def guard(name: str) -> Callable[..., Any]:
        real = getattr(socket.socket, name)

        def guarded(self: socket.socket, *arguments: Any) -> Any:
            if not stays_here(arguments[-1]):
                raise PermissionError("tests reach no other computer")
            return real(self, *arguments)

        return guarded

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guard(name))
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Lists aloud what was not tested because a tool is missing."""
    skipped: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if LOUD in reason:
            tool = reason.partition(LOUD)[2]
            skipped[tool] = skipped.get(tool, 0) + 1
    if skipped:
        terminalreporter.section("NOT TESTED HERE", red=True, bold=True)
        for tool, count in sorted(skipped.items()):
            terminalreporter.line(f"{tool} is missing: {count} test(s) skipped", red=True)
