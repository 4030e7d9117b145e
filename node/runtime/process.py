"""What this process forbids itself: an image of its memory on the disk when it crashes would hold every key."""

import sys


def harden() -> None:
    """Forbid core files where the system knows them."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
