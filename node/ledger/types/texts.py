"""Types of fields that hold text: one line, many lines, a web address."""

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from node.ledger.errors import Fault
from node.ledger.language import Labels, labels
from node.ledger.limits import LONG_TEXT_BYTES_MAX, TEXT_CHARS_MAX, URL_CHARS_MAX
from node.ledger.text import has_refused_characters, tidy_line, tidy_lines
from node.ledger.types.base import FieldType, Json, Scalar, checked, shown

_URL: Final = re.compile(r"https?://[^\s/<>\"'\\@]+(?:/[^\s<>\"\\]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(FieldType):
    """One line, at most `chars_max` characters."""

    name: ClassVar[str] = "text"
    chars_max: int = TEXT_CHARS_MAX

    @property
    def expects(self) -> Labels:
        most = self.chars_max
        return labels(
            f"one line of text, at most {most} characters",
            f"адзін радок тэксту, не больш за {most} знакаў",
            f"одна строка текста, не более {most} знаков",
        )

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, str):
            return Fault.TYPE
        if len(value) > self.chars_max:
            return Fault.LENGTH
        if not value:
            return Fault.EMPTY
        return Fault.CHARACTERS if has_refused_characters(value, lines=False) else None

    def parse(self, text: str) -> Scalar:
        return checked(self, tidy_line(text))

    def format(self, value: Scalar, language: str) -> str:
        return shown(value)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "minLength": 1, "maxLength": self.chars_max}


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText(FieldType):
    """Text of several lines, at most 16 KiB in UTF-8."""

    name: ClassVar[str] = "long_text"
    widget: ClassVar[str] = "lines"

    @property
    def expects(self) -> Labels:
        most = LONG_TEXT_BYTES_MAX // 1024
        return labels(f"text, at most {most} KiB", f"тэкст, не больш за {most} КіБ", f"текст, не более {most} КиБ")

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, str):
            return Fault.TYPE
        if not value:
            return Fault.EMPTY
        if has_refused_characters(value, lines=True):
            return Fault.CHARACTERS
        if len(value) > LONG_TEXT_BYTES_MAX // 4 and len(value.encode()) > LONG_TEXT_BYTES_MAX:
            return Fault.LENGTH
        return None

    def parse(self, text: str) -> Scalar:
        return checked(self, tidy_lines(text))

    def format(self, value: Scalar, language: str) -> str:
        return shown(value)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "minLength": 1, "maxLength": LONG_TEXT_BYTES_MAX}


@dataclass(frozen=True, slots=True, kw_only=True)
class Url(FieldType):
    """A web address; never fetched by the program."""

    name: ClassVar[str] = "url"

    @property
    def expects(self) -> Labels:
        return labels(
            "an address that begins with https:// or http://",
            "адрас, які пачынаецца з https:// або http://",
            "адрес, который начинается с https:// или http://",
        )

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, str):
            return Fault.TYPE
        if len(value) > URL_CHARS_MAX:
            return Fault.LENGTH
        if has_refused_characters(value, lines=False):
            return Fault.CHARACTERS
        return None if _URL.fullmatch(value) else Fault.FORM

    def parse(self, text: str) -> Scalar:
        return checked(self, tidy_line(text))

    def format(self, value: Scalar, language: str) -> str:
        return shown(value)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "format": "uri", "maxLength": URL_CHARS_MAX}
