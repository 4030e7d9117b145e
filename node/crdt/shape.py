"""Take decoded arrays apart: each function returns the value in its type, or raises Malformed.

Decoders are total because every value passes through one of these before anything uses it.
"""

from collections.abc import Callable
from typing import TypeVar

from node.crdt.codec import Value, is_packed_set
from node.crdt.errors import Malformed, OverLimit
from node.crdt.ids import ID_BYTES, SHORT_ID_BYTES

T = TypeVar("T")


def array(value: object, count: int | None = None) -> list[Value]:
    """Return an array, of exactly `count` items where given. Raises: Malformed."""
    if type(value) is not list or (count is not None and len(value) != count):
        raise Malformed("an array of another length was expected" if type(value) is list else "an array was expected")
    return value


def octets(value: object, size: int | None = None) -> bytes:
    """Return a byte string, of exactly `size` bytes where given. Raises: Malformed."""
    if type(value) is not bytes or (size is not None and len(value) != size):
        raise Malformed("a byte string was expected" if size is None else f"{size} bytes were expected")
    return value


def long_id(value: object) -> bytes:
    """Return a 32-byte id. Raises: Malformed."""
    return octets(value, ID_BYTES)


def short_id(value: object) -> bytes:
    """Return a 16-byte id. Raises: Malformed."""
    return octets(value, SHORT_ID_BYTES)


def text(value: object, bytes_max: int) -> str:
    """Return text of at most `bytes_max` bytes in UTF-8. Raises: Malformed, OverLimit."""
    if type(value) is not str:
        raise Malformed("text was expected")
    if 4 * len(value) > bytes_max and len(value.encode()) > bytes_max:  # no character takes more than four
        raise OverLimit(f"text longer than {bytes_max} bytes")
    return value


def integer(value: object, low: int, high: int) -> int:
    """Return an integer from `low` to `high`, both included. Raises: Malformed."""
    if type(value) is not int or not low <= value <= high:
        raise Malformed(f"an integer from {low} to {high} was expected")
    return value


def optional(value: object, read: Callable[[object], T]) -> T | None:
    """Return None for nil, else what `read` makes of the value. Raises: what `read` raises."""
    return None if value is None else read(value)


def sorted_set(value: object, read: Callable[[object], T], count_max: int) -> tuple[T, ...]:
    """Return the items of a set of at most `count_max` items. Raises: Malformed, OverLimit, what `read` raises."""
    items = array(value)
    if len(items) > count_max:
        raise OverLimit(f"a set of more than {count_max} items")
    if not is_packed_set(items):
        raise Malformed("a set that is not sorted, or holds an item twice")
    return tuple(read(item) for item in items)
