"""Builds the library of `shim.c` and runs a child process under it.

A child is a module of tests/faults that prints what was acknowledged, one line each. Linux with a C compiler only.
"""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parent / "shim.c"
ROOT = Path(__file__).parents[2]
CHILD_TIMEOUT_S = 120

EVERY_CALL = "write,fsync,rename,ftruncate,unlink,open"
KILL, TEAR = "kill", "tear"
NO_SPACE, IO_ERROR = str(errno.ENOSPC), str(errno.EIO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong: the `at`-th of some calls, and every later one where it `stays`."""

    at: int
    do: str
    calls: str = EVERY_CALL
    stays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a child acknowledged, how it ended, and whether the fault happened at all."""

    lines: tuple[str, ...]
    code: int
    has_happened: bool
    errors: str


def build(folder: Path, compiler: str) -> Path:
    """Build the library and return its path."""
    library = folder / "faults.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return library


def run_child(
    module: str,
    arguments: Sequence[str],
    *,
    home: Path,
    library: Path | None = None,
    fault: Fault | None = None,
    file_bytes_max: int | None = None,
) -> Outcome:
    """Run a child to its end, with one fault or with a limit on the size of every file it writes."""
    mark = home.with_name(home.name + ".mark")
    mark.unlink(missing_ok=True)
    environment = dict(os.environ)
    if library is not None and fault is not None:
        environment |= {
            "LD_PRELOAD": str(library),
            "FAULT_UNDER": str(home),
            "FAULT_CALLS": fault.calls,
            "FAULT_AT": str(fault.at),
            "FAULT_DO": fault.do,
            "FAULT_STAYS": "1" if fault.stays else "0",
            "FAULT_MARK": str(mark),
        }
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=CHILD_TIMEOUT_S,
        preexec_fn=None if file_bytes_max is None else lambda: _limit_files(file_bytes_max),
    )
    return Outcome(
        lines=tuple(done.stdout.splitlines()),
        code=done.returncode,
        has_happened=mark.exists(),
        errors=done.stderr,
    )


def _limit_files(bytes_max: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_max, bytes_max))
