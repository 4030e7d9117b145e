"""Tell how many branches of keys, codec, entries, roster and session the tests go through: `make coverage`.

Ends with 1 below FLOOR. What is left is explained in docs/TESTING. Further words go to pytest.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / ".pytest_cache" / "coverage"
CONFIG = ROOT / ".pytest_cache" / "coveragerc"  # the project's own names whole packages
FIGURES = ROOT / ".pytest_cache" / "figures.json"
FLOOR = 98  # per cent of the branches
UNREACHABLE = r"case _:\s+assert_never\(.*\)"  # mypy shows that nothing comes there


def _files(folder: str, names: str) -> str:
    return ",".join(f"{folder}/{name}.py" for name in names.split())


MEASURED = {
    "keys": "keys/*",
    "codec": _files("node/crdt", "codec shape signed"),
    "entries": _files("node/crdt", "entry logs payload bodies forkproof forks doubt"),
    "roster": _files(
        "node/crdt",
        "certificate roster stage members membership standing inforce suspension vote grants cuts control policy "
        "passes packet routing epochs",
    ),
    "session": "node/sync/*," + _files("node/service", "conversation talk answering deferring files"),
}
TESTS = (
    "tests/unit/keys",
    "tests/unit/crdt",
    "tests/unit/sync",
    "tests/unit/service",
    "tests/security",
    "tests/property/test_roster_model.py",
    "tests/property/test_channel_bytes.py",
    "tests/property/test_session_bytes.py",
)


def main(words: list[str]) -> int:
    """Run the tests under coverage, print a table for each part and return 1 where one is below the floor."""
    DATA.parent.mkdir(exist_ok=True)
    every = ",".join(MEASURED.values())
    CONFIG.write_text(f"[run]\nbranch = true\n[report]\nexclude_also =\n    {UNREACHABLE}\n", encoding="ascii")
    run = ["run", f"--data-file={DATA}", f"--include={every}", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    outcome = _coverage(*run, *(words or ("-m", "not proof", *TESTS)))
    below = [part for part, files in MEASURED.items() if not _report(part, files)]
    print("below the floor: " + ", ".join(below) if below else f"all parts at {FLOOR} % of their branches and above")
    return int(outcome != 0 or bool(below))


def _report(part: str, files: str) -> bool:
    """Print what is left of a part, and tell whether enough of its branches is taken."""
    which = [f"--data-file={DATA}", f"--include={files}"]
    print(f"\n{part}", flush=True)
    _coverage("report", *which, "--show-missing", "--skip-covered", "--precision=1")
    _coverage("json", *which, "-q", "-o", str(FIGURES))
    totals = json.loads(FIGURES.read_text(encoding="utf-8"))["totals"]
    taken, branches = totals["covered_branches"], totals["num_branches"]
    print(f"{part}: {100 * taken / branches:.1f} % of {branches} branches", flush=True)
    return bool(100 * taken >= FLOOR * branches)


def _coverage(*words: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "coverage", words[0], f"--rcfile={CONFIG}", *words[1:]], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
