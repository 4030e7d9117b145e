"""Which articles of law a text names: their numbers, whatever stands around them.

`Part 1 of Article 13 and Article 293`, `ч. 2 ст. 293`, `арт. 361-1` name 13, 293 and 361-1. The number of a part is no
article, and neither is what is above 999. Refuses nothing: a text without such a number names none.
"""

import re
from functools import lru_cache
from typing import Final

from node.ledger.limits import TEXT_CHARS_MAX

_NUMBER: Final = re.compile(r"(?<!\d)(?<!\d[-–.])([1-9][0-9]{0,2})(?:\s?([-–.])\s?([0-9]{1,2}))?(?!\d)")
_PARTS: Final = re.compile(
    r"\b(?:parts?|pt|paragraphs?|p|част\w*|ч|пункт\w*|п)\b\.?\s*[0-9]+"
    r"(?:\s*(?:,|and|и|і|-|–)\s*[0-9]+(?=[\s0-9,]*(?:and|и|і)?[\s0-9]*(?:of|ст|арт|art)))*",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=8_192)  # a few hundred different spellings exist
def article_numbers(text: str) -> tuple[str, ...]:
    """The numbers of the articles a text names, each once, in order: `342`, `361-1`, `19.11`."""
    plain = _PARTS.sub(" ", _BRACKETS.sub(" ", text[:TEXT_CHARS_MAX]))
    return tuple(dict.fromkeys(_joined(number) for number in _NUMBER.finditer(plain)))


def _joined(number: re.Match[str]) -> str:
    whole, sign, part = number.groups()
    if part is None:
        return str(whole)
    return f"{whole}{'.' if sign == '.' else '-'}{part}"
