"""Canonical MessagePack arrays of byte strings: what is hashed and derived from inside keys/.

Writes only; the full codec is node's. Lengths are explicit, so ("ab", "c") and ("a", "bc") never give the same bytes.
Refuses more than 65,535 items and items of 4 GiB.
"""

from keys.limits import ARRAY_ITEMS_MAX

EMPTY_ARRAY = b"\x90"
"""What is hashed where the key alone says everything."""

_FIXARRAY_MAX = 15
_BIN8_MAX = 0xFF
_BIN16_MAX = 0xFFFF
_BIN32_MAX = 0xFFFFFFFF

# Headers are looked up, not made: this runs three times for every sealed text.
_FIXARRAY = tuple(bytes((0x90 | count,)) for count in range(_FIXARRAY_MAX + 1))
_BIN8 = tuple(bytes((0xC4, length)) for length in range(_BIN8_MAX + 1))


def array(*items: bytes) -> bytes:
    """Packs byte strings as one MessagePack array in its shortest form.

    Raises: ValueError for more than 65,535 items or an item of 4 GiB and more.
    """
    parts = [_array_header(len(items))]
    for item in items:
        length = len(item)
        parts += (_BIN8[length] if length <= _BIN8_MAX else _bin_header(length)), item
    return b"".join(parts)


def _array_header(count: int) -> bytes:
    if count <= _FIXARRAY_MAX:
        return _FIXARRAY[count]
    if count <= ARRAY_ITEMS_MAX:
        return b"\xdc" + count.to_bytes(2, "big")
    raise ValueError("too many items for one array")


def _bin_header(length: int) -> bytes:
    if length <= _BIN16_MAX:
        return b"\xc5" + length.to_bytes(2, "big")
    if length <= _BIN32_MAX:
        return b"\xc6" + length.to_bytes(4, "big")
    raise ValueError("an item is too long for one array")
