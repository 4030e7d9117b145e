"""The rules of the house, read from the sources: who imports what, what stays pure, what the lock files say."""

from __future__ import annotations

import ast
import fnmatch
import json
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from setuptools import find_packages

ROOT = Path(__file__).resolve().parents[2]
OWN = ("keys", "node")
WRITTEN = (*OWN, "bench", "examples", "tools", "tests")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Where one third-party library may be imported: under which paths, and in how many files there at most."""

    under: tuple[str, ...]
    files_max: int | None = 1


LIBRARIES = {
    "aiohttp": Library(under=("node/api/", "node/transport/websocket.py"), files_max=None),
    "aiohttp_jinja2": Library(under=("node/api/",)),
    "aiosqlite": Library(under=("node/store/",)),
    "automerge": Library(under=("node/crdt/document.py",)),
    "babel": Library(under=("node/",)),
    "click": Library(under=("node/cli/", "node/cli.py"), files_max=None),
    "jinja2": Library(under=("node/api/",)),
    "msgpack": Library(under=("node/crdt/codec.py",)),
    "nacl": Library(under=("keys/",), files_max=None),
    "openpyxl": Library(under=("node/ledger/",)),
    "PIL": Library(under=("node/",)),
    "platformdirs": Library(under=("node/",)),
    "pypdfium2": Library(under=("node/api/drawing/papers.py",)),
    "python_socks": Library(under=("node/transport/",)),
    "rapidfuzz": Library(under=("node/ledger/",)),
    "rich": Library(under=("node/cli/", "node/cli.py")),
    "segno": Library(under=("node/",)),
    "shamir_mnemonic": Library(under=("keys/",)),
    "sqlcipher3": Library(under=("node/store/",)),
    "ifaddr": Library(under=("node/transport/",)),
    "zeroconf": Library(under=("node/transport/",)),
}

PURE = ("keys/", "node/crdt/", "node/ledger/", "node/sync/", "node/service/")
# The key file is the one thing on disk that keys knows; randomness.py hands the system's random bytes to callers.
NOT_PURE = {"keys/disk.py", "keys/keyfile.py", "keys/randomness.py"}
IMPURE_MODULES = {
    "aiosqlite", "asyncio", "multiprocessing", "os", "random", "secrets", "select", "selectors", "shutil",
    "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
IMPURE_CALLS = {"now", "today", "utcnow", "uuid1", "uuid4", "input", "print"}


@cache
def sources(folder: str) -> dict[str, ast.Module]:
    """Returns every Python file under a folder of the project, parsed, by its path."""
    found = sorted(path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_bytes()) for path in found}


def own_sources() -> dict[str, ast.Module]:
    """Returns the parsed files of the two packages."""
    return {name: tree for folder in OWN for name, tree in sources(folder).items()}


def imports(tree: ast.Module) -> Iterator[str]:
    """Yields the top-level name of everything a module imports, wherever in it."""
    for item in ast.walk(tree):
        if isinstance(item, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in item.names)
        elif isinstance(item, ast.ImportFrom) and item.level == 0 and item.module:
            yield item.module.partition(".")[0]


def calls(tree: ast.Module) -> Iterator[str]:
    """Yields the last name of everything a module calls."""
    for item in ast.walk(tree):
        if isinstance(item, ast.Call):
            function = item.func
            yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def importers(library: str) -> list[str]:
    """Returns the files of the two packages that import a library."""
    return [name for name, tree in own_sources().items() if library in imports(tree)]


def project_files() -> list[Path]:
    """Returns the files that belong to the project: those git knows or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git work tree")
    names = filter(None, listed.stdout.decode().split("\0"))
    return [path for name in names if (path := ROOT / name).is_file()]


def locked(name: str) -> dict[str, str]:
    """Returns the version of each package in a requirement file."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="ascii")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, re.MULTILINE))


def required(lines: list[str]) -> set[str]:
    """Returns the names in a list of requirements."""
    return {re.split(r"[^A-Za-z0-9_-]", line)[0] for line in lines}


@pytest.mark.parametrize("library", LIBRARIES)
def test_library_is_imported_only_where_it_belongs(library: str) -> None:
    rule = LIBRARIES[library]
    found = importers(library)
    assert [name for name in found if not name.startswith(rule.under)] == []
    assert rule.files_max is None or len(found) <= rule.files_max, found


def test_imported_libraries_are_all_known() -> None:
    known = {*sys.stdlib_module_names, *OWN, *LIBRARIES}
    assert {
        (name, used) for name, tree in own_sources().items() for used in imports(tree) if used not in known
    } == set()


def test_pure_parts_import_no_clock_disk_network_or_tasks() -> None:
    pure = {name: tree for name, tree in own_sources().items() if name.startswith(PURE) and name not in NOT_PURE}
    assert {(name, used) for name, tree in pure.items() for used in imports(tree) if used in IMPURE_MODULES} == set()
    assert {(name, used) for name, tree in pure.items() for used in calls(tree) if used in IMPURE_CALLS} == set()
    assert [name for name, tree in pure.items() for item in ast.walk(tree) if isinstance(item, ast.Await)] == []


def test_exceptions_from_purity_exist() -> None:
    assert {name for name in NOT_PURE if name not in own_sources()} == set()


@pytest.mark.parametrize("folder", WRITTEN)
def test_modules_say_what_they_are(folder: str) -> None:
    assert [name for name, tree in sources(folder).items() if not ast.get_docstring(tree)] == []


def test_packages_are_exactly_keys_and_node() -> None:
    include = PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    packages = set(find_packages(str(ROOT), include=include))
    folders = {Path(name).parent.as_posix().replace("/", ".") for name in own_sources()}
    assert {name.partition(".")[0] for name in packages} == set(OWN)
    assert folders - packages == set(), "a folder with Python files lacks its __init__.py"


def test_package_data_is_all_installed() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]
    missed = []
    for path in project_files():
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(("keys/", "node/")) or name.endswith(".py"):
            continue
        everywhere = any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns["*"])
        if not everywhere and not name.startswith(("node/api/templates/", "node/api/static/", "node/api/locales/")):
            missed.append(name)
    assert missed == []


def test_files_name_no_folder_outside_the_project() -> None:
    outside = re.compile(rb"\.\./" + rb"shared\b" + rb"|(?<![\w./-])/(?:work|root)/|[A-Z]:\\" + rb"Users\\")
    texts = {path: path.read_bytes() for path in project_files() if path != Path(__file__)}
    assert [str(path.relative_to(ROOT)) for path, text in texts.items() if outside.search(text)] == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_requirement_file_pins_and_hashes_and_names_no_host(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="ascii")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE), "an option such as an index"
    entries = re.split(r"\n(?=\S)", text.strip())
    line = re.compile(r"[a-z0-9-]+==\S+( ; [^\n\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+")
    assert [entry.partition("\n")[0] for entry in entries if not line.fullmatch(entry.strip())] == []


def test_requirement_files_hold_what_the_project_names() -> None:
    run, dev = locked("run"), locked("dev")
    project = PROJECT["project"]
    assert required(project["dependencies"]) <= run.keys()
    assert required(project["optional-dependencies"]["dev"]) <= dev.keys()
    assert run.items() <= dev.items()
    assert run["automerge"] == "0.2.0.dev4"


def test_npm_lock_file_names_no_host() -> None:
    lock = json.loads((ROOT / "tests" / "js" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package or "integrity" not in package] == []


def test_contributing_gives_a_reason_for_each_dependency() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    reasons = dict(re.findall(r"^\| `([^`]+)` \| [^|]+ \| ([^|]{15,}) \|$", text, re.MULTILINE))
    optional = PROJECT["project"]["optional-dependencies"]
    assert reasons.keys() == required(PROJECT["project"]["dependencies"] + optional["build"] + optional["dev"])


def test_random_gives_the_same_bytes_for_the_same_seed(random_from: Callable[[str], Callable[[int], bytes]]) -> None:
    alice, alice_again, bob = random_from("alice"), random_from("alice"), random_from("bob")
    drawn = [alice(16), alice(100)]
    assert drawn == [alice_again(16), alice_again(100)]
    assert drawn[0] != bob(16)
    assert drawn[0] != drawn[1][:16]


def test_tests_cannot_reach_another_computer() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, pytest.raises(PermissionError):
        udp.sendto(b"", ("192.0.2.1", 9))  # an address kept for documentation
    with socket.socket() as tcp, pytest.raises(PermissionError):
        tcp.connect(("192.0.2.1", 9))


def test_missing_tool_skips_aloud(require_tool: Callable[[str], str]) -> None:
    with pytest.raises(pytest.skip.Exception, match="not tested here, missing: TEST-no-such-tool"):
        require_tool("TEST-no-such-tool")
