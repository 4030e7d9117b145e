"""Keys of the search index and of queries.

A record is found when every key of the query begins one of the record's keys. What can be read in two ways is resolved
in the index: a query has one reading of each word, a record's word is kept under every reading a query may take. Latin
letters typed without marks do not tell s from š: they ask a second set of keys that does not either. The store keeps
the keys of a record as words of a full-text table and asks for prefixes; it decides nothing.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from node.ledger.limits import (
    RECORD_KEYS_MAX,
    SEARCH_KEYS_MAX,
    SEARCH_WORDS_MAX,
    SHORT_TEXT_CHARS,
    SHORT_TEXTS_CACHED,
)
from node.ledger.names.fold import fold, is_bare
from node.ledger.names.given import GIVEN_NAMES, PATRONYMICS, STEMS

_WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ`\u0301][^\W_]+)*['’ʼ`]?")
_PATRONYMIC_ENDS: Final = ("avic", "evic", "avna", "evna", "ic", "icna")
_LITHUANIAN_ENDS: Final = (("cus", "c"), ("skis", "ski"), ("avas", "av"), ("evas", "ev"), ("inas", "in"))
_LITHUANIAN_NAME_ENDS: Final = frozenset(("as", "is", "us"))
_LITHUANIAN_SOUNDS_MIN: Final = 6  # shorter words that end so are names of their own
_TRIMMED_SOUNDS_MIN: Final = 2  # what remains of a query whose last sound may belong to a letter not yet typed
_SILENT_INITIALS: Final = frozenset("yjcў")  # one letter, too many sounds to look for
_RAW_CHARS_MAX: Final = 80  # a word as remembered: twice the letters that count, for marks written apart
_BARE: Final = "9"  # opens keys without š and ž: what Latin letters without marks can tell
_BARE_SOUNDS: Final = (  # č is typed c or ch there, х is ch
    str.maketrans({"w": "s", "j": "z", "x": "c", "c": "t"}),
    str.maketrans({"w": "s", "j": "z", "x": "c"}),
)


def search_keys(*texts: str) -> list[str]:
    """The keys under which names (or any texts) are found, each once, own spellings first.

    At most 128 keys and 16 words a text on average. Texts that share words cost little more than one.
    """
    is_short = sum(map(len, texts)) <= SHORT_TEXT_CHARS
    return list(_keys_of_short_names(*texts) if is_short else _keys_of_names(*texts))


def _keys_of_names(*texts: str) -> tuple[str, ...]:
    words = dict.fromkeys(_words(" ".join(dict.fromkeys(texts)), SEARCH_WORDS_MAX * len(texts)))
    kept = [_kept(word) for word in words]
    keys = dict.fromkeys(key for own, _ in kept for key in own)
    keys.update(dict.fromkeys(key for _, others in kept for key in others))
    return tuple(keys)[: SEARCH_KEYS_MAX * len(texts)]


_keys_of_short_names: Final = lru_cache(maxsize=SHORT_TEXTS_CACHED)(_keys_of_names)  # places and courts, over and over


def text_keys(text: str) -> tuple[str, ...]:
    """The keys of every word of a longer text, without other forms of names, in order; at most 2,000."""
    return _keys_of_short(text) if len(text) <= SHORT_TEXT_CHARS else _keys_of_text(text)


def _keys_of_text(text: str) -> tuple[str, ...]:
    words = dict.fromkeys(_words(text, RECORD_KEYS_MAX))
    return tuple(dict.fromkeys(key for word in words for key in _plain(word)))[:RECORD_KEYS_MAX]


_keys_of_short: Final = lru_cache(maxsize=SHORT_TEXTS_CACHED)(_keys_of_text)


def query_keys(text: str) -> list[str]:
    """One key for each word of a query that says something, in order; at most 16.

    A patronymic behind a given name is left out: many records lack it. An empty list finds nothing.
    """
    words = _words(text, SEARCH_WORDS_MAX)
    patronymic = _patronymic_index(words)
    keys = (_asked(word) for index, word in enumerate(words) if index != patronymic)
    return list(dict.fromkeys(key for key in keys if key))


def matches(query: str, keys: Iterable[str]) -> bool:
    """Whether a record with these keys is found by the query: what every store must answer."""
    held = tuple(keys)
    asked = query_keys(query)
    return bool(asked) and all(any(key.startswith(begun) for key in held) for begun in asked)


def words_of(text: str) -> list[str]:
    """The words of one name, at most 16."""
    return _words(text, SEARCH_WORDS_MAX)


def is_given(word: str) -> bool:
    """Whether a word is a form of a listed given name."""
    return any(reading in _given() for reading in fold(word)[:1])


def patronymic_place(words: list[str]) -> int | None:
    """Which word of a name of three or more is the patronymic; None where none is."""
    return _patronymic_index(words)


def _words(text: str, count_max: int) -> list[str]:
    found = _WORD.findall(unicodedata.normalize("NFC", text))[:count_max]
    return [word[:_RAW_CHARS_MAX] for word in found]


def _asked(word: str) -> str:
    readings = fold(word)
    if not readings or word.lower() in _SILENT_INITIALS:
        return ""
    reading = _lithuanian().get(readings[0]) or min(_without_ending(readings[0]), default=readings[0])
    if reading.endswith("i") and len(reading) > _TRIMMED_SOUNDS_MIN:
        reading = reading[:-1]
    return _BARE + reading if is_bare(word) else reading


@lru_cache(maxsize=32_768)  # as many as words are folded
def _kept(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of a record's word: its own readings, and what else it may be looked for as."""
    readings = fold(word)
    own = dict.fromkeys(key for reading in readings for key in (reading, *_bare(reading)))
    others = dict.fromkeys(key for reading in readings for key in _other_forms(reading))
    return tuple(own), tuple(key for key in others if key not in own)


@lru_cache(maxsize=32_768)
def _plain(word: str) -> tuple[str, ...]:
    """The keys of a word of a text: its likeliest reading."""
    return tuple(key for reading in fold(word)[:1] for key in (reading, *_bare(reading)))


def _other_forms(reading: str) -> list[str]:
    forms = {*_equivalents().get(reading, ()), *_without_ending(reading)}
    for one, other in STEMS:
        forms |= {b + reading[len(a) :] for a, b in ((one, other), (other, one)) if reading.startswith(a)}
    if reading.endswith(("ska", "tka", "dka")):
        forms.add(reading + "e")  # Polish -ska for -ская
    return [key for form in sorted(forms) for key in (form, *_bare(form))]


def _bare(reading: str) -> list[str]:
    return list(dict.fromkeys(_BARE + reading.translate(table) for table in _BARE_SOUNDS))


@lru_cache(maxsize=1)
def _equivalents() -> dict[str, frozenset[str]]:
    """For every reading of a listed name the readings of its other forms that it is kept under."""
    table: dict[str, set[str]] = {}
    for row in (*GIVEN_NAMES, *PATRONYMICS):
        readings = {fold(form)[0] for form in row.split()}
        for reading in readings:
            table.setdefault(reading, set()).update(readings - _lithuanian().keys())
    return {reading: frozenset(others) for reading, others in table.items()}


@lru_cache(maxsize=1)
def _lithuanian() -> dict[str, str]:
    """Lithuanian forms of listed names with the form they lengthen: kept apart, else Александр would be Александра."""
    found: dict[str, str] = {}
    for row in GIVEN_NAMES:
        readings = sorted({fold(form)[0] for form in row.split()})
        for longer in readings:
            shorter = [
                one for one in readings if longer.startswith(one) and longer[len(one) :] in _LITHUANIAN_NAME_ENDS
            ]
            if shorter:
                found[longer] = shorter[0]
    return found


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    return frozenset(fold(form)[0] for row in GIVEN_NAMES for form in row.split())


def _without_ending(reading: str) -> set[str]:
    if len(reading) < _LITHUANIAN_SOUNDS_MIN:
        return set()
    return {reading[: -len(end)] + stem for end, stem in _LITHUANIAN_ENDS if reading.endswith(end)}


def _is_patronymic(word: str) -> bool:
    """Whether a word is a listed given name with the ending of a patronymic; surnames end so too."""
    for reading in fold(word)[:1]:
        for end in _PATRONYMIC_ENDS:
            stem = reading.removesuffix(end)
            if stem != reading and len(stem) > 1 and any(given.startswith(stem) for given in _given()):
                return True
    return False


def _patronymic_index(words: list[str]) -> int | None:
    """Which word of a query of three or more is the patronymic: the one behind a listed given name."""
    if len(words) < 3:
        return None
    for index, word in enumerate(words[:-1]):
        readings = fold(word)
        if readings and readings[0] in _given() and _is_patronymic(words[index + 1]):
            return index + 1
    return None
