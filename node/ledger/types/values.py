"""Types of fields that hold a value with a canonical text: a partial date, a term, a sum of money."""

from dataclasses import dataclass
from typing import ClassVar

from node.ledger.errors import Fault
from node.ledger.language import Labels
from node.ledger.types.base import FieldType, Json, Scalar, shown
from node.ledger.values import date_text, money, partial_date, term, term_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(FieldType):
    """A partial date in canonical text."""

    name: ClassVar[str] = "partial_date"
    widget: ClassVar[str] = "date"

    @property
    def expects(self) -> Labels:
        return partial_date.EXPECTED

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, str):
            return Fault.TYPE
        return None if partial_date.is_canonical_date(value) else Fault.FORM

    def parse(self, text: str) -> Scalar:
        return date_text.parse_date(text).edtf

    def format(self, value: Scalar, language: str) -> str:
        if self.fault(value) is not None:
            return shown(value)
        return date_text.format_date(partial_date.decode_date(str(value)), language)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "format": "edtf-subset", "examples": ["1982-04-24", "1985~", "2022-03/.."]}


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
