"""Which court or place a spelling means: one court in two dozen spellings, told by the stems a pack declares.

Refuses to guess: a spelling that fits nothing, or two courts equally well, gives None.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from node.ledger.limits import TEXT_CHARS_MAX
from node.ledger.packs.pack import Court, Region

_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,2}")


def court_of(text: str, courts: Iterable[Court]) -> Court | None:
    """The one court whose stems all begin words of `text` (at most 500 characters are looked at); None in doubt.

    Of several the one with more stems is meant: a district court of a city rather than the city's own.
    """
    words = _words(text)
    fitting = [court for court in courts if _fits(court, words)]
    most = max((len(court.stems) for court in fitting), default=0)
    best = [court for court in fitting if len(court.stems) == most]
    return best[0] if len(best) == 1 else None


def place_of(text: str, stems: Mapping[str, tuple[str, ...]]) -> tuple[str, str] | None:
    """The kind and number of the place a text names (`Калонія № 15`, `ИК-15` → penal_colony, 15); None in doubt.

    Only what stands before the first semicolon or line break counts: an address may follow.
    """
    words = _words(re.split(r"[;\n]", text.replace("№", " "), maxsplit=1)[0])
    kind = next((kind for kind, begins in stems.items() if any(word.startswith(begins) for word in words)), None)
    numbers = [word for word in words if _NUMBER.fullmatch(word)]
    return (kind, numbers[0]) if kind is not None and len(numbers) == 1 else None


def region_of(text: str, regions: Iterable[Region]) -> Region | None:
    """The first region that a text means; None where it means none."""
    words = _words(text)
    return next((region for region in regions if any(_begins(words, choice) for choice in region.stems)), None)


def _words(text: str) -> tuple[str, ...]:
    split = unicodedata.normalize("NFKD", text[:TEXT_CHARS_MAX].casefold().replace("ł", "l"))
    return tuple(_WORD.findall("".join(letter for letter in split if not unicodedata.combining(letter))))


def _fits(court: Court, words: tuple[str, ...]) -> bool:
    if any(word.startswith(court.without) for word in words) and court.without:
        return False
    return _begins(words, court.stems)


def _begins(words: tuple[str, ...], groups: tuple[tuple[str, ...], ...]) -> bool:
    return all(any(word.startswith(group) for word in words) for group in groups)
