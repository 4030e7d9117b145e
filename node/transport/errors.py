"""Errors of the lines between nodes.

TransportError
├── CannotReach   nobody answers at that address
├── CannotListen  that address cannot be listened on
├── BadAddress    a text that is no address
└── LineClosed    the line ended, from whichever side, or broke a limit
"""


class TransportError(Exception):
    """Base of what `node.transport` raises on purpose."""


class CannotReach(TransportError):
    """Nobody answers at an address."""


class CannotListen(TransportError):
    """An address that cannot be listened on."""


class BadAddress(TransportError):
    """A text that is no address."""


class LineClosed(TransportError):
    """A line that has ended."""
