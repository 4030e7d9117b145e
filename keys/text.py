"""Text forms of keys and ids: prefix, dash, base32, with a checksum inside.

The alphabet is Crockford's, in lower case: no i, l, o or u, and i, l and o are read as 1, 1 and 0. Case, spaces, line
breaks, dashes of any kind and invisible characters make no difference. Refuses another prefix, a foreign character, a
wrong checksum and spare bits that are not zero: nothing is guessed.
"""

import re
import unicodedata

from keys.errors import BadText, TextProblem
from keys.hashing import digest_array
from keys.labels import Label
from keys.limits import TEXT_CHARS_MAX, TEXT_CHECKSUM_BYTES, TEXT_PREFIX_CHARS_MAX, TEXT_RAW_BYTES_MAX

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {sign: value for value, sign in enumerate(_ALPHABET)} | {"i": 1, "l": 1, "o": 0}
_SIGN_BITS = 5
_PREFIX = re.compile(rf"[a-z]{{1,{TEXT_PREFIX_CHARS_MAX}}}")
_SKIPPED_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Pd", "Cf"})  # spaces, line ends, dashes, invisible marks


def encode_text(prefix: str, raw: bytes) -> str:
    """Writes bytes (at most 4,096) as `prefix-base32`.

    prefix: 1-16 letters a-z.
    Raises: ValueError for another prefix or more bytes.
    """
    _check_prefix(prefix)
    if len(raw) > TEXT_RAW_BYTES_MAX:
        raise ValueError("too many bytes for a text form")
    return f"{prefix}-{_base32(raw + _checksum(prefix, raw))}"


def decode_text(prefix: str, text: str) -> bytes:
    """Reads back what `encode_text` wrote with this prefix, however it was spaced or capitalised.

    Raises: BadText naming prefix, character, length or checksum; ValueError for an impossible prefix.
    """
    _check_prefix(prefix)
    if len(text) > TEXT_CHARS_MAX:
        raise BadText(TextProblem.LENGTH, "this text is too long")
    signs = [(place, sign.lower()) for place, sign in enumerate(text, 1) if not _is_skipped(sign)]
    if "".join(sign for _, sign in signs[: len(prefix)]) != prefix:
        raise BadText(TextProblem.PREFIX, f"this text does not begin with {prefix}-")
    raw = _bytes_of([_value(place, sign) for place, sign in signs[len(prefix) :]])
    content, checksum = raw[:-TEXT_CHECKSUM_BYTES], raw[-TEXT_CHECKSUM_BYTES:]
    if checksum != _checksum(prefix, content):
        raise BadText(TextProblem.CHECKSUM, "a character of this text is wrong, missing or too many")
    return content


def _check_prefix(prefix: str) -> None:
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("a prefix has 1 to 16 letters a-z")


def _checksum(prefix: str, raw: bytes) -> bytes:
    return digest_array(Label.CHECKSUM, prefix.encode(), raw, size=TEXT_CHECKSUM_BYTES)


def _is_skipped(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in _SKIPPED_CATEGORIES


def _value(place: int, sign: str) -> int:
    value = _VALUES.get(sign)
    if value is None:
        raise BadText(TextProblem.CHARACTER, f"character {place} of this text cannot stand there", place)
    return value


def _base32(raw: bytes) -> str:
    count = -(-8 * len(raw) // _SIGN_BITS)
    number = int.from_bytes(raw, "big") << (count * _SIGN_BITS - 8 * len(raw))
    return "".join(_ALPHABET[number >> _SIGN_BITS * place & 31] for place in reversed(range(count)))


def _bytes_of(values: list[int]) -> bytes:
    size, spare = divmod(len(values) * _SIGN_BITS, 8)
    if size < TEXT_CHECKSUM_BYTES or spare >= _SIGN_BITS:
        raise BadText(TextProblem.LENGTH, "this text is cut short or has a character too many")
    number = 0
    for value in values:
        number = number << _SIGN_BITS | value
    if number & ((1 << spare) - 1):
        raise BadText(TextProblem.CHECKSUM, "a character of this text is wrong, missing or too many")
    return (number >> spare).to_bytes(size, "big")
