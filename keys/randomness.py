"""Where random bytes come from. Nothing else in the project draws any; everything takes a `Random` instead."""

import os
from collections.abc import Callable

from keys.limits import RANDOM_BYTES_MAX

Random = Callable[[int], bytes]
"""Called with a count, gives as many random bytes. Called once per value needed."""


def system_random(count: int) -> bytes:
    """Draws `count` bytes (0 to 1 MiB) from the operating system.

    Raises: ValueError outside the bounds.
    """
    if not 0 <= count <= RANDOM_BYTES_MAX:
        raise ValueError("random bytes are drawn 0 to 1 MiB at a time")
    return os.urandom(count)
