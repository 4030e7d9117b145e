"""One word folded to its sounds, with the other readings a spelling allows.

Refuses nothing: what is neither a Cyrillic nor a Latin letter nor a digit falls away.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import Final

from node.ledger.names import letters

READINGS_MAX: Final = 8  # three letters with two readings each; more would make short words match everything
_BARE: Final = frozenset("szc")
WORD_CHARS_MAX: Final = 40  # the longest double surname known has 34


@lru_cache(maxsize=32_768)  # names repeat their words; 32,768 of them take 10 MB
def fold(word: str) -> tuple[str, ...]:
    """The readings of one word (no spaces), the likeliest first; empty for a word without letters and digits.

    The first reading of a bare word takes its letters as they stand: c for ц, ch for ч, s and z without marks.

    At most 8 readings; only the first 40 characters count.
    """
    plain = simplify(word)[:WORD_CHARS_MAX]
    options = _options(plain)
    readings: dict[str, None] = {}
    for choice in _bounded(options):
        readings[_join("".join(choice), plain)] = None
    return tuple(reading for reading in readings if reading)


def simplify(word: str) -> str:
    """Lower case without accents, but with the marks that change a sound (ў й ё and those of Latin alphabets)."""
    kept = []
    for letter in unicodedata.normalize("NFC", word.lower()):
        if letter in letters.LETTERS or letter in "óйёў" or letter.isdigit():
            kept.append(letter)
        else:
            kept.extend(part for part in unicodedata.normalize("NFD", letter) if part in letters.LETTERS)
    return "".join(kept)


def _options(word: str) -> list[tuple[str, ...]]:
    """For each piece of the word the sounds it can stand for."""
    options: list[tuple[str, ...]] = []
    position = 0
    while position < len(word):
        piece = _piece(word, position)
        options.append(_sounds(word, position, piece))
        position += len(piece)
    return options


def _piece(word: str, position: int) -> str:
    for special in ("sch", letters.CH, "rz"):
        if word.startswith(special, position) and not (special == "rz" and not _is_polish(word)):
            return special
    for length in range(letters.LONGEST, 1, -1):
        piece = word[position : position + length]
        if len(piece) == length and piece in letters.LETTERS:
            return piece
    return word[position]


def _sounds(word: str, position: int, piece: str) -> tuple[str, ...]:
    match piece:
        case "sch":
            behind = word[position + 3 : position + 4]
            return ("wc", "w") if behind and behind in "aeiouy" else ("w",)
        case letters.CH:
            return ("x", "c") if _is_central_european(word) else ("c", "x")
        case "rz":
            return ("r",) if word[position - 1 : position] in letters.BEFORE_RZ and position else ("rj", "r")
        case "ó":
            return "u", "a"
        case "c":
            return ("t", "c") if word.isascii() and not _is_polish(word) else ("t",)
        case "s" | "z" if _may_have_lost_marks(word):
            return ("s", "w") if piece == "s" else ("z", "j")
        case _:
            return (letters.LETTERS.get(piece, piece),)


def is_bare(word: str) -> bool:
    """Whether a word has s, z or c in Latin letters that do not tell if a mark was left out (`Testovic`, `Chadyka`)."""
    plain = word.lower()
    return plain.isascii() and not _is_english(plain) and not _is_polish(plain) and not _BARE.isdisjoint(plain)


def _is_central_european(word: str) -> bool:
    return not letters.LACINKA_MARKS.isdisjoint(word) or (_is_polish(word) and not _is_english(word.replace("ch", "")))


def _is_polish(word: str) -> bool:
    return any(mark in word for mark in letters.POLISH_MARKS)


def _is_english(word: str) -> bool:
    return any(mark in word for mark in letters.ENGLISH_MARKS)


def _may_have_lost_marks(word: str) -> bool:
    """Whether a bare word looks like Łacinka: a c that is no part of ch, or a j."""
    return is_bare(word) and ("c" in word.replace("ch", "") or "j" in word)


def _bounded(options: list[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """All combinations; beyond the bound the later pieces keep their likeliest sound."""
    count = 1
    kept = []
    for option in options:
        count *= len(option)
        kept.append(option if count <= READINGS_MAX else option[:1])
        count = min(count, READINGS_MAX)
    return product(*kept)


def _join(sounds: str, word: str) -> str:
    """The sounds of a word made regular: glides absorbed, doubled sounds single, u after a vowel a v."""
    if word.endswith("ff"):
        sounds = sounds.rstrip("f") + "v"
    out: list[str] = []
    for index, sound in enumerate(sounds):
        _append(out, sound, sounds[index + 1 : index + 2])
    if len(out) > 1 and out[0] == "v" and out[1] not in letters.VOWELS:
        out[0] = "u"
    return "".join(out)


def _append(out: list[str], sound: str, following: str) -> None:
    if sound == letters.GLIDE:
        if (out and out[-1] not in letters.VOWELS and following and following in "aei") or following == "u":
            out.append(letters.GLIDE)
        return
    last = out[-1] if out else ""
    if sound in "ae":
        softened = last in ("i", letters.GLIDE)
        while out and out[-1] in ("i", letters.GLIDE):
            out.pop()
        sound = "e" if softened else sound
        last = out[-1] if out else ""
        if last in letters.HARD_OR_SOFT:
            sound = "a"
    elif sound in "iu" and last == letters.GLIDE:
        out.pop()
        last = out[-1] if out else ""
    elif sound == "u" and last in ("a", "e"):
        sound = "v"
    if sound != last or sound.isdigit():
        out.append(sound)
