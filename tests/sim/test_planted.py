"""The simulator catches what is planted: each patch of docs/TESTING breaks one rule, and some schedule shows it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCHEDULES = 500
DOC = (ROOT / "docs" / "TESTING.md").read_text(encoding="utf-8")
PATCHES = dict(re.findall(r"^### ([^\n]+)\n\n[^\n]+\n\n```diff\n(.*?)```", DOC, re.MULTILINE | re.DOTALL))


def copy_program(to: Path) -> None:
    for name in ("keys", "node", "tests", "examples"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))


def simulate(program: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "tests.sim", "0", str(SCHEDULES), "--stop"]
    environment = {**os.environ, "PYTHONPATH": str(program)}
    return subprocess.run(words, cwd=program, env=environment, capture_output=True, text=True, check=False)


def test_five_defects_are_planted() -> None:
    assert len(PATCHES) == 5


@pytest.mark.parametrize("name", PATCHES)
def test_patch_fits_the_program(name: str) -> None:
    words = ["git", "apply", "--check", "-"]
    subprocess.run(words, cwd=ROOT, input=PATCHES[name], text=True, check=True)


@pytest.mark.proof
@pytest.mark.parametrize("name", PATCHES)
def test_planted_defect_is_caught_within_500_schedules(name: str, tmp_path: Path) -> None:
    copy_program(tmp_path)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=PATCHES[name], text=True, check=True)
    found = simulate(tmp_path)
    assert found.returncode == 1, found.stdout[-2_000:] + found.stderr[-2_000:]
    assert re.search(r"^AssertionError: [LS]\d: ", found.stdout, re.MULTILINE), found.stdout[-2_000:]
