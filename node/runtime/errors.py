"""Errors of the shell.

RuntimeFault
├── Locked     the node is locked: nothing can be read or written
├── NotReady   the home is empty, or is not empty where it must be
├── TooSlow    an effect or a step went over its time
│   └── Uncertain  a write did: whether it was stored shows once the home is opened again
├── Running    another process serves this home already
├── NoAddress  an address that the pages cannot be served at
├── NotRunning no process serves this home, so nothing answers on its local channel
├── NotReached another node could not be talked to to the end
└── NoAnswer   the process that serves this home does not answer, or not as this program expects
"""


class RuntimeFault(Exception):
    """Base of what the shell raises on purpose."""


class Locked(RuntimeFault):
    """The node is locked."""


class NotReady(RuntimeFault):
    """The home is not in the state this needs."""


class TooSlow(RuntimeFault):
    """An effect or a step went over its time; what was not committed is not stored."""


class Uncertain(TooSlow):
    """A write went over its time and may still be stored: nothing in memory can be relied on any more."""


class Running(RuntimeFault):
    """Another process serves this home already."""


class NoAddress(RuntimeFault):
    """The pages cannot be served at this address."""


class NotRunning(RuntimeFault):
    """Nobody answers on the local channel of this home."""


class NoAnswer(RuntimeFault):
    """The running node does not answer as it should."""


class NotReached(RuntimeFault):
    """Another node could not be talked to to the end."""
