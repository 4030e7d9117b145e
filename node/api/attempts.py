"""Wrong passphrases: after a few, each makes the next try wait longer. Time is passed in."""

from dataclasses import dataclass
from math import ceil

from node.api.limits import UNLOCK_DELAY_S_MAX, UNLOCK_FREE_TRIES


@dataclass(slots=True)
class Attempts:
    """The tries since the last right one; one count for all browsers of a node."""

    failures: int = 0
    _open_at: float = 0.0

    def wait_s(self, now: float) -> int:
        """Return how many whole seconds remain before another try is taken, 0 if none."""
        return max(0, ceil(self._open_at - now))

    def failed(self, now: float) -> None:
        """Count a wrong passphrase."""
        self.failures += 1
        beyond = self.failures - UNLOCK_FREE_TRIES
        if beyond >= 0:
            self._open_at = now + min(2.0 ** min(beyond, 20), UNLOCK_DELAY_S_MAX)

    def succeeded(self) -> None:
        """Begin anew."""
        self.failures = 0
        self._open_at = 0.0
