"""Types of fields that hold words of a vocabulary, or yes and no."""

from dataclasses import dataclass
from typing import ClassVar, Final

from node.ledger.errors import BadDeclaration, Fault, ValueRefused
from node.ledger.language import Labels, labels
from node.ledger.limits import ITEM_CHARS_MAX
from node.ledger.text import tidy_line
from node.ledger.types.base import FieldType, Json, Scalar, shown
from node.ledger.vocabulary.table import Vocabulary, is_code

_YES: Final = frozenset(("yes", "true", "1", "on", "y", "так", "да", "ёсць", "+"))
_NO: Final = frozenset(("no", "false", "0", "off", "n", "не", "нет", "няма", "-"))
_YES_NO: Final = {"en": ("yes", "no"), "be": ("так", "не"), "ru": ("да", "нет")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(FieldType):
    """One word of a vocabulary; a well-formed word it lacks is a word of a newer program."""

    name: ClassVar[str] = "choice"
    widget: ClassVar[str] = "choice"
    vocabulary: Vocabulary

    @property
    def expects(self) -> Labels:
        return labels("one of the words offered", "адно са слоў са спіса", "одно из слов списка")

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, str):
            return Fault.TYPE
        if value in self.vocabulary:
            return None
        return Fault.CODE if is_code(value) else Fault.FORM

    def parse(self, text: str) -> Scalar:
        """The code of a typed code or of a label in any of the three languages."""
        typed = tidy_line(text)
        if typed in self.vocabulary:
            return typed
        lowered = typed.lower()
        for word in self.vocabulary:
            if lowered in (word.code, word.labels.en.lower(), word.labels.be.lower(), word.labels.ru.lower()):
                return word.code
        raise ValueRefused(Fault.CODE if typed else Fault.EMPTY, self.expects)

    def format(self, value: Scalar, language: str) -> str:
        return self.vocabulary.label(value, language) if isinstance(value, str) else shown(value)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "enum": list(self.vocabulary.codes)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Members(FieldType):
    """A set of words of a vocabulary: the word is the last segment of the path, the value is true."""

    name: ClassVar[str] = "members"
    widget: ClassVar[str] = "checkboxes"
    vocabulary: Vocabulary

    def __post_init__(self) -> None:
        if any(len(code) > ITEM_CHARS_MAX for code in self.vocabulary.codes):
            raise BadDeclaration(f"vocabulary {self.vocabulary.name}: a code is too long for a segment of a path")

    @property
    def expects(self) -> Labels:
        return labels("yes, for each word that applies", "так, для кожнага слова", "да, для каждого слова")

    def fault(self, value: object) -> Fault | None:
        return None if value is True else Fault.TYPE

    def item_fault(self, item: str) -> Fault | None:
        if item in self.vocabulary:
            return None
        return Fault.CODE if is_code(item) else Fault.FORM

    def parse(self, text: str) -> Scalar:
        if tidy_line(text).lower() in _YES:
            return True
        raise ValueRefused(Fault.FORM, self.expects)

    def format(self, value: Scalar, language: str) -> str:
        return _YES_NO.get(language, _YES_NO["en"])[0] if value is True else shown(value)

    def json_schema(self) -> dict[str, Json]:
        return {"const": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bool(FieldType):
    """Yes or no."""

    name: ClassVar[str] = "bool"
    widget: ClassVar[str] = "yes_no"

    @property
    def expects(self) -> Labels:
        return labels("yes or no", "так або не", "да или нет")

    def fault(self, value: object) -> Fault | None:
        return None if value is True or value is False else Fault.TYPE

    def parse(self, text: str) -> Scalar:
        typed = tidy_line(text).lower()
        if typed in _YES or typed in _NO:
            return typed in _YES
        raise ValueRefused(Fault.FORM if typed else Fault.EMPTY, self.expects)

    def format(self, value: Scalar, language: str) -> str:
        if not isinstance(value, bool):
            return shown(value)
        yes, no = _YES_NO.get(language, _YES_NO["en"])
        return yes if value else no

    def json_schema(self) -> dict[str, Json]:
        return {"type": "boolean"}
