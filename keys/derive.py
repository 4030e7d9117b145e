"""What hangs below a node's master key: keys of this disk alone, never sent, never in a backup.

A purpose gives the same key again; another purpose tells nothing about it.
"""

from keys.hashing import digest_array
from keys.labels import Label
from keys.limits import KEY_BYTES
from keys.secret import MasterKey, Secret


class LocalKey(Secret):
    """A key of this node alone."""

    __slots__ = ()
    SIZE = KEY_BYTES


def database_key(master: MasterKey) -> LocalKey:
    """Derives the raw 32-byte key of the database file."""
    return LocalKey(digest_array(Label.DATABASE, key=master.reveal()))


def local_key(master: MasterKey, purpose: str) -> LocalKey:
    """Derives a 32-byte key for another local purpose, named by a short word that never changes.

    Raises: ValueError for an empty purpose.
    """
    if not purpose:
        raise ValueError("a local key needs a purpose")
    return LocalKey(digest_array(Label.LOCAL, purpose.encode(), key=master.reveal()))
