"""Errors of the shell.

    RuntimeFault
    ├── Locked     the node is locked: nothing can be read or written
    ├── NotReady   the home is empty, or is not empty where it must be
    └── TooSlow    an effect or a step went over its time
"""


class RuntimeFault(Exception):
    """Base of what the shell raises on purpose."""


class Locked(RuntimeFault):
    """The node is locked."""


class NotReady(RuntimeFault):
    """The home is not in the state this needs."""


class TooSlow(RuntimeFault):
    """An effect or a step went over its time; what was not committed is not stored."""
