"""Canonical MessagePack: the only bytes an object can have.

Arrays, 64-bit integers, byte strings, UTF-8 text, booleans and nil. Refused: maps, floats, extensions, nesting deeper
than `DEPTH_MAX`, trailing bytes, and any encoding that packing the decoded value would not reproduce byte for byte.
"""

import itertools
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

import msgpack

from node.crdt.errors import Malformed, OverLimit
from node.crdt.limits import ARRAY_ITEMS_MAX, DEPTH_MAX, INT_MAX, INT_MIN

_PACKER: Final = msgpack.Packer(use_bin_type=True)  # making one takes four times as long as packing a usual array
_LEAVES: Final = frozenset((bytes, str, bool, type(None)))

T = TypeVar("T")
Scalar = bytes | str | int | bool | None
Value = Scalar | Sequence["Value"]


def pack(array: Sequence[object]) -> bytes:
    """Pack an array (list or tuple) of arrays, ints, bytes, str, bool and None.

    Raises: Malformed for any other type, an integer beyond 64 bits signed, or text that is not valid Unicode.
    """
    _check(array, DEPTH_MAX - 1)
    return _packed(array)


def pack_known(array: Sequence[object]) -> bytes:
    """Pack an array of values that were packed or unpacked before, without checking them again."""
    return _packed(array)


def _packed(value: object) -> bytes:
    try:
        packed = _PACKER.pack(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise Malformed("a value that canonical MessagePack cannot hold") from error
    assert isinstance(packed, bytes)
    return packed


def unpack(data: bytes, *, bytes_max: int, items_max: int = ARRAY_ITEMS_MAX) -> list[Value]:
    """Unpack one canonical array of at most `bytes_max` bytes, no array in it longer than `items_max`.

    Raises: OverLimit above `bytes_max`; Malformed for longer arrays and everything the module docstring refuses.
    """
    if len(data) > bytes_max:
        raise OverLimit(f"{len(data)} bytes where at most {bytes_max} are allowed")
    if not data or (data[0] & 0xF0 != 0x90 and data[0] not in (0xDC, 0xDD)):
        raise Malformed("not an array")
    try:
        value = msgpack.unpackb(
            data,
            raw=False,
            strict_map_key=True,
            max_array_len=min(items_max, len(data)),
            max_bin_len=len(data),
            max_str_len=len(data),
            max_map_len=0,
            max_ext_len=0,
        )
    except (ValueError, TypeError, OverflowError, RecursionError, msgpack.exceptions.UnpackException) as error:
        raise Malformed("not canonical MessagePack") from error
    assert isinstance(value, list)
    _check(value, DEPTH_MAX - 1)
    if _packed(value) != data:
        raise Malformed("not the canonical encoding")
    return value


def _check(items: Sequence[object], depth: int) -> None:
    """Check the items of an array, which may hold arrays `depth` levels deep."""
    for item in items:
        kind = type(item)
        if kind in _LEAVES:
            continue
        if kind is int:
            if not INT_MIN <= item <= INT_MAX:  # type: ignore[operator]
                raise Malformed("an integer beyond 64 bits")
        elif kind is list or kind is tuple:
            if depth == 0:
                raise Malformed(f"nested deeper than {DEPTH_MAX}")
            _check(item, depth - 1)  # type: ignore[arg-type]
        else:
            raise Malformed("a type that canonical MessagePack leaves out")


def packed_set(items: Iterable[T]) -> list[T]:
    """Sort items by their packed bytes and drop duplicates: the one form of a set."""
    return [item for _, item in sorted({_packed(item): item for item in items}.items())]


def is_packed_set(items: Sequence[object]) -> bool:
    """Tell whether an array is sorted by packed bytes without duplicates."""
    keys = [_packed(item) for item in items]
    return all(a < b for a, b in itertools.pairwise(keys))
