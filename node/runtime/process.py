"""What this process sets for itself: no image of its memory on the disk, a collector that keeps out of the way."""

import gc
import sys

from node.runtime.limits import COLLECT_AFTER


def harden() -> None:
    """Forbid core files where the system knows them: one would hold every key."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def collect_seldom() -> None:
    """Let the collector of cycles pass over what was imported, and look at the rest less often.

    Entries and operations are made by the ten thousand and hold no cycles: looking for some took a quarter of a first
    sync.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
