"""Errors of what nodes say to one another.

    SyncError
    ├── ProtocolError   the peer's bytes are not what this state allows; the same text whatever was wrong
    ├── NotForUs        a bundle that no key of this device opens
    └── Misuse          our own caller asked for what the state or a limit forbids; nothing was sent

A ProtocolError says nothing about its cause, to a log or to the peer: the cause is what a prober would like to learn.
"""


class SyncError(Exception):
    """Base of everything `node.sync` raises on purpose."""


class ProtocolError(SyncError):
    """What the peer sent does not fit the protocol; the channel it came by is closed."""

    def __init__(self) -> None:
        super().__init__("the other side did not speak the protocol; nothing it sent was used; connect anew")


class NotForUs(SyncError):
    """A file none of whose slots opens with the key at hand."""

    def __init__(self) -> None:
        super().__init__(
            "this file is not a bundle for this device, or its beginning is damaged; nothing was changed: "
            "ask for one that names this device"
        )


class Misuse(SyncError):
    """A call that the state of the channel or a limit does not allow."""
