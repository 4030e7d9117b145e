"""One line for each figure: what was measured, on how much work, and the goal it has."""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured figure. `goal` is the text of the goal, `is_met` None where there is none."""

    work: str
    figure: str
    goal: str = ""
    is_met: bool | None = None

    def line(self) -> str:
        """Return the figure as a line of a table."""
        mark = {None: " ", True: "✓", False: "✗"}[self.is_met]
        return f"{mark} {self.work:<58} {self.figure:>22}   {self.goal}"


@dataclass(slots=True)
class Span:
    """How long a block took, in seconds, and what this process computed meanwhile: on a busy machine far less."""

    seconds: float = 0.0
    computed: float = 0.0


@contextmanager
def timed() -> Iterator[Span]:
    """Measure the block by the monotonic clock."""
    span = Span()
    begin, computed = time.perf_counter(), time.process_time()
    try:
        yield span
    finally:
        span.seconds, span.computed = time.perf_counter() - begin, time.process_time() - computed


def at_least(work: str, count: float, seconds: float, goal: float) -> Figure:
    """Return a rate and whether it reaches its goal, both a second."""
    rate = count / seconds
    return Figure(work=work, figure=f"{rate:,.0f} /s", goal=f"≥ {goal:,.0f} /s", is_met=rate >= goal)


def at_most(work: str, value: float, goal: float, unit: str) -> Figure:
    """Return a value and whether it keeps below its goal."""
    return Figure(work=work, figure=f"{value:,.1f} {unit}", goal=f"≤ {goal:,.1f} {unit}", is_met=value <= goal)


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def peak_memory_mib() -> float:
    """Return the most memory this process held so far, in MiB.

    Where /proc tells it, from there: `ru_maxrss` of a process that was forked begins with what its parent held.
    """
    status = Path("/proc/self/status")
    if status.exists():
        kibibytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(kibibytes) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024 / 1024
