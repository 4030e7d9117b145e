"""A vocabulary: a closed list of codes with labels. A well-formed code it lacks is a word of a newer program."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from node.ledger.errors import BadDeclaration
from node.ledger.language import Labels
from node.ledger.limits import CODE_CHARS_MAX

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_]*")


def is_code(word: object) -> bool:
    """Whether `word` has the form of a code: lower-case ASCII letters, digits, underscores; at most 40."""
    return isinstance(word, str) and len(word) <= CODE_CHARS_MAX and _CODE.fullmatch(word) is not None


@dataclass(frozen=True, slots=True)
class Word:
    """One code of a vocabulary and its labels."""

    code: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words in the order they are offered."""

    name: str
    words: tuple[Word, ...]
    _by_code: dict[str, Word] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {word.code: word for word in self.words}
        if len(by_code) != len(self.words) or not all(is_code(code) for code in by_code):
            raise BadDeclaration(f"vocabulary {self.name}: a code is malformed or stands twice")
        object.__setattr__(self, "_by_code", by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Word]:
        return iter(self.words)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order they are offered."""
        return tuple(self._by_code)

    def label(self, code: str, language: str) -> str:
        """The label of `code`; the code itself where this program does not know it."""
        word = self._by_code.get(code)
        return word.labels.in_language(language) if word else code


def vocabulary(name: str, *rows: tuple[str, str, str, str]) -> Vocabulary:
    """A vocabulary of rows (code, English, Belarusian, Russian).

    Raises: BadDeclaration for a malformed or repeated code.
    """
    return Vocabulary(name, tuple(Word(code, Labels(en=en, be=be, ru=ru)) for code, en, be, ru in rows))
