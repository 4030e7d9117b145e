"""Writes the two requirement files from pyproject.toml: exact versions, all platforms, a hash for every file.

Refuses nothing and installs nothing. Needs uv, which the development environment holds. The files name no registry:
pip takes the packages from wherever the machine is told to look, and the hashes decide what is accepted.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": ["build"], "dev": ["build", "dev"]}
FIXED = ["--universal", "--python-version=3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]


def lock(name: str, extras: list[str], upgrade: bool) -> None:
    """Writes requirements/NAME.txt; the run set binds the versions of the dev set."""
    target = ROOT / "requirements" / f"{name}.txt"
    command = ["uv", "pip", "compile", *FIXED, *(f"--extra={extra}" for extra in extras), "pyproject.toml"]
    if name != "run":
        command += ["--constraint", "requirements/run.txt"]
    if upgrade:
        command.append("--upgrade")
    subprocess.run([sys.executable, "-m", *command, "--output-file", str(target)], cwd=ROOT, check=True)


if __name__ == "__main__":
    for lock_name, lock_extras in LOCKS.items():
        lock(lock_name, lock_extras, upgrade="--upgrade" in sys.argv[1:])
