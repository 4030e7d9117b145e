"""Print each row of the threat list, the tests named after it, and their result: `make threats [ARGS=A B07 …]`.

A test belongs to row A1 when its name carries `_a01_`. A row without a test is said to have none.
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


def rows() -> list[tuple[str, str]]:
    """Return (row, attack) for each row of the list, in its order."""
    return [(f"{letter}{int(number):02}", attack) for letter, number, attack in _ROW.findall(LIST.read_text("utf-8"))]


def results(wanted: list[str]) -> dict[str, dict[str, int]]:
    """Run the tests named after rows and return, for each row, how many passed, failed and were skipped."""
    files = sorted(file for file in (ROOT / "tests").rglob("test_*.py") if _NAMED.search(file.read_text("utf-8")))
    chosen = " or ".join(f"_{row.lower()}_" for row in wanted)
    REPORT.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-k", chosen, f"--junitxml={REPORT}", *map(str, files)]
    subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for case in ElementTree.parse(REPORT).iter("testcase"):  # noqa: S314 - written by the run above
        outcome = next((child.tag for child in case if child.tag in {"failure", "error", "skipped"}), "passed")
        for letter, number in set(_NAMED.findall(case.get("name", ""))):
            counts[f"{letter.upper()}{number}"][outcome] += 1
    return counts


def main(wanted: list[str]) -> int:
    """Print the table; return 1 where a test of a row failed."""
    listed = [item for item in rows() if not wanted or any(item[0].startswith(prefix.upper()) for prefix in wanted)]
    counts = results([row for row, _ in listed])
    for row, attack in listed:
        found = counts.get(row, {})
        shown = ", ".join(f"{count} {outcome}" for outcome, count in sorted(found.items())) or "no test yet"
        print(f"{row}  {attack[:70]:<70}  {shown}")
    tested = sum(row in counts for row, _ in listed)
    print(f"\n{tested} of {len(listed)} rows have a test")
    return int(any("failure" in found or "error" in found for found in counts.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
