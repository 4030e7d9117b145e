"""Print each row of the threat list, the tests named after it, and their result: `make threats [ARGS="A B07 …"]`.

A test belongs to row A1 when its name carries `_a01_`. A row without a test is said to have none. With `--list` nothing
is run: the tests of each row are named with the file they stand in. The long proofs are never run here.
"""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "docs" / "THREAT_MODEL.md"
REPORT = ROOT / ".pytest_cache" / "threats.xml"
_ROW = re.compile(r"^\| ([A-F])(\d+) \| ([^|]+) \|", re.MULTILINE)
_NAMED = re.compile(r"_([a-f])(\d\d)(?=_)")
_TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
RUN_S_MAX = 1800  # the whole list takes below ten minutes on two cores


def rows() -> list[tuple[str, str]]:
    """Return (row, attack) for each row of the list, in its order."""
    return [(f"{letter}{int(number):02}", attack) for letter, number, attack in _ROW.findall(LIST.read_text("utf-8"))]


def named() -> dict[str, list[tuple[Path, str]]]:
    """Return for each row the tests named after it, with their files; nothing is run."""
    found: dict[str, list[tuple[Path, str]]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for test in _TEST.findall(file.read_text("utf-8")):
            for letter, number in set(_NAMED.findall(test)):
                found[f"{letter.upper()}{number}"].append((file, test))
    return found


def results(tests: list[tuple[Path, str]]) -> dict[str, dict[str, int]]:
    """Run tests and return, for each row, how many passed, failed and were skipped. Raises: TimeoutExpired."""
    places = sorted({f"{file}::{test}" for file, test in tests})
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "not proof", f"--junitxml={REPORT}", *places]
    subprocess.run(command, cwd=ROOT, check=False, stdout=sys.stderr, timeout=RUN_S_MAX)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for case in ElementTree.parse(REPORT).iter("testcase"):  # noqa: S314 - written by the run above
        outcome = next((child.tag for child in case if child.tag in {"failure", "error", "skipped"}), "passed")
        for letter, number in set(_NAMED.findall(case.get("name", ""))):
            counts[f"{letter.upper()}{number}"][outcome] += 1
    return counts


def main(words: list[str]) -> int:
    """Print the table; return 1 where a test of a row failed, or with `--list` where a row has none."""
    wanted = [word.upper() for word in words if word != "--list"]
    listed = [item for item in rows() if not wanted or any(item[0].startswith(prefix) for prefix in wanted)]
    tests = named()
    if "--list" in words:
        return _list(listed, tests)
    counts = results([test for row, _ in listed for test in tests.get(row, ())])
    for row, attack in listed:
        found = counts.get(row, {})
        shown = ", ".join(f"{count} {outcome}" for outcome, count in sorted(found.items())) or "no test yet"
        print(f"{row}  {attack[:70]:<70}  {shown}")
    tested = sum(row in counts for row, _ in listed)
    print(f"\n{tested} of {len(listed)} rows have a test")
    return int(any("failure" in found or "error" in found for found in counts.values()))


def _list(listed: list[tuple[str, str]], tests: dict[str, list[tuple[Path, str]]]) -> int:
    for row, attack in listed:
        print(f"{row}  {attack}")
        for file, test in tests.get(row, ()):
            print(f"     {file.relative_to(ROOT)}::{test}")
    without = [row for row, _ in listed if row not in tests]
    print(
        f"\n{len(listed) - len(without)} of {len(listed)} rows have a test; without one: {' '.join(without) or 'none'}"
    )
    return int(bool(without))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
