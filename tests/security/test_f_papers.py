"""F12: thousands of spoilt PDFs and pictures end as sheets or as a fault, in processes that have closed their box."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from node.api.errors import Fault

ROOT = Path(__file__).parents[2]

# Draws spoilt copies of some files one after the other, as the process apart draws one; prints what came of them.
DRAWER = """
import io, sys
from random import Random
sys.path[:] = sys.argv[5:]
from node.api.drawing.box import Box, close_box
from node.api.drawing.child import answer, drawer
from node.api.drawing.sheets import DRAWN, Job, decode_fault
from tests.support.papers import nested_paper, paper, picture_bomb, telling_paper
from tests.support.pictures import jpeg, png

job, seed = Job(sys.argv[1]), int(sys.argv[2])
small = (60, 80)
whole = {
    Job.PAPER: [paper(2, size=small), telling_paper(), nested_paper(3, 3), picture_bomb(40)],
    Job.SENT: [jpeg(), png()],
}[job]
words = [b"<<", b">>", b"obj", b"endstream", b"/Kids", b"/Length", b"0 R", b"-1", b"99999999999", b"\\xff\\xda"]
draw = drawer(job)
close_box(Box(cpu_s=600))  # of thousands of files: a bound, no expectation

def spoil(dice, data):
    data = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(data))
        match dice.randrange(5):
            case 0: data[at] = dice.randrange(256)
            case 1: del data[at : at + dice.randint(1, 40)]
            case 2: data[at:at] = dice.choice(words)
            case 3: data[at:at] = dice.randbytes(dice.randint(1, 40))
            case 4: data[at : at + 20] = data[(there := dice.randrange(len(data))) : there + 20]
        if not data: return b""
    return bytes(data)

for number in range(int(sys.argv[3]), int(sys.argv[4])):
    dice = Random(seed * 1_000_000 + number)
    data = dice.randbytes(dice.randint(0, 400)) if number % 10 == 0 else spoil(dice, dice.choice(whole))
    out = io.BytesIO()
    answer(draw, io.BytesIO(data), out)
    code = out.getvalue()[-1]
    print("drawn" if code == DRAWN else decode_fault(code).value, flush=True)
"""


def ends(job: str, seed: int, count: int) -> list[str]:
    """What became of `count` spoilt files: drawn, refused for what, or the signal that ended their process."""
    found: list[str] = []
    modules = [str(ROOT), *filter(None, sys.path)]
    while len(found) < count:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", DRAWER, job, str(seed), str(len(found)), str(count), *modules],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode <= 0, done.stderr
        found += done.stdout.split()
        if done.returncode:
            found.append(signal.Signals(-done.returncode).name)
    return found


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 200), pytest.param(2, 3_000, marks=pytest.mark.proof)], ids=["some", "thousands"]
)
@pytest.mark.parametrize("job", ["paper", "sent"])
def test_f12_spoilt_file_is_drawn_or_refused(job: str, seed: int, count: int) -> None:
    found = Counter(ends(job, seed, count))
    assert set(found) <= {"drawn", *(fault.value for fault in Fault), "SIGABRT"}, "a process without memory ends itself"
    assert found["SIGABRT"] < count // 20
    assert found["drawn"] > count // 20, "some survive being spoilt"
    assert found["damaged"] > count // 20, "and some do not"
    print(found)
