"""A simple, honest estimate of a passphrase its owner made up, with the reasons for it.

It counts what a person's habits leave over, not what an alphabet could hold: letters that follow letters count little,
runs and repeats almost nothing, words of the open list 11 bits each. It knows no dictionary, names or dates of the
owner, so it is an upper guess for quotations and an under-guess for machine-made strings.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import log2

from keys.limits import STRONG_BITS, WORD_BITS
from keys.stretch import normalise
from keys.words import word_list

_TOKEN = re.compile(r"[^\W_]+|[\W_]+")
_FIRST_LETTER_BITS = 4.0  # a first letter is close to free choice
_LETTER_BITS = 1.7  # Shannon's estimate for running text, rounded up
_DIGIT_BITS = 2.7  # people choose years, birthdays and house numbers
_SWITCH_BITS = 4.5  # a letter, digit or sign where another class was expected
_RUN_BITS = 3.0  # abcdef, 987: where it ends is all there is to guess
_RUN_STEPS = (1, -1)
_AGAIN = re.compile(r"(.)\1{2,}|(..)\2{2,}|(.{3,32}?)\3+")  # aaa, ababab, abcabc
_SHORT_CHARS = 12


class Reason(StrEnum):
    """Why an estimate is what it is; pages translate these."""

    SHORT = "short"
    REPEATS = "repeats"
    SEQUENCES = "sequences"
    LIST_WORDS = "words of the list"
    FEW_WORDS = "few words"


@dataclass(frozen=True, slots=True)
class Strength:
    """An estimate in bits, and the reasons, most of them things to do better."""

    bits: int
    reasons: tuple[Reason, ...]

    @property
    def is_strong(self) -> bool:
        """Says whether nothing more need be asked of this passphrase."""
        return self.bits >= STRONG_BITS


def strength_bits(passphrase: str) -> Strength:
    """Estimates a passphrase in the form in which it is stretched.

    Raises: BadPassphrase.
    """
    folded = normalise(passphrase)
    tokens = [token for token in _TOKEN.findall(folded) if not token.isspace()]
    reasons: set[Reason] = set()
    distinct = {token.lower(): token for token in reversed(tokens)}
    bits = log2(1 + len(tokens) - len(distinct))
    if len(tokens) > len(distinct):
        reasons.add(Reason.REPEATS)
    for lowered, token in distinct.items():
        if lowered in word_list():
            bits += WORD_BITS
            reasons.add(Reason.LIST_WORDS)
        else:
            bits += _token_bits(token, reasons)
    if len(folded) < _SHORT_CHARS:
        reasons.add(Reason.SHORT)
    if bits < STRONG_BITS and len(tokens) > 1:
        reasons.add(Reason.FEW_WORDS)
    return Strength(int(bits), tuple(reason for reason in Reason if reason in reasons))


def _token_bits(token: str, reasons: set[Reason]) -> float:
    once = _AGAIN.sub(lambda match: match[1] or match[2] or match[3], token)
    bits = log2(1 + len(token) - len(once))
    if once != token:
        reasons.add(Reason.REPEATS)
    bits += _DIGIT_BITS if once[0].isdigit() else _FIRST_LETTER_BITS
    steps = [ord(after) - ord(before) for before, after in pairwise(once)]
    for place, step in enumerate(steps):
        before, after = once[place], once[place + 1]
        if place and step == steps[place - 1] and step in _RUN_STEPS:
            bits += 0 if place > 1 and step == steps[place - 2] else _RUN_BITS
            reasons.add(Reason.SEQUENCES)
        elif _class(before) != _class(after) and not (place == 0 and before.isupper()):
            bits += _SWITCH_BITS
        else:
            bits += _DIGIT_BITS if after.isdigit() else _LETTER_BITS
    return bits


def _class(sign: str) -> str:
    if sign.isdigit():
        return "digit"
    if sign.isalpha():
        return "upper" if sign.isupper() else "lower"
    return "sign"
