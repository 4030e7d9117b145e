"""What the program tells of itself on standard error, at the level asked for.

Ids, counts, durations and types only. Of an error only its type and place are told: a message could hold what is not
to be seen.
"""

import logging
import sys
from types import TracebackType
from typing import Final

from node.runtime.refusals import describe

LEVELS: Final = ("debug", "info", "warning", "error")


class _Formatter(logging.Formatter):
    def formatException(  # noqa: N802 - the name that logging calls
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return describe(ei[1]) if ei[1] is not None else ""


def begin_log(level: str) -> None:
    """Log to standard error from `level` (one of LEVELS) on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.raiseExceptions = False
