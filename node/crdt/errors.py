"""Errors of the ledger's core.

    CrdtError
    ├── Malformed      bytes that are not the one canonical encoding of a known shape
    ├── OverLimit      a ceiling that holds for every profile
    ├── BadSignature   a signature that does not verify under the named key
    ├── BrokenChain    an entry or certificate that does not follow what it names
    ├── Sealed         a payload no held key opens
    └── NotAllowed     a local request the rules refuse before anything is signed

The first four are what a node refuses on receipt, for what an object shows by itself.
"""


class CrdtError(Exception):
    """Base of everything `node.crdt` raises on purpose."""


class Malformed(CrdtError):
    """Bytes that are not the canonical encoding of the shape that was expected."""


class OverLimit(CrdtError):
    """A size or count above a ceiling of `limits.py`."""


class BadSignature(CrdtError):
    """A signature that does not verify under the key the object names."""


class BrokenChain(CrdtError):
    """An object that does not follow the one it names as its parent."""


class Sealed(CrdtError):
    """A payload that none of the held keys opens."""


class NotAllowed(CrdtError):
    """A local request that the rules refuse before anything is signed."""
