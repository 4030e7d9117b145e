"""Errors of the service, each with a message for the person in front of the node.

ServiceError
├── Refused        a request that cannot be carried out as it stands
│   ├── NotFound   nothing here has that id
│   │   └── FileAway   the bytes of a file are not here
│   └── NotAllowed the roster or the role forbids it
└── NoKey          no key is held that new text could be sealed under
"""


class ServiceError(Exception):
    """Base of what the service raises on purpose; nothing was stored when it is raised."""


class Refused(ServiceError):
    """A request that cannot be carried out as it stands."""


class NotFound(Refused):
    """Nothing on this node has that id."""


class NotAllowed(Refused):
    """The roster or the role of this device forbids it."""


class NoKey(ServiceError):
    """No key is held under which new text may be sealed."""


class FileAway(NotFound):
    """The bytes of a file are not on this computer; they can be asked for."""
