"""Words for people in the three languages of the pages.

Refuses nothing: an unknown language reads as English.
"""

from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("en", "be", "ru")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """One meaning in English, Belarusian (official orthography) and Russian."""

    en: str
    be: str
    ru: str

    def in_language(self, language: str) -> str:
        """The words in `language` (`en`, `be`, `ru`); English for any other."""
        if language == "be":
            return self.be
        if language == "ru":
            return self.ru
        return self.en


def labels(en: str, be: str, ru: str) -> Labels:
    """Labels in the order English, Belarusian, Russian."""
    return Labels(en=en, be=be, ru=ru)
