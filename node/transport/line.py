"""A line between two nodes as the runtime sees it, whatever it runs over.

tests/contract/test_transport.py says what holds of every line. A line refuses frames above its size by ending.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol


class Line(Protocol):
    """Carries whole frames (1 byte to 1 MiB) both ways, in order, each once, or ends. One task sends, one receives."""

    async def send(self, frame: bytes) -> None:
        """Hand over a frame; waits while the other side is slow. Raises: LineClosed."""

    async def receive(self) -> bytes:
        """Return the next frame. Raises: LineClosed once the line has ended and what came before was given."""

    async def close(self) -> None:
        """End the line; what was sent before still arrives. May be called again; a waiting `receive` ends."""


class Listener(Protocol):
    """Takes calls until it is closed."""

    @property
    def address(self) -> str:
        """Return where it can be called, with the port that was chosen."""

    async def close(self) -> None:
        """Take no more calls and end the lines there are. May be called again."""


Serve = Callable[[Line], Awaitable[None]]
"""Called once for every line that was taken; the line is closed when it returns."""
