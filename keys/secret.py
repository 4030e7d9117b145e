"""Secret bytes that do not print, compare in constant time and do not leave by accident.

Refuses to be hashed, pickled, copied or written as JSON. The bytes leave only through `reveal`. Python cannot wipe
memory: a secret is gone when its process is.
"""

from hmac import compare_digest
from typing import ClassVar, NoReturn, Self

from keys.errors import BadKey
from keys.limits import KEY_BYTES
from keys.randomness import Random

_SHOWN = "<secret>"


class Secret:
    """Secret bytes of any length; subclasses say what for and how long."""

    __slots__ = ("_value",)
    SIZE: ClassVar[int | None] = None

    def __init__(self, value: bytes) -> None:
        if not isinstance(value, bytes):
            raise BadKey("a secret is made of bytes")
        if self.SIZE is not None and len(value) != self.SIZE:
            del value  # a traceback that shows locals must not show it
            raise BadKey(f"{type(self).__name__} has {self.SIZE} bytes")
        self._value = value

    @classmethod
    def new(cls, random: Random) -> Self:
        """Draws a new secret of the class's own length.

        Raises: BadKey when the class has no length or `random` gives another.
        """
        if cls.SIZE is None:
            raise BadKey(f"{cls.__name__} has no length of its own")
        return cls(random(cls.SIZE))

    def reveal(self) -> bytes:
        """Gives the bytes; keep them out of names that live longer than a line."""
        return self._value

    def __repr__(self) -> str:
        return _SHOWN

    def __str__(self) -> str:
        return _SHOWN

    def __format__(self, spec: str) -> str:
        return _SHOWN

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, Secret):
            return NotImplemented
        return compare_digest(self._value, other._value)

    __hash__ = None  # type: ignore[assignment]

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is neither pickled nor copied")


class MasterKey(Secret):
    """Random key in the key file; everything on this node's disk hangs below it."""

    __slots__ = ()
    SIZE = KEY_BYTES


class EpochKey(Secret):
    """Random group key of one space for one epoch."""

    __slots__ = ()
    SIZE = KEY_BYTES


class ControlKey(Secret):
    """Seals control payloads of one epoch."""

    __slots__ = ()
    SIZE = KEY_BYTES


class RecordKey(Secret):
    """Seals the payloads of one record in one epoch."""

    __slots__ = ()
    SIZE = KEY_BYTES


class RoutingKey(Secret):
    """Lets nodes of one space find and serve one another; opens no data."""

    __slots__ = ()
    SIZE = KEY_BYTES


class IndexKey(Secret):
    """Makes the ids of imported records of one space; opens no data."""

    __slots__ = ()
    SIZE = KEY_BYTES
