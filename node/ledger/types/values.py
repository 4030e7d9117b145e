"""Types of fields that hold a value with a canonical text: a partial date, a time of day, a term, a sum of money."""

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from node.ledger.errors import Fault, ValueRefused
from node.ledger.language import Labels, labels
from node.ledger.text import tidy_line
from node.ledger.types.base import FieldType, Json, Scalar, shown
from node.ledger.values import date_text, money, partial_date, term, term_text

_CLOCK: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_TYPED_CLOCK: Final = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.][0-9]{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(FieldType):
    """A partial date in canonical text."""

    name: ClassVar[str] = "partial_date"
    widget: ClassVar[str] = "date"
    words: tuple[tuple[str, str], ...] = ()  # of a country's dates, and the English word each means

    @property
    def expects(self) -> Labels:
        return partial_date.EXPECTED

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, str):
            return Fault.TYPE
        return None if partial_date.is_canonical_date(value) else Fault.FORM

    def parse(self, text: str) -> Scalar:
        return date_text.parse_date(text, self.words).edtf

    def format(self, value: Scalar, language: str) -> str:
        if self.fault(value) is not None:
            return shown(value)
        return date_text.format_date(partial_date.decode_date(str(value)), language)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "format": "edtf-subset", "examples": ["1982-04-24", "1985~", "2022-03/.."]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(FieldType):
    """A time of day, `HH:MM`; the time zone stands beside it."""

    name: ClassVar[str] = "clock"

    @property
    def expects(self) -> Labels:
        return labels("a time such as 14:30", "час, напрыклад 14:30", "время, например 14:30")

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, str):
            return Fault.TYPE
        return None if _CLOCK.fullmatch(value) else Fault.FORM

    def parse(self, text: str) -> Scalar:
        typed = tidy_line(text)
        found = _TYPED_CLOCK.fullmatch(typed)
        if found is None:
            raise ValueRefused(Fault.FORM if typed else Fault.EMPTY, self.expects)
        clock = f"{found[1]:0>2}:{found[2]}"
        if not _CLOCK.fullmatch(clock):
            raise ValueRefused(Fault.RANGE, self.expects)
        return clock

    def format(self, value: Scalar, language: str) -> str:
        return shown(value)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": f"^{_CLOCK.pattern}$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration(FieldType):
    """The length of a sentence in canonical text."""

    name: ClassVar[str] = "term"

    @property
    def expects(self) -> Labels:
        return term.EXPECTED

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, str):
            return Fault.TYPE
        return None if term.is_canonical_term(value) else Fault.FORM

    def parse(self, text: str) -> Scalar:
        return term.parse_term(text).canonical

    def format(self, value: Scalar, language: str) -> str:
        if self.fault(value) is not None:
            return shown(value)
        return term_text.format_term(term.decode_term(str(value)), language)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "format": "term", "examples": ["P4Y6M", "P15D", "life"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum(FieldType):
    """Money in canonical text."""

    name: ClassVar[str] = "money"

    @property
    def expects(self) -> Labels:
        return money.EXPECTED

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, str):
            return Fault.TYPE
        return None if money.is_canonical_money(value) else Fault.FORM

    def parse(self, text: str) -> Scalar:
        return money.parse_money(text).canonical

    def format(self, value: Scalar, language: str) -> str:
        if self.fault(value) is not None:
            return shown(value)
        return money.format_money(money.decode_money(str(value)), language)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "description": "currency, colon, integer of minor units", "examples": ["BYN:1250"]}
