"""A simple, honest estimate of a passphrase its owner made up, with the reasons for it.

It counts what a person's habits leave over, not what an alphabet could hold: letters that follow letters count little,
runs and repeats almost nothing, words of the open list 11 bits each. It knows no dictionary, names or dates of the
owner, so it is an upper guess for quotations and an under-guess for machine-made strings.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from keys.limits import STRONG_BITS, WORD_BITS
from keys.stretch import normalise
from keys.words import word_list

_TOKEN = re.compile(r"[^\W_]+|[\W_]+")
_FIRST_LETTER_BITS = 4.0  # a first letter is close to free choice
_LETTER_BITS = 1.7  # Shannon's estimate for running text, rounded up
_DIGIT_BITS = 2.7  # people choose years, birthdays and house numbers
_SWITCH_BITS = 4.5  # a letter, digit or sign where another class was expected
_RUN_BITS = 0.3  # abc, 321, aaa: the length of the run is all there is to guess
_REPEATED_BITS = 1.0  # the same piece again
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
    seen: set[str] = set()
    bits = 0.0
    reasons: set[Reason] = set()
    for token in tokens:
        lowered = token.lower()
        if lowered in seen:
            bits += _REPEATED_BITS
            reasons.add(Reason.REPEATS)
        elif lowered in word_list():
            bits += WORD_BITS
            reasons.add(Reason.LIST_WORDS)
        else:
            bits += _token_bits(token, reasons)
        seen.add(lowered)
    if len(folded) < _SHORT_CHARS:
        reasons.add(Reason.SHORT)
    if bits < STRONG_BITS and len(tokens) > 1:
        reasons.add(Reason.FEW_WORDS)
    return Strength(int(bits), tuple(reason for reason in Reason if reason in reasons))


def _token_bits(token: str, reasons: set[Reason]) -> float:
    bits = _DIGIT_BITS if token[0].isdigit() else _FIRST_LETTER_BITS
    step = None
    for place, (before, after) in enumerate(pairwise(token)):
        before_step, step = step, ord(after) - ord(before)
        if step == before_step and abs(step) <= 1:
            bits += _RUN_BITS
            reasons.add(Reason.SEQUENCES if step else Reason.REPEATS)
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
