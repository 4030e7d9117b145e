"""What the process sets for itself, seen in a process of its own."""

import subprocess
import sys

import pytest

from node.runtime.limits import COLLECT_AFTER

SEEN = """
import gc
from node.runtime.process import collect_seldom, harden
harden()
collect_seldom()
print(gc.get_threshold(), gc.get_freeze_count() > 1000)
try:
    import resource
    print(resource.getrlimit(resource.RLIMIT_CORE))
except ImportError:
    print("none")
"""


@pytest.fixture(scope="module")
def seen() -> list[str]:
    return subprocess.run([sys.executable, "-c", SEEN], capture_output=True, text=True, check=True).stdout.splitlines()


def test_collector_passes_over_what_was_imported(seen: list[str]) -> None:
    assert seen[0] == f"{COLLECT_AFTER} True"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes no core files of this kind")
def test_no_core_file_is_ever_written(seen: list[str]) -> None:
    assert seen[1] == "(0, 0)"
