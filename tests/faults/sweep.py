"""Sweeps a fault over every call of a write path, and counts what came of it: `python -m tests.faults.sweep [PATH…]`.

Each call that changes a file fails once: it gives an error, or the process dies before it or, of a write, in its
middle. Then the folder is judged without faults. Linux with gcc only.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.faults.paths import PATHS, lay_out, prepare
from tests.faults.server import REFUSED, Server
from tests.faults.shim import IO_ERROR, KILL, NO_SPACE, TEAR, Fault, Outcome, build

CALLS_MAX = 3_000  # a sweep that has not come to its end by then does not end
DIED, DONE = -9, 0
NEVER = Fault(at=10**9, do=KILL)
MODES = {
    "killed": Fault(at=0, do=KILL),
    "torn": Fault(at=0, do=TEAR, calls="write"),
    "io error": Fault(at=0, do=IO_ERROR),
    "io error from then on": Fault(at=0, do=IO_ERROR, stays=True),
    "disk full from then on": Fault(at=0, do=NO_SPACE, calls="write,ftruncate,open", stays=True),
}
WHOLE_DISK_BYTES = 64 * 1024 * 1024
MOUNT = ("mount", "-t", "tmpfs", "-o", f"size={WHOLE_DISK_BYTES}", "tmpfs")
PAGE_BYTES = 4_096
SPARES = (0, 16 * 1024, 64 * 1024, 200 * 1024, 400 * 1024)
FILE_BYTES = (64, 200, 4 * 1024, 32 * 1024, 150 * 1024, 300 * 1024, 600 * 1024)


@dataclass(slots=True)
class Count:
    """What came of the faults on one path."""

    faults: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        ended = ", ".join(f"{count} {how}" for how, count in sorted(self.ended.items()))
        found = ", ".join(f"{count} {what}" for what, count in sorted(self.found.items()))
        return f"{self.faults:6} {len(self.failures):6}   {ended}; then {found}"


class Sweeper:
    """A world, a server of children, and a folder for each run."""

    def __init__(self, folder: Path, compiler: str = "gcc") -> None:
        self._folder = folder
        self._world = folder / "world"
        asyncio.run(prepare(self._world))
        self._server = Server(build(folder, compiler))

    def close(self) -> None:
        """End the server."""
        self._server.close()

    def sweep(self, name: str, mode: str, places: Iterable[int], count: Count) -> None:
        """Let calls of a path fail, one in each run, until a run comes to its end without the fault."""
        for at in places:
            outcome = self.once(name, count, f"--mode '{mode}' --at {at}", replace(MODES[mode], at=at))
            if not outcome.has_happened:
                return
        raise AssertionError("the sweep did not come to its end")

    def limit(self, name: str, sizes: Iterable[int], count: Count) -> None:
        """Run a path with files that may not grow beyond each of some sizes."""
        for size in sizes:
            self.once(name, count, f"with files of {size} bytes", file_bytes_max=size)

    def fill(self, name: str, spares: Iterable[int], count: Count) -> None:
        """Run a path on a disk with so many bytes to spare. Needs the right to mount one."""
        for spare in spares:
            with small_disk(self._folder / "run" / "faulty") as disk:
                self._lay_out(name)
                state = os.statvfs(disk)
                used = (state.f_blocks - state.f_bfree) * state.f_frsize
                remount(disk, max(used + spare, PAGE_BYTES))  # none would be no limit
                outcome = self._server.run(name, disk.parent)
                remount(disk, WHOLE_DISK_BYTES)
                self._judge(name, count, f"with {spare} bytes to spare", outcome)
                self._note(count, outcome)
            shutil.rmtree(disk.parent)

    def once(
        self, name: str, count: Count, how: str, fault: Fault | None = None, file_bytes_max: int | None = None
    ) -> Outcome:
        """Run a path once and judge what is left; a judgment that fails is kept in the count."""
        folder = self._lay_out(name)
        outcome = self._server.run(name, folder, fault, file_bytes_max)
        self._judge(name, count, how, outcome)
        if outcome.has_happened or file_bytes_max is not None:
            self._note(count, outcome)
        shutil.rmtree(folder)
        return outcome

    def _lay_out(self, name: str) -> Path:
        folder = self._folder / "run"
        folder.mkdir(exist_ok=True)
        lay_out(self._world, folder, PATHS[name])
        return folder

    def _judge(self, name: str, count: Count, how: str, outcome: Outcome) -> None:
        folder = self._folder / "run"
        try:
            count.found[judged(name, folder, outcome)] += 1
        except Exception as error:  # noqa: BLE001 - every kind of failure is told, and the sweep goes on
            lines = " / ".join(outcome.lines)
            count.failures.append(f"{name} {how}: {type(error).__name__}: {error} [{lines}] {outcome.errors[-500:]}")
            count.found["FAILED"] += 1

    @staticmethod
    def _note(count: Count, outcome: Outcome) -> None:
        count.faults += 1
        count.ended[{DIED: "died", DONE: "went on", REFUSED: "refused"}.get(outcome.code, "broke")] += 1


def may_mount() -> bool:
    """Tell whether a small disk can be mounted here."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([*MOUNT, folder], capture_output=True, check=False)
        if done.returncode == 0:
            subprocess.run(["umount", folder], check=True)
        return done.returncode == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a disk of its own, mounted at a folder."""
    folder.mkdir(parents=True)
    subprocess.run([*MOUNT, str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(disk: Path, size: int) -> None:
    """Give a mounted disk another size."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


def judged(name: str, folder: Path, outcome: Outcome) -> str:
    """Return what became of a path. Raises: AssertionError, and what opening raises."""
    assert outcome.code in (DIED, DONE, REFUSED), f"ended with {outcome.code}"
    assert "Traceback" not in outcome.errors, "an error that nobody expected"
    return asyncio.run(PATHS[name].judge(folder, outcome.lines))


def main(words: Sequence[str]) -> int:
    """Sweep the paths that are named, or all, print what came of each and return 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.sweep", description=__doc__)
    parser.add_argument("paths", nargs="*", choices=[[], *PATHS])
    parser.add_argument("--mode", choices=MODES)
    parser.add_argument("--at", type=int)
    parser.add_argument("--every", type=int, default=1, help="one call of so many")
    asked = parser.parse_args(words)
    asked.disks = may_mount()
    if not asked.disks:
        print("NOT SWEPT HERE, missing the right to mount: disks that are full")
    with tempfile.TemporaryDirectory() as folder:
        sweeper = Sweeper(Path(folder))
        try:
            return _sweep(sweeper, asked)
        finally:
            sweeper.close()


def _sweep(sweeper: Sweeper, asked: argparse.Namespace) -> int:
    begun, counts = time.monotonic(), dict[str, Count]()
    print("faults failed   how the runs ended; what was there then")
    for name in asked.paths or PATHS:
        counts[name] = count = Count()
        for mode in [asked.mode] if asked.mode else MODES:
            places = [asked.at] if asked.at else range(1, CALLS_MAX, asked.every)
            try:
                sweeper.sweep(name, mode, places, count)
            except AssertionError:
                if not asked.at:
                    raise
        if asked.mode is None:
            sweeper.limit(name, FILE_BYTES, count)
            if asked.disks:
                sweeper.fill(name, SPARES, count)
        print(f"{count}  {name}", *count.failures[:8], sep="\n    ", flush=True)
    faults = sum(count.faults for count in counts.values())
    failed = sum(len(count.failures) for count in counts.values())
    print(f"{faults:,} faults on {len(counts)} paths in {time.monotonic() - begun:.0f} s, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
