"""What a process gives up before it reads a foreign file: everything but the two ends of its pipes.

After it no file, folder or connection is opened, whatever code runs; memory and time are bounded. Where the system
knows no such limits, which is Windows, only the node's own clock and the count of its bytes bound the process.
"""

import sys
from dataclasses import dataclass

from node.api.limits import DRAW_CPU_S, DRAW_MEMORY_BYTES_MAX, DRAW_WAIT_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The limits of one process that draws."""

    memory_bytes: int = DRAW_MEMORY_BYTES_MAX
    cpu_s: int = DRAW_CPU_S
    wait_s: float = DRAW_WAIT_S  # by the node's clock


def close_box(box: Box) -> None:
    """Give up, for good, what drawing does not need."""
    if sys.platform == "win32":
        return
    import resource

    limits = (
        (resource.RLIMIT_CORE, 0),  # a core file would hold the picture
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),  # no file, no folder, no connection is opened from here on
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, box.memory_bytes),
        (resource.RLIMIT_CPU, box.cpu_s),
    )
    for limit, bound in limits:
        resource.setrlimit(limit, (bound, bound))
