"""The code on a helper's sheet by which a member finds the person again: eight letters and digits and a check letter.

It is made from the record's id, which tells nothing, by nobody's name. Refused: a slip of one sign, or two neighbours
swapped, as far as one check letter can tell.
"""

from typing import Final

SIGNS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ234567891"  # no I, L, O, 0: they are misread
_BYTES: Final = 5
_LENGTH: Final = 8
_MISREAD: Final = str.maketrans({"0": "Q", "O": "Q", "I": "1", "L": "1"})


def code_of(record: bytes) -> str:
    """The code of a record: `ABCD-EFGH-J`."""
    number = int.from_bytes(record[:_BYTES], "big")
    signs = "".join(SIGNS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return f"{signs[:4]}-{signs[4:]}-{_check(signs)}"


def prefix_of(code: str) -> bytes | None:
    """The first bytes of the id that a code as typed stands for; None for a slip."""
    signs = "".join(sign for sign in code.upper().translate(_MISREAD) if sign in SIGNS)
    if len(signs) != _LENGTH + 1 or _check(signs[:_LENGTH]) != signs[_LENGTH]:
        return None
    number = 0
    for sign in signs[:_LENGTH]:
        number = number << 5 | SIGNS.index(sign)
    return number.to_bytes(_BYTES, "big")


def _check(signs: str) -> str:
    """A sum weighed by place with odd weights, so that any one changed sign changes it."""
    return SIGNS[sum((2 * place + 1) * SIGNS.index(sign) for place, sign in enumerate(signs)) % len(SIGNS)]
